"""Seeded fleets with what the others lack: racks that mix types, work on two nodes that is no whole number of pods there, moves for
nothing, overfull GPUs, cores and host memory of which only some nodes tell, many jobs that wait, jobs without a domain.

    odd(seed)             one small fleet or instance of a family
    odd(seed, "medium")   one too large for exact search
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


def odd(seed, kind=None):
    rng = random.Random(seed * 7919 + 13)
    inst = begin(rng, seed, kind)
    for change, often in ((racks, 0.25), (spread, 0.3), (cheap, 0.3), (overfill, 0.2), (cores, 0.25), (memory, 0.35), (scatter, 0.2),
                          (crowd, 0.15), (cordon, 0.1)):
        if rng.random() < often:
            change(rng, inst)
    return inst
