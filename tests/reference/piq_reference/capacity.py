"""Free blocks that could be leased now, as a nested partition of each domain."""

from collections import defaultdict

from .fragmentation import domains, free_gpus
from .jobs import accepts, cluster_of, pod_gpus
from .tri import all_of, test


def blocks(fleet):
    counts = defaultdict(int)
    offered = [n for n in fleet.nodes if leasable(n)]
    for members in domains(offered).values():
        by_type = defaultdict(int)
        for node, _, free in members:
            place = (node.cluster, node.raw.get("region") or "", node.canonical_type() or "")
            by_type[place] += free
        for place, free in by_type.items():
            for block in partition(int(free)):
                counts[place + (block,)] += 1
    names = ("cluster", "region", "gpu_type", "block")
    return [dict(zip(names, key), now=count) for key, count in sorted(counts.items())]


def partition(free):
    pieces, size = [], 1
    while size * 2 <= free:
        size *= 2
    while free:
        while size > free:
            size //= 2
        pieces.append(size)
        free -= size
    return pieces


def leasable(node):
    policy, raw = node.fleet.policy, node.raw
    if node.purpose != "general" or not free_gpus(node).known:
        return False
    wanted = policy["lease_hours"] * 3600
    spell = raw.get("free_spell_p10_seconds")
    if wanted > 0 and (spell is None or spell < wanted):
        return False
    stale = raw.get("stale_seconds")
    if stale is not None and stale > policy["stale_after_seconds"]:
        return False
    return not any(could_start(w, node) for w in node.fleet.workloads if w.state == "pending")


def could_start(w, node):
    if w.value("quota_admitted") is False or cluster_of(w) != node.cluster:
        return False
    free = free_gpus(node)
    return not all_of(accepts(w, node), test(lambda g, f: g <= f, pod_gpus(w), free)).false
