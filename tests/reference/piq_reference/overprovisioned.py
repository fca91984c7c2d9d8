"""Finding 2: what the workload was seen to use against what its GPUs have."""

import math

from .activity import Activity
from .memory import dtype_is_defaulted, observed_need
from .outcome import (Finding, below_margin, clear, found, not_applicable, not_evaluated, structure,
                      trust_telemetry, undecided, workload_gates)
from .targets import Cut, first_slice, saves, search, shapes
from .tier_misplacement import outgrows
from .throughput import Engine, batch_limit, capacity, lengths, model_lacks, smallest_batch
from .tri import NO, YES, Quantity, all_of, any_of, attempt, gather, known, lift, merge, opposite, test, unknown

NAME = "overprovisioned"
DRAM_PEAK = 0.8


def evaluate(w):
    if w.kind == "batch":
        return not_applicable()
    if w.kind == "unknown":
        return not_evaluated("missing_input", "workload.kind")
    if w.value("requests") == 0:
        return not_applicable()
    closed = workload_gates(w, with_length=True) or structure(w, with_parallelism=True)
    if closed:
        return closed
    target, verdict = own_target(w)
    if verdict.true:
        return found(finding(w, target))
    return undecided(verdict.why) if verdict.unknown else clear()


def is_llm(w):
    return w.kind == "llm_serving"


def cap_of(w):
    online = w.kind in ("llm_serving", "serving")
    return w.fleet.policy["compute_cap_online" if online else "compute_cap_batch"]


def present_need(w):
    return observed_need(w, None, None)


def screen(w):
    """The memory and activity that any candidate presumes."""
    policy = w.fleet.policy
    memory = test(lambda n, m: n <= policy["overprovision_memory_max"] * m, present_need(w), w.memory())
    if is_llm(w):
        return memory
    return all_of(memory, Activity(w, "peak").below(policy["overprovision_activity_max"]))


def own_target(w):
    pre = screen(w)
    if pre.false:
        return None, NO
    triples = [(s, all_of(admits(w, s), saves(w, s)), s.ratio().value) for s in shapes(w)]
    triples += cuts(w)
    target, verdict = search(triples)
    if not verdict.true:
        piece, sliced = first_slice(w, lambda s: admits_slice(w, s), present_need(w), slice_activity(w))
        if sliced.true:
            target, verdict = piece, sliced
        else:
            verdict = any_of(verdict, sliced)
    if "unsupported_signal" in pre.why and not verdict.false:
        return target, pre  # what lifts the signal comes first
    return target, all_of(pre, verdict)


def admits(w, shape, replicas=None):
    """Memory, features and throughput; not the price."""
    return all_of(memory_fits(w, shape), shape.has_features(), opposite(outgrows(w, shape.tp, shape.device.memory)),
                  throughput_fits(w, shape, replicas))


def memory_fits(w, shape):
    headroom = w.fleet.policy["memory_headroom"]
    need = observed_need(w, shape.tp, 1)
    return test(lambda n, m: n <= headroom * m, need, shape.device.memory)


def throughput_fits(w, shape, replicas=None):
    if is_llm(w):
        count = known(replicas) if replicas else w.replicas()
        return tokens_fit(w, shape.device, shape.tp, 1, count)
    return activity_fits(w, shape)


def tokens_fit(w, device, tp, pp, replicas):
    """The peak is carried with headroom, and within the declared objectives."""
    cap = cap_of(w)
    peak = w.field("output_tokens_per_second_peak")
    most = capacity(w, device, tp, pp)
    carried = test(lambda c, n, p: c > 0 and n * c * cap >= p, most, replicas, peak)
    tpot, ttft = w.value("tpot_slo_seconds"), w.value("ttft_slo_seconds")
    if most.known and most.value == 0:
        return carried
    if tpot is None and ttft is None:
        return carried
    return all_of(carried, test(lambda *a: in_time(w, tpot, ttft, *a),
                                attempt(lambda: Engine(w, device, tp, pp)),
                                attempt(lambda: lengths(w)), most_sequences(w, device, tp, pp), replicas, peak))


def most_sequences(w, device, tp, pp):
    return attempt(lambda: batch_limit(w, device.memory, tp, pp, *lengths(w)))


def in_time(w, tpot, ttft, engine, sizes, most, replicas, peak):
    prompt, output = sizes
    batch = smallest_batch(w, engine, most, replicas, peak, prompt, output)
    if batch is None:
        return False
    if tpot is not None and engine.step(batch, prompt + output / 2) > tpot:
        return False
    return ttft is None or engine.prefill(prompt) <= ttft


def activity_fits(w, shape):
    """Tensor and memory activity, projected by the peaks of the two devices."""
    cap, here, there = cap_of(w), w.device(), shape.device
    parts = spread(w, shape)
    flops, bandwidth = lift(lambda d: d.fp16.get(), here), lift(lambda d: d.bandwidth.get(), here)
    return all_of(within(cap, tensor_activity(w), flops, parts, there.fp16),
                  within(cap * DRAM_PEAK, w.field("dram_active_p95"), bandwidth, parts, there.bandwidth))


def spread(w, shape):
    """GPUs now for each GPU then; a slice is one device."""
    return known(1 / shape.gpus) if w.on_mig() else lift(lambda gpus: gpus / shape.gpus, w.gpus)


def within(cap, activity, here, parts, there):
    if activity.known and activity.value == 0:
        return YES  # whatever the peaks
    return test(lambda a, f, p, to: a * f * p / to <= cap, activity, here, parts, there)


def tensor_activity(w):
    stated = w.value("tensor_active_p95")
    if stated is not None:
        return known(stated)
    return Activity(w, "peak").bound(w.fleet.policy["overprovision_activity_max"])


def cuts(w):
    """Fewer replicas, as a candidate of the search."""
    if not is_llm(w):
        return []
    return [cut_candidate(w)]


def cut_candidate(w):
    now = w.replicas()
    by_load = attempt(lambda: load_replicas(w))
    floors = [w.value(n) for n in ("min_replicas", "replica_floor")]
    floor = max([1] + [f for f in floors if f is not None])
    least = max(floor, by_load.value) if by_load.known else floor
    cut = Cut(w, least)
    if now.known and not enough(w, least, now.value):
        return cut, NO, None
    countable = test(lambda _, __: True, now, by_load)
    if all(f is None for f in floors):
        # What the smallest cut that still saves does not carry, no cut does.
        timely = YES
        if countable.true:
            timely = cut_in_time(w, math.floor((1 - w.fleet.policy["min_saving_ratio"]) * now.value + 1e-9))
        return cut, all_of(countable, timely, unknown("workload.min_replicas")), None
    if countable.true:
        return cut, cut_in_time(w, least), least / now.value
    return cut, countable, None


def enough(w, replicas, now):
    return replicas <= (1 - w.fleet.policy["min_saving_ratio"]) * now + 1e-12


def load_replicas(w):
    """Replicas that the peak needs; Unknown where the model cannot say."""
    each, peak = gather(capacity_here(w), w.field("output_tokens_per_second_peak"))
    if each <= 0:
        return float("inf")
    return math.ceil(peak / (cap_of(w) * each))


def capacity_here(w):
    device, ways = w.device(), w.tensor_parallel()
    if device.known and ways.known:
        return capacity(w, device.value, ways.value, w.pp)
    whys = [device.why, ways.why, model_lacks(w)]
    if device.known and "unsupported_signal" not in whys[2]:
        whys += [q.why for q in (device.value.fp16, device.value.bandwidth, device.value.memory)]
    return Quantity(None, merge(whys))


def cut_in_time(w, replicas):
    tpot, ttft = w.value("tpot_slo_seconds"), w.value("ttft_slo_seconds")
    if tpot is None and ttft is None:
        return YES
    engine = lift(lambda d, t: Engine(w, d, t, w.pp), w.device(), w.tensor_parallel())
    most = lift(lambda d, t: most_sequences(w, d, t, w.pp).get(), w.device(), w.tensor_parallel())
    return test(lambda *a: in_time(w, tpot, ttft, *a), engine, attempt(lambda: lengths(w)), most,
                known(replicas), w.field("output_tokens_per_second_peak"))


def slice_activity(w):
    if not is_llm(w):
        return Activity(w, "peak").bound(w.fleet.policy["overprovision_activity_max"])
    here = capacity_here(w)
    if here.known and here.value == 0:
        return known(float("inf"))
    return lift(lambda c, n, p: p / (n * c), here, w.replicas(), w.field("output_tokens_per_second_peak"))


def admits_slice(w, piece):
    headroom, cap = w.fleet.policy["memory_headroom"], cap_of(w)
    memory = test(lambda n: n <= headroom * piece.profile["memory_bytes"], present_need(w))
    declared = opposite(outgrows(w, 1, known(piece.profile["memory_bytes"])))
    return all_of(memory, declared, test(lambda a: piece.share >= a / cap, slice_activity(w)))


def finding(w, target):
    policy = w.fleet.policy
    f = Finding(NAME, None, "workload", w.id)
    f.target = target
    trust_telemetry(f, w)
    margin = below_margin(present_need(w).value / w.memory().value, policy["overprovision_memory_max"])
    if is_llm(w):
        f.trust(signal=0.70 if target.kind == "mig" else 1.0, source=0.85)
    else:
        activity = Activity(w, "peak")
        margin = min(margin, below_margin(activity.value, policy["overprovision_activity_max"]))
        f.trust(signal=activity.signal)
    f.trust(margin=margin)
    reserved = w.preallocated()
    if reserved.known and reserved.value and dtype_is_defaulted(w):
        f.degrade("weight_dtype_defaulted")
    return f
