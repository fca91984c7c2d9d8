"""Seeded instances of twenty kinds, each made so that one thing decides: chains, hops, racks, shares, cordons, types, ...

    python3 families.py FAMILY SEED [SCALE]         prints one instance; SCALE multiplies the number of nodes
"""
import json, random, sys

FAMILIES = ("chain", "compete", "cordon", "dataparallel", "fewmoves", "fits", "fraction", "greedytrap", "halfnode", "hop", "impossible",
            "mixedfits", "onemove", "oversize", "priority", "rack", "seed", "shortage", "tpdp", "types")


class Cluster:
    def __init__(self, rng, scale=1):
        self.rng, self.scale = rng, scale
        self.nodes, self.running, self.pending = [], [], []
        self.room = {}

    def node(self, gpus, gpu_type="H100", domain=None, **more):
        name = "n%d" % len(self.nodes)
        self.nodes.append(dict(id=name, domain=domain or name, gpu_type=gpu_type, gpus=gpus, cordoned=False, **more))
        self.room[name] = gpus - more.get("unhealthy", 0)
        return name

    def count(self, low, high):
        return max(1, round(self.rng.randint(low, high) * self.scale))

    def run(self, gpus, placement, movable, gpu_type="H100", pods=None, priority=0, **more):
        self.running.append(dict(id="w%d" % len(self.running), gpus=gpus, pod_gpus=pods or gpus, contiguous=True, gpu_type=gpu_type,
                                 movable=movable, priority=priority, placement=placement, **more))

    def wait(self, gpus, pods=None, replicas=1, contiguous=True, gpu_type="H100", priority=0):
        self.pending.append(dict(id="p%d" % len(self.pending), gpus=gpus, pod_gpus=pods or gpus, contiguous=contiguous, gpu_type=gpu_type,
                                 replicas=replicas, priority=priority))

    def fill(self, sizes, full, movable=0.85, most=10 ** 9, priorities=(0,), accepts=None, names=None):
        """Fills each node up to about `full` of its GPUs with work of these sizes; `accepts` gives its accepted types."""
        rng = self.rng
        for n in self.nodes:
            if names is not None and n["id"] not in names:
                continue
            goal = self.room[n["id"]] * (full() if callable(full) else full)
            while self.room[n["id"]] > 0 and goal >= 1 and len(self.running) < most:
                fit = [s for s in sizes if s <= self.room[n["id"]] and s <= goal + 0.5]
                if not fit:
                    break
                s = rng.choice(fit)
                self.run(s, [[n["id"], s]], rng.random() < movable, n["gpu_type"] if accepts is None else accepts(n["gpu_type"]),
                         priority=rng.choice(priorities))
                self.room[n["id"]] -= s
                goal -= s

    def share(self, node, most_gpus, movable=0.9, parts=(0.25, 0.5, 0.75), keep=0.75):
        rng = self.rng
        for label in range(most_gpus):
            if self.room[node] < 1 or rng.random() > keep:
                continue
            room = 1.0
            while room > 0 and rng.random() < 0.8:
                fit = [p for p in parts if p <= room + 1e-9]
                if not fit:
                    break
                p = rng.choice(fit)
                self.run(p, [[node, p, label]], rng.random() < movable, pods=p)
                room = round(room - p, 6)
            if room < 1.0:
                self.room[node] -= 1

    def instance(self):
        return {"nodes": self.nodes, "running": self.running, "pending": self.pending}


def uniform(rng, low, high):
    return lambda: rng.uniform(low, high)


def seed(c, rng):
    for _ in range(c.count(2, 3)):
        c.node(8)
    c.fill((1, 2, 4), uniform(rng, 0.4, 0.8), 1.0)
    c.wait(rng.choice((4, 8)))


def onemove(c, rng):
    size = rng.choice((4, 4, 8))
    for _ in range(c.count(4, 9)):
        c.node(size)
    c.fill((1, 2) if size == 4 else (1, 2, 3, 4), uniform(rng, 0.5, 0.95))
    c.wait(rng.choice((size, size, 4)))


def fewmoves(c, rng):
    for _ in range(c.count(5, 9)):
        c.node(8)
    c.fill(rng.choice(((1, 2), (1, 2, 4), (1, 2, 3, 5), (2, 3), (1, 3))), uniform(rng, 0.5, 0.9))
    c.wait(8)


def chain(c, rng):
    for _ in range(c.count(4, 6)):
        c.node(rng.choice((4, 8, 8)))
    c.fill((1, 1, 2, 3, 4), uniform(rng, 0.7, 1.0), 0.75)
    c.wait(rng.choice((5, 6, 6, 7, 8)))


def greedytrap(c, rng):
    for _ in range(c.count(5, 8)):
        c.node(8)
    c.fill(rng.choice(((1, 2, 3, 4), (2, 3, 4), (1, 3, 5), (2, 4, 5))), uniform(rng, 0.5, 0.9), 0.9)
    for _ in range(rng.randint(1, 2)):
        c.wait(8)


def compete(c, rng):
    for _ in range(c.count(5, 8)):
        c.node(8)
    c.fill(rng.choice(((1, 2, 3), (1, 1, 2, 3), (1, 2, 3, 5))), uniform(rng, 0.4, 0.85), 0.9)
    for _ in range(rng.randint(2, 4)):
        c.wait(rng.choice((8, 8, 6, 4)), priority=rng.randint(0, 2))


def cordon(c, rng):
    for _ in range(c.count(6, 9)):
        c.node(8, **({"unhealthy": rng.choice((1, 2, 3))} if rng.random() < 0.3 else {}))
    c.fill(rng.choice(((1, 2, 4), (1, 3, 5), (2, 4), (1, 2, 3))), uniform(rng, 0.3, 0.9))
    for n in rng.sample(c.nodes, min(len(c.nodes) - 1, rng.randint(1, 3))):
        n["cordoned"] = True
    for _ in range(rng.randint(1, 2)):
        c.wait(rng.choice((8, 8, 6)))


def dataparallel(c, rng):
    for _ in range(c.count(5, 7)):
        c.node(8)
    c.fill((1, 2, 2, 4), uniform(rng, 0.4, 0.95))
    for _ in range(rng.randint(1, 2)):
        c.wait(1, replicas=rng.randint(4, 30), contiguous=False)


def fits(c, rng):
    for _ in range(c.count(6, 8)):
        c.node(8)
    c.fill((1, 1, 2, 4), uniform(rng, 0.3, 0.8))
    c.wait(rng.choice((2, 4)))


def fraction(c, rng):
    names = [c.node(rng.choice((4, 4, 8))) for _ in range(c.count(3, 5))]
    for n in names:
        c.share(n, rng.randint(0, 3))
    c.fill((1, 1, 2), uniform(rng, 0.2, 0.8), 0.9)
    c.wait(rng.choice((4, 4, 8)))


def halfnode(c, rng):
    for _ in range(c.count(6, 10)):
        c.node(4)
    c.fill((1, 1, 1, 2), uniform(rng, 0.3, 0.8), rng.choice((0.5, 0.8, 1.0)))
    for _ in range(rng.randint(1, 2)):
        c.wait(rng.choice((4, 4, 3, 8)))


def hop(c, rng):
    """Hardly any room: work has to change places."""
    for _ in range(c.count(3, 4)):
        c.node(rng.choice((4, 6, 8)))
    c.fill((2, 3, 3, 4, 5), 1.0, 0.9)
    free = sum(c.room.values())
    c.wait(max(2, min(free, rng.choice((3, 4, 5)))))


def impossible(c, rng):
    for _ in range(c.count(5, 7)):
        c.node(8)
    c.fill((1, 1, 2, 3), uniform(rng, 0.5, 0.9), 0.4)
    c.wait(8)


def mixedfits(c, rng):
    for _ in range(c.count(4, 7)):
        c.node(8)
    c.fill(rng.choice(((1, 2, 5), (1, 2, 4), (2, 4))), uniform(rng, 0.3, 0.85))
    c.wait(8)
    c.wait(rng.choice((2, 5, 4)))
    c.wait(1, replicas=rng.randint(3, 8), contiguous=False)


def oversize(c, rng):
    for _ in range(c.count(5, 8)):
        c.node(rng.choice((4, 8)))
    c.fill((1, 2), uniform(rng, 0.1, 0.6))
    c.wait(16)
    c.wait(8)


def priority(c, rng):
    for _ in range(c.count(5, 8)):
        c.node(8)
    c.fill((1, 1, 2, 4), uniform(rng, 0.5, 0.85), 0.93, priorities=(0, 1, 5, 9))
    c.wait(8, priority=3)


def rack(c, rng):
    width, racks = rng.choice((2, 3, 4)), c.count(2, 3)
    for r in range(racks):
        for _ in range(width):
            c.node(4, "GB200", "rack%d" % r)
    for r in range(racks):
        names = [n["id"] for n in c.nodes if n["domain"] == "rack%d" % r]
        if rng.random() < 0.7:
            pods = rng.choice((1, 2, 4))
            on = [n for n in names for _ in range(c.room[n] // pods)]
            size = rng.choice((4, 8))
            if len(on) >= size // pods:
                at = {}
                for n in rng.sample(on, size // pods):
                    at[n] = at.get(n, 0) + pods
                    c.room[n] -= pods
                c.run(size, [[n, g] for n, g in sorted(at.items())], rng.random() < 0.9, "GB200", pods)
    c.fill((1, 1, 2), uniform(rng, 0.0, 0.5), 0.9, accepts=lambda t: t)
    for _ in range(rng.randint(1, 2)):
        c.wait(rng.choice((4, 8, 12)), pods=4, gpu_type="GB200")


def shortage(c, rng):
    for _ in range(c.count(5, 6)):
        c.node(8, rng.choice(("H100", "A100")))
    c.fill((1, 1, 2, 4), uniform(rng, 0.75, 1.0))
    c.wait(8, gpu_type=rng.choice(("H100", "A100")))


def tpdp(c, rng):
    for _ in range(c.count(5, 6)):
        c.node(8)
    c.fill(rng.choice(((1, 2), (1, 2, 3), (1, 2, 3, 5))), uniform(rng, 0.3, 0.75), 0.9)
    c.wait(8, replicas=rng.randint(2, 3))


def types(c, rng):
    names = rng.choice((("H100", "A100"), ("H100", "A100", "L40S")))
    for _ in range(c.count(5, 7)):
        c.node(8, rng.choice(names))
    c.fill((1, 1, 2, 4), uniform(rng, 0.4, 0.85), 0.9, accepts=lambda own: list(names) if rng.random() < 0.5 else own)
    for _ in range(rng.randint(1, 2)):
        c.wait(8, gpu_type=rng.choice((None, "H100", list(names)[:2])))


def make(family, seed_, scale=1):
    rng = random.Random("%s %d" % (family, seed_))
    c = Cluster(rng, scale)
    globals()[family](c, rng)
    return c.instance()


if __name__ == "__main__":
    print(json.dumps(make(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else 1)))
