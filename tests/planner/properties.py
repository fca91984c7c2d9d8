"""Properties of plans on seeded random fleets.

    python3 properties.py DRIVER [COUNT [FIRST_SEED]]            valid, minimal, independent of input order
    python3 properties.py DRIVER --medium [COUNT [FIRST_SEED]]   the same on fleets too large for exact search
    python3 properties.py DRIVER --exhaustive [COUNT [SEED]]     against the true optimum on tiny fleets
"""
import json, subprocess, sys
from check_steps import check
from exhaustive import Exhaustive
from fleets import fleet, shuffled
from instance_text import Problem


class Driver:
    def __init__(self, path, *limit):
        self.p = subprocess.Popen([path, *limit], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def plan(self, inst):
        problem = Problem(inst)
        self.p.stdin.write(problem.text)
        self.p.stdin.write("\n")
        self.p.stdin.flush()
        return problem.plan(json.loads(self.p.stdout.readline()))


def cost(inst, plan):
    by = {r["id"]: r for r in inst["running"]}
    return sum(by[m["id"]]["gpus"] if by[m["id"]].get("move_cost") is None else by[m["id"]]["move_cost"] for m in plan["moves"])


def priority(inst, plan):
    by = {r["id"]: r for r in inst["running"]}
    return sum(by[m["id"]].get("priority", 0) * by[m["id"]]["gpus"] for m in plan["moves"])


def redundant(inst, plan):
    """A move without which the same starts still work."""
    for k in range(len(plan["moves"])):
        fewer = dict(plan, moves=[{x: m[x] for x in ("id", "to")} for n, m in enumerate(plan["moves"]) if n != k])
        fewer.pop("gpus_moved")
        if check(inst, fewer) is None:
            return plan["moves"][k]["id"]
    return None


def by_memory(inst):
    """The same limits in another coin: a byte for each thousandth of a core."""
    rows = {k: [dict(r) for r in v] for k, v in inst.items()}
    for kind in rows.values():
        for r in kind:
            for cores, bytes_ in (("free_cpu", "free_memory"), ("cpu", "memory")):
                if r.get(cores) is not None:
                    r[bytes_] = 1000 * r.pop(cores)
    return rows


REMEMBERED = (519611, 593537, # a move that later ones had made needless
              480,            # work that stands on a type that it does not accept, and may stay there
              24729)          # a share that went to a GPU of its own, on the node where it had come to be alone


def properties(driver, count, first, medium=False):
    claimed = 0
    for seed in [*range(first, first + count), *(() if medium else REMEMBERED)]:
        inst = fleet(seed, medium=medium, alike=seed % 4 == 0)
        plan = driver.plan(inst)
        wrong = check(inst, plan)
        if not wrong and redundant(inst, plan):
            wrong = "needless move of " + redundant(inst, plan)
        if not wrong:
            other = driver.plan(shuffled(inst, seed))
            same = {k: plan[k] for k in ("moves", "runs", "runs_bound", "optimal", "gpus_moved")} == {k: other[k] for k in ("moves", "runs", "runs_bound", "optimal", "gpus_moved")}
            same = same and sorted(map(str, plan["place"])) == sorted(map(str, other["place"]))
            wrong = None if same else "another plan for another order"
        if not wrong and any(n.get("free_cpu") is not None for n in inst["nodes"]):
            other = driver.plan(by_memory(inst))
            wrong = None if all(plan[k] == other[k] for k in ("moves", "place", "runs", "runs_bound")) else "memory is not what cores are"
        if wrong:
            print("seed %d: %s" % (seed, wrong))
            return 1
        claimed += plan["optimal"] and seed < first + count
    print("%d fleets good, %d plans proven optimal" % (count, claimed)) # and those that are remembered
    return 0


def exhaustive(driver, count, first):
    done = proven = missed = 0
    for seed in range(first, first + count):
        inst = fleet(seed, tiny=True, alike=seed % 2 == 0)
        truth = Exhaustive(json.loads(json.dumps(inst))).solve()
        if truth is None:
            continue
        plan = driver.plan(inst)
        mine = (plan["runs"], cost(inst, plan), priority(inst, plan))
        wrong = check(inst, plan)
        best = mine[0] == truth[0] and abs(mine[1] - truth[1]) < 1e-6 and abs(mine[2] - truth[2]) < 1e-6
        if not wrong and plan["runs_bound"] < truth[0]:
            wrong = "bound %d below %s" % (plan["runs_bound"], truth)
        if not wrong and mine[0] > truth[0]:
            wrong = "better than the truth: %s, %s" % (mine, truth)
        if not wrong and plan["optimal"] and not (mine[0] == truth[0] and abs(mine[1] - truth[1]) < 1e-6):
            wrong = "claims optimal: %s, truth %s" % (mine, truth)
        if wrong:
            print("seed %d: %s" % (seed, wrong))
            return 1
        done += 1
        proven += plan["optimal"]
        missed += not best
        if not best:
            print("seed %d: %s, best %s" % (seed, mine, truth))
    print("%d tiny fleets, %d proven optimal, %d not the best" % (done, proven, missed))
    return 0


def main():
    rest = [a for a in sys.argv[2:] if not a.startswith("--")]
    run = exhaustive if "--exhaustive" in sys.argv else properties
    more = {"medium": True} if "--medium" in sys.argv else {}
    sys.exit(run(Driver(sys.argv[1]), int(rest[0]) if rest else 500, int(rest[1]) if len(rest) > 1 else 1, **more))


if __name__ == "__main__":
    main()
