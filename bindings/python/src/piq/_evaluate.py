"""From what the caller knows to a report, in one call."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any, Optional, Union

from ._arrow import TableLike
from ._fleet import Fleet
from ._library import current
from ._policy import Policy, PolicyLike, as_policy
from ._report import Report
from ._text import Moment, Text, to_bytes


def evaluate(
    snapshot: Union[Fleet, Mapping[str, Any], Text, None] = None,
    /,
    *,
    gpu_types: Optional[TableLike] = None,
    models: Optional[TableLike] = None,
    nodes: Optional[TableLike] = None,
    workloads: Optional[TableLike] = None,
    policy: Optional[PolicyLike] = None,
    persona: Optional[str] = None,
    threads: Optional[int] = None,
    strict: bool = False,
    observed_at: Optional[Moment] = None,
    window_seconds: Optional[float] = None,
    currency: Optional[str] = None,
    workloads_complete: Optional[bool] = None,
    pending_complete: Optional[bool] = None,
) -> Report:
    """Runs all detectors over a fleet.

    Missing input is no error: it stands in the report as not evaluated. The interpreter's lock is given up meanwhile.

    Args:
        snapshot: a Fleet, a whole snapshot as JSON text or bytes, or what such text parses to; tables then add rows to it.
        gpu_types, models, nodes, workloads: tables whose columns are named as fields are (`piq.fields()`), in those fields' units:
            anything with `__arrow_c_stream__` or `__arrow_c_array__` (of polars, pandas, pyarrow, duckdb, ...), a mapping of columns,
            or a list of rows as mappings. A null is unknown.
        policy: a Policy; or the content of a policy file, as JSON text or parsed.
        persona: whose eyes the report is for: "platform_team", "gpuaas_provider", "inference_provider" or "liquidity_market".
        threads: how many threads may work on it; the report's bytes do not depend on it.
        strict: a column that is no field is an error, unless its name begins with `x_`.
        observed_at: the moment the snapshot describes, RFC 3339 text or an aware datetime.
        window_seconds: length of the telemetry window in seconds, 1209600 (14 days) unless given.
        currency: currency of every price, ISO 4217, "USD" unless given.
        workloads_complete: the workloads are all GPU workloads there are, True unless given.
        pending_complete: the workloads hold every pending one, as workloads_complete unless given.

    Raises:
        Error: a value does not fit its field, or tables contradict each other; it names field, row and range.
    """
    rules = as_policy(snapshot._library if isinstance(snapshot, Fleet) else current(), policy, persona, threads)
    own = {"observed_at": observed_at, "window_seconds": window_seconds, "currency": currency, "workloads_complete": workloads_complete,
           "pending_complete": pending_complete}
    tables = {"gpu_types": gpu_types, "models": models, "nodes": nodes, "workloads": workloads}
    if isinstance(snapshot, Fleet):
        if any(value is not None for value in (*own.values(), *tables.values())):
            raise TypeError("a Fleet is evaluated as it is: add tables and fields to it")
        return _evaluate(snapshot, rules)
    with Fleet() as fleet:
        if snapshot is not None:
            fleet.read_snapshot(snapshot)
        fleet.set(**own)
        for name, table in tables.items():
            if table is not None:
                fleet.add_table(name, table, strict=strict)
        return _evaluate(fleet, rules)


def _evaluate(fleet: Fleet, policy: Optional[Policy]) -> Report:
    library = fleet._library
    if policy is not None and policy._library is not library:
        raise ValueError("the fleet and the policy were made with different libraries")
    out, error = library.ffi.new("piq_report **"), library.new_error()
    with fleet._gate.reading, nullcontext() if policy is None else policy._gate.reading:
        rules = library.ffi.NULL if policy is None else policy._open()
        library.check(library.lib.piq_evaluate(fleet._open(), rules, out, error), error)
    return Report(library, out[0])


def evaluate_json(snapshot: Text, *, policy: Optional[PolicyLike] = None, persona: Optional[str] = None,
                  threads: Optional[int] = None) -> bytes:
    """JSON snapshot in, JSON report out, in UTF-8; arguments as in evaluate()."""
    library, data = current(), to_bytes(snapshot)
    rules = as_policy(library, policy, persona, threads)
    if rules is not None and rules._library is not library:
        raise ValueError("the policy was made with another library")
    error = library.new_error()
    text = library.ffi.from_buffer(data)
    with nullcontext() if rules is None else rules._gate.reading:
        handle = library.ffi.NULL if rules is None else rules._open()
        return library.written(lambda write, user: int(library.lib.piq_evaluate_json(text, len(text), handle, write, user, error)), error)
