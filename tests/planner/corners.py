"""Writes corners.txt: instances of odd.py that go through corners of the planner that those of known.txt do not, with the best plan of
each (as in known.py) and the work limit at which the corner is reached.

    python corners.py DRIVER > corners.txt
"""
import json, sys
from instance_text import Problem
from known import truth
from odd import odd
from properties import Driver, cost, priority

CORNERS = [
    (3, None, 200), (10, None, 2000), (26, None, 2000), (27, None, 200), (39, None, 200), (41, None, 20000), (48, None, 1000000),
    (58, None, 2000), (66, None, 2000), (92, None, 1000000), (101, None, 20000), (107, None, 200), (109, None, 20000),
    (116, None, 1000000), (132, None, 1000000), (133, None, 20000), (165, None, 20000), (197, None, 20000), (229, None, 20000),
    (236, None, 1000000), (238, None, 2000), (325, None, 20000), (364, None, 1000000), (445, None, 20000), (465, None, 20000),
    (473, None, 20000), (542, None, 2000), (726, None, 2000), (730, None, 2000), (952, None, 1000000), (954, None, 2000),
    (1025, None, 20000), (1136, None, 1000000), (1184, None, 1000000), (1262, None, 2000), (1629, None, 20000), (1725, None, 20000),
    (1750, None, 2000), (3811, None, 200), (4169, None, 20000), (4793, None, 20000), (5273, None, 20000), (6112, None, 1000000),
    (9129, None, 20000), (9429, None, 20000), (11333, None, 20000), (11561, None, 20000), (14179, None, 200), (15041, None, 20000),
    (100218, "medium", 3000), (101816, "medium", 200000), (104287, "medium", 300), (201338, "medium", 3000), (500253, None, 20000),
    (502590, None, 2000), (1000001, None, 20000), (1000005, None, 20000), (1000006, None, 2000), (1000096, None, 1000000),
    (1000660, None, 1000000), (1400000, "dense", 200000), (1400006, "dense", 3000), (1400019, "dense", 300),
    (1400036, "dense", 200000),
    (7005556, "shares", 300)
]


def by_cores(inst):
    """Host memory as cores, for those who prove; None where both are limited."""
    rows = json.loads(json.dumps(inst))
    for kind in rows.values():
        for r in kind:
            for core, byte in (("free_cpu", "free_memory"), ("cpu", "memory")):
                if r.get(byte) is not None:
                    if r.get(core) is not None:
                        return None
                    r[core] = r.pop(byte) / 1000
    return rows


def main():
    driver = Driver(sys.argv[1], "1000000")
    for seed, kind, limit in CORNERS:
        inst = odd(seed, kind)
        plain = by_cores(inst)
        plan = driver.plan(inst)
        best, proven = truth(plain, plan) if plain is not None else ((plan["runs"], cost(inst, plan), priority(inst, plan)), 0)
        print(Problem(inst).text + "%d %.9g %.9g %d %d" % (*best, proven, limit), flush=True)


if __name__ == "__main__":
    main()
