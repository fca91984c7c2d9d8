"""Frames of a pandas that hands out no Arrow stream of its own: the report's bytes are those of the JSON text."""

import json
import sys
from pathlib import Path

import pandas
import piq

ROOT = Path(__file__).resolve().parents[2]
TABLES = ("gpu_types", "models", "nodes", "workloads")


def main():
    assert pandas.__version__.startswith("2.") and not hasattr(pandas.DataFrame, "__arrow_c_stream__"), pandas.__version__
    text = (ROOT / "examples" / "fleets" / "tour.json").read_text(encoding="utf-8")
    snapshot = json.loads(text)
    frames = {table: pandas.DataFrame(snapshot[table]) for table in TABLES if table in snapshot}
    own = {field.name: snapshot[field.name] for field in piq.fields("fleet") if field.name in snapshot}
    same = piq.evaluate(**frames, **own).to_bytes() == piq.evaluate(text).to_bytes()
    print("same report" if same else "another report", "from pandas", pandas.__version__)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
