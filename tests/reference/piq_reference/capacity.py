"""Free blocks that could be leased now, as a nested partition of each domain, and on what terms."""

from collections import defaultdict

from .fragmentation import domains, free_gpus
from .jobs import accepts, cluster_of, pod_gpus
from .tri import all_of, known, test


def blocks(fleet, plan):
    """`plan` is taken as given: what it uses is needed by a job that waits."""
    left = plan.left
    offered = [n for n in fleet.nodes if leasable(n, left)]
    rows = defaultdict(list)  # (cluster, region, type, block): the nodes behind each block
    for members in domains(offered).values():
        by_place = defaultdict(list)
        for node, _, free in members:
            by_place[node.cluster, node.raw.get("region") or "", node.canonical_type() or ""].append((node, free))
        for place, part in by_place.items():
            free = sum(min(f, left.get(n.id, f)) for n, f in part)
            for block in partition(int(free)):
                rows[place + (block,)].append([n for n, _ in part])
    names = ("cluster", "region", "gpu_type", "block")
    return [dict(zip(names, key), now=len(found), **terms(key[3], found, left)) for key, found in sorted(rows.items())]


def terms(block, found, left):
    """A block lasts as long as the first of its nodes, and must bring what the dearest costs."""
    hours = [[n.raw.get("free_spell_p10_seconds") for n in nodes] for nodes in found]
    if any(None in h for h in hours):
        lasts, gpu_hours = None, None
    else:
        lasts = min(min(h) for h in hours) / 3600
        gpu_hours = sum(block * min(h) / 3600 for h in hours)
    floors = [floor(n, left) for nodes in found for n in nodes]
    known_floors = [f.value for f in floors if f.known]
    return dict(lease_hours=lasts, gpu_hours=gpu_hours,
                floor_price_per_gpu_hour=max(known_floors) if len(known_floors) == len(floors) else None)


def floor(node, left):
    """What giving the GPU back would save an hour."""
    if node.purchase in ("committed", "owned") or node.raw.get("billed") is False:
        return known(0.0)
    whole = min(free_gpus(node).value, left.get(node.id, 10 ** 9)) == node.gpu_count.value - node.unhealthy
    return node.price() if whole or node.billing_unit != "node" else known(0.0)


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


def leasable(node, left):
    policy, raw = node.fleet.policy, node.raw
    if node.purpose != "general" or not free_gpus(node).known:
        return False
    if min(free_gpus(node).value, left.get(node.id, 10 ** 9)) <= 0:
        return False
    wanted = policy["lease_hours"] * 3600
    spell = raw.get("free_spell_p10_seconds")
    if wanted > 0 and (spell is None or spell < wanted):
        return False
    stale = raw.get("stale_seconds")
    if stale is not None and stale > policy["stale_after_seconds"]:
        return False
    return not any(could_start(w, node, left) for w in node.fleet.workloads if w.state == "pending")


def could_start(w, node, left):
    if w.value("quota_admitted") is False or cluster_of(w) != node.cluster:
        return False
    free = known(min(free_gpus(node).value, left.get(node.id, 10 ** 9)))
    return not all_of(accepts(w, node), test(lambda g, f: g <= f, pod_gpus(w), free)).false
