"""Finding 6: billed and serving nothing, whole nodes and held GPUs."""

from collections import defaultdict

from .jobs import accepts, cluster_of, pod_gpus
from .outcome import Finding, clear, found, gates, not_applicable, undecided, workload_gates
from .tri import NO, YES, all_of, any_of, fact, field, lift, opposite, test, unknown

NAME = "dark_capacity"
CROWD = 8
MINUTE = 60


def evaluate_node(node, crowd):
    outcome = unallocated(node, crowd) if node.state == "ready" else not_applicable(*stuck(node))
    if node.raw.get("billed") and (node.state == "failed" or node.unhealthy >= 1):
        outcome.findings.append(Finding(NAME, "unavailable_billed", "node", node.id, True))
    return outcome


def stuck(node):
    seconds = node.raw.get("state_seconds")
    if seconds is None:
        seconds = node.raw.get("idle_seconds")
    long_ago = seconds is not None and seconds >= node.fleet.policy["maintenance_stuck_seconds"]
    if long_ago and node.state != "failed" and node.raw.get("billed") is not False:
        return [Finding(NAME, "stuck_maintenance", "node", node.id, True)]
    return []


def unallocated(node, crowd):
    fleet, policy, raw = node.fleet, node.fleet.policy, node.raw
    idle = raw.get("idle_seconds")
    if idle is not None and idle >= policy["dark_min_seconds"]:
        closed = gates(policy, raw.get("stale_seconds"), raw.get("coverage_ratio"))
        if closed:
            return closed
    healthy = healthy_gpus(node)
    verdict = all_of(
        test(bool, field(raw, "node", "billed")),
        fact(node.purpose == "general"),
        old_enough(node),
        opposite(has_pods(node)),
        fact(not (raw.get("gpus_allocated") or 0) > 0),
        test(lambda n: n > 0, healthy),
        fact(all(v <= policy["idle_activity_max"] for v in activities(node))),
        fact(not (raw.get("requests") or 0) > 0),
        opposite(wanted(node)),
        test(lambda s: s >= policy["dark_min_seconds"], field(raw, "node", "idle_seconds")))
    if verdict.true:
        return found(finding(node, healthy.value, crowd))
    return undecided(verdict.why) if verdict.unknown else clear()


def healthy_gpus(node):
    return lift(lambda count: count - node.unhealthy, node.gpu_count)


def old_enough(node):
    """Without an age, the idle time proves it."""
    raw, least = node.raw, node.fleet.policy["dark_node_min_age_seconds"]
    if raw.get("ready_seconds") is None:
        return test(lambda s: s >= least, field(raw, "node", "idle_seconds"))
    return fact(raw["ready_seconds"] >= least)


def has_pods(node):
    placed = len({w.id for w, _ in node.fleet.placed[node.id]})
    stated = node.raw.get("gpu_workloads")
    if max(placed, stated or 0) > 0:
        return YES
    if stated is None and not node.fleet.workloads_complete:
        return unknown("node.gpu_workloads")
    return NO


def activities(node):
    names = ["sm_active_max", "gr_engine_active_max"]
    if not node.mig_enabled:
        names.append("gpu_utilization_max")
    return [node.raw[n] for n in names if node.raw.get(n) is not None]


def wanted(node):
    """A pending workload could run here."""
    fleet = node.fleet
    listed = any_of(*[could_run(w, node) for w in fleet.workloads if w.state == "pending"])
    if listed.true or fleet.pending_complete:
        return listed
    return any_of(listed, unknown("fleet.pending_complete"))


def could_run(w, node):
    if w.value("quota_admitted") is False or cluster_of(w) != node.cluster:
        return NO
    return all_of(accepts(w, node), test(lambda g, healthy: g <= healthy, pod_gpus(w), healthy_gpus(node)))


def finding(node, healthy, crowd):
    f = Finding(NAME, "unallocated", "node", node.id)
    confidence = 0.95
    if not activities(node):
        confidence = 0.80
        f.degrade("activity_unknown")
    if node.id in crowd:
        f.degrade("simultaneous_idle")
        confidence = 0.60
    f.trust(signal=confidence)
    idle = node.raw["idle_seconds"]
    f.gpus = healthy
    dark = node.raw.get("dark_ratio")
    f.duty = min(1.0, idle / node.fleet.window) if dark is None else dark
    f.facts["idle"] = idle
    sells = node.purchase in ("committed", "owned")
    f.propose("list_for_lease" if sells else "release_node", gpus=healthy)
    return f


def crowded(fleet):
    """Nodes of clusters that all fell idle within one minute: a hole in the log looks like that."""
    groups = defaultdict(list)
    for node in fleet.nodes:
        groups[node.cluster].append(node)
    crowd = set()
    for nodes in groups.values():
        idle = [n.raw.get("idle_seconds") for n in nodes]
        if len(nodes) >= CROWD and None not in idle and max(idle) - min(idle) <= MINUTE:
            crowd.update(n.id for n in nodes)
    return crowd


def evaluate_workload(w):
    policy = w.fleet.policy
    idle = w.value("idle_seconds")
    if idle is not None and idle >= policy["dark_held_min_seconds"]:
        closed = workload_gates(w, with_length=False)
        if closed:
            return closed
    kept = bool(w.pieces) and all(n.purpose != "general" for n in w.my_nodes())
    placed = YES if w.pieces else unknown("workload.placement")
    floor = w.value("replica_floor") or 0
    above = all_of(test(lambda n: n > floor, w.replicas()), test(bool, w.gpus)) if floor else YES
    verdict = all_of(test(lambda s: s >= policy["dark_held_min_seconds"], w.field("idle_seconds")),
                     placed, fact(not kept), fact(not w.pieces or w.placed_gpus() > 0), above)
    if verdict.true:
        return found(held_finding(w, floor))
    return undecided(verdict.why) if verdict.unknown else clear()


def held_finding(w, floor):
    f = Finding(NAME, "held_idle", "workload", w.id)
    coverage = w.value("coverage_ratio")
    if coverage is None:
        f.degrade("coverage_unknown")
    if w.value("stale_seconds") is None:
        f.degrade("stale_unknown")
    f.trust(signal=0.95, coverage=1.0 if coverage is None else min(1.0, coverage / 0.95))
    kept = floor * w.gpus.value if floor else 0
    f.gpus = max(0.0, w.placed_gpus() - kept)
    f.duty = min(1.0, w.value("idle_seconds") / w.fleet.window)
    f.facts["idle"] = w.value("idle_seconds")
    if floor:
        f.propose("reduce_replicas", replicas=floor)
    else:
        f.propose("scale_to_zero", min_replicas=0)
    return f
