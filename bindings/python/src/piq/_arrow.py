"""Tables in and out through the Arrow C data interface's capsules. No Arrow library is needed."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional, Protocol, Union

from . import _native
from ._columns import Columns
from ._library import Library

if TYPE_CHECKING:
    from ._report import Report


class ArrowStream(Protocol):
    """A table that hands itself out as an Arrow stream: of polars, pandas, pyarrow, duckdb, ..."""

    def __arrow_c_stream__(self) -> Any: ...


class ArrowArray(Protocol):
    """A record batch that hands itself out as an Arrow array."""

    def __arrow_c_array__(self) -> Any: ...


#: What is taken where a table is asked for: an Arrow table of whatever library, a list of rows, or a mapping of columns.
TableLike = Union[ArrowStream, ArrowArray, Sequence[Mapping[str, Any]], Mapping[str, Any]]

# Through ctypes, since these need the interpreter's lock, which cffi gives up. Prototypes of our own: ctypes shares its functions.
_pointer_of = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(("PyCapsule_GetPointer", ctypes.pythonapi))
_stream_capsule = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p)(int(_native.lib.py_stream_capsule_maker()))


def _exports(table: Any) -> bool:
    return hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__")


def _as_arrow(table: Any) -> Any:
    """pandas before 2.2 exports nothing by itself."""
    if not _exports(table) and type(table).__module__.split(".")[0] == "pandas":
        try:
            import pyarrow  # type: ignore[import-not-found, import-untyped, unused-ignore]
        except ImportError as refused:
            raise TypeError("this version of pandas needs pyarrow to hand out its tables") from refused
        return pyarrow.Table.from_pandas(table, preserve_index=False)
    return table


def import_arrow(library: Library, fleet: Any, entity: int, table: Any, flags: int, error: Any) -> None:
    """Reads an Arrow stream or array into a fleet. The library moves what a capsule holds; the capsule is kept until then."""
    ffi, lib = library.ffi, library.lib
    table = _as_arrow(table)
    if hasattr(table, "__arrow_c_stream__"):
        capsule = table.__arrow_c_stream__()
        stream = ffi.cast("struct ArrowArrayStream *", _pointer_of(capsule, b"arrow_array_stream"))
        library.check(lib.piq_fleet_import_arrow_stream(fleet, entity, stream, flags, error), error)
    elif hasattr(table, "__arrow_c_array__"):
        schema, array = table.__arrow_c_array__()
        schema_pointer = ffi.cast("struct ArrowSchema *", _pointer_of(schema, b"arrow_schema"))
        array_pointer = ffi.cast("struct ArrowArray *", _pointer_of(array, b"arrow_array"))
        library.check(lib.piq_fleet_import_arrow_array(fleet, entity, schema_pointer, array_pointer, flags, error), error)
    else:
        raise TypeError(f"{type(table).__name__} has neither __arrow_c_stream__ nor __arrow_c_array__")


def is_arrow(table: Any) -> bool:
    return _exports(table) or type(table).__module__.split(".")[0] == "pandas"


def import_table(library: Library, fleet: Any, entity: int, table: Any, strict: bool, error: Any) -> None:
    """Reads a table of any kind. Rows as mappings are read like JSON: a key that is no field is an error."""
    flags = library.lib.PIQ_ARROW_STRICT if strict else 0
    if is_arrow(table):
        import_arrow(library, fleet, entity, table, flags, error)
        return
    columns = Columns(library, entity)
    if isinstance(table, Mapping):
        schema, array = columns.of_columns(table)
    elif isinstance(table, (str, bytes)) or not hasattr(table, "__iter__"):
        raise TypeError(f"a table is an Arrow table, a list of rows or a mapping of columns, not {type(table).__name__}")
    else:
        schema, array = columns.of_rows(table)
        flags = library.lib.PIQ_ARROW_STRICT
    if schema.n_children == 0 and array.length == 0:  # no row, and no column that says so
        return
    keep = _native.ffi.cast("struct ArrowSchema *", int(library.ffi.cast("uintptr_t", schema)))
    _native.lib.py_keep_schema(keep)
    _native.lib.py_keep_array(_native.ffi.cast("struct ArrowArray *", int(library.ffi.cast("uintptr_t", array))))
    library.check(library.lib.piq_fleet_import_arrow_array(fleet, entity, schema, array, flags, error), error)


class Table:
    """One table of a report. Whatever reads Arrow reads it: `polars.DataFrame(table)`, `pyarrow.table(table)`,
    `pandas.DataFrame.from_arrow(table)`, `duckdb.sql("from t")` where `t` is the table. Each time it is read, it is handed out anew.

    Columns whose name ends in `_micros` are money: whole millionths of the currency, null where unknown.
    """

    def __init__(self, report: "Report", name: str, number: int) -> None:
        self._report = report
        self._number = number
        #: "findings", "evidence", ...
        self.name = name

    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object:
        """A capsule with the table as an Arrow stream; `requested_schema` is not followed."""
        report = self._report
        library = report._library
        handle = report._open()
        stream = _native.lib.py_stream_new()
        if stream == _native.ffi.NULL:
            raise MemoryError
        address = int(_native.ffi.cast("uintptr_t", stream))
        try:
            error = library.new_error()
            target = library.ffi.cast("struct ArrowArrayStream *", address)
            library.check(library.lib.piq_report_export_arrow_stream(handle, self._number, target, error), error)
            return _stream_capsule(address)
        except BaseException:
            _native.lib.py_stream_free(stream)
            raise

    def __repr__(self) -> str:
        return f"<piq.Table {self.name}>"
