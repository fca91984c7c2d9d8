"""What each pending workload costs while it waits, and when its room would come by itself."""

import math
from collections import defaultdict

from .fragmentation import compatible, domains, fitting, free_gpus, strand
from .jobs import pod_gpus

WAIT_FOR_ROOM = ("blocked", "too_recent", "shortage")


def rows(fleet, states, live, plan):
    fired = {f.entity_id for f in live if f.subtype == "blocked" and f.fired}
    by_id = {w.id: w for w, _ in states}
    taken = strand([by_id[i] for i in sorted(fired)])
    out = []
    for w, (state, _) in states:
        free_in, by = soonest(fleet, w) if state in WAIT_FOR_ROOM else (None, None)
        out.append(dict(entity_id=w.id, state=state, gpus=w.gpus.value if w.gpus.known else None,
                        replicas=w.replicas().value, pending_seconds=w.value("pending_seconds"),
                        share_fragmented=state == "shortage" and under_shares(w),
                        starts=any(s["workload"] == w.id for s in plan.starts),
                        free_in_seconds=free_in, freed_by=by, plan_value=plan.value(w, state, free_in),
                        **lost(w, taken.get(w.id, []))))
    return out


def under_shares(w):
    """Whole GPUs would be there if what shares leave were put together."""
    nodes = [n for n in compatible(w)[0] if n.state == "ready" and not n.mig_enabled]
    left = 0
    for node in nodes:
        loads = defaultdict(float)
        for _, piece in w.fleet.placed[node.id]:
            if 0 < piece["gpus"] < 1 and piece.get("gpu") is not None:
                loads[piece["gpu"]] += piece["gpus"]
        left += sum(max(0.0, 1 - load) for load in loads.values())
    return sum(free_gpus(n).value for n in nodes) + int(left + 1e-9) >= w.gpus.value * w.replicas().value


def lost(w, taken):
    gpus = sum(take for _, take in taken)
    prices = [node.metered_price() for node, _ in taken]
    if not all(p.known for p in prices):
        return dict(stranded_gpus=gpus, lost_per_hour=None, lost_so_far=None)
    rate = sum(p.value * take for p, (_, take) in zip(prices, taken))
    return dict(stranded_gpus=gpus, lost_per_hour=rate, lost_so_far=rate * (w.value("pending_seconds") or 0) / 3600)


def soonest(fleet, w):
    """Let work end in its order, and look each time whether the job fits."""
    ends = sorted({(r.value("remaining_seconds"), r.id) for r in fleet.workloads
                   if r.state == "running" and r.value("remaining_seconds") is not None})
    gone = set()
    for seconds, name in ends:
        gone.add(name)
        if fits_without(fleet, w, gone):
            return seconds, name
    return None, None


def fits_without(fleet, w, gone):
    nodes = compatible(w)[0]
    groups = domains(nodes)
    freed = {n.id: freed_gpus(fleet, n, gone) for n in nodes}
    after = {}
    for key, members in groups.items():
        if key[0] != "island":
            after[key] = [(n, size, min(free + freed[n.id], room(n))) for n, size, free in members]
            continue
        node, size, _ = members[0]
        left = min(free_gpus(node).value + freed[node.id], room(node)) if free_gpus(node).known else 0
        start = node.raw["domain_gpus"] * key[2]
        after[key] = [(node, size, min(size, max(0, left - start)))]
    return fitting(after, w.gpus.value, pod_gpus(w).value) >= w.replicas().value


def room(node):
    return max(0, (node.gpu_count.value or 0) - node.unhealthy)


def freed_gpus(fleet, node, gone):
    if node.state != "ready" or node.mig_enabled or not free_gpus(node).known:
        return 0
    freed, shares = 0, defaultdict(set)
    for r, piece in fleet.placed[node.id]:
        if piece["gpus"] >= 1:
            freed += math.ceil(piece["gpus"]) if r.id in gone else 0
        elif piece["gpus"] > 0 and piece.get("gpu") is not None:
            shares[piece["gpu"]].add(r.id)
    return freed + sum(holders <= gone for holders in shares.values())
