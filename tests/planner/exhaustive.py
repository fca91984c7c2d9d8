"""The true optimum of a tiny instance by search over every reachable state. Shares no code with the planner."""
import heapq
from fractions import Fraction


def exact(x):
    return Fraction(round(x * 5040000), 5040000)


class Exhaustive:
    def __init__(self, inst):
        self.inst = inst
        self.node = {n["id"]: n for n in inst["nodes"]}
        self.run = [r for r in inst["running"] if r.get("movable", True)]
        self.fixed = [r for r in inst["running"] if not r.get("movable", True)]
        self.ids = sorted(self.node)
        self.domains = {}
        for n in self.ids:
            self.domains.setdefault(self.node[n]["domain"], []).append(n)

    def accepts(self, w, n):
        t = w.get("gpu_type")
        return not self.node[n].get("cordoned") and (t is None or self.node[n]["gpu_type"] in ([t] if isinstance(t, str) else t))

    def usage(self, state, without=None):
        whole = {n: 0 for n in self.ids}
        shared = {n: {} for n in self.ids}
        cores = {n: Fraction(0) for n in self.ids}
        places = [(r, r["placement"]) for r in self.fixed] + [(r, state[k]) for k, r in enumerate(self.run) if k != without]
        for r, pieces in places:
            for p in pieces:
                if len(p) == 3:
                    shared[p[0]][p[2]] = shared[p[0]].get(p[2], 0) + exact(p[1])
                else:
                    whole[p[0]] += p[1]
                cores[p[0]] += Fraction(r.get("cpu") or 0) * exact(p[1]) / exact(r["gpus"])
        return whole, shared, cores

    def total_cores(self, n):
        if self.node[n].get("free_cpu") is None:
            return None
        if "total" not in self.node[n]:
            used = self.usage([r["placement"] for r in self.run])[2]
            for m in self.ids:
                if self.node[m].get("free_cpu") is not None:
                    self.node[m]["total"] = Fraction(self.node[m]["free_cpu"]) + used[m]
        return self.node[n]["total"]

    def pods(self, w, n, free, cores, pod):
        if not self.accepts(w, n) or free[n] <= 0:
            return 0
        most = free[n] // pod
        total = self.total_cores(n)
        need = Fraction(w.get("cpu") or 0) * pod / exact(w["gpus"])
        if total is not None and need > 0:
            most = min(most, int((total - cores[n]) / need)) if total > cores[n] else 0
        return most

    def spreads(self, nodes, caps, left, pod):
        if not nodes:
            if left == 0:
                yield ()
            return
        for x in range(min(caps[nodes[0]], left), -1, -1):
            for rest in self.spreads(nodes[1:], caps, left - x, pod):
                yield (((nodes[0], x * pod),) if x else ()) + rest

    def options(self, w, whole, shared, cores):
        free = {n: self.node[n]["gpus"] - self.node[n].get("unhealthy", 0) - whole[n] - len(shared[n]) for n in self.ids}
        if w["gpus"] < 1:
            for n in self.ids:
                total = self.total_cores(n)
                if not self.accepts(w, n) or (total is not None and w.get("cpu") and total - cores[n] < Fraction(w["cpu"])):
                    continue
                for label, load in shared[n].items():
                    if load + exact(w["gpus"]) <= 1:
                        yield ((n, w["gpus"], label),)
                if free[n] >= 1:
                    yield ((n, w["gpus"], min(k for k in range(99) if k not in shared[n])),)
            return
        pod = w.get("pod_gpus", w["gpus"])
        caps = {n: self.pods(w, n, free, cores, pod) for n in self.ids}
        for nodes in self.domains.values() if w.get("contiguous", True) else [self.ids]:
            yield from self.spreads(nodes, caps, w["gpus"] // pod, pod)

    def key(self, state):
        """Labels of shared GPUs do not matter: each GPU is what stands on it."""
        gpus, rest = {}, []
        for k, place in enumerate(state):
            for p in place:
                if len(p) == 3:
                    gpus.setdefault((p[0], p[2]), []).append(k)
            if len(place[0]) == 2:
                rest.append((k, tuple(sorted(map(tuple, place)))))
        for r in self.fixed:
            for p in r["placement"]:
                if len(p) == 3:
                    gpus.setdefault((p[0], p[2]), []).append(("fixed", p[2]))
        return tuple(rest), tuple(sorted((n, tuple(map(str, sorted(map(str, v))))) for (n, _), v in gpus.items()))

    def live(self):
        whole, shared, cores = self.usage([r["placement"] for r in self.run])
        free = {n: max(0, self.node[n]["gpus"] - self.node[n].get("unhealthy", 0) - whole[n] - len(shared[n])) for n in self.ids}
        out = []
        for j in self.inst["pending"]:
            have = 0
            for n in self.ids:
                if self.accepts(j, n):
                    gpus = Fraction(free[n])
                    total = self.total_cores(n)
                    if total is not None and j.get("cpu"):
                        gpus = min(gpus, (max(Fraction(0), total - cores[n]) / (Fraction(j["cpu"]) / j["gpus"])) // 1)
                    have += gpus
            size = max([sum(self.node[n]["gpus"] for n in nodes if self.accepts(j, n) or self.cordoned_ok(j, n)) for nodes in self.domains.values()] + [0])
            if have >= j["gpus"] * j.get("replicas", 1) and not (j.get("contiguous", True) and j["gpus"] > size):
                out.append(j)
        return out

    def cordoned_ok(self, w, n):
        t = w.get("gpu_type")
        return t is None or self.node[n]["gpu_type"] in ([t] if isinstance(t, str) else t)

    def pack(self, jobs, whole, cores, shared):
        """Most of these jobs that fit together."""
        best = 0

        def rec(k, whole, cores, count):
            nonlocal best
            best = max(best, count)
            if k == len(jobs) or count + len(jobs) - k <= best:
                return
            j = jobs[k]
            if j.get("contiguous", True):
                replicas = [dict(j)] * j.get("replicas", 1)
            else:
                replicas = [dict(j, gpus=j["gpus"] * j.get("replicas", 1), pod_gpus=1, cpu=None)]

            def lay(r, whole, cores):
                if r == len(replicas):
                    rec(k + 1, whole, cores, count + 1)
                    return
                for place in self.options(replicas[r], whole, shared, cores):
                    w2, c2 = dict(whole), dict(cores)
                    for p in place:
                        w2[p[0]] += p[1]
                        c2[p[0]] += Fraction(j.get("cpu") or 0) * p[1] / j["gpus"]
                    lay(r + 1, w2, c2)
                    if best == len(jobs):
                        return
            lay(0, whole, cores)
            rec(k + 1, whole, cores, count)
        rec(0, whole, cores, 0)
        return best

    def weight(self, r):
        cost = r["move_cost"] if r.get("move_cost") is not None else float(exact(r["gpus"]))
        return cost, r.get("priority", 0) * float(exact(r["gpus"]))

    def solve(self, limit=30000):
        """(runs, cost, priority) of the best plan; None when there are too many states."""
        jobs = self.live()
        start = [[tuple(p) for p in r["placement"]] for r in self.run]
        heap, seen, best, tick = [((0.0, 0.0), 0, start)], {}, (0, 0.0, 0.0), 0
        packed = {}
        while heap:
            spent, _, state = heapq.heappop(heap)
            key = self.key(state)
            if key in seen:
                continue
            seen[key] = spent
            if len(seen) > limit:
                return None
            whole, shared, cores = self.usage(state)
            shape = str((sorted(whole.items()), sorted((n, len(s)) for n, s in shared.items()), sorted(cores.items())))
            if shape not in packed:
                packed[shape] = self.pack(jobs, whole, cores, shared)
            if packed[shape] > best[0]:
                best = (packed[shape],) + spent
                if best[0] == len(jobs):
                    return best
            for k, r in enumerate(self.run):
                w = self.weight(r)
                for place in self.options(r, *self.usage(state, k)):
                    after = state[:k] + [list(place)] + state[k + 1:]
                    tick += 1
                    heapq.heappush(heap, ((spent[0] + w[0], spent[1] + w[1]), tick, after))
        return best
