"""What the caller knows of a fleet."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Optional, Tuple, Type, Union

from ._arrow import TableLike, import_arrow, import_table
from ._errors import ClosedError, NotFound
from ._gate import Gate
from ._library import TABLES, current
from ._schema import find_field_in
from ._setters import Setter, encode, pointers, set_column
from ._text import TEXT, Moment, Text, snapshot_json, to_bytes

#: Where a workload sits: (node, gpus), or a mapping with node, gpus, replica, gpu. The node by its id or its row.
Piece = Union[Tuple[Union[str, "Row"], float], Mapping[str, Any]]


class Row:
    """One row of a fleet: a GPU type, model, node or workload. `row["gpu_count"] = 8` sets a field; rows cannot be read back."""

    __slots__ = ("_fleet", "ref")

    def __init__(self, fleet: "Fleet", ref: int) -> None:
        self._fleet = fleet
        #: the library's reference of the row
        self.ref = ref

    @property
    def entity(self) -> str:
        """"gpu_type", "model", "node" or "workload"."""
        library = self._fleet._library
        return library.word(library.lib.PIQ_WORDS_ENTITY, self.ref >> 32) or ""

    @property
    def number(self) -> int:
        """The row's number, from 0."""
        return self.ref & 0xFFFFFFFF

    def set(self, name: str, value: Any) -> "Row":
        """Sets a field by its name, in the field's unit; None makes a number or a free text unknown again."""
        self._fleet._set(self.ref, name, value)
        return self

    def __setitem__(self, name: str, value: Any) -> None:
        self._fleet._set(self.ref, name, value)

    def place(self, pieces: Iterable[Piece]) -> "Row":
        """Places a workload, replacing what was said of it before; no pieces say that it sits nowhere.

        Args:
            pieces: (node, gpus), or mappings with `node` (id or row), `gpus` (whole GPUs, or a share below 1 of one), `replica` (the
                replica it belongs to; otherwise pieces fill replicas in order), `gpu` (label of a shared GPU).
        """
        return self.set("placement", pieces)

    def __repr__(self) -> str:
        return f"<piq.Row {self.entity} {self.number}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and other._fleet is self._fleet and other.ref == self.ref

    def __hash__(self) -> int:
        return hash((id(self._fleet), self.ref))


class Fleet:
    """GPU types, models, nodes and workloads. What was never set is unknown, which is not zero.

    Any number of evaluations may read a fleet at once; a change waits for them.

    Args:
        observed_at: the moment the snapshot describes, RFC 3339 text or an aware datetime.
        window_seconds: length of the telemetry window in seconds, 1209600 (14 days) unless given.
        currency: currency of every price, ISO 4217, "USD" unless given.
        workloads_complete: the workloads are all GPU workloads there are, True unless given.
        pending_complete: the workloads hold every pending one, as workloads_complete unless given.
    """

    def __init__(self, *, observed_at: Optional[Moment] = None, window_seconds: Optional[float] = None, currency: Optional[str] = None,
                 workloads_complete: Optional[bool] = None, pending_complete: Optional[bool] = None) -> None:
        self._library = library = current()
        self._gate = Gate("fleet")
        self._error = library.new_error()
        out = library.ffi.new("piq_fleet **")
        library.check(library.lib.piq_fleet_new(library.ffi.NULL, out))
        self._cdata: Any = library.ffi.gc(out[0], library.lib.piq_fleet_free)
        self.set(observed_at=observed_at, window_seconds=window_seconds, currency=currency, workloads_complete=workloads_complete,
                 pending_complete=pending_complete)

    @classmethod
    def from_snapshot(cls, snapshot: Union[Text, Mapping[str, Any]]) -> "Fleet":
        """A fleet from a whole snapshot: JSON text or bytes, or what such text parses to."""
        fleet = cls()
        fleet.read_snapshot(snapshot)
        return fleet

    def _open(self) -> Any:
        handle = self._cdata
        if handle is None:
            raise ClosedError("the fleet is closed")
        return handle

    def close(self) -> None:
        """Gives its memory back, after the calls that use it. Reports made of it live on. Closing twice is fine."""
        self._cdata = None

    @property
    def closed(self) -> bool:
        return self._cdata is None

    def __enter__(self) -> "Fleet":
        self._open()
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], value: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()

    def __repr__(self) -> str:
        if self.closed:
            return "<piq.Fleet, closed>"
        return f"<piq.Fleet: {', '.join(f'{self.count(table)} {table}' for table in TABLES)}>"

    # ---- rows ----

    def add(self, entity: str, id: str, /, **fields: Any) -> Row:
        """Adds a GPU type, model, node or workload under an id that is not taken, with fields by name in their units: all or nothing.

        For many rows at once add_rows() and add_table() are much faster.
        """
        library = self._library
        number = library.entity(entity)
        data = encode(id)
        ref = library.ffi.new("piq_ref *")
        with self._gate:
            handle, error = self._open(), self._fresh()
            if not fields:
                library.check(library.lib.piq_fleet_add(handle, number, data, len(data), ref, error), error)
                return Row(self, ref[0])
            key = "name" if entity in ("gpu_type", "gpu_types", "model", "models") else "id"
            import_table(library, handle, number, [{key: id, **fields}], True, error)
            return Row(self, library.lib.piq_fleet_row(handle, number, library.lib.piq_fleet_count(handle, number) - 1))

    def add_many(self, entity: str, ids: Sequence[str]) -> int:
        """Adds a row for every id, all or none. Returns the number of the first; set_column() fills them."""
        library = self._library
        number = library.entity(entity)
        texts, lengths, _kept = pointers(library, ids)
        ref = library.ffi.new("piq_ref *")
        with self._gate:
            handle, error = self._open(), self._fresh()
            library.check(library.lib.piq_fleet_add_many(handle, number, texts, lengths, len(ids), ref, error), error)
            return int(ref[0]) & 0xFFFFFFFF

    def add_table(self, entity: str, table: TableLike, *, strict: bool = False) -> int:
        """Adds a row for every row of a table, all or none: GPU types and models first, then nodes, then the workloads placed on them.

        Args:
            entity: "gpu_types", "models", "nodes" or "workloads".
            table: an Arrow table (of polars, pandas, pyarrow, duckdb, ...), a mapping of columns, or a list of rows as mappings.
            strict: a column that is no field is an error, unless its name begins with `x_`. In a list of rows it always is.

        Returns:
            How many rows were added.
        """
        number = self._library.entity(entity)
        with self._gate:
            handle = self._open()
            before = self._count(handle, number)
            import_table(self._library, handle, number, table, strict, self._fresh())
            return self._count(handle, number) - before

    def add_rows(self, entity: str, rows: Iterable[Mapping[str, Any]]) -> int:
        """Adds rows given as mappings, with the keys of a JSON snapshot; all or none. Returns how many."""
        return self.add_table(entity, list(rows))

    def import_arrow(self, entity: str, table: Any, *, strict: bool = False) -> int:
        """add_table() for Arrow tables only: anything with `__arrow_c_stream__` or `__arrow_c_array__`."""
        library = self._library
        number = library.entity(entity)
        with self._gate:
            handle = self._open()
            before = self._count(handle, number)
            import_arrow(library, handle, number, table, library.lib.PIQ_ARROW_STRICT if strict else 0, self._fresh())
            return self._count(handle, number) - before

    def _count(self, handle: Any, number: int) -> int:
        return int(self._library.lib.piq_fleet_count(handle, number))

    def count(self, entity: str) -> int:
        """How many rows of an entity there are."""
        number = self._library.entity(entity)
        with self._gate.reading:
            return self._count(self._open(), number)

    def row(self, entity: str, number: int) -> Row:
        """A row by its number, from 0. Raises IndexError past the end."""
        kind = self._library.entity(entity)
        with self._gate.reading:
            ref = self._library.lib.piq_fleet_row(self._open(), kind, number) if number >= 0 else 0
        if ref == 0:
            raise IndexError(f"no {entity} {number}")
        return Row(self, ref)

    def find(self, entity: str, id: str) -> Row:
        """A row by its id. Raises NotFound."""
        return Row(self, self._find(self._library.entity(entity), id, entity))

    def _find(self, number: int, id: str, entity: str) -> int:
        library, data, ref = self._library, encode(id), self._library.ffi.new("piq_ref *")
        with self._gate.reading:
            status = library.lib.piq_fleet_find(self._open(), number, data, len(data), ref)
        if status != 0:
            raise library.fail(status, f"no {entity} {id!r} in the fleet", NotFound, entity=entity)
        return int(ref[0])

    # ---- documents ----

    def read_json(self, text: Text) -> None:
        """Reads a JSON snapshot into a fleet without rows. Fields of the fleet that are set already stay, unless the snapshot sets
        them. An error names line and column, and in its message the path."""
        library = self._library
        data = library.ffi.from_buffer(to_bytes(text))
        with self._gate:
            handle, error = self._open(), self._fresh()
            library.check(library.lib.piq_fleet_read_json(handle, data, len(data), error), error)

    def read_snapshot(self, snapshot: Union[Text, Mapping[str, Any]]) -> None:
        """read_json(), also from what such text parses to."""
        self.read_json(snapshot if isinstance(snapshot, TEXT) else snapshot_json(snapshot))

    # ---- fields ----

    def _fresh(self) -> Any:
        """The error of the call that holds the gate."""
        self._error.code = 0
        return self._error

    def set(self, **fields: Any) -> None:
        """Sets fields of the fleet itself: observed_at, window_seconds, currency, workloads_complete, pending_complete. None leaves
        one as it is."""
        for name, value in fields.items():
            if value is not None:
                self._set(self._library.lib.PIQ_FLEET_ROW, name, value)

    def _set(self, ref: int, name: str, value: Any) -> None:
        with self._gate:
            Setter(self._library, self._open(), self._fresh(), ref, name).set(value)

    def set_column(self, entity: str, name: str, values: Any, *, first: int = 0) -> None:
        """Sets a number, boolean or text field of consecutive rows, all of them or none.

        Args:
            entity: "gpu_types", "models", "nodes" or "workloads".
            name: the field.
            values: in the field's unit; an array of float64, int64 or bool is read in place. None leaves a row as it was, NaN makes
                its field unknown.
            first: number of the first row.
        """
        library = self._library
        field = find_field_in(library, library.entity(entity), name)
        with self._gate:
            set_column(library, self._open(), self._fresh(), field, values, first)

    def place_many(self, workloads: Any, nodes: Any, gpus: Any) -> None:
        """Adds one piece to each of many workloads, all or none: numbers of workload rows, numbers of node rows, GPUs of each piece.
        What was placed before stays; a workload may stand here several times."""
        library, ffi = self._library, self._library.ffi
        rows = [array("I", workloads), array("I", nodes)]
        amounts = array("d", gpus)
        if not len(rows[0]) == len(rows[1]) == len(amounts):
            raise ValueError("workloads, nodes and gpus differ in length")
        with self._gate:
            handle, error = self._open(), self._fresh()
            library.check(library.lib.piq_fleet_place_column(handle, ffi.from_buffer("uint32_t[]", rows[0]),
                                                             ffi.from_buffer("uint32_t[]", rows[1]),
                                                             ffi.from_buffer("double[]", amounts), len(amounts), error), error)
