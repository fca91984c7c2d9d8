"""What an evaluation found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Dict, List, Optional, Tuple, Type, TypeVar, Union, overload

from ._arrow import Table
from ._errors import ClosedError
from ._library import Library
from ._read import Reader
from ._records import Capacity, Change, DetectorTotals, Finding, Fragmentation, MapNode, NotEvaluated, Pending, Plan, Summary
from ._schema import detector_id
from ._show import as_html, as_text

T = TypeVar("T")
TABLE_NAMES = ("findings", "evidence", "remedies", "wrong_remedies", "relations", "not_evaluated", "pending", "moves", "capacity",
               "detectors")


class Rows(Sequence[T]):
    """A part of a report as a sequence. Each item is read when it is asked for, so that a large report costs nothing by itself; the
    report must still be open then."""

    def __init__(self, report: "Report", count: str, read: Callable[[Reader, int], T]) -> None:
        self._report = report
        self._read = read
        self._length = int(getattr(report._library.lib, count)(report._open()))

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> List[T]: ...

    def __getitem__(self, index: Union[int, slice]) -> Union[T, List[T]]:
        if isinstance(index, slice):
            reader = self._report._reader()
            return [self._read(reader, i) for i in range(self._length)[index]]
        return self._read(self._report._reader(), range(self._length)[index])

    def __iter__(self) -> Iterator[T]:
        reader = self._report._reader()
        return (self._read(reader, i) for i in range(self._length))

    def __repr__(self) -> str:
        return f"<{self._length} rows of a piq.Report>"


class Report:
    """Findings, what could not be judged, the plan for pending work, free blocks. Immutable: any number of threads may read it.

    Made by evaluate(). Does not need its fleet or policy any more. `with` or close() gives its memory back at once; otherwise that
    happens with the object.
    """

    def __init__(self, library: Library, handle: Any) -> None:
        self._library = library
        self._cdata: Any = library.ffi.gc(handle, library.lib.piq_report_free)

    def _open(self) -> Any:
        handle = self._cdata
        if handle is None:
            raise ClosedError("the report is closed")
        return handle

    def _reader(self) -> Reader:
        return Reader(self._library, self._open())

    def close(self) -> None:
        """Gives its memory back, after the calls that read it. Tables handed out before live on. Closing twice is fine."""
        self._cdata = None

    @property
    def closed(self) -> bool:
        return self._cdata is None

    def __enter__(self) -> "Report":
        self._open()
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], value: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()

    def __repr__(self) -> str:
        return "<piq.Report, closed>" if self.closed else as_text(self)

    def _repr_html_(self) -> Optional[str]:
        return None if self.closed else as_html(self)

    # ---- as objects ----

    @property
    def summary(self) -> Summary:
        """Totals."""
        return self._reader().summary()

    @property
    def totals(self) -> Dict[str, DetectorTotals]:
        """Each detector's counts and money, by its name."""
        reader = self._reader()
        return {t.detector: t for number in range(1, self._library.lib.piq_detector_count() + 1) for t in [reader.totals(number)]}

    def detector(self, name: str) -> DetectorTotals:
        """One detector's counts and money. Raises NotFound."""
        return self._reader().totals(detector_id(self._library, name))

    @property
    def findings(self) -> Rows[Finding]:
        """Fired ones, then candidates, then observations, each by rank."""
        return Rows(self, "piq_report_finding_count", Reader.finding)

    @property
    def not_evaluated(self) -> Rows[NotEvaluated]:
        """Judgements that could not be made, and which fields would help."""
        return Rows(self, "piq_report_not_evaluated_count", Reader.not_evaluated)

    @property
    def pending(self) -> Rows[Pending]:
        """What holds each pending workload."""
        return Rows(self, "piq_report_pending_count", Reader.pending)

    @property
    def capacity(self) -> Rows[Capacity]:
        """Free blocks by size, now and after the plan."""
        return Rows(self, "piq_report_capacity_count", Reader.capacity)

    @property
    def plan(self) -> Plan:
        """The moves that make room for pending workloads."""
        return self._reader().plan()

    @property
    def map(self) -> Rows[MapNode]:
        """The nodes of the domains that the plan touches, of a small fleet all, before and after."""
        return Rows(self, "piq_report_map_count", Reader.map_node)

    @property
    def domains(self) -> int:
        """How many domains the fleet has; those that `map` leaves out are as they were."""
        return int(self._library.lib.piq_report_domain_count(self._open()))

    @property
    def fragmentation(self) -> Rows[Fragmentation]:
        """How scattered free GPUs are, by cluster and type."""
        return Rows(self, "piq_report_fragmentation_count", Reader.fragmentation)

    # ---- as text ----

    def to_bytes(self, *, compact: bool = False) -> bytes:
        """The report as JSON in UTF-8; the same bytes for the same input on every machine.

        Args:
            compact: on one line, without blanks.
        """
        library, handle = self._library, self._open()
        flags, error = library.lib.PIQ_JSON_COMPACT if compact else 0, library.new_error()
        return library.written(lambda write, user: int(library.lib.piq_report_write_json(handle, write, user, flags, error)), error)

    def to_json(self, *, compact: bool = False) -> str:
        """The report as JSON text; money that is unknown is written as 0, and the finding's `degraded_by` says so."""
        return self.to_bytes(compact=compact).decode("utf-8")

    def to_dict(self) -> Dict[str, Any]:
        """What to_json() parses to."""
        parsed: Dict[str, Any] = json.loads(self.to_bytes(compact=True))
        return parsed

    def finding_json(self, index: int) -> str:
        """One finding as a JSON object on one line. Raises IndexError past the end."""
        library, handle = self._library, self._open()
        if not 0 <= index < library.lib.piq_report_finding_count(handle):
            raise IndexError(index)
        error = library.new_error()
        text = library.written(lambda write, user: int(library.lib.piq_report_write_finding_json(handle, index, write, user, error)), error)
        return text.decode("utf-8").rstrip("\n")

    # ---- as tables ----

    def table(self, name: str) -> Table:
        """A table by its name: "findings", "evidence", "remedies", "wrong_remedies", "relations", "not_evaluated", "pending",
        "moves", "capacity" or "detectors". Raises KeyError."""
        if name not in TABLE_NAMES:
            raise KeyError(name)
        self._open()
        return Table(self, name, getattr(self._library.lib, "PIQ_TABLE_" + name.upper()))

    @property
    def findings_table(self) -> Table:
        """A row per finding, in the order of the report."""
        return self.table("findings")

    @property
    def evidence_table(self) -> Table:
        """A row per piece of evidence."""
        return self.table("evidence")

    @property
    def remedies_table(self) -> Table:
        """A row per remedy."""
        return self.table("remedies")

    @property
    def wrong_remedies_table(self) -> Table:
        """A row per remedy that would not help."""
        return self.table("wrong_remedies")

    @property
    def relations_table(self) -> Table:
        """A row per relation between findings."""
        return self.table("relations")

    @property
    def not_evaluated_table(self) -> Table:
        """A row per judgement that could not be made."""
        return self.table("not_evaluated")

    @property
    def pending_table(self) -> Table:
        """A row per pending workload."""
        return self.table("pending")

    @property
    def moves_table(self) -> Table:
        """A row per piece of a move or start of the plan."""
        return self.table("moves")

    @property
    def capacity_table(self) -> Table:
        """A row per size of free blocks."""
        return self.table("capacity")

    @property
    def detectors_table(self) -> Table:
        """A row per detector."""
        return self.table("detectors")

    # ---- two reports ----

    def compare(self, before: "Report") -> Tuple[Change, ...]:
        """How findings changed since an older report, by their id; fired ones and candidates take part. New ones first, then worse,
        same, better and resolved ones."""
        library = self._library
        if before._library is not library:
            raise ValueError("the two reports were made with different libraries")
        lib, ffi, old, new = library.lib, library.ffi, before._open(), self._open()
        changes, count, error = ffi.new("piq_change **"), ffi.new("size_t *"), library.new_error()
        library.check(lib.piq_report_compare(old, new, changes, count, error), error)
        try:
            readers = Reader(library, old), Reader(library, new)
            return tuple(_change(library, _nth(ffi, changes[0], i), *readers) for i in range(count[0]))
        finally:
            lib.piq_changes_free(new, changes[0], count[0])


def _nth(ffi: Any, changes: Any, index: int) -> Any:
    """A newer library's records may be longer: the first one tells by how much."""
    return ffi.cast("piq_change *", ffi.cast("char *", changes) + index * changes.struct_size)


def _change(library: Library, change: Any, old: Reader, new: Reader) -> Change:
    lib, none = library.lib, library.none
    kinds = {lib.PIQ_CHANGE_NEW: "new", lib.PIQ_CHANGE_WORSE: "worse", lib.PIQ_CHANGE_SAME: "same", lib.PIQ_CHANGE_BETTER: "better",
             lib.PIQ_CHANGE_RESOLVED: "resolved"}
    return Change(kind=kinds[change.kind], before=None if change.before == none else old.finding(change.before),
                  after=None if change.after == none else new.finding(change.after))
