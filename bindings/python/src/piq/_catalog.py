"""GPU types and models that the library knows by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional, Tuple

from ._errors import NotFound
from ._library import Library, current
from ._read import known
from ._schema import field_table


@dataclass(frozen=True)
class MigProfile:
    """A way to divide a GPU."""

    name: str  #: "3g.40gb"
    compute_slices: float  #: of compute_slices_total
    compute_slices_total: float  #: 7 on A100 and later
    memory_bytes: float  #: of one instance
    max_instances: float  #: on one GPU


@dataclass(frozen=True)
class ReferencePrice:
    """On-demand offers for one GPU, in USD per GPU-hour."""

    median: float
    min: float  #: lowest offer
    max: float  #: highest offer
    date: str  #: "2026-03"
    source: str  #: the offers
    offers: int  #: how many


@dataclass(frozen=True)
class CatalogEntry:
    """One built-in GPU type or model."""

    entity: str  #: "gpu_type" or "model"
    name: str  #: as the device reports it, or the model's repository
    aliases: Tuple[str, ...]  #: other spellings
    source: str  #: where the facts come from
    notes: str
    facts: Mapping[str, float] = field(hash=False)  #: numbers by field name, in that field's unit; only what is known
    vendor: str = ""  #: of a GPU type
    architecture: str = ""  #: of a GPU type
    model_class: Optional[str] = None  #: of a model: "decoder", "encoder", ...
    mig_profiles: Tuple[MigProfile, ...] = ()  #: of a GPU type
    measured: int = 0  #: published measurements of this GPU type that the throughput model is held against
    power_watts: Optional[float] = None  #: of a GPU type
    price: Optional[ReferencePrice] = None  #: of a GPU type


def _mig_profiles(library: Library, row: int, count: int) -> Tuple[MigProfile, ...]:
    profile, profiles = library.ffi.new("piq_mig_profile *"), []
    for position in range(count):
        library.check(library.lib.piq_catalog_mig_profile(row, position, profile))
        profiles.append(MigProfile(library.string(profile.name), profile.compute_slices, profile.compute_slices_total,
                                   profile.memory_bytes, profile.max_instances))
    return tuple(profiles)


def _facts(library: Library, entity: int, row: int) -> Mapping[str, float]:
    numbers = ((name, library.lib.piq_catalog_number(entity, row, info.id)) for (owner, name), info in field_table(library).items()
               if owner == entity and info.type in ("number", "integer"))
    return {name: value for name, value in numbers if value == value}


def _price(library: Library, entry: Any) -> Optional[ReferencePrice]:
    if entry.price_median != entry.price_median:
        return None
    return ReferencePrice(entry.price_median, entry.price_min, entry.price_max, library.string(entry.price_date),
                          library.string(entry.price_source), entry.price_offers)


def entry_at(library: Library, entity: int, row: int) -> CatalogEntry:
    e, string = library.filled("piq_catalog_entry"), library.string
    library.check(library.lib.piq_catalog_at(entity, row, e))
    return CatalogEntry(
        entity=library.word(library.lib.PIQ_WORDS_ENTITY, e.entity) or "", name=string(e.name),
        aliases=tuple(alias.strip() for alias in string(e.aliases).split(";") if alias.strip()), source=string(e.source),
        notes=string(e.notes), facts=_facts(library, entity, row), vendor=string(e.vendor), architecture=string(e.architecture),
        model_class=library.word(library.lib.PIQ_WORDS_CLASS, e.model_class),
        mig_profiles=_mig_profiles(library, row, e.mig_profile_count), measured=e.measured, power_watts=known(e.power_watts),
        price=_price(library, e))


def catalog(entity: str) -> Tuple[CatalogEntry, ...]:
    """All built-in "gpu_types" or "models"."""
    library = current()
    number = library.entity(entity)
    return tuple(entry_at(library, number, row) for row in range(library.lib.piq_catalog_count(number)))


def catalog_find(entity: str, name: str) -> CatalogEntry:
    """A built-in GPU type or model by its name or an alias; case, blanks, dashes, vendor and number format do not matter.

    Raises:
        NotFound: there is none, or more than one may be meant; its message names the nearest.
    """
    library = current()
    number, data = library.entity(entity), name.encode("utf-8", "surrogatepass")
    match, error = library.filled("piq_catalog_match"), library.new_error()
    library.check(library.lib.piq_catalog_find(number, data, len(data), match, error), error, NotFound)
    return entry_at(library, number, match.rows[0])
