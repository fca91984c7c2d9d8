"""Executes a plan step by step on an instance and says what is wrong with it, or nothing. Shares no code with the planner.

    python3 check_steps.py INSTANCE.json PLAN.json

A plan: {"moves": [{"id", "from"?, "to"}], "place": [{"id", "to": [[[node, gpus], ...] per replica]}]}; a share is [node, share, label]."""
import json, sys
from fractions import Fraction


def exact(x):
    return Fraction(round(x * 5040000), 5040000)


class Cluster:
    def __init__(self, inst):
        self.node = {n["id"]: n for n in inst["nodes"]}
        self.item = {r["id"]: r for r in inst["running"]}
        self.job = {p["id"]: p for p in inst["pending"]}
        self.at = {r["id"]: [tuple(p) for p in r["placement"]] for r in inst["running"]}

    def accepts(self, work, node):
        t = work.get("gpu_type")
        return t is None or self.node[node]["gpu_type"] in ([t] if isinstance(t, str) else t)

    def use(self, node, held=()):
        """GPUs in use on a node: whole ones and those that carry a share."""
        whole, shared = 0, {}
        for w, pieces in self.at.items():
            for p in pieces:
                if p[0] == node:
                    if len(p) == 3:
                        shared[p[2]] = shared.get(p[2], 0) + exact(p[1])
                    else:
                        whole += p[1]
        whole += sum(g for n, g in held if n == node)
        return whole, shared

    def cores_left(self, node):
        n = self.node[node]
        if n.get("free_cpu") is None:
            return None
        left = Fraction(n["free_cpu"])
        for w, r in self.item.items():
            if r.get("cpu") is None:
                continue
            for p in r["placement"]:
                if p[0] == node:
                    left += Fraction(r["cpu"]) * exact(p[1]) / exact(r["gpus"])
            for p in self.at[w]:
                if p[0] == node:
                    left -= Fraction(r["cpu"]) * exact(p[1]) / exact(r["gpus"])
        return left

    def node_error(self, node, held=()):
        n = self.node[node]
        whole, shared = self.use(node, held)
        if whole + len(shared) > n["gpus"] - n.get("unhealthy", 0):
            return "node %s holds %d of %d GPUs" % (node, whole + len(shared), n["gpus"] - n.get("unhealthy", 0))
        if any(v > 1 for v in shared.values()):
            return "a GPU of %s is overfull" % node
        return None

    def place_error(self, work, pieces):
        gpus = exact(work["gpus"])
        if sum(exact(p[1]) for p in pieces) != gpus:
            return "does not add up to its GPUs"
        if any(p[0] not in self.node for p in pieces):
            return "unknown node"
        for p in pieces:
            if self.node[p[0]].get("cordoned"):
                return "onto the cordoned node %s" % p[0]
            if not self.accepts(work, p[0]):
                return "type of %s not accepted" % p[0]
            if (len(p) == 3) != (gpus < 1):
                return "a share needs a label, whole GPUs none"
            if gpus >= 1 and (p[1] < 1 or p[1] % work.get("pod_gpus", 1)):
                return "pods torn apart on %s" % p[0]
        if len({p[0] for p in pieces}) != len(pieces):
            return "a node twice"
        if work.get("contiguous", True) and len({self.node[p[0]]["domain"] for p in pieces}) > 1:
            return "across domains"
        return None

    def move(self, m):
        r = self.item.get(m["id"])
        if r is None or not r.get("movable", True):
            return "%s cannot move" % m["id"]
        to = [tuple(p) for p in m["to"]]
        if "from" in m and sorted(map(tuple, m["from"])) != sorted(self.at[m["id"]]):
            return "%s is not at %s" % (m["id"], m["from"])
        if sorted(to) == sorted(self.at[m["id"]]):
            return "%s moves to where it is" % m["id"]
        error = self.place_error(r, to)
        if error:
            return "%s: %s" % (m["id"], error)
        self.at[m["id"]] = to
        for p in to:
            error = self.node_error(p[0])
            left = self.cores_left(p[0])
            if error or (left is not None and r.get("cpu") and left < 0):
                return "%s: %s" % (m["id"], error or "no cores on %s" % p[0])
        return None

    def start(self, place):
        held, cores = [], {}
        for e in place:
            j = self.job[e["id"]]
            if j.get("contiguous", True):
                if len(e["to"]) != j.get("replicas", 1):
                    return "%s: %d replicas" % (e["id"], len(e["to"]))
                replicas = [(j, t) for t in e["to"]]
            else:
                merged = [p for t in e["to"] for p in t]
                replicas = [(dict(j, gpus=j["gpus"] * j.get("replicas", 1), pod_gpus=1), merged)]
            for work, pieces in replicas:
                error = self.place_error(work, [tuple(p) for p in pieces])
                if error:
                    return "%s: %s" % (e["id"], error)
                for n, g in pieces:
                    held.append((n, g))
                    if j.get("cpu") is not None:
                        cores[n] = cores.get(n, 0) + Fraction(j["cpu"]) * g / j["gpus"]
        for n in {h[0] for h in held}:
            error = self.node_error(n, held)
            left = self.cores_left(n)
            if error or (left is not None and n in cores and left < cores[n]):
                return "start: %s" % (error or "no cores on %s" % n)
        return None


def check(inst, plan):
    """None when the plan is good, else what is wrong."""
    c = Cluster(inst)
    for m in plan.get("moves", []):
        error = c.move(m)
        if error:
            return error
    if len({e["id"] for e in plan["place"]}) != len(plan["place"]):
        return "a job starts twice"
    if "runs" in plan and plan["runs"] != len(plan["place"]):
        return "runs %d, starts %d" % (plan["runs"], len(plan["place"]))
    moved = sum(exact(c.item[m["id"]]["gpus"]) for m in plan.get("moves", []))
    if "gpus_moved" in plan and abs(float(moved) - plan["gpus_moved"]) > 1e-6:
        return "gpus_moved %s, really %s" % (plan["gpus_moved"], float(moved))
    if plan.get("runs_bound", len(plan["place"])) < len(plan["place"]):
        return "more runs than the bound"
    return c.start(plan["place"])


if __name__ == "__main__":
    wrong = check(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))
    print(wrong or "good")
    sys.exit(1 if wrong else 0)
