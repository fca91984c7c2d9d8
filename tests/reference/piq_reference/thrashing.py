"""Finding 5: down to zero and back, again and again."""

import math

from .outcome import DAY, Finding, clear, found, not_applicable, observed_seconds, undecided
from .tri import NO, all_of, any_of, known, lacking, lift, test

NAME = "thrashing"
GRID = 60
IMPACT_RATIO = 0.05


def evaluate(w):
    if w.kind in ("batch", "training", "notebook"):
        return not_applicable()
    policy = w.fleet.policy
    if (w.value("min_replicas") or 0) >= 1:
        return clear(*flapping(w))
    down, regretted = counts(w)
    enough = many_regretted(w, down, regretted)
    falls = lacking("workload.scale_events") if down.known and down.value == 0 else down  # it divides
    ratio = lift(lambda r, d: r >= policy["thrash_regret_ratio"] * d, regretted, falls)
    mostly = test(bool, ratio)
    loading = test(lambda s: s >= policy["thrash_loading_ratio"], w.field("loading_ratio"))
    if mostly.unknown and loading.unknown:
        loading = NO  # the drops would tell without it
    mostly = any_of(mostly, loading)
    harmful = test(lambda s: s >= policy["thrash_cold_min_seconds"], w.field("cold_start_p50_seconds"))
    verdict = all_of(enough, mostly, harmful)
    if verdict.true:
        return found(finding(w, regretted.value))
    return undecided(verdict.why) if verdict.unknown else clear()


def many_regretted(w, down, regretted):
    least = w.fleet.policy["thrash_min_cycles"]
    if not regretted.known and down.known and down.value < least:
        return NO
    return test(lambda n: n >= least, regretted)


def counts(w):
    """(scale-downs, regretted ones) of the worst 24 hours; stated ones win over events."""
    down, regretted = w.value("scale_downs_24h"), w.value("regretted_scale_downs_24h")
    events = w.value("scale_events")
    seen_down = seen_regretted = lacking("workload.scale_events")
    if events is not None:
        cold = w.field("cold_start_p50_seconds")
        worst = worst_day(drops(events, regret_seconds(w), to_zero=True))
        seen_down = known(worst[0])
        seen_regretted = known(worst[1]) if cold.known else cold
    return (seen_down if down is None else known(down),
            seen_regretted if regretted is None else known(regretted))


def regret_seconds(w):
    cold = w.value("cold_start_p50_seconds") or 0
    return max(w.fleet.policy["thrash_regret_seconds"], 2 * cold)


def drops(events, patience, to_zero):
    """(seconds before now, regretted) of every fall that load explains."""
    line = sorted(events, key=lambda e: (-e["t"], e["replicas"]))
    found_drops = []
    for i in range(1, len(line)):
        before, now = line[i - 1]["replicas"], line[i]
        if not now["replicas"] < before or (now["replicas"] == 0) != to_zero:
            continue
        if now.get("cause") in ("rollout", "failure"):
            continue
        back = next((e["t"] for e in line[i + 1:] if e["replicas"] > now["replicas"]), None)
        found_drops.append((now["t"], back is not None and now["t"] - back <= patience))
    return found_drops


def worst_day(falls):
    """(all, regretted) within the 24 hours that hold most regretted ones, at a tie most of all."""
    best = (0, 0)
    for start, _ in falls:
        inside = [r for t, r in falls if start - DAY < t <= start]
        best = max(best, (len(inside), sum(inside)), key=lambda pair: (pair[1], pair[0]))
    return best


def flapping(w):
    events = w.value("scale_events")
    if not events:
        return []
    worst = worst_day(drops(events, regret_seconds(w), to_zero=False))
    if worst[1] < w.fleet.policy["thrash_min_cycles"]:
        return []
    return [Finding(NAME, "replica_flap", "workload", w.id, True)]


def finding(w, regretted):
    policy = w.fleet.policy
    f = Finding(NAME, "to_zero", "workload", w.id)
    f.trust(signal=0.95)
    f.severity = "medium"
    if regretted >= policy["thrash_high_cycles"] or (w.value("cold_request_ratio") or 0) >= IMPACT_RATIO:
        f.severity = "high"
    if w.dev:
        f.severity = "low"
    hours = min(24.0, (observed_seconds(w) or w.fleet.window) / 3600)
    lost = regretted / hours * w.value("cold_start_p50_seconds") / 3600
    rate = lift(lambda price, gpus: lost * gpus * price, w.gpu_price(), w.gpus)
    billed = w.value("billed_while_loading") is not False
    f.facts["waste"] = (rate.value if billed else 0.0) if rate.known else None
    f.price_known = rate.known or not billed
    f.gpus = lost * w.gpus.value if w.gpus.known else 0.0
    f.duty = 1.0
    propose(w, f)
    return f


def propose(w, f):
    policy = w.fleet.policy
    strict = not w.dev and bool(w.value("user_facing"))
    most = policy["thrash_grace_max_seconds"]
    gaps = w.value("idle_gaps")
    if gaps:
        grace = grace_of_gaps(gaps, strict, most)
    else:
        names = ["idle_gap_p99_seconds"] * strict + ["idle_gap_p95_seconds"]
        stated = [w.value(n) for n in names if w.value(n) is not None]
        if not stated:
            f.degrade("idle_gaps_unknown")
        grace = next((on_grid(s) for s in stated if on_grid(s) <= most), None)
    if grace is None:
        f.propose("set_min_replicas", min_replicas=1)
    else:
        f.propose("set_scale_down_grace", seconds=grace)
    if gaps:
        fix = added_idle(w, gaps, grace)
        f.cost_to_fix, f.fix_known = (fix.value or 0.0), fix.known


def on_grid(seconds):
    return math.ceil(seconds / GRID) * GRID


def grace_of_gaps(gaps, strict, most):
    short = sorted(g for g in gaps if g <= most)
    if 2 * len(short) < len(gaps):
        return None
    percent = 99 if strict else 95
    rank = -(-percent * len(short) // 100)
    return on_grid(short[max(1, rank) - 1])


def added_idle(w, gaps, grace):
    """Money per month for the idle time that the new patience adds."""
    seconds = sum(g if grace is None else min(g, grace) for g in gaps)
    months = w.fleet.window / (w.fleet.policy["hours_per_month"] * 3600)
    price = lift(lambda p, g: p * g, w.gpu_price(), w.gpus)
    return lift(lambda money: seconds / 3600 / months * money, price)
