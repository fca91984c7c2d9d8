"""Finding 4: a person waits while a replica starts."""

from .memory import weights
from .outcome import Finding, clear, found, not_applicable, undecided
from .tri import all_of, any_of, known, lacking, lift, test

NAME = "cold_start"
WEEK = 604800.0


def evaluate(w):
    if w.kind in ("batch", "training", "notebook"):
        return not_applicable()
    at_zero = test(lambda n: n == 0, w.field("min_replicas"))
    facing = test(bool, w.field("user_facing"))
    slow = test(lambda p: p > objective(w), w.field("cold_start_p95_seconds"))
    often = often_hit(w)
    verdict = all_of(at_zero, facing, slow, often)
    if verdict.true:
        return found(finding(w))
    if verdict.unknown:
        return undecided(verdict.why)
    if all_of(at_zero, facing).true and w.value("cold_starts") == 0 and latent(w):
        observation = Finding(NAME, "latent", "workload", w.id, True)
        observation.trust(signal=0.5)
        return clear(observation)
    if (w.value("min_replicas") or 0) >= 1 and all_of(facing, slow, often).true:
        observation = Finding(NAME, "burst", "workload", w.id, True)
        observation.trust(signal=0.95)
        return clear(observation)
    return clear()


def objective(w):
    stated = w.value("ttft_slo_seconds")
    return w.fleet.policy["cold_start_default_slo_seconds"] if stated is None else stated


def hit_ratio(w):
    """Share of requests that met a cold start."""
    stated = w.value("cold_request_ratio")
    if stated is not None:
        return known(stated)
    hits = w.value("cold_starts")
    if hits is None:
        return lacking("workload.cold_starts")
    if hits == 0:
        return known(0.0)
    if not w.value("requests"):
        return lacking("workload.cold_request_ratio")
    return known(hits / (w.value("requests") * WEEK / w.fleet.window))


def often_hit(w):
    policy = w.fleet.policy
    hits = test(lambda n: n >= policy["cold_start_min_hits"], w.field("cold_starts"))
    return any_of(hits, test(lambda r: r >= policy["cold_start_min_ratio"], hit_ratio(w)))


def latent(w):
    """An estimate above the objective, or none that can be made."""
    rate = w.field("weight_load_rate", positive=True)
    estimate = lift(lambda b, r, i: b / r + i, weights(w), rate, w.field("init_seconds"))
    return not estimate.known or estimate.value > objective(w)


def finding(w):
    f = Finding(NAME, "observed", "workload", w.id)
    f.trust(signal=0.95)
    f.severity = severity(w)
    warm = w.value("warm_ratio")
    if warm is None:
        f.degrade("warm_ratio_unknown")
        warm = 0.0
    count = 2 if (w.value("replica_floor") or 0) >= 2 else 1
    f.propose("set_min_replicas", min_replicas=count)
    hours = w.fleet.policy["hours_per_month"]
    fix = lift(lambda price, gpus: price * gpus * hours * (1 - warm), w.gpu_price(), w.gpus)
    f.cost_to_fix = fix.value if fix.known else 0.0
    f.price_known = fix.known
    return f


def severity(w):
    if w.dev:
        return "low"
    policy, slo = w.fleet.policy, objective(w)
    slow, ratio = w.value("cold_start_p95_seconds"), hit_ratio(w)
    share = ratio.value if ratio.known else 0.0
    dreadful = (slow >= policy["cold_start_critical_seconds"]
                or slow >= policy["cold_start_critical_slo_multiple"] * slo)
    if dreadful and share >= policy["cold_start_critical_ratio"]:
        return "critical"
    if slow >= policy["cold_start_high_slo_multiple"] * slo and share >= policy["cold_start_min_ratio"]:
        return "high"
    return "medium"
