"""Finding 9: enough GPUs, in the wrong places."""

import math
from collections import defaultdict

from .jobs import accepts, cluster_of, pod_gpus
from .outcome import Finding, clear, found, not_applicable, undecided
from .tri import known, lacking, merge

NAME = "fragmentation"
NO_QUOTA = 0.60


def free_gpus(node):
    """Free GPUs of a node, unknown where nothing says what it holds."""
    if node.state != "ready" or node.mig_enabled:
        return known(0)
    allocated = node.raw.get("gpus_allocated")
    if not node.gpu_count.known:
        return node.gpu_count
    if allocated is None and not node.fleet.workloads_complete:
        return lacking("node.gpus_allocated")
    held = max(math.ceil(allocated or 0), placed(node))
    return known(max(0, node.gpu_count.value - node.unhealthy - held))


def placed(node):
    whole, labels, unnamed = 0, set(), 0.0
    for _, piece in node.fleet.placed[node.id]:
        if piece["gpus"] >= 1:
            whole += piece["gpus"]
        elif piece.get("gpu") is None:
            unnamed += piece["gpus"]
        elif piece["gpus"] > 0:
            labels.add(piece["gpu"])
    return math.ceil(whole) + len(labels) + math.ceil(unnamed - 1e-6)


def compatible(w):
    """(nodes it may use, nodes of unknown type)."""
    mine = [n for n in w.fleet.nodes if n.cluster == cluster_of(w)]
    verdicts = [(n, accepts(w, n)) for n in mine]
    return [n for n, v in verdicts if v.true], [(n, v) for n, v in verdicts if v.unknown]


def domains(nodes):
    """Groups of (node, GPUs, free GPUs) that share one scale-up domain."""
    groups = defaultdict(list)
    for node in nodes:
        count = node.gpu_count.value or 0
        free = free_gpus(node)
        free = free.value if free.known else 0
        island = node.raw.get("domain_gpus")
        if island and island < count:
            for index, start in enumerate(range(0, count, island)):
                size = min(island, count - start)
                here = min(size, max(0, free - start))
                groups[("island", node.id, index)].append((node, size, here))
        elif node.raw.get("domain") is not None:
            groups[("domain", node.cluster, node.raw["domain"])].append((node, count, free))
        else:
            groups[("node", node.id)].append((node, count, free))
    return groups


def fitting(groups, gpus, pod):
    """Replicas that could start now, each in one domain."""
    pods = max(1, round(gpus / pod))
    return sum(int(sum(int(free // pod) for _, _, free in members) // pods) for members in groups.values())


def state_of(w):
    """(pending state, reason, missing)."""
    policy = w.fleet.policy
    single = w.value("single_domain")
    if single is False or (w.gpus.known and w.gpus.value < 1):
        return "not_applicable", None
    nodes, doubtful = compatible(w)
    groups = domains(nodes)
    largest = max([sum(size for _, size, _ in m) for m in groups.values()], default=0)
    whys = [w.field("single_domain").why, w.gpus.why]
    whys += [v.why for n, v in doubtful if free_gpus(n).value != 0]
    whys += [free_gpus(n).why for n in nodes]
    if w.gpus.known and w.gpus.value > largest:
        whys += [n.gpu_count.why for n in nodes]
    if not w.gpus.known:
        whys += [n.gpu_count.why for n in nodes]
    if merge(whys):
        return "not_evaluated", merge(whys)
    gpus, replicas, pod = w.gpus.value, w.replicas().value, pod_gpus(w).value
    if groups and gpus > largest:
        return "infeasible_shape", None
    if sum(free_gpus(n).value for n in nodes) < gpus * replicas:
        return "shortage", None
    if fitting(groups, gpus, pod) >= replicas or w.value("quota_admitted") is False:
        return "other_constraint", None
    waited = w.field("pending_seconds")
    if not waited.known:
        return "not_evaluated", waited.why
    if waited.value < policy["fragmentation_min_pending_seconds"]:
        return "too_recent", None
    return "blocked", None


def evaluate(w, state):
    name, why = state
    if name == "not_applicable":
        return not_applicable()
    if name == "not_evaluated":
        return undecided(why)
    return found(finding(w)) if name == "blocked" else clear()


def finding(w):
    f = Finding(NAME, "blocked", "workload", w.id)
    waited = w.value("pending_seconds")
    f.severity = "high" if waited >= w.fleet.policy["fragmentation_high_pending_seconds"] else "medium"
    f.trust(signal=0.95)
    if w.value("quota_admitted") is None:
        f.trust(source=NO_QUOTA)
        f.degrade("quota_unknown")
    f.duty = min(1.0, waited / w.fleet.window)
    f.propose("consolidate")
    return f


def strand(jobs):
    """Give each free GPU of a partly used node to one job; {job id: [(node, GPUs)]}."""
    left, taken = {}, {}
    for w in sorted(jobs, key=lambda w: (-(w.value("priority") or 0), -w.value("pending_seconds"), w.id)):
        wish, got = w.gpus.value * w.replicas().value, []
        nodes = [n for n in compatible(w)[0] if partly_used(n)]
        for node in sorted(nodes, key=worth):
            free = left.setdefault(node.id, free_gpus(node).value)
            take = min(free, wish)
            if take > 0:
                got.append((node, take))
                left[node.id] -= take
                wish -= take
        taken[w.id] = got
    return taken


def partly_used(node):
    free = free_gpus(node)
    return free.known and 0 < free.value < node.gpu_count.value - node.unhealthy


def worth(node):
    price = node.metered_price()
    price = price.value if price.known else 0.0
    return (-price * realisable(node)[0], -price, node.id)


def realisable(node, price=None):
    """(share of a saved hour that comes back as money, whether a figure for it lacks)."""
    if node.purchase not in ("committed", "owned"):
        return 1.0, False
    price = price or node.price()
    resale = node.raw.get("resale_price_per_gpu_hour")
    if resale is None and node.type:
        resale = node.type.get("resale_price_per_gpu_hour")
    sold = node.raw.get("sell_through_ratio")
    if resale is None or sold is None or not price.known or price.value == 0:
        return 0.0, True
    return resale * sold / price.value, False


def latent(fleet, states):
    """Clusters whose free space is in pieces while no job is blocked by it."""
    policy = fleet.policy
    block = policy["fragmentation_latent_block"]
    blocked = {cluster_of(w) for w, (name, _) in states if name == "blocked"}
    found_here = []
    for cluster in sorted({n.cluster for n in fleet.nodes} - blocked):
        nodes = [n for n in fleet.nodes if n.cluster == cluster]
        if block <= 0:
            continue
        groups = [m for m in domains(nodes).values() if any(not n.gpu_count.known for n, _, _ in m)
                  or sum(size for _, size, _ in m) >= block]
        if any(not free_gpus(n).known for m in groups for n, _, _ in m):
            continue
        free = [sum(f for _, _, f in m) for m in groups]
        total = sum(free)
        if total == 0 or total < policy["fragmentation_latent_min_free"]:
            continue
        index = 1 - block * sum(int(f // block) for f in free) / total
        if index >= policy["fragmentation_latent_ratio"]:
            f = Finding(NAME, "latent", "cluster", cluster, True)
            f.trust(signal=0.95)
            f.facts["index"] = index
            found_here.append(f)
    return found_here
