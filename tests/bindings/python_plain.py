"""The Python package through every door that needs no other library, short enough for valgrind. Prints what differs."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "reference"))
import random_fleet  # noqa: E402

import piq  # noqa: E402

TABLES = ("gpu_types", "models", "nodes", "workloads")


def columns(rows):
    return {name: [row.get(name) for row in rows] for name in dict.fromkeys(name for row in rows for name in row)}


def doors(snapshot):
    own = {field.name: snapshot[field.name] for field in piq.fields("fleet") if field.name in snapshot}
    yield "parsed", piq.evaluate(snapshot)
    yield "rows", piq.evaluate(**{table: snapshot[table] for table in TABLES if table in snapshot}, **own, threads=3)
    yield "columns", piq.evaluate(**{table: columns(snapshot[table]) for table in TABLES if table in snapshot}, **own)
    fleet = piq.Fleet(**own)
    for table in TABLES:
        for values in snapshot.get(table, []):
            key = "id" if "id" in values else "name"
            row = fleet.add(table, values[key])
            for name, value in values.items():
                if name != key and not name.startswith("x_"):
                    row[name] = value
    yield "row by row", piq.evaluate(fleet)


def read(report):
    parts = [list(report.findings), list(report.not_evaluated), list(report.pending), list(report.capacity), report.plan, report.totals]
    for name in ("findings", "evidence", "remedies", "not_evaluated", "moves", "capacity"):
        report.table(name).__arrow_c_stream__()
        try:
            piq.evaluate(nodes=report.table(name))
        except piq.Error:
            pass  # no id: read as far as its schema
    return repr(report) + str(report._repr_html_()), parts


def main():
    wrong = 0
    snapshots = [json.loads((ROOT / "examples" / "fleets" / "tour.json").read_text(encoding="utf-8"))]
    snapshots += [random_fleet.make(seed) for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 5)]
    for number, snapshot in enumerate(snapshots):
        text = json.dumps(snapshot)
        wanted = piq.evaluate_json(text)
        before = piq.evaluate(text)
        for name, report in doors(snapshot):
            if report.to_bytes() != wanted:
                print(f"fleet {number}, {name}: another report")
                wrong += 1
            report.compare(before)
            read(report)
        for broken in (text[:-3], text.replace('"nodes"', '"node"'), ""):
            try:
                piq.evaluate(broken)
            except piq.Error:
                continue
            wrong += 1
    piq.estimate_rank(piq.catalog("models")[0].name)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
