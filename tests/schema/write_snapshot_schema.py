#!/usr/bin/env python3
"""Writes snapshot.schema.json from fields.csv, the design's own table, and what the contract says of the object lists.

It does not ask the library, so that the two can disagree. Run it after changing fields.csv; --check tells whether that was forgotten.
"""

import csv
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE / "snapshot.schema.json"
TABLES = {"gpu_type": "gpu_types", "model": "models", "node": "nodes", "workload": "workloads"}
WORD = r"[a-z0-9_]+(?: \([^|()]*\))?"
TIME = r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$"

OBJECTS = {
    "placement": ({"node": {"type": "string", "minLength": 1}, "gpus": {"type": "number", "minimum": 0, "maximum": 1e6},
                   "replica": {"type": ["integer", "null"], "minimum": 0, "maximum": 2147483647}, "gpu": {"type": ["string", "null"]}},
                  ["node", "gpus"]),
    "scale_events": ({"t": {"type": "number", "minimum": 0, "maximum": 1e30}, "replicas": {"type": "integer", "minimum": 0, "maximum": 9e18},
                      "cause": {"enum": ["traffic", "rollout", "failure", "unknown", None]}}, ["t", "replicas"]),
    "mig_profiles": ({"name": {"type": "string"}, "compute_slices": {"type": "number", "exclusiveMinimum": 0, "maximum": 1e6},
                      "compute_slices_total": {"type": "number", "exclusiveMinimum": 0, "maximum": 1e6},
                      "memory_bytes": {"type": "integer", "minimum": 0, "maximum": 9e18},
                      "max_instances": {"type": ["integer", "null"], "minimum": 0, "maximum": 1e6}},
                     ["name", "compute_slices", "compute_slices_total", "memory_bytes"]),
}


def words(meaning):
    """The words of a cell that begins with a list of them: "ready | cordoned | ... (default ready)"."""
    found = re.match(r"(%s(?: \| %s)+)" % (WORD, WORD), meaning)
    return [w.split(" ")[0] for w in found.group(1).split(" | ")] if found else None


def closed(properties, required):
    return {"type": "object", "properties": properties, "patternProperties": {"^x_": True}, "required": required,
            "additionalProperties": False}


def limits(row):
    return {"minimum": float(row["min"]), "maximum": float(row["max"])} if row["min"] else {}


def field(row):
    kind, enum = row["type"], words(row["meaning"])
    if kind in ("string", "timestamp") and enum and row["name"] != "name":
        return {"enum": enum + [None]}
    if kind == "string list":
        enum = [w.strip() for w in row["meaning"].split("|")] if row["name"] == "required_features" else None
        return {"type": ["array", "null"], "items": {"enum": enum} if enum else {"type": "string"}}
    if kind == "number list":
        return {"type": ["array", "null"], "items": dict({"type": "number"}, **limits(row))}
    if kind == "object list":
        return {"type": ["array", "null"], "items": closed(*OBJECTS[row["name"]])}
    if kind == "timestamp":
        return {"type": ["string", "null"], "pattern": TIME}
    plain = {"bool": "boolean"}.get(kind, kind)
    return dict({"type": [plain, "null"]}, **limits(row))


def schema():
    with open(HERE / "fields.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    top = {"piq_snapshot": {"const": 1}}
    top.update({r["name"]: dict(field(r), description=r["meaning"]) for r in rows if r["entity"] == "fleet"})
    for entity, table in TABLES.items():
        own = {r["name"]: dict(field(r), **({"description": r["meaning"]} if r["meaning"] else {})) for r in rows if r["entity"] == entity}
        key = "id" if "id" in own else "name"
        own[key] = {"type": "string", "minLength": 1, "description": own[key]["description"]}
        top[table] = {"type": ["array", "null"], "items": closed(own, [key])}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "piq snapshot, version 1"}
    return laid_out(dict(head, **closed(top, ["piq_snapshot"])), 0) + "\n"


def laid_out(value, depth, path=()):
    """A line for every key of a snapshot and of its tables' rows."""
    opened = not path or path[-1] == "properties" or (len(path) in (2, 3) and path[1] in TABLES.values())
    if opened and isinstance(value, dict):
        rows = ("%s%s: %s" % (" " * (depth + 1), json.dumps(k), laid_out(v, depth + 1, path + (k,))) for k, v in value.items())
        return "{\n%s\n%s}" % (",\n".join(rows), " " * depth)
    return json.dumps(value)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text(encoding="utf-8") == schema() else "snapshot.schema.json is not what write_snapshot_schema.py writes")
    TARGET.write_text(schema(), encoding="utf-8")
