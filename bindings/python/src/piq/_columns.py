"""Python's rows and columns as one Arrow array over Python's own memory, for the length of a call."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Dict, List, NoReturn, Optional, Tuple

from ._library import TABLES, Library
from ._schema import field_table

Kind = Any  # a word, or ("list", kind of its items), or ("struct", kinds of its members)
OBJECTS: Dict[str, Dict[str, Kind]] = {
    "placement": {"node": "text", "gpus": "number", "replica": "number", "gpu": "text"},
    "scale_events": {"t": "number", "replicas": "number", "cause": "text"},
    "mig_profiles": {"name": "text", "compute_slices": "number", "compute_slices_total": "number", "memory_bytes": "number",
                     "max_instances": "number"},
}
KINDS: Dict[str, Kind] = {"number": "number", "integer": "number", "bool": "bool", "string": "text", "timestamp": "text",
                          "string_list": ("list", "text"), "number_list": ("list", "number")}
NAMES = {"number": "a number", "bool": "true or false", "text": "a text", "list": "a list", "struct": "a mapping"}
# Arrow's names of what a buffer may hold, by kind and width.
BUFFERS = {"f4": "f", "f8": "g", "i1": "c", "i2": "s", "i4": "i", "i8": "l", "u1": "C", "u2": "S", "u4": "I", "u8": "L"}
SIGNS = {**dict.fromkeys("fd", "f"), **dict.fromkeys("bhilqn", "i"), **dict.fromkeys("BHILQN", "u")}


def missing(value: Any) -> bool:
    """None and NaN are unknown, and what pandas writes for them."""
    return value is None or (isinstance(value, float) and value != value) or type(value).__name__ in ("NAType", "NaTType")


def truth(value: Any) -> bool:
    return isinstance(value, bool) or type(value).__name__ in ("bool", "bool_")  # of numpy


def as_double(value: Any) -> float:
    """A number as the library keeps it; what is unknown is NaN. TypeError where it is no number."""
    if missing(value):
        return float("nan")
    if truth(value) or isinstance(value, (str, bytes, bytearray)):
        raise TypeError
    try:
        return float(value)
    except ValueError:
        raise TypeError from None
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def bitmap(flags: Sequence[bool]) -> bytearray:
    bits = bytearray((len(flags) + 7) // 8)
    for i, flag in enumerate(flags):
        if flag:
            bits[i >> 3] |= 1 << (i & 7)
    return bits


class Columns:
    """Builds the array; what it points to lives as long as this object."""

    def __init__(self, library: Library, entity: int) -> None:
        self.library = library
        self.ffi = library.ffi
        self.entity = entity
        self.table = next(table for table in TABLES if library.entities[table] == entity)
        self.kept: List[Any] = []
        self.column = ""

    # ---- what does not fit ----

    def refuse(self, kind: str, value: Any, row: int) -> NoReturn:
        shown = repr(value)
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        raise self.library.fail(self.library.lib.PIQ_E_TYPE, f"{self.table}, column {self.column}, row {row} must be {NAMES[kind]}, not {shown}",
                                field=self.column, entity=TABLES[self.table], row=row)

    # ---- structs ----

    def new(self, kind: str, init: Any = None) -> Any:
        made = self.ffi.new(kind, init)
        self.kept.append(made)
        return made

    def schema(self, form: str, name: str, children: Sequence[Any] = ()) -> Any:
        schema = self.new("struct ArrowSchema *")
        schema.format = self.new("char[]", form.encode())
        schema.name = self.new("char[]", name.encode("utf-8", "surrogatepass"))
        schema.flags = self.library.lib.ARROW_FLAG_NULLABLE
        schema.n_children = len(children)
        schema.children = self.new("struct ArrowSchema *[]", list(children)) if children else self.ffi.NULL
        return schema

    def array(self, length: int, buffers: Sequence[Any], children: Sequence[Any] = ()) -> Any:
        pointers = []
        for buffer in buffers:
            pointer = self.ffi.NULL if buffer is None else self.ffi.from_buffer(buffer)
            self.kept.append(pointer)
            pointers.append(self.ffi.cast("void *", pointer))
        made = self.new("struct ArrowArray *")
        made.length = length
        made.null_count = -1 if buffers and buffers[0] is not None else 0
        made.n_buffers = len(buffers)
        made.buffers = self.ffi.cast("const void **", self.new("void *[]", pointers)) if pointers else self.ffi.NULL
        made.n_children = len(children)
        made.children = self.new("struct ArrowArray *[]", list(children)) if children else self.ffi.NULL
        return made

    # ---- values; `rows` tells the table's row of each ----

    def number(self, value: Any, row: int) -> float:
        try:
            return as_double(value)
        except TypeError:
            self.refuse("number", value, row)

    def numbers(self, name: str, values: Sequence[Any], rows: Sequence[int]) -> Tuple[Any, Any]:
        data = array("d", values) if set(map(type, values)) <= {float} else array("d", map(self.number, values, rows))
        return self.schema("g", name), self.array(len(values), [None, data])

    def bools(self, name: str, values: Sequence[Any], rows: Sequence[int]) -> Tuple[Any, Any]:
        known = [not missing(value) for value in values]
        for value, there, row in zip(values, known, rows):
            if there and not truth(value):
                self.refuse("bool", value, row)
        data = bitmap([there and bool(value) for value, there in zip(values, known)])
        return self.schema("b", name), self.array(len(values), [bitmap(known), data])

    def texts(self, name: str, values: Sequence[Any], rows: Sequence[int]) -> Tuple[Any, Any]:
        known, parts, offsets = [], [], array("q", [0])
        for value, row in zip(values, rows):
            known.append(not missing(value))
            if known[-1]:
                if not isinstance(value, str):
                    self.refuse("text", value, row)
                parts.append(value.encode("utf-8", "surrogatepass"))
            offsets.append(offsets[-1] + (len(parts[-1]) if known[-1] else 0))
        return self.schema("U", name), self.array(len(values), [bitmap(known), offsets, b"".join(parts)])

    def lists(self, name: str, values: Sequence[Any], rows: Sequence[int], kind: Kind) -> Tuple[Any, Any]:
        known: List[bool] = []
        items: List[Any] = []
        inner: List[int] = []
        offsets = array("q", [0])
        for value, row in zip(values, rows):
            known.append(not missing(value))
            if known[-1]:
                if isinstance(value, (str, bytes, Mapping)) or not hasattr(value, "__iter__"):
                    self.refuse("list", value, row)
                items.extend(value)
                inner.extend([row] * (len(items) - len(inner)))
            offsets.append(len(items))
        schema, data = self.build("item", items, inner, kind)
        return self.schema("+L", name, [schema]), self.array(len(values), [bitmap(known), offsets], [data])

    def structs(self, name: str, values: Sequence[Any], rows: Sequence[int], kinds: Mapping[str, Kind]) -> Tuple[Any, Any]:
        for value, row in zip(values, rows):
            if not isinstance(value, Mapping):
                self.refuse("struct", value, row)
        members = list(dict.fromkeys(member for value in values for member in value))
        built = [self.build(member, [value.get(member) for value in values], rows, kinds.get(member, "null")) for member in members]
        return self.schema("+s", name, [b[0] for b in built]), self.array(len(values), [None], [b[1] for b in built])

    def build(self, name: str, values: Sequence[Any], rows: Sequence[int], kind: Kind) -> Tuple[Any, Any]:
        if kind == "number":
            return self.numbers(name, values, rows)
        if kind == "bool":
            return self.bools(name, values, rows)
        if kind == "text":
            return self.texts(name, values, rows)
        if kind == "null":  # no field of ours: its name only, for the library to judge
            return self.schema("n", name), self.array(len(values), [])
        form, inner = kind
        return self.lists(name, values, rows, inner) if form == "list" else self.structs(name, values, rows, inner)

    # ---- a column, a table ----

    def buffered(self, name: str, values: Any) -> Optional[Tuple[Any, Any]]:
        """Numbers that already lie in memory as Arrow wants them, without a copy."""
        try:
            view = memoryview(values)
        except (TypeError, ValueError, BufferError):  # no buffer, or one of a kind that buffers cannot tell
            return None
        form = SIGNS.get(view.format[-1:], "") + str(view.itemsize)
        foreign = view.format[:1] in (">!" if sys.byteorder == "little" else "<")
        if view.ndim != 1 or not view.c_contiguous or form not in BUFFERS or (foreign and len(view.format) > 1):
            return None
        return self.schema(BUFFERS[form], name), self.array(len(view), [None, view])

    def kind_of(self, name: str) -> Kind:
        field = field_table(self.library).get((self.entity, name))
        if field is None:
            return "null"
        return ("list", ("struct", OBJECTS[name])) if field.type == "object_list" else KINDS[field.type]

    def of_column(self, name: str, values: Any, length: Optional[int] = None) -> Tuple[Any, Any]:
        self.column = name
        kind = self.kind_of(name)
        built = self.buffered(name, values) if kind == "number" else None
        if built is None:
            values = values if isinstance(values, list) else list(values)
            built = self.build(name, values, range(len(values)), kind)
        if length is not None and built[1].length != length:
            raise self.library.fail(self.library.lib.PIQ_E_VALUE, field=name, entity=TABLES[self.table],
                                    message=f"{self.table}, column {name} has {built[1].length} values where the others have {length}")
        return built

    def of_columns(self, columns: Mapping[str, Any]) -> Tuple[Any, Any]:
        built: List[Tuple[Any, Any]] = []
        for name, values in columns.items():
            built.append(self.of_column(name, values, built[0][1].length if built else None))
        return self.whole(built, built[0][1].length if built else 0)

    def of_rows(self, rows: Iterable[Mapping[str, Any]]) -> Tuple[Any, Any]:
        rows = list(rows)
        for number, row in enumerate(rows):
            if not isinstance(row, Mapping):
                raise TypeError(f"{self.table}, row {number} must be a mapping, not {type(row).__name__}")
        names = list(dict.fromkeys(name for row in rows for name in row))
        return self.whole([self.of_column(name, [row.get(name) for row in rows]) for name in names], len(rows))

    def whole(self, built: Sequence[Tuple[Any, Any]], length: int) -> Tuple[Any, Any]:
        return self.schema("+s", "", [b[0] for b in built]), self.array(length, [None], [b[1] for b in built])
