"""What a call of piq.evaluate costs beyond the same work in C, in microseconds of processor time.

    python bench/python_call.py build/lib/libpiq.a [MOST]

With MOST it fails where a call costs more than that beyond C. Needs the package and a C compiler. One JSON line a figure; best of many batches, since what disturbs only adds."""
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import piq

ROOT = Path(__file__).resolve().parents[1]
EMPTY = '{"piq_snapshot":1}'
TINY = ('{"piq_snapshot":1,"nodes":[{"id":"n","gpu_type":"H100-80","gpu_count":8,"billed":true,"price_per_gpu_hour":4,'
        '"idle_seconds":604800}],"workloads":[{"id":"w","gpus":1}]}')


def in_c(library, text):
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "one_call"
        subprocess.run(["cc", "-O2", "-std=c11", "-I", str(ROOT / "include"), str(ROOT / "bench" / "one_call.c"), library, "-o", str(program)],
                       check=True)
        return float(subprocess.run([str(program), text], check=True, capture_output=True, text=True).stdout) / 1000


def in_python(call, calls=1000, batches=30):
    best = float("inf")
    for _ in range(batches):
        begin = time.process_time()
        for _ in range(calls):
            call()
        best = min(best, (time.process_time() - begin) / calls)
    return best * 1e6


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    most, beyond = float(sys.argv[2]) if len(sys.argv) == 3 else float("inf"), 0.0
    for name, text in (("empty", EMPTY), ("tiny", TINY)):
        c, data = in_c(sys.argv[1], text), text.encode()
        python = in_python(lambda: piq.evaluate(data))
        beyond = max(beyond, python - c)
        print(json.dumps({"figure": "python_call", "snapshot": name, "c_us": round(c, 2), "python_us": round(python, 2),
                          "overhead_us": round(python - c, 2)}))
    tiny = json.loads(TINY)
    del tiny["piq_snapshot"]
    tables = {"two lists of rows": tiny}
    try:
        import pyarrow

        tables["two pyarrow tables"] = {name: pyarrow.Table.from_pylist(rows) for name, rows in tiny.items()}
    except ImportError:
        pass
    for name, given in tables.items():
        print(json.dumps({"figure": "python_call", "what": "evaluate " + name, "python_us": round(in_python(lambda: piq.evaluate(**given)), 2)}))
    fleet, report = piq.Fleet.from_snapshot(TINY), piq.evaluate(TINY)
    row = fleet.row("node", 0)
    for name, call in (("evaluate a fleet", lambda: piq.evaluate(fleet)), ("set a number of a row", lambda: row.set("gpu_count", 8)),
                       ("read the summary", lambda: report.summary), ("read a finding", lambda: report.findings[0])):
        print(json.dumps({"figure": "python_call", "what": name, "python_us": round(in_python(call), 2)}))
    return 0 if beyond <= most else 1


if __name__ == "__main__":
    sys.exit(main())
