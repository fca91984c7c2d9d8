"""The baseline: job by job, on each node the cheapest movers that make room, the tightest hole for each mover, the first
node in order of cost where all of them find one. For jobs whose replicas sit on one node. Shares no code with the planner."""

WHOLE = 5040000


def parts(x):
    return round(x * WHOLE)


class Greedy:
    def __init__(self, inst):
        self.node = {n["id"]: n for n in inst["nodes"]}
        self.free, self.gpus, self.home, self.item = {}, {}, {}, {}
        for n in inst["nodes"]:
            self.free[n["id"]] = n["gpus"] - n.get("unhealthy", 0)
            self.gpus[n["id"]] = {}
            self.home[n["id"]] = []
        for r in inst["running"]:
            self.item[r["id"]] = r
            for p in r["placement"]:
                if len(p) == 3:
                    shares = self.gpus[p[0]].setdefault(p[2], {})
                    self.free[p[0]] -= not shares
                    shares[r["id"]] = parts(p[1])
                else:
                    self.free[p[0]] -= p[1]
            if len(r["placement"]) == 1 and len(r["placement"][0]) == 2 and r.get("movable", True):
                self.home[r["placement"][0][0]].append(r["id"])
        self.moves, self.place, self.moved = [], [], 0.0

    def accepts(self, w, n):
        t = w.get("gpu_type")
        return not self.node[n].get("cordoned") and (t is None or self.node[n]["gpu_type"] in ([t] if isinstance(t, str) else t))

    def movers(self, n, need):
        """Cheapest set that frees `need` GPUs: (cost, [item ids])."""
        if need <= 0:
            return 0.0, []
        sets = [(1 * self.item[i]["gpus"], float(self.item[i]["gpus"]), [i]) for i in self.home[n]]
        for shares in self.gpus[n].values():
            if all(self.item[i].get("movable", True) for i in shares):
                sets.append((1, sum(shares.values()) / WHOLE, sorted(shares)))
        best = {0: (0.0, [])}
        for gain, cost, ids in sets:
            for have, (c, chosen) in sorted(best.items(), reverse=True):
                to = min(need, have + gain)
                if to not in best or c + cost < best[to][0]:
                    best[to] = (c + cost, chosen + ids)
        return best.get(need)

    def hole(self, w, out):
        fits = []
        if w["gpus"] < 1:
            for n, gpus in self.gpus.items():
                if n != out and self.accepts(w, n):
                    for label, shares in gpus.items():
                        room = WHOLE - sum(shares.values())
                        if room >= parts(w["gpus"]):
                            fits.append((room, n, label))
            if fits:
                room, n, label = min(fits, key=lambda f: (f[0], f[1], str(f[2])))
                return n, label
        need = 1 if w["gpus"] < 1 else w["gpus"]
        fits = [(f, n) for n, f in self.free.items() if f >= need and n != out and self.accepts(w, n)]
        if not fits:
            return None
        n = min(fits)[1]
        return n, (next(k for k in range(99) if k not in self.gpus[n]) if w["gpus"] < 1 else None)

    def take_out(self, i, n):
        w = self.item[i]
        if w["gpus"] >= 1:
            self.home[n].remove(i)
            self.free[n] += w["gpus"]
            return None
        label = next(k for k, shares in self.gpus[n].items() if i in shares)
        del self.gpus[n][label][i]
        if not self.gpus[n][label]:
            del self.gpus[n][label]
            self.free[n] += 1
        return label

    def put_in(self, i, n, label):
        w = self.item[i]
        if w["gpus"] >= 1:
            self.home[n].append(i)
            self.free[n] -= w["gpus"]
            return
        self.free[n] -= label not in self.gpus[n]
        self.gpus[n].setdefault(label, {})[i] = parts(w["gpus"])

    def open(self, n, need):
        movers = self.movers(n, need)
        done = []
        for i in sorted(movers[1], key=lambda i: (-self.item[i]["gpus"], i)):
            to = self.hole(self.item[i], n)
            if to is None:
                for k, (back, label, (at, _)) in enumerate(reversed(done)):
                    self.take_out(back, at)
                    self.put_in(back, n, label)
                return False
            label = self.take_out(i, n)
            self.put_in(i, *to)
            done.append((i, label, to))
        for i, _, (at, label) in done:
            w = self.item[i]
            self.moves.append({"id": i, "to": [[at, w["gpus"]] if label is None else [at, w["gpus"], label]]})
            self.moved += w["gpus"]
        return True

    def job(self, j):
        k = j["gpus"]
        options = []
        for n in self.node:
            if self.accepts(j, n):
                m = self.movers(n, k - self.free[n])
                if m is not None:
                    options.append((m[0], n))
        for cost, n in sorted(options):
            if self.open(n, k - self.free[n]):
                self.free[n] -= k
                self.place.append({"id": j["id"], "to": [[[n, k]]]})
                return True
        return False


def greedy(inst):
    g = Greedy(inst)
    for j in inst["pending"]:
        g.job(j)
    return {"moves": g.moves, "place": g.place, "gpus_moved": g.moved, "runs": len(g.place)}
