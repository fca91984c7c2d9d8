"""Values of Python into fields of a fleet, one row or one column at a time. The caller holds the fleet's gate."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Dict, NoReturn, Optional, Tuple

from ._columns import as_double, bitmap, missing, truth
from ._library import Library
from ._schema import Field, find_field_in
from ._text import moment_text


def encode(text: str) -> bytes:
    """UTF-8; a lone surrogate goes through for the library to refuse, which names field and row."""
    return text.encode("utf-8", "surrogatepass")


def pointers(library: Library, texts: Sequence[str]) -> Tuple[Any, Any, Any]:
    """Pointers and lengths as the library takes them, and what they point into, to be kept for the call."""
    kept = [library.ffi.from_buffer(encode(text)) for text in texts]
    return library.ffi.new("char *[]", kept), library.ffi.new("size_t[]", [len(item) for item in kept]), kept


class Setter:
    """One row's field in the making: what a call needs, and how a value is refused."""

    def __init__(self, library: Library, handle: Any, error: Any, ref: int, name: str) -> None:
        self.library, self.ffi, self.lib = library, library.ffi, library.lib
        self.handle, self.error, self.ref = handle, error, ref
        self.field: Field = find_field_in(library, ref >> 32, name)

    def set(self, value: Any) -> None:
        SETTERS[self.field.type](self, value)

    def refuse(self, wanted: str, value: Any) -> NoReturn:
        field, row = self.field, self.ref & 0xFFFFFFFF
        raise self.library.fail(self.lib.PIQ_E_TYPE, f"{field.entity} {row}: {field.name} must be {wanted}, not {value!r:.60}",
                                field=field.name, entity=field.entity, row=row)

    def check(self, status: int) -> None:
        self.library.check(status, self.error)

    # ---- plain values ----

    def as_number(self, value: Any) -> float:
        try:
            return as_double(value)
        except TypeError:
            self.refuse("a number", value)

    def number(self, value: Any) -> None:
        if type(value) is int and -(2**63) <= value < 2**63:
            self.check(self.lib.piq_fleet_set_integer(self.handle, self.ref, self.field.id, value, self.error))
        else:
            self.check(self.lib.piq_fleet_set_number(self.handle, self.ref, self.field.id, self.as_number(value), self.error))

    def boolean(self, value: Any) -> None:
        if not truth(value):
            self.refuse("true or false", value)
        self.check(self.lib.piq_fleet_set_boolean(self.handle, self.ref, self.field.id, 1 if value else 0, self.error))

    def text(self, value: Any) -> None:
        value = "" if missing(value) else moment_text(value) if self.field.type == "timestamp" else value
        if not isinstance(value, str):
            self.refuse("a text", value)
        data = encode(value)
        self.check(self.lib.piq_fleet_set_string(self.handle, self.ref, self.field.id, data, len(data), self.error))

    # ---- lists ----

    def items(self, value: Any) -> Sequence[Any]:
        if isinstance(value, (str, bytes, Mapping)) or not hasattr(value, "__iter__"):
            self.refuse("a list", value)
        return list(value)

    def text_list(self, value: Any) -> None:
        items = self.items(value)
        if not all(isinstance(item, str) for item in items):
            self.refuse("a list of texts", value)
        texts, lengths, _kept = pointers(self.library, items)
        self.check(self.lib.piq_fleet_set_string_list(self.handle, self.ref, self.field.id, texts, lengths, len(items), self.error))

    def number_list(self, value: Any) -> None:
        data = self.ffi.new("double[]", [self.as_number(item) for item in self.items(value)])
        self.check(self.lib.piq_fleet_set_number_list(self.handle, self.ref, self.field.id, data, len(data), self.error))

    # ---- lists of objects ----

    def members(self, value: Any, known: Sequence[str], needed: Sequence[str]) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            self.refuse("a list of mappings", value)
        for member in value:
            if member not in known and not str(member).startswith("x_"):
                self.refuse("made of " + ", ".join(known), value)
        if any(value.get(member) is None for member in needed):
            self.refuse("made of at least " + ", ".join(needed), value)
        return value

    def objects(self, value: Any) -> None:
        OBJECTS[self.field.name](self, value)

    def placement(self, value: Any) -> None:
        items, kept = self.items(value), []
        pieces = self.ffi.new("piq_piece[]", len(items))
        for piece, item in zip(pieces, items):
            if isinstance(item, tuple) and len(item) == 2:
                item = {"node": item[0], "gpus": item[1]}
            item = self.members(item, ("node", "gpus", "replica", "gpu"), ("node", "gpus"))
            piece.node = self.node(item["node"])
            piece.gpus = self.as_number(item["gpus"])
            piece.replica = -1 if item.get("replica") is None else item["replica"]
            if item.get("gpu") is not None:
                kept.append(self.ffi.from_buffer(encode(item["gpu"])))
                piece.gpu, piece.gpu_length = kept[-1], len(kept[-1])
        self.check(self.lib.piq_fleet_place(self.handle, self.ref, pieces, len(items), self.ffi.sizeof("piq_piece"), self.error))

    def node(self, node: Any) -> int:
        if not isinstance(node, str):
            return int(node.ref)
        data, ref = encode(node), self.ffi.new("piq_ref *")
        if self.lib.piq_fleet_find(self.handle, self.lib.PIQ_ENTITY_NODE, data, len(data), ref) != 0:
            row = self.ref & 0xFFFFFFFF
            raise self.library.fail(self.lib.PIQ_E_REFERENCE, f"workload {row}: placement names no node of the fleet: {node!r}",
                                    field="placement", entity="workload", row=row)
        return int(ref[0])

    def scale_events(self, value: Any) -> None:
        items = self.items(value)
        events = self.ffi.new("piq_scale_event[]", len(items))
        for event, item in zip(events, items):
            item = self.members(item, ("t", "replicas", "cause"), ("t", "replicas"))
            event.seconds_ago, event.replicas = self.as_number(item["t"]), self.as_number(item["replicas"])
            if item.get("cause") is not None:
                event.cause = self.library.word_id(self.lib.PIQ_WORDS_CAUSE, item["cause"], "cause")
        self.check(self.lib.piq_fleet_set_scale_events(self.handle, self.ref, events, len(items), self.ffi.sizeof("piq_scale_event"),
                                                       self.error))

    def mig_profiles(self, value: Any) -> None:
        items, kept = self.items(value), []
        profiles = self.ffi.new("piq_mig_profile[]", len(items))
        numbers = ("compute_slices", "compute_slices_total", "memory_bytes", "max_instances")
        for profile, item in zip(profiles, items):
            item = self.members(item, ("name", *numbers), ("name", *numbers))
            kept.append(self.ffi.new("char[]", encode(item["name"])))
            profile.name = kept[-1]
            for name in numbers:
                setattr(profile, name, self.as_number(item[name]))
        self.check(self.lib.piq_fleet_set_mig_profiles(self.handle, self.ref, profiles, len(items), self.ffi.sizeof("piq_mig_profile"),
                                                       self.error))


SETTERS: Dict[str, Callable[[Setter, Any], None]] = {
    "number": Setter.number, "integer": Setter.number, "bool": Setter.boolean, "string": Setter.text, "timestamp": Setter.text,
    "string_list": Setter.text_list, "number_list": Setter.number_list, "object_list": Setter.objects,
}
OBJECTS: Dict[str, Callable[[Setter, Any], None]] = {
    "placement": Setter.placement, "scale_events": Setter.scale_events, "mig_profiles": Setter.mig_profiles,
}


# ---- a column: None leaves a row as it was, NaN makes it unknown ----


def _buffer(values: Any) -> Optional[memoryview]:
    try:
        view = memoryview(values)
    except (TypeError, ValueError, BufferError):
        return None
    return view if view.ndim == 1 and view.c_contiguous else None


def _numbers(values: Any, refuse: Callable[[int, Any], NoReturn]) -> Tuple[Any, Optional[bytearray]]:
    """Numbers in memory as the library takes them, doubles or 64-bit integers, and which of them are there."""
    view = _buffer(values)
    if view is not None and view.format in ("d", "q") or (view is not None and view.format == "l" and view.itemsize == 8):
        return view, None
    items = list(values)
    for row, item in enumerate(items):
        if truth(item) or isinstance(item, (str, bytes)):
            refuse(row, item)
    valid = bitmap([item is not None for item in items]) if None in items else None
    items = [0 if item is None else item for item in items] if valid else items
    whole = all(type(item) is int and -(2**63) <= item < 2**63 for item in items)
    try:
        return array("q" if whole else "d", items), valid
    except TypeError:
        refuse(*next((row, item) for row, item in enumerate(items) if not hasattr(item, "__float__")))


def _booleans(values: Any, refuse: Callable[[int, Any], NoReturn]) -> Tuple[Any, Optional[bytearray]]:
    view = _buffer(values)
    if view is not None and view.format == "?":
        return view, None
    items = list(values)
    for row, item in enumerate(items):
        if item is not None and not truth(item):
            refuse(row, item)
    return array("B", [bool(item) for item in items]), bitmap([item is not None for item in items]) if None in items else None


def _text_column(library: Library, handle: Any, error: Any, field: Field, first: int, values: Any, refuse: Callable[[int, Any], NoReturn]) -> int:
    items = list(values)
    for row, item in enumerate(items):
        if item is not None and not isinstance(item, str):
            refuse(row, item)
    texts, lengths, _kept = pointers(library, [item or "" for item in items])
    for row, item in enumerate(items):
        if item is None:
            texts[row] = library.ffi.NULL
    return int(library.lib.piq_fleet_set_string_column(handle, field.id, first, len(items), texts, lengths, error))


def set_column(library: Library, handle: Any, error: Any, field: Field, values: Any, first: int) -> None:
    """Sets a field of consecutive rows, all of them or none."""
    lib, ffi = library.lib, library.ffi

    def refuse(row: int, value: Any) -> NoReturn:
        raise library.fail(lib.PIQ_E_TYPE, f"{field.entity} {first + row}: {value!r:.60} is no value of {field.name}, which is a {field.type}",
                           field=field.name, entity=field.entity, row=first + row)

    if field.type in ("string", "timestamp"):
        library.check(_text_column(library, handle, error, field, first, values, refuse), error)
        return
    if field.type == "bool":
        data, valid = _booleans(values, refuse)
        call, kind = lib.piq_fleet_set_boolean_column, "uint8_t[]"
    else:
        data, valid = _numbers(values, refuse)
        doubles = memoryview(data).format == "d"
        call, kind = (lib.piq_fleet_set_number_column, "double[]") if doubles else (lib.piq_fleet_set_integer_column, "int64_t[]")
    bits = ffi.NULL if valid is None else ffi.from_buffer("uint8_t[]", valid)
    library.check(call(handle, field.id, first, len(data), ffi.from_buffer(kind, data), 0, bits, error), error)
