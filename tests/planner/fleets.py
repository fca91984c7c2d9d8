"""Seeded random small fleets in the benchmark's instance form: racks, islands, shares, cordons, types, pods, cores."""
import random


def pick(rng, pairs):
    return rng.choices([p[0] for p in pairs], [p[1] for p in pairs])[0]


class Fleet:
    def __init__(self, rng, tiny, medium=False, alike=False):
        self.rng = rng
        self.tiny = tiny
        self.medium = medium
        self.alike = alike
        self.rack = rng.random() < 0.2
        self.shares = rng.random() < 0.3
        self.types = ["A", "B"][: pick(rng, [(1, 4), (2, 1)])]
        self.cores = rng.random() < 0.12
        self.size = rng.choice([4, 4, 8]) if not tiny else rng.choice([3, 4, 4, 5])
        self.sizes = pick(rng, [([1, 2, 4, 8], 3), ([1, 2, 3], 1), ([1, 2, 3, 4, 5, 6], 1)])
        if alike:  # nodes that differ in their type or their cordon alone
            self.types = ["A", "B", "C"][: rng.choice([2, 3])]
            self.size = rng.choice([2, 4])
            self.sizes = [1, self.size // 2]
            self.rack = self.rack and rng.random() < 0.3
        self.nodes, self.running, self.pending = [], [], []
        self.build_nodes()
        self.fill()
        self.ask()

    def build_nodes(self):
        rng = self.rng
        count = rng.randint(3, 5) if self.tiny and self.alike else rng.randint(2, 4) if self.tiny else rng.randint(66, 140) if self.medium else rng.randint(2, 9)
        width = rng.randint(2, 3) if self.rack else 1
        for n in range(count):
            gpus = self.size if self.alike or rng.random() < 0.85 else max(1, self.size // 2)
            node = {"id": "n%d" % n, "domain": "d%d" % (n // width) if self.rack else "n%d" % n, "gpu_type": rng.choice(self.types), "gpus": gpus,
                    "cordoned": rng.random() < (0.2 if self.alike else 0.08)}
            if self.rack and n % width:
                node["gpu_type"] = self.nodes[-1]["gpu_type"]
            if rng.random() < 0.06:
                node["unhealthy"] = 1
            if self.cores:
                node["cores"] = float(gpus * rng.choice([2, 4]))
            self.nodes.append(node)

    def accepted(self, own):
        if self.alike and self.rng.random() < 0.3:
            return self.rng.sample(self.types, self.rng.randint(1, len(self.types)))
        return pick(self.rng, [(own, 3), (list(self.types), 2), (None, 1)])

    def add(self, gpus, node, placement, pods=None):
        rng = self.rng
        item = {"id": "w%d" % len(self.running), "gpus": gpus, "pod_gpus": pods or gpus, "contiguous": rng.random() < 0.95,
                "gpu_type": self.accepted(node["gpu_type"]), "movable": rng.random() < 0.8,
                "priority": rng.choice([0, 0, 1, 3]), "placement": placement}
        if rng.random() < 0.05:
            item["move_cost"] = float(rng.choice([1, 2, 5]))
        if self.cores:
            item["cpu"] = float(gpus if gpus >= 1 else 1) * rng.choice([1, 1, 2])
        self.running.append(item)

    def fill(self):
        rng = self.rng
        limit = rng.randint(3, 6) if self.tiny else 2000 if self.medium else 40
        full = rng.uniform(0.45, 0.9)
        for node in self.nodes:
            left = node["gpus"] - node.get("unhealthy", 0)
            goal = round(left * full)
            label = 0
            if self.rack and len(self.running) < limit and rng.random() < 0.5 and left >= 2:
                others = [o for o in self.nodes if o["domain"] == node["domain"] and o is not node and "spread" not in o and "done" not in o]
                if others:
                    part = rng.choice([1, 2]) if left >= 2 else 1
                    if others[0]["gpus"] - others[0].get("unhealthy", 0) >= part:
                        self.add(2 * part, node, [[node["id"], part], [others[0]["id"], part]], part)
                        left -= part
                        others[0]["spread"] = part
            left -= node.get("spread", 0)
            node["done"] = 1
            while left > 0 and goal > 0 and len(self.running) < limit:
                if self.shares and rng.random() < 0.5:
                    room = 1.0
                    while room >= 0.25 and len(self.running) < limit and rng.random() < 0.8:
                        share = rng.choice([s for s in (0.25, 0.5, 0.75) if s <= room])
                        self.add(share, node, [[node["id"], share, label]])
                        room -= share
                    used = room < 1.0
                    label += used
                    left -= used
                    goal -= 1
                    continue
                size = rng.choice([s for s in self.sizes if s <= left])
                self.add(size, node, [[node["id"], size]])
                left -= size
                goal -= size
        used = {}
        for node in self.nodes:
            node.pop("spread", None)
            node.pop("done", None)
        if self.cores:
            for item in self.running:
                for p in item["placement"]:
                    used[p[0]] = used.get(p[0], 0.0) + item["cpu"] * p[1] / item["gpus"]
            for node in self.nodes:
                node["free_cpu"] = max(0.0, node.pop("cores") - used.get(node["id"], 0.0))

    def ask(self):
        rng = self.rng
        for j in range(rng.randint(1, 3) if self.alike else pick(rng, [(1, 5), (2, 3), (3, 1)]) if self.tiny else pick(rng, [(1, 4), (2, 3), (3, 2), (4, 1)]) * (8 if self.medium else 1)):
            gpus = self.size if self.alike else rng.choice([self.size, self.size, max(1, self.size // 2), 2, 3, 1])
            pods = gpus
            if self.rack and rng.random() < 0.6:
                gpus = rng.choice([self.size, 2 * self.size, 4])
                pods = rng.choice([p for p in (1, 2, self.size, gpus) if gpus % p == 0])
            job = {"id": "p%d" % j, "gpus": gpus, "pod_gpus": pods, "contiguous": rng.random() < 0.93, "gpu_type": self.accepted(rng.choice(self.types)),
                   "replicas": pick(rng, [(1, 6), (2, 1)]), "priority": rng.choice([0, 0, 5])}
            if not job["contiguous"]:
                job["pod_gpus"] = 1
            if self.cores and job["contiguous"]:
                job["cpu"] = float(gpus) * rng.choice([1, 2])
            self.pending.append(job)


def fleet(seed, tiny=False, medium=False, alike=False):
    f = Fleet(random.Random(seed), tiny, medium, alike)
    return {"nodes": f.nodes, "running": f.running, "pending": f.pending}


def shuffled(inst, seed):
    rng = random.Random(seed)
    out = {k: list(v) for k, v in inst.items()}
    for rows in out.values():
        rng.shuffle(rows)
    return out
