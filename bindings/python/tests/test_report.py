"""What a report says as objects and tables is what it says as JSON."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import asdict
from typing import Any, Dict, Iterator

import duckdb
import pandas
import polars
import pyarrow as pa
import pytest

import piq
from piq._report import TABLE_NAMES


@pytest.fixture
def report(tour_text: str) -> Iterator[piq.Report]:
    with piq.evaluate(tour_text) as made:
        yield made


def money(value: Any) -> float:
    return 0 if value is None else value  # JSON has no unknown money


def as_json(finding: piq.Finding) -> Dict[str, Any]:
    """The member of the JSON report that a finding stands for."""
    row = asdict(finding)
    row["confidence_factors"] = row.pop("factors")
    for name in row:
        if name.endswith("_per_hour") or (name.endswith("_per_month") and name != "gpu_hours_per_month"):
            row[name] = money(row[name])
    if finding.basis is None:
        del row["basis"]
    row["relations"] = [{"type": r.type, "finding": r.other} for r in finding.relations]
    return row


def same(mine: Any, its: Any) -> bool:
    if isinstance(mine, dict):
        return set(mine) == set(its) and all(same(mine[name], its[name]) for name in mine)
    if isinstance(mine, (list, tuple)):
        return len(mine) == len(its) and all(map(same, mine, its))
    return bool(mine == its)


def test_findings(report: piq.Report) -> None:
    wanted = report.to_dict()["findings"]
    assert len(report.findings) == len(wanted) > 20
    for finding, its in zip(report.findings, wanted):
        mine = as_json(finding)
        assert same(mine, its), (mine, its)


def test_summary_and_detectors(report: piq.Report) -> None:
    its = report.to_dict()
    mine = asdict(report.summary)
    wanted = {**its["summary"], "observed_at": its["observed_at"], "window_seconds": its["window_seconds"], "currency": its["currency"]}
    assert [asdict(total) for total in report.totals.values()] == wanted.pop("by_detector")
    assert mine == wanted
    assert report.detector("oom_risk") == report.totals["oom_risk"]
    with pytest.raises(piq.NotFound, match="no detector 'rust'"):
        report.detector("rust")


def step_json(step: piq.Step, start: bool) -> Dict[str, Any]:
    def pieces(which: Any) -> Any:
        return [{"node": p.node, "gpus": p.gpus, **({} if p.gpu is None else {"gpu": p.gpu})} for p in which]

    moved = {} if start else {"from": pieces(step.leaves)}
    return {"workload": step.workload, "replica": step.replica, "gpus": step.gpus, **moved, "to": pieces(step.takes)}


def test_the_rest(report: piq.Report) -> None:
    its = report.to_dict()
    assert [{**asdict(n), "missing": list(n.missing)} for n in report.not_evaluated] == its["not_evaluated"]
    assert [asdict(p) for p in report.pending] == its["pending"]
    assert [{name: value for name, value in asdict(c).items() if name in its["capacity"][0]} for c in report.capacity] == its["capacity"]
    plan, wanted = report.plan, its["consolidation"]
    assert [step_json(s, False) for s in plan.moves] == wanted["moves"]
    assert [{k: v for k, v in step_json(s, True).items() if k in wanted["starts"][0]} for s in plan.starts] == wanted["starts"]
    figures = {name: value for name, value in asdict(plan).items() if name not in ("moves", "starts")}
    assert figures == {name: value for name, value in wanted.items() if name not in ("moves", "starts")}
    assert [asdict(f) for f in report.fragmentation] == its["fragmentation"]


def test_map(report: piq.Report) -> None:
    plan = report.plan
    touched = {piece.node for step in plan.moves + plan.starts for piece in step.leaves + step.takes}
    assert touched and {n.node for n in report.map if n.moves} == touched
    assert report.domains >= sum(n.first for n in report.map) > 0


def test_json(report: piq.Report) -> None:
    assert report.to_json().encode() == report.to_bytes()
    assert json.loads(report.to_json(compact=True)) == report.to_dict()
    assert "\n" not in report.to_json(compact=True).rstrip("\n")
    findings = report.to_dict()["findings"]
    assert [json.loads(report.finding_json(i)) for i in range(len(findings))] == findings
    for index in (-1, len(findings)):
        with pytest.raises(IndexError):
            report.finding_json(index)


def test_rows_are_a_sequence(report: piq.Report) -> None:
    rows = report.findings
    everything = list(rows)
    assert rows[-1] == everything[-1] and rows[2:5] == everything[2:5] and rows[::-7] == everything[::-7]
    assert everything[3] in rows and rows.index(everything[3]) == 3
    for index in (len(rows), -len(rows) - 1):
        with pytest.raises(IndexError):
            rows[index]
    assert repr(rows) == f"<{len(rows)} rows of a piq.Report>"


def test_objects_are_frozen_hashable_and_picklable(report: piq.Report) -> None:
    finding = report.findings[0]
    with pytest.raises(AttributeError):
        finding.severity = "low"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(finding)) == finding == copy.deepcopy(finding)
    assert len({finding, report.findings[0], report.findings[1]}) == 2
    with pytest.raises(TypeError):
        pickle.dumps(report)


def test_no_price_is_none_and_zero_in_json() -> None:
    nodes = [{"id": "a", "gpu_type": "x", "gpu_count": 8, "billed": True, "idle_seconds": 604800}]
    with piq.evaluate(nodes=nodes) as report:
        finding = report.findings[0]
        assert finding.waste_per_hour is None and "price_unknown" in finding.degraded_by
        assert report.to_dict()["findings"][0]["waste_per_hour"] == 0
        assert report.summary.unpriced_gpus == 8
        table = pa.table(report.findings_table)
        assert table.column("waste_per_hour_micros").to_pylist() == [None]


# ---- tables ----


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_a_table_is_the_same_to_everybody(report: piq.Report, name: str) -> None:
    table = shown = getattr(report, name + "_table")
    assert repr(table) == f"<piq.Table {name}>"
    arrow = pa.table(table)
    assert arrow.num_rows > 0
    assert polars.DataFrame(table).to_arrow().to_pylist() == arrow.to_pylist()
    assert pandas.DataFrame.from_arrow(table).columns.tolist() == arrow.column_names
    assert duckdb.sql("select count(*) from shown").fetchall() == [(arrow.num_rows,)]
    assert pa.table(table) == arrow  # read twice


def test_tables_hold_what_the_objects_hold(report: piq.Report) -> None:
    findings = list(report.findings)
    rows = polars.DataFrame(report.findings_table)
    assert rows["id"].to_list() == [f.id for f in findings]
    assert rows["confidence"].to_list() == [f.confidence for f in findings]
    micros = rows["waste_per_hour_micros"].to_list()
    assert micros == [None if f.waste_per_hour is None else round(f.waste_per_hour * 1e6) for f in findings]
    evidence = polars.DataFrame(report.evidence_table)
    assert evidence["field"].to_list() == [e.field for f in findings for e in f.evidence]
    remedies = polars.DataFrame(report.remedies_table)
    assert remedies["action"].to_list() == [r.action for f in findings for r in f.remedies]


def test_a_table_outlives_its_report(tour_text: str) -> None:
    report = piq.evaluate(tour_text)
    table = report.findings_table
    reader = pa.RecordBatchReader.from_stream(table)
    report.close()
    assert reader.read_all().num_rows > 20
    with pytest.raises(piq.ClosedError):
        pa.table(table)


def test_a_capsule_nobody_reads(report: piq.Report) -> None:
    for _ in range(100):
        report.findings_table.__arrow_c_stream__()


def test_no_such_table(report: piq.Report) -> None:
    with pytest.raises(KeyError):
        report.table("rust")


# ---- comparison ----


def test_compare(tour: Dict[str, Any], report: piq.Report) -> None:
    later = copy.deepcopy(tour)
    later["workloads"] = [w for w in later["workloads"] if w["id"] != "ocr-pages"]
    for node in later["nodes"]:
        if node.get("idle_seconds") is not None:
            node["price_per_gpu_hour"] = 40.0
    after = piq.evaluate(later)
    changes = after.compare(report)
    kinds = {kind: [c for c in changes if c.kind == kind] for kind in ("new", "worse", "same", "better", "resolved")}
    assert [c.kind for c in changes] == [kind for kind, found in kinds.items() for _ in found]
    assert any(c.before is not None and c.before.entity_id == "ocr-pages" and c.after is None for c in kinds["resolved"])
    for change in kinds["worse"] + kinds["same"] + kinds["better"]:
        assert change.before is not None and change.after is not None and change.before.id == change.after.id
    assert kinds["worse"]
    assert {c.kind for c in report.compare(report)} == {"same"}


# ---- for people ----


def test_repr(report: piq.Report) -> None:
    text = repr(report)
    assert text.startswith("<piq.Report: 25 findings, 114.18 of 273.65 USD/hour wasted, 22,365 USD/month recoverable")
    assert "experts-lab" in text and "... and 24 more" in text and "not judged: 13" in text


NASTY = "<img src=x onerror=alert(1)>&\"'\x1b[31m"


def test_html_is_escaped() -> None:
    nodes = [{"id": NASTY, "gpu_type": NASTY, "gpu_count": 8, "billed": True, "price_per_gpu_hour": 1, "idle_seconds": 604800}]
    with piq.evaluate(nodes=nodes, currency="<b>") as report:
        html = report._repr_html_()
        assert html is not None and "&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#x27;" in html and "&lt;b&gt;" in html
        for text in ("<img", "<b>/", "\x1b"):
            assert text not in html, text
        assert "\x1b" not in repr(report) and "\\x1b[31m" in repr(report)
        assert report.findings[0].entity_id == NASTY


def test_html_is_well_formed(report: piq.Report) -> None:
    from xml.etree import ElementTree

    html = report._repr_html_()
    assert html is not None
    tree = ElementTree.fromstring(html)
    assert len(tree.findall(".//tbody/tr")) == 20 and len(tree.findall(".//th")) == 7
    assert "... and 14 more" in html


def test_nothing_found() -> None:
    with piq.evaluate({"piq_snapshot": 1}) as report:
        assert repr(report) == ("<piq.Report: 0 findings, 0.00 of 0.00 USD/hour wasted, 0.00 USD/month recoverable"
                                " (0 nodes, 0 GPUs, 0 workloads)>")
        assert report._repr_html_() is not None and list(report.findings) == []
