"""Writes known.txt: instances that together go through the planner's branches, each with its best plan as it is proven without the
planner: by CP-SAT (optimum.py) where a plan has an order, else by the search of every state (exhaustive.py). Where neither comes to
an end, what the planner reached when this was written: it may be better since, not worse.

    python known.py DRIVER > known.txt
"""
import json, sys
from exhaustive import Exhaustive
from families import make
from fleets import fleet
from instance_text import Problem
from optimum import solve
from properties import Driver, cost, priority

FLEETS = [
    (17, {"alike": True}), (200, {"tiny": True}), (52, {}), (616, {}), (771, {"alike": True}), (70, {"alike": True}),
    (596, {"alike": True}), (494, {"alike": True}), (678, {"medium": True, "alike": False}), (357, {}), (113, {"alike": True}),
    (344, {"alike": True}), (395, {}), (328, {"alike": True}), (65, {"alike": True}), (539, {"alike": True}),
    (443, {"alike": True}), (736, {"tiny": True}), (206, {"alike": True}), (222, {"medium": True, "alike": False}),
    (272, {"alike": True}), (5, {"tiny": True}), (1, {"tiny": True}), (707, {"tiny": True}), (535, {"alike": True}), (445, {}),
    (633, {}), (495, {"alike": True}), (20, {"alike": True}), (513, {}), (294, {"medium": True, "alike": False}), (546, {}),
    (162, {"medium": True, "alike": False}), (444, {}), (300, {"medium": True, "alike": True}), (117, {"alike": True})]
FAMILIES = [
    ("mixedfits", 631, 1, 2), ("compete", 161, 1, 3), ("rack", 335, 1, 3), ("hop", 749, 1, 3), ("greedytrap", 387, 1, 1),
    ("rack", 715, 1, 2), ("rack", 95, 1, 3), ("types", 339, 1, 1), ("compete", 21, 1, 1), ("dataparallel", 23, 1, 3),
    ("mixedfits", 639, 2.5, 4), ("fraction", 54, 2.5, 4), ("fraction", 206, 1, 3), ("hop", 621, 2.5, 4), ("tpdp", 702, 2.5, 4),
    ("compete", 189, 2.5, 4), ("rack", 495, 2.5, 4),
    ("mixedfits", 3002, 1, 1), ("mixedfits", 3003, 1, 1)]


def wide(size):
    """All that stands on a node of so many GPUs has to leave its type; in a cluster that is too large for exact search."""
    node = lambda n, gpus, kind: {"id": "n%02d" % n, "domain": "n%02d" % n, "gpu_type": kind, "gpus": gpus, "cordoned": False}
    work = lambda n, k, gpus, moves: {"id": "w%02d_%d" % (n, k), "gpus": gpus, "pod_gpus": gpus, "contiguous": True, "gpu_type": ["A", "B"],
                                      "movable": moves, "priority": 0, "placement": [["n%02d" % n, gpus]]}
    return {"nodes": [node(0, size, "A"), node(1, size, "B"), node(2, size, "A"), node(3, size, "A")] + [node(n, 8, "A") for n in range(4, 70)],
            "running": [work(0, k, size // 8, True) for k in range(8)] + [work(n, 0, size // 2, False) for n in (2, 3)] +
                       [work(n, 0, 8, False) for n in range(4, 70)],
            "pending": [{"id": "p0", "gpus": size, "pod_gpus": size, "contiguous": True, "gpu_type": "A", "replicas": 1, "priority": 0}]}


def instances():
    for seed, more in FLEETS:
        yield fleet(seed, **more)
    for family, seed, scale, times in FAMILIES:
        inst = make(family, seed, scale)
        for k in range(1, times): # the jobs of others of the family wait as well
            inst["pending"] += [dict(j, id="q%d_%s" % (k, j["id"])) for j in make(family, seed + 1000 * k, scale)["pending"]]
        yield inst
    yield wide(128)


def truth(inst, plan):
    mine = (plan["runs"], cost(inst, plan), priority(inst, plan))
    live = [j for j in inst["pending"] if j["id"] in plan["classes"]["fits"] + plan["classes"]["blocked"]]
    found = solve(dict(inst, pending=live), seconds=10)
    if found is not None and found[0] == mine[0] and abs(found[1] - mine[1]) + abs(found[2] - mine[2]) < 1e-3:
        return mine, 1
    if len(inst["nodes"]) <= 5:
        found = Exhaustive(json.loads(json.dumps(inst))).solve()
        if found is not None:
            return (found[0], float(found[1]), float(found[2])), 1
    return mine, 0


def main():
    driver = Driver(sys.argv[1], "1000000")
    for inst in instances():
        best, proven = truth(inst, driver.plan(inst))
        print(Problem(inst).text + "%d %.9g %.9g %d" % (*best, proven), flush=True)


if __name__ == "__main__":
    main()
