"""The best plan when order does not matter, by a constraint solver (ortools, outside the repository): no plan starts more jobs,
and none that starts as many moves less. Shares no code with the planner.

    solve(instance) -> (runs, cost, priority), or None when time ran out
"""
from ortools.sat.python import cp_model

PARTS = 5040


def parts(x):
    return round(x * PARTS)


def listed(t):
    return None if t is None else {t} if isinstance(t, str) else set(t)


class Model:
    def __init__(self, inst, loose=True):
        self.inst, self.m = inst, cp_model.CpModel()
        self.node = {n["id"]: n for n in inst["nodes"]}
        self.domains = {}
        for n in inst["nodes"]:
            self.domains.setdefault(n["domain"], []).append(n["id"])
        self.whole = {n: [] for n in self.node}     # terms: GPUs in use
        self.cpu = {n: [] for n in self.node}
        self.bins = {n: [] for n in self.node}
        self.cost, self.prio, self.moved = [], [], {}
        self.run_work()
        self.jobs = [j for j in inst["pending"] if loose or j.get("contiguous", True)]
        self.runs = [self.job(j) for j in self.jobs]
        self.capacity()

    def accepts(self, w, n):
        t = listed(w.get("gpu_type"))
        return not self.node[n].get("cordoned") and (t is None or self.node[n]["gpu_type"] in t)

    def run_work(self):
        labels = {n: set() for n in self.node}
        shares = [w for w in self.inst["running"] if w["gpus"] < 1]
        for w in shares:
            labels[w["placement"][0][0]].add(w["placement"][0][2])
        movable = sum(1 for w in shares if w.get("movable", True))
        for n in self.node if shares else ():
            fresh = min(movable, self.node[n]["gpus"])
            for b in sorted(labels[n], key=str) + ["+%d" % k for k in range(fresh)]:
                self.bins[n].append((b, self.m.NewBoolVar(""), []))
        for w in self.inst["running"]:
            self.place_share(w) if w["gpus"] < 1 else self.place_whole(w)
        for n, bins in self.bins.items():
            for _, used, load in bins:
                self.whole[n].append((1, used))
                self.m.Add(sum(k * v for k, v in load) <= PARTS * used)

    def weigh(self, w, moved):
        cost = w["move_cost"] if w.get("move_cost") is not None else w["gpus"]
        self.cost.append((parts(cost), moved))
        self.prio.append((parts(w["gpus"]) * w.get("priority", 0), moved))
        self.moved[w["id"]] = moved

    def place_share(self, w):
        home = (w["placement"][0][0], w["placement"][0][2])
        ways = []
        for n, bins in self.bins.items():
            for b, used, load in bins:
                if (n, b) != home and (not w.get("movable", True) or not self.accepts(w, n)):
                    continue
                x = self.m.NewBoolVar("")
                load.append((parts(w["gpus"]), x))
                if w.get("cpu"):
                    self.cpu[n].append((w["cpu"], x))
                ways.append(((n, b), x))
        self.m.AddExactlyOne(x for _, x in ways)
        self.weigh(w, next(x for at, x in ways if at == home).Not())

    def place_whole(self, w):
        pod = w.get("pod_gpus", w["gpus"])
        at = {p[0]: p[1] for p in w["placement"]}
        stays = self.m.NewBoolVar("")
        for n, g in at.items():
            self.whole[n].append((g, stays))
            if w.get("cpu"):
                self.cpu[n].append((w["cpu"] * g / w["gpus"], stays))
        if not w.get("movable", True):
            self.m.Add(stays == 1)
        else:
            self.lay(w, w["gpus"] // pod, pod, stays.Not())
        self.weigh(w, stays.Not())

    def lay(self, w, pods, pod, goes):
        """pods of `pod` GPUs on nodes, in one domain where it must, when `goes`."""
        left = []
        for nodes in self.domains.values():
            y = {n: self.m.NewIntVar(0, min(pods, self.node[n]["gpus"] // pod), "") for n in nodes if self.accepts(w, n)}
            for n, v in y.items():
                self.whole[n].append((pod, v))
                if w.get("cpu"):
                    self.cpu[n].append((w["cpu"] * pod / w["gpus"], v))
            if w.get("contiguous", True):
                here = self.m.NewBoolVar("")
                self.m.Add(sum(y.values()) == pods * here)
                left.append(here)
            else:
                left.extend(y.values())
        self.m.Add(sum(left) == (goes if w.get("contiguous", True) else pods * goes))

    def job(self, j):
        runs = self.m.NewBoolVar("")
        if not j.get("contiguous", True):
            self.lay(dict(j, gpus=j["gpus"] * j.get("replicas", 1), cpu=None), j["gpus"] * j.get("replicas", 1), 1, runs)
        else:
            pod = j.get("pod_gpus", j["gpus"])
            for _ in range(j.get("replicas", 1)):
                self.lay(j, j["gpus"] // pod, pod, runs)
        return runs

    def capacity(self):
        for n, terms in self.whole.items():
            node = self.node[n]
            now = sum(p[1] for w in self.inst["running"] for p in w["placement"] if p[0] == n and len(p) == 2) + len(
                {p[2] for w in self.inst["running"] for p in w["placement"] if p[0] == n and len(p) == 3})
            room = node["gpus"] - node.get("unhealthy", 0)
            self.m.Add(sum(k * v for k, v in terms) <= max(room, now)) # what stands on a node that has lost GPUs may stay
            if node.get("free_cpu") is not None:
                have = node["free_cpu"] + sum(w["cpu"] * p[1] / w["gpus"] for w in self.inst["running"] if w.get("cpu") for p in w["placement"] if p[0] == n)
                self.m.Add(sum(round(k * PARTS) * v for k, v in self.cpu[n]) <= round(have * PARTS))

    def best(self, terms, maximise, seconds):
        (self.m.Maximize if maximise else self.m.Minimize)(sum(k * v for k, v in terms))
        s = cp_model.CpSolver()
        s.parameters.num_workers = 1
        s.parameters.max_time_in_seconds = seconds
        if s.Solve(self.m) != cp_model.OPTIMAL:
            return None
        value = round(s.ObjectiveValue())
        self.m.Add(sum(k * v for k, v in terms) == value)
        return value


def solve(inst, seconds=20, loose=True):
    model = Model(inst, loose)
    runs = model.best([(1, r) for r in model.runs], True, seconds) if model.runs else 0
    cost = model.best(model.cost, False, seconds) if runs is not None and model.cost else runs
    if not model.cost:
        cost = 0
    if runs is None or cost is None:
        return None
    prio = model.best(model.prio, False, seconds) if any(k for k, _ in model.prio) else 0
    return None if prio is None else (runs, cost / PARTS, prio / PARTS)
