"""The library's own description of fields, thresholds, detectors and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple

from ._errors import NotFound
from ._library import Library, current


@dataclass(frozen=True)
class Field:
    """One input field."""

    id: int  #: stable number
    entity: str  #: "fleet", "gpu_type", "model", "node" or "workload"
    name: str  #: key in JSON and in rows, column in tables
    type: str  #: "number", "integer", "bool", "string", "timestamp", "string_list", "number_list" or "object_list"
    unit: str  #: "" where none
    words: Tuple[str, ...]  #: the only words allowed, or empty
    min: float  #: least allowed number
    max: float  #: largest allowed number
    used_by: str  #: detector numbers or parts of the library, blank-separated
    meaning: str  #: one line, may be ""
    since: str  #: version that brought it


@dataclass(frozen=True)
class PolicyKey:
    """One threshold."""

    id: int  #: stable number
    name: str  #: key in a policy
    default: float  #: in force unless set, in `unit`
    unit: str  #: "" where none
    boolean: bool  #: only 0 or 1
    detectors: str  #: detector numbers or parts of the library, blank-separated
    meaning: str  #: one line, may be ""
    since: str  #: version that brought it


@dataclass(frozen=True)
class Detector:
    """One detector."""

    id: int  #: 1 to 10
    name: str  #: "tier_misplacement"
    title: str  #: "Tier misplacement"
    entity: str  #: what it judges
    subtypes: Tuple[str, ...]  #: what its findings may be
    personas: Tuple[str, ...]  #: whom they concern
    rule: str  #: in plain sentences


def _since(number: int) -> str:
    return f"{number >> 16}.{number >> 8 & 255}.{number & 255}"


def _field(library: Library, info: Any) -> Field:
    lib, string = library.lib, library.string
    return Field(id=info.id, entity=library.word(lib.PIQ_WORDS_ENTITY, info.entity) or "", name=string(info.name),
                 type=library.word(lib.PIQ_WORDS_TYPE, info.type) or "", unit=string(info.unit),
                 words=library.words(info.words) if info.words else (), min=info.min, max=info.max, used_by=string(info.used_by),
                 meaning=string(info.meaning), since=_since(info.since))


def field_table(library: Library) -> Dict[Tuple[int, str], Field]:
    """Fields by entity and name, read once."""
    table: Optional[Dict[Tuple[int, str], Field]] = library.cache.get("fields")
    if table is None:
        table = {}
        info = library.filled("piq_field_info")
        for index in range(library.lib.piq_field_count()):
            library.check(library.lib.piq_field_at(index, info))
            table[info.entity, library.string(info.name)] = _field(library, info)
        library.cache["fields"] = table
    return table


def fields(entity: Optional[str] = None) -> Tuple[Field, ...]:
    """All input fields, or those of one entity ("nodes", "workload", "fleet", ...), in the order of the vocabulary."""
    library = current()
    number = None if entity is None else library.entity(entity, rows_only=False)
    return tuple(field for key, field in field_table(library).items() if number in (None, key[0]))


def find_field_in(library: Library, entity: int, name: str) -> Field:
    field = field_table(library).get((entity, name))
    if field is None:
        word = library.word(library.lib.PIQ_WORDS_ENTITY, entity)
        raise library.fail(library.lib.PIQ_E_FIELD, f"no field {name!r} of a {word}", NotFound, entity=word)
    return field


def find_field(entity: str, name: str) -> Field:
    """One input field by its entity and name. Raises NotFound."""
    library = current()
    number, data, found = library.entity(entity, rows_only=False), name.encode("utf-8", "surrogatepass"), library.ffi.new("uint32_t *")
    library.lib.piq_field_find(number, data, len(data), found)
    return find_field_in(library, number, name)


def policy_keys() -> Tuple[PolicyKey, ...]:
    """All thresholds with their defaults."""
    library = current()
    string, info, result = library.string, library.filled("piq_policy_info"), []
    for index in range(library.lib.piq_policy_key_count()):
        library.check(library.lib.piq_policy_key_at(index, info))
        result.append(PolicyKey(id=info.id, name=string(info.name), default=info.default_value, unit=string(info.unit),
                                boolean=bool(info.is_boolean), detectors=string(info.detectors), meaning=string(info.meaning),
                                since=_since(info.since)))
    return tuple(result)


def personas(library: Library, bits: int) -> Tuple[str, ...]:
    found: Optional[Tuple[str, ...]] = library.cache.get(("personas", bits))
    if found is None:
        words = (library.word(library.lib.PIQ_WORDS_PERSONA, number) for number in range(1, 32) if bits >> number & 1)
        found = library.cache["personas", bits] = tuple(word for word in words if word)
    return found


def detectors() -> Tuple[Detector, ...]:
    """The ten detectors, each with its rule."""
    library = current()
    string, info, result = library.string, library.filled("piq_detector_info"), []
    for index in range(library.lib.piq_detector_count()):
        library.check(library.lib.piq_detector_at(index, info))
        result.append(Detector(id=info.id, name=string(info.name), title=string(info.title),
                               entity=library.word(library.lib.PIQ_WORDS_ENTITY, info.entity) or "",
                               subtypes=tuple(string(info.subtypes).split()), personas=personas(library, info.personas),
                               rule=string(info.rule)))
    return tuple(result)


def detector_id(library: Library, name: str) -> int:
    data, found = name.encode("utf-8", "surrogatepass"), library.ffi.new("uint32_t *")
    status = library.lib.piq_detector_find(data, len(data), found)
    if status != 0:
        raise library.fail(status, f"no detector {name!r}: detectors() lists them", NotFound)
    return int(found[0])


def policy_key_id(library: Library, name: str) -> int:
    data, found = name.encode("utf-8", "surrogatepass"), library.ffi.new("uint32_t *")
    status = library.lib.piq_policy_key_find(data, len(data), found)
    if status != 0:
        raise library.fail(status, f"no threshold {name!r}: policy_keys() lists them", NotFound)
    return int(found[0])


def words(group: str) -> Tuple[str, ...]:
    """The words of a group: "severity", "state", "kind", "engine", "persona", "reason", ... Raises NotFound."""
    library = current()
    number = getattr(library.lib, "PIQ_WORDS_" + group.upper(), 0)
    if number == 0:
        raise library.fail(library.lib.PIQ_E_FIELD, f"no group of words {group!r}", NotFound)
    return library.words(number)
