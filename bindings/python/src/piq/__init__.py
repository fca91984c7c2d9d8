"""libpiq: looks at a GPU fleet and says where money and reliability leak.

    report = piq.evaluate(nodes=nodes, workloads=workloads, observed_at="2026-11-23T00:00:00Z")

`nodes` and `workloads` are tables of polars, pandas, pyarrow or duckdb, or lists of rows; `piq.fields()` lists every column with
its unit. What is absent or null is unknown, never zero or false. The report has `findings`, `summary`, `not_evaluated`, `plan`,
`capacity`, tables for data frames (`report.findings_table`) and `to_json()`.
"""

from __future__ import annotations

from ._arrow import ArrowArray, ArrowStream, Table, TableLike
from ._catalog import CatalogEntry, MigProfile, ReferencePrice, catalog, catalog_find
from ._errors import ClosedError, Error, LoadError, NotFound, OutOfMemory
from ._estimate import Estimate, ModelConfig, estimate, estimate_rank
from ._evaluate import evaluate, evaluate_json
from ._fleet import Fleet, Piece, Row
from ._library import VERSION as __version__
from ._library import load, version, version_info
from ._policy import Policy, PolicyLike
from ._records import (Capacity, Change, ConfidenceFactors, DetectorTotals, Evidence, Finding, Fragmentation, MapNode, NotEvaluated,
                       Pending, Plan, Relation, Remedy, Step, StepPiece, Summary, WrongRemedy)
from ._report import Report, Rows
from ._schema import Detector, Field, PolicyKey, detectors, fields, find_field, policy_keys, words

__all__ = [
    "ArrowArray", "ArrowStream", "Capacity", "CatalogEntry", "Change", "ClosedError", "ConfidenceFactors", "Detector", "DetectorTotals",
    "Error", "Estimate", "Evidence", "Field", "Finding", "Fleet", "Fragmentation", "LoadError", "MapNode", "MigProfile", "ModelConfig",
    "NotEvaluated", "NotFound", "OutOfMemory", "Pending", "Piece", "Plan", "Policy", "PolicyKey", "PolicyLike", "ReferencePrice",
    "Relation", "Remedy", "Report", "Row", "Rows", "Step", "StepPiece", "Summary", "Table", "TableLike", "WrongRemedy", "__version__",
    "catalog", "catalog_find", "detectors", "estimate", "estimate_rank", "evaluate", "evaluate_json", "fields", "find_field", "load",
    "policy_keys", "version", "version_info", "words",
]
