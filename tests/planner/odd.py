"""Seeded fleets with what the others lack: racks that mix types, work on two nodes that is no whole number of pods there, moves for
nothing, overfull GPUs, cores and host memory of which only some nodes tell, many jobs that wait, jobs without a domain.

    odd(seed)             one small fleet or instance of a family
    odd(seed, kind)       "medium": one too large for exact search; "shares": few nodes full of shares; "dense": much on few nodes
"""
import random
from families import FAMILIES, make
from fleets import fleet


def begin(rng, seed, kind):
    kind = kind or rng.choice(["tiny", "small", "small", "alike", "alike", "medium", "family"])
    if kind == "family":
        return make(rng.choice(FAMILIES), seed, rng.choice([1, 1, 2.5]))
    return fleet(seed, tiny=kind == "tiny", medium=kind == "medium", alike=kind == "alike" or (kind == "medium" and rng.random() < 0.4))


def racks(rng, inst):
    width = rng.choice([2, 3])
    for k, n in enumerate(inst["nodes"]):
        n["domain"] = "d%d" % (k // width)
    for p in inst["pending"]:
        if p.get("contiguous", True) and rng.random() < 0.6:
            g = p["gpus"] * rng.choice([1, 2])
            p["gpus"] = g
            p["pod_gpus"] = rng.choice([x for x in (1, 2, 4, g) if g % x == 0])
            if p.get("cpu") is not None:
                p["cpu"] = float(g)


def free_gpus(inst):
    used = {n["id"]: 0 for n in inst["nodes"]}
    shared = set()
    for r in inst["running"]:
        for p in r["placement"]:
            if len(p) == 2:
                used[p[0]] += p[1]
            else:
                shared.add((p[0], p[2]))
    for node, _ in shared:
        used[node] += 1
    return {n["id"]: n["gpus"] - n.get("unhealthy", 0) - used[n["id"]] for n in inst["nodes"]}


def spread(rng, inst):
    types, free = sorted({n["gpu_type"] for n in inst["nodes"]}), free_gpus(inst)
    for _ in range(rng.choice([1, 2, 4])):
        a, b = rng.choice(inst["nodes"])["id"], rng.choice(inst["nodes"])["id"]
        here, there = rng.choice([1, 2, 3]), rng.choice([1, 2])
        if a == b or free[a] < here or free[b] < there:
            continue
        pod = rng.choice([1, 2, here + there])
        free[a] -= here
        free[b] -= there
        inst["running"].append({"id": "x%d" % len(inst["running"]), "gpus": here + there, "pod_gpus": pod if (here + there) % pod == 0 else 1,
                                "contiguous": rng.random() < 0.5, "gpu_type": rng.choice([None, types, types[:1]]), "movable": rng.random() < 0.9,
                                "priority": rng.choice([0, 1]), "placement": [[a, here], [b, there]]})


def overfill(rng, inst):
    for r in inst["running"]:
        if r["gpus"] < 1 and rng.random() < 0.3:
            r["gpus"] = r["pod_gpus"] = rng.choice([0.25, 0.5, 0.75])
            r["placement"] = [[r["placement"][0][0], r["gpus"], r["placement"][0][2]]]


def cores(rng, inst):
    for r in inst["running"]:
        if rng.random() < 0.4:
            r["cpu"] = float(rng.choice([1, 2, 4]))
    for p in inst["pending"]:
        if rng.random() < 0.6:
            p["cpu"] = float(rng.choice([1, 2, 8]))
    for n in inst["nodes"]:
        if rng.random() < 0.8:
            n["free_cpu"] = float(rng.choice([0, 1, 2, 4, 8, 16]))


def memory(rng, inst):
    keep = rng.random() < 0.3
    for rows in inst.values():
        for r in rows:
            for core, byte in (("free_cpu", "free_memory"), ("cpu", "memory")):
                if r.get(core) is not None:
                    r[byte] = 1000 * r[core]
                    if not keep:
                        r.pop(core)
    if rng.random() < 0.5:
        for n in inst["nodes"]:
            if rng.random() < 0.3:
                n.pop("free_memory", None)


def scatter(rng, inst):
    for p in inst["pending"]:
        if rng.random() < 0.4:
            p["contiguous"], p["pod_gpus"] = False, 1
            p.pop("cpu", None)
            p.pop("memory", None)


def crowd(rng, inst):
    first = len(inst["pending"])
    for k in range(rng.choice([3, 8, 20])):
        job = dict(rng.choice(inst["pending"][:first]), id="q%d" % k)
        if rng.random() < 0.5:
            job["replicas"] = rng.choice([1, 2, 3])
        if rng.random() < 0.3:
            job["priority"] = rng.choice([0, 1, 9])
        if "memory" in job and rng.random() < 0.5:
            job["memory"] *= 2
        inst["pending"].append(job)


def cheap(rng, inst):
    for r in inst["running"]:
        if rng.random() < 0.3:
            r["move_cost"] = float(rng.choice([0, 0.5, 1, 3]))


def cordon(rng, inst):
    for n in inst["nodes"]:
        if rng.random() < 0.3:
            n["cordoned"] = True


def pods(rng, inst):
    """Several pods on one node; pods that do not divide the work, or are larger than it."""
    for r in inst["running"] + inst["pending"]:
        if r["gpus"] >= 2 and r.get("contiguous", True) and rng.random() < 0.5:
            r["pod_gpus"] = rng.choice([1, 1, r["gpus"] // 2, 3, r["gpus"] + 1])


def twins(rng, inst):
    for r in [dict(r) for r in inst["running"] if len(r["placement"]) == 2]:
        (a, here), (b, there) = r["placement"]
        for other in ([[a, here], [b, there]], [[a, there], [b, here]]):
            free = free_gpus(inst)
            if all(free[n] >= g for n, g in other):
                inst["running"].append(dict(r, id="y%d" % len(inst["running"]), placement=other))


def labels(rng, inst):
    for r in inst["running"]:
        if r["gpus"] < 1:
            r["placement"] = [[n, g, (5 * label + 3) % 7 + 7 * (label // 7)] for n, g, label in r["placement"]]


def begin_shares(rng):
    """Few nodes full of shares."""
    nodes = [{"id": "n%d" % n, "domain": "n%d" % n, "gpu_type": "A", "gpus": rng.randint(1, 4), "cordoned": False} for n in range(rng.randint(2, 5))]
    running = []
    for n in nodes:
        for gpu in range(n["gpus"] - rng.choice([0, 0, 1])):
            room, movable = 4, rng.random() < 0.8
            if rng.random() < 0.25:
                running.append({"id": "w%d" % len(running), "gpus": 1, "pod_gpus": 1, "gpu_type": "A", "movable": rng.random() < 0.6, "placement": [[n["id"], 1]]})
                continue
            while room > 0 and rng.random() < 0.75:
                part = rng.randint(1, min(3, room))
                room -= part
                running.append({"id": "w%d" % len(running), "gpus": part / 4, "pod_gpus": part / 4, "gpu_type": "A", "movable": movable or rng.random() < 0.5,
                                "priority": rng.choice([0, 0, 2]), "placement": [[n["id"], part / 4, gpu]]})
    pending = [{"id": "p%d" % k, "gpus": rng.randint(1, 4), "gpu_type": "A", "replicas": rng.choice([1, 1, 2]), "priority": 0} for k in range(rng.randint(1, 3))]
    for p in pending:
        p["pod_gpus"] = p["gpus"]
    return {"nodes": nodes, "running": running, "pending": pending}


def begin_dense(rng):
    """More work, shares or types than exact search holds, or just as much."""
    count, size, shares, types = rng.choice([30, 50, 63, 70, 90]), rng.choice([4, 8]), rng.choice([0, 0.3, 0.9]), rng.choice([1, 2, 70])
    nodes = [{"id": "n%03d" % n, "domain": "d%d" % (n // rng.choice([1, 1, 30])) if rng.random() < 0.1 else "n%d" % n, "gpu_type": "t%02d" % (n % types), "gpus": size,
              "cordoned": False} for n in range(count)]
    running = []
    for n in nodes:
        for gpu in range(rng.randint(size // 3, size - 1)):
            kind = {"gpu_type": rng.choice([n["gpu_type"], None]) if types < 70 or rng.random() < 0.5 else ["t%02d" % t for t in rng.sample(range(70), 9)], "movable": rng.random() < 0.9}
            if rng.random() < shares:
                for _ in range(rng.choice([1, 1, 2])):
                    running.append(dict(kind, id="w%d" % len(running), gpus=0.25, pod_gpus=0.25, placement=[[n["id"], 0.25, gpu]]))
            else:
                running.append(dict(kind, id="w%d" % len(running), gpus=1, pod_gpus=1, placement=[[n["id"], 1]]))
    pending = [{"id": "p%d" % k, "gpus": rng.choice([size, size, 1, 2, 3]), "gpu_type": rng.choice(["t00", None]), "replicas": rng.choice([1, 1, 2, 3]), "priority": rng.choice([0, 1])}
               for k in range(rng.choice([2, 8, 40, 80]))]
    for p in pending:
        p["pod_gpus"] = p["gpus"]
    return {"nodes": nodes, "running": running, "pending": pending}


def odd(seed, kind=None):
    rng = random.Random(seed * 7919 + 13)
    inst = begin_shares(rng) if kind == "shares" else begin_dense(rng) if kind == "dense" else begin(rng, seed, kind if kind == "medium" else None)
    for change, often in ((racks, 0.25), (spread, 0.3), (cheap, 0.3), (overfill, 0.2), (cores, 0.25), (memory, 0.35), (scatter, 0.2),
                          (crowd, 0.15), (cordon, 0.1)):
        if rng.random() < often:
            change(rng, inst)
    for change, often in ((pods, 0.5), (twins, 0.3), (labels, 0.2)) if seed >= 1000000 else ():
        if rng.random() < often:
            change(rng, inst)
    return inst
