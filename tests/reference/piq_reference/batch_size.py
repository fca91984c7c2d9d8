"""Finding 8: one input at a time where many would fit."""

import math

from .activity import Activity
from .memory import overhead, weights
from .outcome import (Finding, below_margin, clear, found, not_applicable, not_evaluated, structure,
                      trust_telemetry, undecided, workload_gates)
from .tri import NO, YES, all_of, fact, known, lacking, lift, test

NAME = "batch_size"
BUSY = 0.8
UNSWEPT = 0.80


def evaluate(w):
    if w.kind == "unknown":
        return not_evaluated("missing_input", "workload.kind")
    if w.kind != "batch":
        return not_applicable()
    closed = workload_gates(w, with_length=False) or structure(w, with_types=False)
    if closed:
        return closed
    verdict = rule(w)
    if verdict.true:
        return found(finding(w))
    return undecided(verdict.why) if verdict.unknown else clear()


def rule(w):
    policy = w.fleet.policy
    size = w.field("batch_size", positive=True)
    remaining, cpu = w.value("items_remaining"), w.value("cpu_utilization_p95")
    small = test(lambda b: b <= policy["batch_low"], size)
    backlog = YES if remaining is None else test(lambda b: remaining >= policy["batch_backlog_min"] * b, size)
    loader = fact(cpu is None or cpu < policy["batch_cpu_max"])
    quiet = activity(w).below(policy["batch_sm_max"])
    return all_of(small, quiet, backlog, loader, worthwhile(w, size))


def activity(w):
    return Activity(w, "mean", first="tensor_active_mean")


def worthwhile(w, size):
    """Memory allows a larger batch, and it would pay."""
    gain = w.fleet.policy["batch_gain_min"]
    busy = activity(w).bound(w.fleet.policy["batch_sm_max"])
    best = best_size(w)
    most = best.value if best.known else ceiling(w)
    # Each bound alone may already rule it out.
    if size.known and not (most >= gain * size.value and most > 2 * size.value):
        return NO
    if busy.known and busy.value * 2 >= BUSY:
        return NO
    return all_of(test(lambda n, b: n >= gain * b, best_size(w), size),
                  test(lambda n, b, a: upper(n, b, a) / 2 > 1, best_size(w), size, busy))


def ceiling(w):
    """The largest power of two that declared limits leave."""
    bounds = [w.fleet.policy["batch_max"]]
    bounds += [w.value(n) for n in ("batch_size_limit", "items_remaining") if w.value(n) is not None]
    return power_of_two(min(bounds))


def power_of_two(most):
    if most < 1:
        return 0
    size = 1
    while size * 2 <= most:
        size *= 2
    return size


def base_bytes(w):
    stated = w.value("memory_base_bytes")
    if stated is not None:
        return known(stated)
    total = weights(w)
    if not total.known:
        return lacking("workload.memory_base_bytes")
    return lift(lambda tp: total.value / (tp * w.pp) + overhead(w, tp, w.pp), w.tensor_parallel())


def best_size(w):
    headroom = w.fleet.policy["memory_headroom"]
    by_memory = lift(lambda m, base, each: math.floor((headroom * m - base) / each),
                     w.memory(), base_bytes(w), w.field("bytes_per_item", positive=True))
    return lift(lambda n: power_of_two(min(n, ceiling(w))), by_memory)


def upper(size, now, busy):
    """The most that the larger batch can gain."""
    return size / now if busy == 0 else min(size / now, BUSY / busy)


class Effect:
    """What putting the batch size right does to the job."""

    def __init__(self, w):
        self.size = best_size(w).value
        now, busy = w.value("batch_size"), activity(w).value
        self.upper = upper(self.size, now, busy)
        self.expected = max(1.0, self.upper / 2)
        self.need = base_bytes(w).value + self.size * w.value("bytes_per_item")


def finding(w):
    f = Finding(NAME, "fixed", "workload", w.id)
    trust_telemetry(f, w)
    seen = activity(w)
    f.trust(signal=seen.signal, source=UNSWEPT,
            margin=below_margin(seen.value, w.fleet.policy["batch_sm_max"]))
    for name, label in (("items_remaining", "items_remaining_unknown"),
                        ("cpu_utilization_p95", "cpu_unknown"),
                        ("batch_size_limit", "batch_size_limit_unknown")):
        if w.value(name) is None:
            f.degrade(label)
    effect = Effect(w)
    f.facts["effect"] = effect
    f.propose("set_batch_size", batch_size=effect.size)
    return f
