"""A refusal says what, where and why, and changes nothing."""

from __future__ import annotations

import datetime
import pickle
from typing import Any, Callable

import numpy
import pyarrow as pa
import pytest

import piq


def refused(call: Callable[[], Any]) -> piq.Error:
    with pytest.raises(piq.Error) as caught:
        call()
    error = caught.value
    assert isinstance(error, ValueError) and error.code < 0 and error.message == str(error)
    return error


def place(error: piq.Error) -> Any:
    return error.status, error.entity, error.field, error.row


def test_json_text() -> None:
    error = refused(lambda: piq.evaluate('{"piq_snapshot": 1,\n "nodes": [{"id": "a", "gpu_count": -1}]}'))
    assert (error.line, error.field, error.entity, error.row) == (2, "gpu_count", "node", 0) and error.column
    assert "nodes[0].gpu_count" in str(error)
    error = refused(lambda: piq.evaluate("{"))
    assert error.field is None and error.entity is None and error.row is None and error.line == 1
    assert refused(lambda: piq.evaluate(b"\xff")).code == refused(lambda: piq.evaluate("{]")).code
    assert refused(lambda: piq.evaluate("")).line == 1
    assert refused(lambda: piq.evaluate_json("{")).line == 1


def test_parsed_snapshot() -> None:
    error = refused(lambda: piq.evaluate({"piq_snapshot": 1, "nodes": [{"id": "a", "sate": "ready"}]}))
    assert "sate" in str(error)
    with pytest.raises(TypeError, match="no place in a snapshot"):
        piq.evaluate({"piq_snapshot": 1, "nodes": [{"id": object()}]})
    with pytest.raises(TypeError, match="a snapshot is"):
        piq.evaluate(12)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["arrow", "rows", "columns"])
def test_tables(form: str) -> None:
    def nodes(**columns: Any) -> Any:
        if form == "arrow":
            return pa.table(columns)
        if form == "columns":
            return columns
        return [dict(zip(columns, values)) for values in zip(*columns.values())]

    error = refused(lambda: piq.evaluate(nodes=nodes(id=["a", "b"], gpu_count=[8, -1])))
    assert place(error) == ("range", "node", "gpu_count", 1)
    error = refused(lambda: piq.evaluate(nodes=nodes(id=["a", "a"])))
    assert place(error)[1:] == ("node", "id", 1)
    error = refused(lambda: piq.evaluate(nodes=nodes(id=["a", "b"], state=["ready", "sleepy"])))
    assert place(error)[1:] == ("node", "state", 1) and "sleepy" in str(error)
    error = refused(lambda: piq.evaluate(nodes=nodes(id=["a"], gpu_count=["8"])))
    assert error.field == "gpu_count" and error.entity == "node"
    error = refused(lambda: piq.evaluate(nodes=nodes(id=["a"], billed=[1])))
    assert error.field == "billed"
    error = refused(lambda: piq.evaluate(workloads=nodes(id=["w"], placement=[[{"node": "z", "gpus": 1}]])))
    assert place(error)[1:] == ("workload", "placement", 0) and '"z"' in str(error)


def test_rows_of_the_wrong_kind() -> None:
    error = refused(lambda: piq.evaluate(nodes=[{"id": "a"}, {"id": "b", "gpu_count": True}]))
    assert place(error) == ("type", "node", "gpu_count", 1)
    assert "nodes, column gpu_count, row 1 must be a number, not True" == str(error)
    for name, value in (("gpu_count", []), ("gpu_count", b"8"), ("gpu_type", 8), ("billed", "yes")):
        error = refused(lambda: piq.evaluate(nodes=[{"id": "a", name: value}]))
        assert error.field == name and error.row == 0
    for name, value in (("placement", "a"), ("placement", [3]), ("placement", [{"node": 3, "gpus": 1}]), ("placement", [{"node": "z", "gpus": 1}]),
                        ("placement", {"node": "a"}), ("scale_events", [{"t": "now"}]), ("required_features", "fp8"),
                        ("required_features", [8]), ("idle_gaps", [None]), ("idle_gaps", ["1"])):
        error = refused(lambda: piq.evaluate(nodes=[{"id": "a"}], workloads=[{"id": "w"}, {"id": "v", name: value}]))
        assert error.field == name and error.row == 1, (name, value, str(error))
    assert "nod" in str(refused(lambda: piq.evaluate(workloads=[{"id": "w", "placement": [{"nod": "a"}]}])))
    assert refused(lambda: piq.evaluate(nodes=[{"id": "a", "gpu_count": 10**400}])).field == "gpu_count"
    assert refused(lambda: piq.evaluate(nodes={"id": ["a", "b"], "gpu_count": [8]})).field == "gpu_count"
    assert refused(lambda: piq.evaluate(nodes=[{"gpu_count": 8}])).entity == "node"
    assert refused(lambda: piq.evaluate(nodes=[{}])).entity == "node"
    assert refused(lambda: piq.evaluate(nodes={"id": ["a"], "gpu_count": numpy.array(["2026-01-01"], "M8[D]")})).field == "gpu_count"
    with pytest.raises(TypeError, match="nodes, row 1 must be a mapping"):
        piq.evaluate(nodes=[{"id": "a"}, 8])
    assert "UTF-8" in str(refused(lambda: piq.evaluate(nodes=[{"id": "\ud800"}])))


def test_setters() -> None:
    fleet = piq.Fleet(observed_at=datetime.datetime(2026, 11, 23, tzinfo=datetime.timezone.utc))
    node = fleet.add("node", "a", gpu_count=8)
    work = fleet.add("workload", "w")
    types = fleet.add("gpu_type", "t")
    for row, name, values in ((node, "gpu_count", ["8", True, [], b"8", -1, 1.5, 10**400, object()]), (node, "billed", [1, "yes", None]),
                              (node, "state", ["sleepy", 3, None]), (node, "gpu_type", [8, "\ud800"]),
                              (work, "required_features", ["fp8", [8], ["rust"]]), (work, "idle_gaps", [3, ["x"], [-1], [None]]),
                              (work, "placement", ["a", [("z", 1)], [("a", 9)], [("a", -1)], [{"node": "a"}], [{"node": "a", "gpus": 1, "x": 1}],
                                                   [("a", None)]]),
                              (work, "scale_events", [3, [{"t": 1}], [{"t": 1, "replicas": 1, "cause": "rust"}], [{"t": -1, "replicas": 1}]]),
                              (types, "mig_profiles", [[{}], [{"name": "1g", "compute_slices": 1}]])):
        for value in values:
            assert refused(lambda: row.set(name, value)).field in (name, None), (name, value)
    with pytest.raises(piq.NotFound, match="no field 'rust' of a node"):
        node["rust"] = 1
    with pytest.raises(piq.NotFound):
        work["mig_profiles"] = []
    for values in ([1, "x"], [1, True], [-1], [1, object()]):
        assert refused(lambda: fleet.set_column("node", "gpu_count", values)).field == "gpu_count"
    for name, values in (("billed", [1]), ("state", ["sleepy"]), ("state", [1]), ("gpu_type", [8])):
        assert refused(lambda: fleet.set_column("node", name, values)).field == name
    assert refused(lambda: fleet.set_column("node", "gpu_count", [8, 8])).code < 0
    assert refused(lambda: fleet.set_column("workload", "placement", [[]])).code < 0
    with pytest.raises(ValueError, match="time zone"):
        fleet.set(observed_at=datetime.datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="differ in length"):
        fleet.place_many([0], [0], [])
    assert (fleet.count("nodes"), fleet.count("workloads")) == (1, 1)


def test_rows() -> None:
    fleet = piq.Fleet()
    node = fleet.add("node", "a")
    assert fleet.row("nodes", 0) == node == fleet.find("node", "a") and node.entity == "node" and node.number == 0
    assert repr(node) == "<piq.Row node 0>" and len({node, fleet.row("node", 0)}) == 1 and node != piq.Fleet().add("node", "a")
    assert repr(fleet) == "<piq.Fleet: 0 gpu_types, 0 models, 1 nodes, 0 workloads>"
    for number in (1, -1):
        with pytest.raises(IndexError):
            fleet.row("node", number)
    with pytest.raises(piq.NotFound, match="no node 'b'"):
        fleet.find("node", "b")
    for entity in ("rust", "fleet", "cluster"):
        with pytest.raises(piq.NotFound, match="no table"):
            fleet.add(entity, "a")
    assert refused(lambda: fleet.add("node", "a")).status == refused(lambda: fleet.add("node", "a", gpu_count=1)).status
    assert refused(lambda: fleet.add("node", "")).code < 0
    assert refused(lambda: fleet.add_many("node", ["b", "a"])).row is not None
    assert refused(lambda: fleet.add("node", "c", gpu_count=-1)).field == "gpu_count"
    assert fleet.count("node") == 1, "nothing was added on the way"
    assert refused(lambda: fleet.read_json("{}")).code < 0


def test_a_stream_that_fails() -> None:
    def batches() -> Any:
        yield pa.record_batch({"id": ["a"]})
        raise RuntimeError("the disk is on fire")

    fleet = piq.Fleet()
    reader = pa.RecordBatchReader.from_batches(pa.schema([("id", pa.string())]), batches())
    assert "the disk is on fire" in str(refused(lambda: fleet.add_table("nodes", reader)))
    assert fleet.count("nodes") == 0


def test_a_stream_that_uses_its_own_fleet() -> None:
    fleet = piq.Fleet()

    def batches() -> Any:
        yield pa.record_batch({"id": ["a"]})
        fleet.add("node", "b")

    def reading() -> Any:
        yield pa.record_batch({"id": ["a"]})
        piq.evaluate(fleet)

    for stream in (batches, reading):
        reader = pa.RecordBatchReader.from_batches(pa.schema([("id", pa.string())]), stream())
        assert "being changed" in str(refused(lambda: fleet.add_table("nodes", reader)))
        assert fleet.count("nodes") == 0


def test_a_capsule_of_another_kind() -> None:
    class Wrong:
        def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
            return pa.schema([("id", pa.string())]).__arrow_c_schema__()

    with pytest.raises(ValueError, match="PyCapsule_GetPointer"):
        piq.evaluate(nodes=Wrong())


def test_a_stream_read_before() -> None:
    class Once:
        def __init__(self) -> None:
            self.capsule = pa.table({"id": ["a"]}).__arrow_c_stream__()

        def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
            return self.capsule

    once = Once()
    assert piq.evaluate(nodes=once).summary.nodes == 1
    assert "released or moved" in str(refused(lambda: piq.evaluate(nodes=once)))


def test_errors_travel() -> None:
    error = refused(lambda: piq.evaluate(nodes=[{"id": "a", "gpu_count": -1}]))
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.code, again.field, again.row) == (type(error), str(error), error.code, error.field, error.row)


def test_closed_fleets_and_reports(tour_text: str) -> None:
    with piq.Fleet() as fleet:
        row = fleet.add("node", "a")
    assert fleet.closed and repr(fleet) == "<piq.Fleet, closed>"
    fleet.close()
    for use in (lambda: fleet.add("node", "b"), lambda: row.set("gpu_count", 8), lambda: fleet.count("node"), lambda: piq.evaluate(fleet),
                lambda: fleet.read_json("{}"), lambda: fleet.add_table("nodes", []), lambda: fleet.find("node", "a"), fleet.__enter__,
                lambda: fleet.set(currency="EUR"), lambda: fleet.set_column("node", "gpu_count", [8]), lambda: fleet.place_many([], [], [])):
        with pytest.raises(piq.ClosedError):
            use()
    with piq.evaluate(tour_text) as report:
        findings, iterator = report.findings, iter(report.findings)
        first = next(iterator)
    assert report.closed and repr(report) == "<piq.Report, closed>" and report._repr_html_() is None
    report.close()
    assert first.entity_id == "experts-lab" and next(iterator).entity_id, "an iteration that has begun keeps what it reads"
    for use in (lambda: report.summary, lambda: report.findings, lambda: findings[0], lambda: report.to_json(), lambda: report.plan,
                lambda: report.table("findings"), lambda: report.compare(report), lambda: report.detector("oom_risk"), report.__enter__,
                lambda: report.finding_json(0), lambda: report.capacity, lambda: report.totals):
        with pytest.raises(piq.ClosedError):
            use()
