"""Finding 10: demand is waiting and the engine is slow."""

import math

from .memory import cache_pool, kv_cache, memory_fraction, requirement
from .outcome import (Finding, below_margin, clear, found, not_applicable, not_evaluated, structure,
                      trust_telemetry, undecided, workload_gates)
from .targets import head_count
from .throughput import expected_rate
from .tri import YES, all_of, any_of, known, lacking, lift, test, unknown

NAME = "low_throughput"
FULL = 0.95
AFTER = 0.8
PROMPT_HEAVY = 50
LARGE_CARD = 70 * 1024 ** 3
LIBRARY, PEERS = 0.60, 0.85


def evaluate(w):
    if w.kind == "unknown":
        return not_evaluated("missing_input", "workload.kind")
    if not applies(w):
        return not_applicable()
    closed = workload_gates(w, with_length=True) or structure(w)
    if closed:
        return closed
    return judge(w)


def applies(w):
    if w.value("role") == "prefill":
        return False
    if w.kind == "llm_serving":
        return True
    return w.kind == "serving" and any(
        w.value(n) is not None
        for n in ("items_per_second", "expected_items_per_second", "best_items_per_second"))


def role_is_open(w):
    prompt, output = w.value("prompt_tokens_mean"), w.value("output_tokens_mean")
    return (w.value("role") is None and prompt is not None and bool(output)
            and prompt / output > PROMPT_HEAVY)


def judge(w):
    policy = w.fleet.policy
    wanted = demand(w)
    seconds = w.value("demand_seconds")
    if wanted.false or seconds == 0:
        return clear()
    observed, (expected, source) = w.field(observed_name(w)), expectation(w)
    ratio = lift(lambda o, e: o / e, observed, expected)
    low = test(lambda r: r < policy["throughput_ratio_min"], ratio)
    if (wanted.true or low.false) and seconds is not None and seconds < policy["throughput_min_demand_seconds"]:
        return not_evaluated("insufficient_coverage")
    verdict = all_of(ambiguous(wanted), low,
                     unknown("workload.role") if role_is_open(w) else YES,
                     YES if w.pieces else unknown("workload.placement"))
    if verdict.true:
        return found(finding(w, ratio.value, source))
    return undecided(verdict.why) if verdict.unknown else clear()


def ambiguous(wanted):
    fields = wanted.why.get("missing_input", ())
    return unknown(*fields, reason="ambiguous_demand") if wanted.unknown else wanted


def demand(w):
    """Someone waits, or the engine runs near its limit."""
    share = w.fleet.policy["throughput_running_ratio"]
    waiting = test(lambda n: n >= 1, w.field("requests_waiting"))
    near = test(lambda r, limit: r >= share * limit, w.field("requests_running"),
                w.field("max_num_seqs", positive=True))
    return any_of(waiting, near)


def observed_name(w):
    return "output_tokens_per_second" if w.kind == "llm_serving" else "items_per_second"


def expectation(w):
    """(what one replica should deliver, how far to trust it)."""
    unit = "tokens" if w.kind == "llm_serving" else "items"
    for name in ("expected_%s_per_second", "best_%s_per_second"):
        if w.value(name % unit):
            return known(w.value(name % unit)), 1.0
    among = peers(w)
    if len(among) >= w.fleet.policy["throughput_min_peers"]:
        rate = best_quarter(among)
        if rate > 0:
            return known(rate), PEERS
    modelled = expected_rate(w) if unit == "tokens" else lacking("workload.expected_items_per_second")
    if modelled.known and modelled.value > 0:
        return modelled, LIBRARY
    return lacking("workload.expected_%s_per_second" % unit), 1.0


def likeness(w):
    """Model, type and parallelism, or None where one is unknown."""
    row, tp, name = w.type(), w.tensor_parallel(), w.value("model")
    if not (row.known and tp.known) or name is None or w.is_mixed():
        return None
    declared = w.fleet.models.get(name)
    return (declared["name"] if declared else name, row.value["name"], w.value("mig_profile"), tp.value,
            w.value("role") or "monolith")


def peers(w):
    mine = likeness(w)
    if mine is None:
        return []
    rates = []
    for other in w.fleet.workloads:
        if other is w or other.state != "running" or other.kind != w.kind or other.is_share():
            continue
        rate = other.value(observed_name(w))
        if rate is not None and likeness(other) == mine and demand(other).true:
            rates.append(rate)
    return rates


def best_quarter(rates):
    """The median of the fastest quarter."""
    top = sorted(rates, reverse=True)[:math.ceil(len(rates) / 4)]
    middle = len(top) // 2
    return top[middle] if len(top) % 2 else (top[middle - 1] + top[middle]) / 2


def finding(w, ratio, source):
    f = Finding(NAME, None, "workload", w.id)
    trust_telemetry(f, w)
    cause, remedy = first_cause(w)
    f.subtype = cause
    f.propose(*remedy[:1], **remedy[1])
    f.trust(source=source * (0.80 if cause == "unknown" else 1.0),
            margin=below_margin(ratio, w.fleet.policy["throughput_ratio_min"]))
    if w.value("demand_seconds") is None:
        f.degrade("demand_seconds_unknown")
    f.facts["ratio"] = ratio
    f.facts["missed"] = missed(w)
    return f


def missed(w):
    """A declared objective is not met."""
    pairs = (("ttft_p95_seconds", "ttft_slo_seconds"), ("tpot_p95_seconds", "tpot_slo_seconds"))
    return any(w.value(a) is not None and w.value(b) is not None and w.value(a) > w.value(b)
               for a, b in pairs)


def replicas_after(w, ratio, replicas):
    floor = max(1, w.value("replica_floor") or 0)
    return min(replicas, max(floor, math.ceil(replicas * ratio / AFTER - 1e-9)))


def first_cause(w):
    for cause in (eager, speculation, cpu_bound, max_num_seqs, kv_pressure, prefill_budget, over_sharded):
        remedy = cause(w)
        if remedy:
            return cause.__name__, remedy
    return "unknown", ("profile", {})


def eager(w):
    return ("enable_graphs", {}) if w.value("eager_mode") else None


def speculation(w):
    accepted = w.value("speculative_acceptance")
    low = accepted is not None and accepted < w.fleet.policy["throughput_acceptance_low"]
    return ("disable_speculation", {}) if low else None


def cpu_bound(w):
    policy = w.fleet.policy
    cores, busy, throttled = (w.value(n) for n in ("cpu_cores", "cpu_utilization_p95", "cpu_throttled_ratio"))
    needed = None
    if w.gpus.known:
        needed = policy["throughput_api_servers"] + w.dp + math.ceil(w.gpus.value) + (1 if w.dp > 1 else 0)
    few = (cores is not None and needed is not None and cores < needed
           and (busy is None or busy >= policy["throughput_cpu_busy"]))
    saturated = busy is not None and busy >= policy["throughput_cpu_high"]
    held_back = throttled is not None and throttled >= policy["throughput_throttle_high"]
    if not (few or saturated or held_back):
        return None
    return ("add_cpu_cores", {"cpu_cores": 2 * needed} if needed is not None else {})


def at_limit(w):
    stated = w.value("at_limit_ratio")
    if stated is not None:
        return stated >= w.fleet.policy["throughput_at_limit_ratio"]
    running, limit = w.value("requests_running"), w.value("max_num_seqs")
    return running is not None and bool(limit) and running >= FULL * limit


def max_num_seqs(w):
    waiting, usage = w.value("requests_waiting"), w.value("kv_cache_usage_p95")
    roomy = usage is not None and usage < w.fleet.policy["throughput_kv_low"]
    if not (at_limit(w) and waiting is not None and waiting >= 1 and roomy):
        return None
    limit = w.value("max_num_seqs")
    bounds = sequence_bounds(w, usage, limit)
    if not limit or not bounds:
        return ("set_max_num_seqs", {})
    size = int(min(bounds)) // 8 * 8
    return ("set_max_num_seqs", {"max_num_seqs": size} if size > limit else {})


def sequence_bounds(w, usage, limit):
    aim = w.fleet.policy["throughput_kv_target"]
    bounds = []
    if limit and usage > 0:
        bounds.append(math.floor(limit * aim / usage))
    tp = w.tensor_parallel()
    pool = lift(lambda t: cache_pool(w, t, w.pp).get(), tp)
    each = lift(lambda c, t, p, o: c.token_bytes(t, w.pp) * (p + o), kv_cache(w), tp,
                w.field("prompt_tokens_mean"), w.field("output_tokens_mean"))
    if pool.known and each.known and each.value > 0:
        bounds.append(math.floor(aim * pool.value / each.value))
    if w.value("requests_in_system_p95") is not None:
        bounds.append(w.value("requests_in_system_p95"))
    if w.value("engine") == "vllm":
        memory = w.memory()
        large = memory.known and memory.value >= LARGE_CARD and "A100" not in w.type().value["name"]
        bounds.append(1024 if large else 256)
    return bounds


def kv_pressure(w):
    policy = w.fleet.policy
    usage, evicted, asked = (w.value(n) for n in ("kv_cache_usage_p95", "preemptions", "requests"))
    full = usage is not None and usage >= policy["throughput_kv_high"]
    thrown_out = (evicted is not None and bool(asked)
                  and evicted / asked * 100 >= policy["throughput_preemptions_per_100"])
    if not (full or thrown_out):
        return None
    return more_cache(w)


def more_cache(w):
    """A smaller cache, a larger pool, more GPUs for it, shorter sequences."""
    if (w.value("kv_dtype") or "bf16") in ("bf16", "fp16"):
        return ("set_kv_dtype", {"kv_dtype": "fp8"})
    most, reserved = w.fleet.policy["tier_hard_fit"], w.preallocated()
    if reserved.known and reserved.value and memory_fraction(w) < most:
        return ("set_gpu_memory_fraction", {"gpu_memory_fraction": most})
    row, ways, heads = w.type(), w.tensor_parallel(), head_count(w)
    if row.known and ways.known and not w.on_mig():
        wider = 2 * ways.value
        if wider <= (row.value.get("domain_gpus") or 1) and not (heads and heads % wider):
            return ("raise_tensor_parallel", {"tensor_parallel": wider})
    return ("set_max_model_len", {})


def prefill_budget(w):
    policy = w.fleet.policy
    prompt, budget = w.value("prompt_tokens_mean"), w.value("max_num_batched_tokens")
    if prompt is None or budget is None or prompt < policy["throughput_long_prompt_tokens"]:
        return None
    if budget > policy["throughput_batched_tokens_low"]:
        return None
    return ("set_max_num_batched_tokens",
            {"max_num_batched_tokens": policy["throughput_batched_tokens_target"]})


def over_sharded(w):
    tp, row, memory = w.tensor_parallel(), w.type(), w.memory()
    if not (tp.known and row.known and memory.known) or row.value.get("link_bandwidth"):
        return None
    headroom, heads = w.fleet.policy["memory_headroom"], head_count(w)
    ways = 1
    while ways < tp.value:
        need = requirement(w, ways, w.pp)
        if not (heads and heads % ways) and need.known and need.value <= headroom * memory.value:
            return ("reduce_tensor_parallel",
                    {"tensor_parallel": ways, "gpus": ways * w.pp * w.dp})
        ways *= 2
    return None
