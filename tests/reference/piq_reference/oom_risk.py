"""Finding 3: memory at its limit and kills seen."""

import math

from .memory import memory_fraction, overhead
from .outcome import Finding, clear, found, lower, undecided
from .targets import Shape
from .tier_misplacement import dearer, present_shapes
from .tri import NO, all_of, any_of, fact, known, lift, merge, test, unknown

NAME = "oom_risk"
SHRINK = 0.85
FRACTION_STEP = 0.05
HOST_ROOM = 1.25
HOUR = 3600


def evaluate(w):
    policy = w.fleet.policy
    unexplained_kills = (w.value("unknown_oom_events") or 0) >= 1
    host_full = host_is_full(w) if unexplained_kills else NO
    host_kills = fact((w.value("host_oom_events") or 0) >= 1)
    host = any_of(host_kills, host_full)

    kills = w.value("gpu_oom_events")
    gpu_kills = unknown("workload.gpu_oom_events") if kills is None else fact(kills >= 1)
    by_elimination = NO
    if unexplained_kills:
        by_elimination = test(lambda p: p < policy["oom_host_memory_high"], w.field("host_memory_peak"))
    peak = peak_ratio(w)
    full = test(lambda p: p >= policy["oom_memory_high"], peak)
    gpu = all_of(any_of(gpu_kills, by_elimination), full)

    findings = []
    if gpu.true:
        findings.append(gpu_finding(w, gpu_kills.true))
    if host.true:
        findings.append(host_finding(w, host_kills.true))
    if findings:
        return found(*findings)
    if gpu.unknown or host.unknown:
        return undecided(merge(t.why for t in (gpu, host) if t.unknown))
    noticed = observations(w, full, gpu_kills.true or unexplained_kills, kills is not None)
    for f in noticed:
        without_host(w, f)
    return clear(*noticed)


def host_is_full(w):
    return test(lambda p: p >= w.fleet.policy["oom_host_memory_high"], w.field("host_memory_peak"))


def peak_ratio(w):
    stated = w.value("oom_gpu_memory_peak")
    if stated is not None:
        return known(stated)
    return lift(lambda used, memory: used / memory, w.field("gpu_memory_used_max_bytes"), w.memory())


def without_host(w, f):
    if w.value("host_oom_events") is None:
        f.degrade("host_events_unknown")


def observations(w, full, kills, counted):
    """Of what is known: memory that nobody measured is not low, kills that nobody counted are not none."""
    if kills:
        host = w.value("host_memory_peak")
        host_low = host is not None and host < w.fleet.policy["oom_host_memory_high"]
        return [Finding(NAME, "unexplained", "workload", w.id, True)] if full.false and host_low else []
    if not counted:
        return []
    reserved = w.preallocated()
    filled = full.true and reserved.known and not reserved.value
    usage = w.value("kv_cache_usage_p95")
    squeezed = (usage is not None and usage >= w.fleet.policy["oom_pressure_kv"]
                and (w.value("preemptions") or 0) > 0)
    return [Finding(NAME, "pressure", "workload", w.id, True)] if filled or squeezed else []


def severity(w, counted):
    day = w.value(counted) or 0
    ago = w.value("seconds_since_oom")
    worst = (day >= w.fleet.policy["oom_critical_events_24h"]
             or (ago is not None and ago < HOUR and day >= 2)
             or bool(w.value("crash_looping")))
    found_severity = "critical" if worst else "high"
    return lower(found_severity) if w.dev else found_severity


def gpu_finding(w, kind_known):
    f = Finding(NAME, "gpu", "workload", w.id)
    f.severity = severity(w, "gpu_oom_events_24h")
    f.trust(signal=0.95 if kind_known else 0.60)
    without_host(w, f)
    relieve(w, f)
    return f


def relieve(w, f):
    """The first remedy of the section's list that applies."""
    usage, limit = w.value("kv_cache_usage_p95"), w.value("max_num_seqs")
    reserved = w.preallocated()
    reserved = reserved.known and reserved.value
    if usage and limit and 1 <= int(limit * SHRINK / usage) < limit:
        f.propose("set_max_num_seqs", max_num_seqs=int(limit * SHRINK / usage))
    elif reserved and (usage is None or usage < SHRINK):
        f.propose("set_gpu_memory_fraction", gpu_memory_fraction=max(0.0, memory_fraction(w) - FRACTION_STEP))
    elif reserved and (w.value("kv_dtype") or "bf16") in ("bf16", "fp16"):
        f.propose("set_kv_dtype", kv_dtype="fp8")
    else:
        enlarge(w, f)


def enlarge(w, f):
    """More GPUs of the type, else a larger type: judged by what was seen, never by the requirement on paper."""
    used = lift(lambda share, memory: share * memory, peak_ratio(w), w.memory())
    if not used.known or w.is_mixed():
        f.propose("profile")
        return
    ways = raised_ways(w, used.value)
    place = None if ways else larger_type(w, used.value)
    if ways:
        f.propose("raise_tensor_parallel", tensor_parallel=ways, gpus=ways * w.pp * w.dp)
        dearer(w, f, lift(lambda price, n: price * ways * w.pp * w.dp * n, w.gpu_price(), w.replicas()))
    elif place:
        f.propose("move_gpu_type", gpu_type=place.name, gpus=place.gpus, tensor_parallel=place.tp)
        dearer(w, f, place.cost())
    else:
        f.propose("profile")


def raised_ways(w, used):
    """The fewest ways over which the peak, cut anew, leaves room."""
    now = w.tensor_parallel()
    if not now.known or w.on_mig() or w.is_share():
        return None
    for shape in present_shapes(w, w.type().value):
        base = min(used, overhead(w, shape.tp, w.pp))
        if shape.tp > now.value and base + (used - base) * now.value / shape.tp <= SHRINK * w.memory().value:
            return shape.tp
    return None


def larger_type(w, used):
    """The cheapest other type that holds the peak with room, on as many GPUs."""
    if not w.gpus.known:
        return None
    gpus, now = max(1, w.gpus.value), w.tensor_parallel()
    ways = now.value if now.known else gpus
    places = []
    for row in w.fleet.targets():
        shape = Shape(w, row, now.value if now.known else None, gpus)
        memory = shape.device.memory
        if (row is not w.type().value and memory.known and used <= SHRINK * memory.value and shape.cost().known
                and ways <= shape.device.domain and shape.has_features().true):
            places.append(shape)
    return min(places, key=lambda s: (s.cost().value,) + s.key()) if places else None


def host_finding(w, kind_known):
    f = Finding(NAME, "host", "workload", w.id)
    f.severity = severity(w, "host_oom_events_24h")
    f.trust(signal=0.95 if kind_known else 0.60)
    asked, peak = w.value("host_memory_bytes"), w.value("host_memory_peak")
    if asked is not None and peak is not None:
        f.propose("raise_host_memory", host_memory_bytes=math.ceil(asked * peak * HOST_ROOM))
    else:
        f.propose("raise_host_memory")
    return f
