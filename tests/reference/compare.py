"""Random fleets through the program and the reference; every difference is printed.

    python3 compare.py --program PATH --count 1000 --seed 0 [--dense]

Exit status 1 when anything differs.
"""

import argparse
import json
import math
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import dense_fleet
import random_fleet
import unusual
from piq_reference import evaluate
from shape import normal, run_program

MONEY = ["waste_per_hour", "standalone_per_month", "recoverable_per_month", "cost_to_fix_per_month",
         "gpu_hours_per_month"]
COUNTS = ["fired", "clear", "not_evaluated", "not_applicable", "suppressed", "candidates"]
TOTALS = ["spend_per_hour", "waste_per_hour", "recoverable_per_month", "cost_to_fix_per_month", "unpriced_gpus"]


def close(a, b):
    return math.isclose(a or 0.0, b or 0.0, rel_tol=1e-6, abs_tol=2e-6)


def group(finding):
    if finding["detector"] == "oom_risk":
        return "host" if finding["subtype"] == "host" else "gpu"
    return "unavailable" if finding["subtype"] == "unavailable_billed" else ""


def indexed(report):
    return {(f["detector"], f["entity"], f["entity_id"], group(f)): f for f in report["findings"]}


def differences(wanted, got):
    """(category, entity id, text) of everything in which two reports differ."""
    found = []

    def differ(category, entity_id, where, a, b):
        found.append((category, entity_id, "%s: reference %s, program %s" % (where, dump(a), dump(b))))

    ours, theirs = indexed(wanted), indexed(got)
    for key in sorted(set(ours) | set(theirs)):
        where, entity_id = "%s %s %s" % key[:3], key[2]
        if key not in ours or key not in theirs:
            differ("findings", entity_id, where, brief(ours.get(key)), brief(theirs.get(key)))
            continue
        compare_finding(partial(differ, entity_id=entity_id), where, ours[key], theirs[key])
    compare_rows(differ, "not_evaluated", ("detector", "entity", "entity_id"), ("reason", "missing"), wanted, got)
    compare_table(differ, "pending", ("entity_id",), wanted, got)
    compare_table(differ, "capacity", ("cluster", "region", "gpu_type", "block"), wanted, got, "now")
    compare_table(differ, "fragmentation", ("cluster", "gpu_type"), wanted, got)
    if not alike(wanted["plan_cost"], got["consolidation"]["cost"]):
        differ("plan_cost", "", "cost of the plan", wanted["plan_cost"], got["consolidation"]["cost"])
    compare_summary(differ, wanted["summary"], got["summary"])
    return found


def dump(value):
    return json.dumps(value, sort_keys=True)


def brief(finding):
    return finding and {k: finding[k] for k in ("subtype", "state", "severity")}


def compare_finding(differ, where, a, b):
    for name in ("subtype", "state", "severity"):
        if a[name] != b[name]:
            differ(name, where=where + " " + name, a=a[name], b=b[name])
    if abs(a["confidence"] - b["confidence"]) > 1e-9:
        differ("confidence", where=where + " confidence", a=[a["confidence"], a["confidence_factors"]],
               b=[b["confidence"], b["confidence_factors"]])
    for name in MONEY:
        if not close(a[name], b[name]):
            differ(name, where=where + " " + name, a=a[name], b=b[name])
    compare_remedy(differ, where, a, b)
    ours, theirs = sorted(relations(a)), sorted(relations(b))
    if ours != theirs:
        differ("relations", where=where + " relations", a=ours, b=theirs)
    if sorted(a["degraded_by"]) != sorted(b["degraded_by"]):
        differ("degraded_by", where=where + " degraded_by", a=sorted(a["degraded_by"]), b=sorted(b["degraded_by"]))


def relations(finding):
    """Without those that only the plan can tell: which dark nodes a blocked job needs."""
    planned = finding["detector"] == "fragmentation" or finding["entity"] == "node"
    return {(r["type"], r["detector"], r["entity_id"]) for r in finding["relations"]
            if r["type"] != "enables" and not (planned and r["type"] == "conflict")}


def compare_remedy(differ, where, a, b):
    # The plan that decides between consolidating and waiting is not part of the reference.
    if a["state"] == "observation" or a["detector"] == "fragmentation":
        return
    ours, theirs = a["primary"] or {}, b.get("primary") or {}
    if ours.get("action") != theirs.get("action"):
        differ("remedy", where=where + " remedy", a=ours, b=theirs)
        return
    mine, other = ours.get("parameters") or {}, theirs.get("parameters") or {}
    for name in sorted(set(mine) | set(other)):
        x, y = mine.get(name), other.get(name)
        numbers = isinstance(x, (int, float)) and isinstance(y, (int, float))
        if not (close(x, y) if numbers else x == y):
            differ("parameters", where=where + " " + str(ours.get("action")) + "." + name, a=x, b=y)


def compare_rows(differ, table, keys, values, wanted, got):
    def index(report):
        return {tuple(r[k] for k in keys): [r[v] for v in values] for r in report.get(table, [])}
    ours, theirs = index(wanted), index(got)
    for key in sorted(set(ours) | set(theirs)):
        if ours.get(key) != theirs.get(key):
            differ(table, key[-1], table + " " + " ".join(key), ours.get(key), theirs.get(key))


def alike(a, b):
    numbers = all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in (a, b))
    return close(a, b) if numbers else a == b


def compare_table(differ, table, keys, wanted, got, only=None):
    """What the reference says of each row, number by number; `only` names a count that tells which rows it knows of."""
    def index(report):
        return {tuple(r[k] for k in keys): r for r in report.get(table, []) if only is None or r[only]}
    ours, theirs = index(wanted), index(got)
    for key in sorted(set(ours) | set(theirs)):
        a, b = ours.get(key), theirs.get(key)
        if a is None or b is None:
            differ(table, key[0], "%s %s" % (table, key), a, b)
            continue
        for name in a:
            if not alike(a[name], b.get(name)):
                differ(table, key[0], "%s %s %s" % (table, key, name), a[name], b.get(name))


def compare_summary(differ, a, b):
    for name in ("nodes", "workloads", "gpus", "findings"):
        if a[name] != b.get(name):
            differ("summary", "", "summary " + name, a[name], b.get(name))
    for name in TOTALS:
        if not close(a[name], b.get(name)):
            differ("summary", "", "summary " + name, a[name], b.get(name))
    theirs = {r["detector"]: r for r in b["by_detector"]}
    for row in a["by_detector"]:
        other = theirs.get(row["detector"], {})
        for name in COUNTS:
            if row[name] != other.get(name):
                differ("counts", "", "%s %s" % (row["detector"], name), row[name], other.get(name))
        for name in ("waste_per_hour", "recoverable_per_month"):
            if not close(row[name], other.get(name)):
                differ("counts", "", "%s %s" % (row["detector"], name), row[name], other.get(name))


def one(program, dense, seed):
    snapshot, policy = fleet(dense, seed)
    try:
        got = run_program(program, snapshot, policy)
    except (RuntimeError, ValueError) as error:
        return seed, [("refused", "", str(error))]
    return seed, differences(normal(evaluate(snapshot, policy, got["consolidation"])), got)


def fleet(dense, seed):
    """Every third of the sparse ones has what telemetry seldom says."""
    maker = dense_fleet if dense else random_fleet
    snapshot = maker.make(seed)
    return snapshot if dense or seed % 3 != 2 else unusual.strew(seed, snapshot), maker.make_policy(seed)


def entity(snapshot, entity_id):
    rows = snapshot["workloads"] + snapshot["nodes"]
    return next((r for r in rows if r["id"] == entity_id), None)


def show(dense, seed, found):
    snapshot, policy = fleet(dense, seed)
    print("seed %d%s" % (seed, "  policy " + dump(policy) if policy else ""))
    shown = set()
    for category, entity_id, text in found:
        print("  [%s] %s" % (category, text))
        row = entity(snapshot, entity_id)
        if row is not None and entity_id not in shown:
            shown.add(entity_id)
            print("      " + dump(row))
            for piece in row.get("placement", []):
                print("      on " + dump(entity(snapshot, piece["node"])))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dense", action="store_true", help="fleets on whose workloads several findings meet")
    parser.add_argument("--show", type=int, default=5, help="how many differing fleets to print in full")
    parser.add_argument("--skip", action="append", default=[], metavar="CATEGORY",
                        help="leave a category of differences out")
    parser.add_argument("--only", action="append", default=[], metavar="CATEGORY")
    parser.add_argument("--dump", metavar="SEED", type=int, help="print one snapshot and leave")
    arguments = parser.parse_args()
    if arguments.dump is not None:
        print(json.dumps(fleet(arguments.dense, arguments.dump)[0], indent=1))
        return
    if not arguments.program:
        parser.error("--program is needed")
    sys.exit(run(arguments))


def run(arguments):
    kinds, differing, shown = Counter(), 0, 0
    seeds = range(arguments.seed, arguments.seed + arguments.count)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for seed, found in pool.map(partial(one, arguments.program, arguments.dense), seeds, chunksize=16):
            found = [d for d in found if d[0] not in arguments.skip
                     and (not arguments.only or d[0] in arguments.only)]
            kinds.update({category for category, _, _ in found})
            differing += bool(found)
            if found and shown < arguments.show:
                shown += 1
                show(arguments.dense, seed, found)
    print("%d of %d fleets differ" % (differing, arguments.count))
    for category, count in kinds.most_common():
        print("  %-24s %d fleets" % (category, count))
    return 1 if differing else 0


if __name__ == "__main__":
    main()
