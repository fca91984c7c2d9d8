"""The same fleet through every door: identical report bytes."""

from __future__ import annotations

import json
import os
from typing import Any, Dict

import numpy
import pandas
import polars
import pyarrow as pa
import pytest
import random_fleet
from tables import CONVERSIONS, TABLES, arrow_tables, fleet_fields, ways

import piq

FLEETS = 10 * int(os.environ.get("PIQ_TEST_SCALE", "1"))


def differences(snapshot: Dict[str, Any]) -> list[str]:
    wanted = piq.evaluate(json.dumps(snapshot)).to_bytes()
    own = fleet_fields(snapshot)
    return [name for name, tables in ways(snapshot) if piq.evaluate(**tables, **own).to_bytes() != wanted]


@pytest.mark.parametrize("door", CONVERSIONS)
def test_tour(tour: Dict[str, Any], tour_text: str, door: str) -> None:
    tables = {name: CONVERSIONS[door](table) for name, table in arrow_tables(tour).items()}
    report = piq.evaluate(**tables, **fleet_fields(tour))
    assert report.to_bytes() == piq.evaluate(tour_text).to_bytes()
    assert len(report.findings) > 20


def test_random_fleets() -> None:
    for seed in range(FLEETS):
        snapshot = random_fleet.make(seed)
        assert differences(snapshot) == [], seed


def test_text_bytes_and_parsed(tour: Dict[str, Any], tour_text: str) -> None:
    wanted = piq.evaluate(tour_text).to_bytes()
    data = tour_text.encode()
    wide = memoryview(data + b" " * (-len(data) % 8)).cast("Q")
    for snapshot in (data, bytearray(data), memoryview(data), wide, tour, piq.Fleet.from_snapshot(tour)):
        assert piq.evaluate(snapshot).to_bytes() == wanted
    assert piq.evaluate_json(data) == wanted


def test_row_by_row(tour: Dict[str, Any], tour_text: str) -> None:
    fleet = piq.Fleet(**fleet_fields(tour))
    for table in TABLES:
        key = "name" if table in ("gpu_types", "models") else "id"
        for values in tour.get(table, []):
            row = fleet.add(table, values[key])
            for name, value in values.items():
                if name != key and not name.startswith("x_"):
                    row[name] = value
    assert piq.evaluate(fleet).to_bytes() == piq.evaluate(tour_text).to_bytes()


def test_row_at_once(tour: Dict[str, Any], tour_text: str) -> None:
    fleet = piq.Fleet(**fleet_fields(tour))
    for table in TABLES:
        key = "name" if table in ("gpu_types", "models") else "id"
        for number, values in enumerate(tour.get(table, [])):
            row = fleet.add(table, values[key], **{name: value for name, value in values.items() if name != key})
            assert row.number == number and fleet.find(table, values[key]) == row
    assert piq.evaluate(fleet).to_bytes() == piq.evaluate(tour_text).to_bytes()


@pytest.mark.parametrize("kind", ["list", "array"])
def test_column_by_column(tour: Dict[str, Any], tour_text: str, kind: str) -> None:
    fleet = piq.Fleet(**fleet_fields(tour))
    for table in TABLES:
        rows = tour.get(table, [])
        key = "name" if table in ("gpu_types", "models") else "id"
        assert fleet.add_many(table, [row[key] for row in rows]) == 0
        for name in {name for row in rows for name in row if name != key and not name.startswith("x_")}:
            values = [row.get(name) for row in rows]
            field = piq.find_field(table, name)
            if field.type.endswith("list"):
                for number, value in enumerate(values):
                    if value is not None:
                        fleet.row(table, number)[name] = value
            elif kind == "array" and field.type in ("number", "integer"):
                fleet.set_column(table, name, numpy.array([numpy.nan if v is None else v for v in values], float))
            else:
                fleet.set_column(table, name, values)
    assert piq.evaluate(fleet).to_bytes() == piq.evaluate(tour_text).to_bytes()


def test_arrays_are_read_in_place_or_by_value() -> None:
    ids = [f"n{i}" for i in range(9)]
    wanted = piq.evaluate(nodes=[{"id": i, "gpu_count": 8, "billed": True, "price_per_gpu_hour": 2} for i in ids]).to_bytes()
    for kind in ("float64", "float32", "int64", "int32", "int16", "int8", "uint64", "uint32", "uint16", "uint8"):
        numbers = numpy.full(9, 8, kind), numpy.full(9, 2, kind)
        columns = {"id": ids, "gpu_count": numbers[0], "billed": numpy.full(9, True), "price_per_gpu_hour": numbers[1]}
        assert piq.evaluate(nodes=columns).to_bytes() == wanted, kind
        with piq.Fleet() as fleet:
            fleet.add_many("nodes", ids)
            fleet.set_column("nodes", "gpu_count", numbers[0])
            fleet.set_column("nodes", "billed", numpy.full(9, True))
            fleet.set_column("nodes", "price_per_gpu_hour", numpy.repeat(numbers[1], 2)[::2])
            assert piq.evaluate(fleet).to_bytes() == wanted, kind


def test_a_foreign_byte_order_is_not_misread() -> None:
    swapped = numpy.full(2, 8, ">i8")
    assert piq.evaluate(nodes={"id": ["a", "b"], "gpu_count": swapped}).summary.gpus == 16
    with piq.Fleet() as fleet:
        fleet.add_many("nodes", ["a", "b"])
        fleet.set_column("nodes", "gpu_count", swapped)
        assert piq.evaluate(fleet).summary.gpus == 16


def test_many_pieces_at_once() -> None:
    fleet = piq.Fleet()
    fleet.add_table("nodes", {"id": ["a", "b"], "gpu_count": [8, 8]})
    fleet.add_many("workloads", ["u", "v"])
    fleet.place_many(numpy.array([0, 1, 0], "u4"), [0, 0, 1], [4.0, 2.0, 8.0])
    with pytest.raises(piq.Error, match="placed"):
        fleet.place_many([1], [1], [1.0])
    by_row = piq.Fleet()
    by_row.add_table("nodes", {"id": ["a", "b"], "gpu_count": [8, 8]})
    by_row.add("workload", "u").place([("a", 4), (by_row.find("node", "b"), 8)])
    by_row.add("workload", "v", placement=[{"node": "a", "gpus": 2}])
    assert piq.evaluate(fleet).to_bytes() == piq.evaluate(by_row).to_bytes()


def test_tables_added_to_a_snapshot(tour: Dict[str, Any], tour_text: str) -> None:
    rest = {name: value for name, value in tour.items() if name != "workloads"}
    report = piq.evaluate(rest, workloads=polars.from_arrow(arrow_tables(tour)["workloads"]))
    assert report.to_bytes() == piq.evaluate(tour_text).to_bytes()


def test_unknown_columns() -> None:
    table = pa.table({"id": ["a"], "colour": ["red"], "x_mine": [1]})
    assert piq.evaluate(nodes=table).summary.nodes == 1
    assert piq.evaluate(nodes={"id": ["a"], "colour": ["red"]}).summary.nodes == 1
    with pytest.raises(piq.Error, match="colour") as caught:
        piq.evaluate(nodes=table, strict=True)
    assert (caught.value.status, caught.value.entity) == ("unknown field", "node")
    with pytest.raises(piq.Error, match="colour"):
        piq.evaluate(nodes=[{"id": "a", "colour": "red"}])
    assert piq.evaluate(nodes=[{"id": "a", "x_mine": object()}]).summary.nodes == 1


def test_what_frames_call_missing_is_unknown() -> None:
    rows = [{"id": "a", "gpu_count": 8, "gpu_type": "H100-80", "billed": True}, {"id": "b"}]
    wanted = piq.evaluate(nodes=rows).to_bytes()
    nan = float("nan")
    assert piq.evaluate(nodes=[rows[0], {"id": "b", "gpu_count": pandas.NA, "gpu_type": pandas.NA, "billed": pandas.NA}]).to_bytes() == wanted
    assert piq.evaluate(nodes=pandas.DataFrame(rows).convert_dtypes().to_dict("records")).to_bytes() == wanted
    assert piq.evaluate(nodes=[rows[0], {"id": "b", "gpu_count": nan, "gpu_type": nan, "billed": None}]).to_bytes() == wanted
    assert piq.evaluate({"piq_snapshot": 1, "nodes": [rows[0], {"id": "b", "gpu_count": nan}]}).to_bytes() == wanted


def test_empty_tables() -> None:
    for table in ([], {}, {"id": []}, pa.table({"id": pa.array([], pa.string())}), polars.DataFrame({"id": []}, schema={"id": polars.String})):
        assert piq.evaluate(nodes=table).summary.nodes == 0


def test_a_pandas_that_exports_nothing(tour: Dict[str, Any], tour_text: str) -> None:
    """pandas before 2.2: what it lacks is read through pyarrow."""
    frames = {name: table.to_pandas() for name, table in arrow_tables(tour).items()}

    class Old:
        __module__ = "pandas.core.frame"

        def __init__(self, frame: Any) -> None:
            self.frame = frame

    def from_pandas(old: Old, preserve_index: bool) -> pa.Table:
        assert preserve_index is False
        return real(old.frame, preserve_index=preserve_index)

    import piq._arrow

    real = pa.Table.from_pandas
    with pytest.MonkeyPatch.context() as patch:
        class Table:
            pass

        Table.from_pandas = staticmethod(from_pandas)  # type: ignore[attr-defined]
        patch.setattr(pa, "Table", Table)
        report = piq.evaluate(**{name: Old(frame) for name, frame in frames.items()}, **fleet_fields(tour))
    assert report.to_bytes() == piq.evaluate(tour_text).to_bytes()


@pytest.mark.parametrize("table", [1, "text", b"bytes", object()])
def test_no_table(table: Any) -> None:
    with pytest.raises(TypeError, match="a table is"):
        piq.evaluate(nodes=table)


def test_an_arrow_object_that_is_no_table() -> None:
    with pytest.raises(piq.Error, match="struct"):
        piq.evaluate(nodes=pa.array([1, 2]))
    with pytest.raises(TypeError, match="neither"):
        piq.Fleet().import_arrow("nodes", [{"id": "a"}])
