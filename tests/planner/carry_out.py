"""Carries out, through the program, the plans of random fleets and looks again: what was to start fits at once, without a move, or
runs; and nothing is worse than before. (A node that the plan leaves alone may turn out to be spare once nothing waits any more. A job
that does not start may be blocked between the moves and the starts, by room that is made for those that do; not afterwards.)

    python3 carry_out.py PIQ [COUNT [FIRST_SEED]]
"""
import json, random, subprocess, sys
from families import FAMILIES, make
from fleets import fleet
from snapshot import carried_out, snapshot

SEVERITIES = ["info", "low", "medium", "high", "critical"]


def evaluate(program, given):
    done = subprocess.run([program, "evaluate", "-", "--format", "json"], input=json.dumps(given), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)


def fired(report):
    return {f["id"]: f for f in report["findings"] if f["state"] == "fired"}


def touched(plan):
    steps = plan["moves"] + plan["starts"]
    return {s["workload"] for s in steps} | {p["node"] for s in steps for p in s.get("from", []) + s["to"]}


def worse(before, after, among=None, last=None):
    """A finding that is new or more severe, and more severe than all that the plan has resolved; of these entities (None: of all),
    and still there in the last report."""
    old, new = fired(before), fired(after)
    resolved = max([SEVERITIES.index(old[i]["severity"]) for i in old if i not in new], default=-1)
    for i, f in new.items():
        if (last is not None and i not in fired(last)) or (among is not None and f["entity_id"] not in among):
            continue
        level = SEVERITIES.index(f["severity"])
        if level > (SEVERITIES.index(old[i]["severity"]) if i in old else resolved):
            return "%s of %s is %s" % (f["detector"], f["entity_id"], f["severity"])
    return None


def wrong(program, given):
    before = evaluate(program, given)
    plan = before["consolidation"]
    if not plan["starts"]:
        return None
    started = {s["workload"] for s in plan["starts"]}
    moved = evaluate(program, carried_out(given, plan, False))
    states = {p["entity_id"]: p["state"] for p in moved["pending"]}
    again = moved["consolidation"]
    if any(states[name] != "other_constraint" for name in started):
        return "after the moves: %s" % {name: states[name] for name in started}
    if again["runs"] < plan["runs"] or (again["runs"] == plan["runs"] and again["gpus_moved"] > 0):
        return "after the moves %d start with %s GPUs moved, not %d with none" % (again["runs"], again["gpus_moved"], plan["runs"])
    done = evaluate(program, carried_out(given, plan, True))
    left = {p["entity_id"] for p in done["pending"]}
    return "still waiting: %s" % sorted(left & started) if left & started else worse(before, moved, last=done) or worse(before, done, touched(plan))


def instance(seed):
    if seed % 3:
        return make(FAMILIES[seed % len(FAMILIES)], seed)
    return fleet(seed)


def main():
    program = sys.argv[1]
    count, first = (int(sys.argv[2]) if len(sys.argv) > 2 else 200), (int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    bad = refused = 0
    for seed in range(first, first + count):
        rng = random.Random(seed)
        try:
            found = wrong(program, snapshot(instance(seed), idle=rng.choice([None, 86400, 604800])))
        except RuntimeError as error:
            if "GPUs" not in str(error): # a fleet that holds more than it has is none
                raise
            refused += 1
            continue
        if found:
            bad += 1
            print("seed %d: %s" % (seed, found))
    print("%d plans carried out, %d fleets refused, %d wrong" % (count - refused, refused, bad))
    return 1 if bad or refused > count / 10 else 0


if __name__ == "__main__":
    sys.exit(main())
