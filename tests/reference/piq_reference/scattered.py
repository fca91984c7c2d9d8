"""How scattered the free GPUs of each cluster and type are."""

from collections import defaultdict

from .fragmentation import domains, free_gpus
from .jobs import accepts, cluster_of, pod_gpus


def rows(fleet):
    groups = defaultdict(list)
    for node in fleet.nodes:
        groups[node.cluster, node.canonical_type() or ""].append(node)
    return [dict(cluster=cluster, gpu_type=name, **row(fleet, nodes)) for (cluster, name), nodes in sorted(groups.items())]


def row(fleet, nodes):
    parts = [[(size, free) for _, size, free in members] for members in domains(nodes).values()]
    largest = max([sum(size for size, _ in p) for p in parts], default=0)
    known = all(free_gpus(n).known for n in nodes)
    free = [sum(f for _, f in p) for p in parts]
    total = sum(free)
    out = dict(domain_gpus=largest, free_gpus=total if known else None)
    for name, k in (("unusable_2", 2), ("unusable_4", 4), ("unusable_8", 8), ("unusable_domain", largest)):
        out[name] = 1 - k * sum(f // k for f in free) / total if known and total and k else None
    out.update(fragments(fleet, nodes, known))
    return out


def fragments(fleet, nodes, known):
    """F(M): each pending pod, by how common it is, against what every node has left."""
    tasks = [t for t in map(task, fleet.workloads) if t and t["cluster"] == nodes[0].cluster]
    pods = sum(t["pods"] for t in tasks)
    if not tasks or not known:
        return dict(fragment_gpus=None, fragment_ratio=None)
    fragment = left = 0.0
    for node in nodes:
        gpus = remainders(fleet, node)
        left += sum(gpus)
        fragment += sum(t["pods"] / pods * fragment_of(t, node, gpus) for t in tasks)
    return dict(fragment_gpus=fragment, fragment_ratio=fragment / left if left else None)


def task(w):
    if w.state != "pending" or w.value("quota_admitted") is False or not w.gpus.known or w.value("mig_profile"):
        return None
    gpus = w.gpus.value
    pod = gpus if gpus < 1 else min(pod_gpus(w).value, gpus)
    if pod <= 0:
        return None
    part = pod / gpus
    return dict(w=w, cluster=cluster_of(w), share=min(pod, 1), count=max(1, -int(-pod // 1)),
                cpu=(w.value("cpu_cores") or 0) * part, memory=(w.value("host_memory_bytes") or 0) * part,
                pods=round(gpus / pod) * w.replicas().value)


def remainders(fleet, node):
    if node.state != "ready" or node.mig_enabled:
        return []
    shares = defaultdict(float)
    for _, piece in fleet.placed[node.id]:
        if 0 < piece["gpus"] < 1 and piece.get("gpu") is not None:
            shares[piece["gpu"]] += piece["gpus"]
    return [1.0] * int(free_gpus(node).value) + [max(0.0, 1 - load) for load in shares.values()]


def fragment_of(t, node, gpus):
    fit = sum(g >= t["share"] - 1e-9 for g in gpus)
    cpu, memory = node.raw.get("free_cpu_cores"), node.raw.get("free_memory_bytes")
    runs = (accepts(t["w"], node).true and fit >= t["count"] and (cpu is None or cpu >= t["cpu"])
            and (memory is None or memory >= t["memory"]))
    return sum(g for g in gpus if g < t["share"] - 1e-9) if runs else sum(gpus)
