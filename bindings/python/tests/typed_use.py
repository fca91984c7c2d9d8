"""Read by mypy only: what a typed program writes."""

from __future__ import annotations

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

import piq


def evaluate_everything() -> None:
    frame = pl.DataFrame({"id": ["a"]})
    table = pa.table({"id": ["a"]})
    relation = duckdb.connect().sql("select 'a' as id")
    piq.evaluate(nodes=frame, workloads=table, gpu_types=relation, models=pd.DataFrame({"name": ["m"]}))
    piq.evaluate(nodes=[{"id": "a", "gpu_count": 8}], workloads={"id": ["w"], "gpus": [1.0]})
    with piq.evaluate("{}", policy={"dark_min_seconds": 3600}, persona="platform_team", threads=2) as report:
        first: piq.Finding = report.findings[0]
        part: list[piq.Finding] = report.findings[1:3]
        worth: float | None = first.recoverable_per_month
        action: str = first.remedies[0].action
        missing: tuple[str, ...] = report.not_evaluated[0].missing
        text: str = report.to_json()
        frame = pl.DataFrame(report.findings_table)
        print(part, worth, action, missing, text, report.summary.spend_per_hour, [c.kind for c in report.compare(report)])


def row_by_row() -> None:
    with piq.Fleet(currency="EUR") as fleet:
        node = fleet.add("node", "a", gpu_count=8)
        node["billed"] = True
        fleet.add("workload", "w").place([(node, 4), {"node": "a", "gpus": 0.5, "gpu": "x"}])
        try:
            piq.evaluate(fleet, policy=piq.Policy({"memory_headroom": 0.9}))
        except piq.Error as error:
            row: int | None = error.row
            print(error.field, row)
    answer: piq.Estimate = piq.estimate("meta-llama/Llama-3.1-8B", "H100", gpus=2)
    price: float | None = answer.price_per_hour
    print(price, piq.catalog_find("gpu_types", "H100").facts["memory_bytes"])
