"""The scenario rows of the rules, as snapshots with what they must yield.

    python3 scenarios.py                      the reference itself
    python3 scenarios.py --program PATH       the program's JSON report

ROWS maps a row's name to (snapshot, policy, check).
"""

import argparse
import math
import sys
import traceback

from piq_reference import evaluate
from shape import View, normal, run_program

GB = 1e9
DAY = 86400
HOUR = 3600


def catalog():
    def row(name, memory, bandwidth, flops, price, fp8=None, domain=1, link=None):
        entry = dict(name=name, memory_bytes=memory * 1000 ** 3, memory_bandwidth=bandwidth * GB,
                     fp16_flops=flops * 1e12, price_per_gpu_hour=price, domain_gpus=domain, mig_profiles=[])
        if fp8:
            entry["fp8_flops"] = fp8 * 1e12
        if link:
            entry["link_bandwidth"] = link * GB
        return entry
    return [row("H100-80", 80, 3350, 989, 4.00, 1979, 8, 900), row("A100-80", 80, 2039, 312, 2.50, None, 8, 600),
            row("L40S-48", 48, 864, 362, 1.80, 733), row("A10G-24", 24, 600, 70, 1.20),
            row("L4-24", 24, 300, 121, 0.80, 242)]


def types(*names, **prices):
    """Only these rows of the fixture; the prices of some may be others."""
    rows = [r for r in catalog() if r["name"] in names]
    for entry in rows:
        entry["price_per_gpu_hour"] = prices.get(entry["name"][:2], entry["price_per_gpu_hour"])
    return rows


SEVEN = dict(name="fixture-7b", parameters=7.24e9, layers=32, kv_heads=8, head_dim=128)
SEVENTY = dict(name="fixture-70b", parameters=70.6e9, layers=80, kv_heads=8, head_dim=128)
MIXED = dict(name="fixture-moe", parameters=46.7e9, active_parameters=12.9e9, layers=32, kv_heads=8, head_dim=128)


def node(node_id="n1", gpu_type="H100-80", gpu_count=8, **fields):
    return dict(dict(id=node_id, gpu_type=gpu_type, gpu_count=gpu_count, billed=True), **fields)


def work(workload_id="w", gpus=1, where="n1", kind="llm_serving", **fields):
    row = dict(id=workload_id, kind=kind, gpus=gpus)
    if where:
        row["placement"] = [dict(node=where, gpus=gpus * fields.get("replicas", 1))]
    return dict(row, **fields)


def fleet(workloads, nodes=None, gpu_types=None, models=None, **fields):
    if nodes is None:
        nodes = [node()]
    return dict(dict(piq_snapshot=1, observed_at="2026-11-23T00:00:00Z", window_seconds=14 * DAY,
                     gpu_types=catalog() if gpu_types is None else gpu_types,
                     models=[SEVEN, SEVENTY, MIXED] if models is None else models,
                     nodes=nodes, workloads=workloads), **fields)


def without(row, *names):
    return {k: v for k, v in row.items() if k not in names}


def near(value, wanted, slack=1e-6):
    assert math.isclose(value, wanted, rel_tol=slack, abs_tol=2e-6), "%r is not %r" % (value, wanted)


def same(value, wanted):
    assert value == wanted, "%r is not %r" % (value, wanted)


ROWS = {}


def row(name, snapshot, check, policy=None):
    assert name not in ROWS
    ROWS[name] = (snapshot, policy, lambda report: check(View(normal(report))))


def fires(detector, entity_id="w", subtype=None, severity=None, confidence=None, action=None, waste=None,
          recoverable=None, fix=None, state="fired", degraded=None, relations=None, **parameters):
    def check(view):
        f = view.one(detector, entity_id, state)
        if subtype:
            same(f["subtype"], subtype)
        if severity:
            same(f["severity"], severity)
        if confidence is not None:
            near(f["confidence"], confidence, 1e-9)
        if action:
            same(f["primary"]["action"], action)
        for name, value in parameters.items():
            near(f["primary"]["parameters"][name], value) if isinstance(value, (int, float)) else \
                same(f["primary"]["parameters"][name], value)
        for key, value in (("waste_per_hour", waste), ("recoverable_per_month", recoverable),
                           ("cost_to_fix_per_month", fix)):
            if value is not None:
                near(f[key], value)
        for name in degraded or ():
            assert name in f["degraded_by"], "%s is not in %s" % (name, f["degraded_by"])
        for kind, other in relations or ():
            assert any(r["type"] == kind and r["detector"] == other for r in f["relations"]), f["relations"]
    return check


def is_clear(detector, info=None):
    """Nothing but at most the named observation, and counted as clear."""
    def check(view):
        got = sorted(f["subtype"] for f in view.findings(detector))
        same(got, [info] if info else [])
        count = view.count(detector)
        same((count["fired"], count["candidates"], count["not_evaluated"]), (0, 0, 0))
        assert count["clear"] >= 1, count
    return check


def lacks(detector, reason="missing_input", *fields, entity_id="w"):
    return lambda view: same(view.missing(detector, entity_id), (reason, list(fields)))


def does_not_apply(detector):
    def check(view):
        same(view.findings(detector), [])
        count = view.count(detector)
        same((count["fired"], count["clear"], count["not_evaluated"]), (0, 0, 0))
    return check


def both(*checks):
    def check(view):
        for each in checks:
            each(view)
    return check


# 1 tier misplacement

TIER = "tier_misplacement"


def tier(**fields):
    return work(**dict(dict(model="fixture-7b", weight_dtype="bf16", max_model_len=8192), **fields))


SLO = dict(tpot_slo_seconds=0.2, prompt_tokens_mean=500, output_tokens_mean=200)
row("1.1", fleet([tier(**SLO)]),
    fires(TIER, subtype="too_big", severity="medium", action="move_gpu_type", gpu_type="L4-24", gpus=1,
          tensor_parallel=1, waste=3.20, recoverable=2336.0))
row("1.2", fleet([tier()]),
    both(fires(TIER, subtype="too_big", severity="medium", confidence=0.60, degraded=["slo_unknown"])))
row("1.3", fleet([tier(model="fixture-70b")]),
    fires(TIER, subtype="too_small", severity="high", action="raise_tensor_parallel", tensor_parallel=4,
          fix=3 * 4.0 * 730))
row("1.4", fleet([tier(model="fixture-70b", gpus=2, tensor_parallel=2)]), is_clear(TIER))
row("1.5", fleet([tier(model="fixture-moe")], [node(gpu_type="A100-80")]),
    fires(TIER, subtype="too_small", severity="high",
          confidence=0.70 + 0.30 * ((46.7e9 * 2 + 8192 * 131072 + 2e9) / 80e9 - 0.95) / 0.95))
row("1.6", fleet([tier(model="bare")], models=[dict(name="bare", parameters=7.24e9)]),
    lacks(TIER, "missing_input", "layers", "kv_heads", "head_dim"))
row("1.6 small", fleet([tier(model="bare")], models=[dict(name="bare", parameters=70.6e9)]),
    fires(TIER, subtype="too_small", degraded=["kv_unknown"]))
row("1.7", fleet([tier(**SLO)], gpu_types=types("H100-80", "L40S-48", L4=3.20)),
    fires(TIER, subtype="too_big", action="move_gpu_type", gpu_type="L40S-48"))
row("1.7 dearer", fleet([tier(**SLO)], gpu_types=types("H100-80", "L40S-48", L4=3.24)), is_clear(TIER))
row("1.8", fleet([tier(**SLO)], gpu_types=types("H100-80")), lacks(TIER, "no_catalog_entry"))

# 2 overprovisioned

OVER = "overprovisioned"
TELEMETRY = dict(observed_seconds=14 * DAY, coverage_ratio=1.0, stale_seconds=30)


def chat(**fields):
    base = dict(engine="vllm", model="fixture-7b", weight_bytes=14 * 10 ** 9, gpu_memory_used_max_bytes=736 * 10 ** 8,
                kv_cache_usage_max=0.04, kv_cache_pool_bytes=50 * 10 ** 9, non_kv_peak_bytes=2 * 10 ** 9,
                sm_active_peak=0.08, output_tokens_per_second_peak=60, prompt_tokens_mean=500,
                output_tokens_mean=200, requests=5000, replicas=1)
    return work(**{**base, **TELEMETRY, **fields})


def vision(need, sm, **fields):
    base = dict(kind="serving", engine="triton", gpu_memory_used_max_bytes=need * 10 ** 6, sm_active_peak=sm,
                tensor_active_p95=0.02, dram_active_p95=0.02, requests=5000)
    return work(**{**base, **TELEMETRY, **fields})


row("2.1", fleet([chat()]),
    fires(OVER, subtype="smaller_type", action="move_gpu_type", gpu_type="L4-24", waste=3.20,
          recoverable=2336, confidence=0.85))
row("2.2", fleet([without(chat(), "kv_cache_usage_max")]), lacks(OVER, "missing_input", "kv_cache_usage_max"))
row("2.3", fleet([vision(36000, 0.55)]), is_clear(OVER))
row("2.4", fleet([vision(60000, 0.10)]), fires(OVER, subtype="smaller_type", gpu_type="A100-80"))
row("2.4 heavy", fleet([vision(66000, 0.10)]), is_clear(OVER))
row("2.5", fleet([vision(38400, 0.49)], gpu_types=types("H100-80", "L40S-48")),
    fires(OVER, subtype="smaller_type", gpu_type="L40S-48"))
SLICED = [dict(catalog()[0], mig_profiles=[
    dict(name="3g.40gb", compute_slices=3, compute_slices_total=7, memory_bytes=40 * 10 ** 9, max_instances=2)])]
row("2.6", fleet([without(vision(10000, 0, gpus=0.5, mig_profile="3g.40gb", gpu_utilization_peak=0.0,
                                 placement=[dict(node="n1", gpus=0.5, gpu="a")]), "sm_active_peak")],
                 gpu_types=SLICED + catalog()[1:]), lacks(OVER, "unsupported_signal", "sm_active_peak"))
row("2.7", fleet([chat(observed_seconds=29 * HOUR)]), lacks(OVER, "insufficient_coverage"))
row("2.7 longer", fleet([chat(observed_seconds=31 * HOUR)]), fires(OVER, confidence=0.85 * 0.8))
row("2.8", fleet([chat(replicas=3, replica_floor=2)], gpu_types=types("H100-80")),
    fires(OVER, subtype="fewer_replicas", action="reduce_replicas", replicas=2, waste=4.0))
row("2.9", fleet([without(vision(10000, 0, gpu_utilization_peak=0.06), "sm_active_peak", "tensor_active_p95",
                          "dram_active_p95")]), lacks(OVER, "missing_input", "dram_active_p95"))

# 3 OOM risk

OOM = "oom_risk"


def oom(**fields):
    return work(**dict(dict(engine="triton", kind="serving", host_oom_events=0), **fields))


row("3.1", fleet([oom(oom_gpu_memory_peak=0.97, gpu_oom_events=4, gpu_oom_events_24h=4)]),
    fires(OOM, subtype="gpu", severity="critical", confidence=0.95))
row("3.2", fleet([oom(oom_gpu_memory_peak=0.97, gpu_oom_events=0)]), is_clear(OOM, "pressure"))
row("3.3", fleet([oom(kind="llm_serving", engine="vllm", gpu_memory_used_max_bytes=736 * 10 ** 8, gpu_oom_events=0,
                      kv_cache_usage_p95=0.40)]), is_clear(OOM))
row("3.4", fleet([oom(host_oom_events=2, host_memory_peak=0.99, oom_gpu_memory_peak=0.45, gpu_oom_events=0,
                      host_memory_bytes=100 * 10 ** 9)]),
    fires(OOM, subtype="host", severity="high", action="raise_host_memory"))
row("3.5", fleet([oom(gpu_oom_events=1, seconds_since_oom=6 * DAY, oom_gpu_memory_peak=0.90)]),
    fires(OOM, subtype="gpu", severity="high"))
row("3.5 lower", fleet([oom(gpu_oom_events=1, seconds_since_oom=6 * DAY, oom_gpu_memory_peak=0.89,
                            host_memory_peak=0.30)]), is_clear(OOM, "unexplained"))
row("3.6", fleet([tier(startup_oom_events=3, gpu_oom_events=0, oom_gpu_memory_peak=0.97, engine="vllm",
                       model="fixture-70b")]),
    both(is_clear(OOM), fires(TIER, subtype="too_small", severity="critical")))
row("3.7", fleet([oom(gpu_oom_events=1)]), lacks(OOM, "missing_input", "gpu_memory_used_max_bytes"))
row("3.8", fleet([without(oom(gpu_memory_used_max_bytes=40 * 10 ** 9), "host_oom_events")]), is_clear(OOM))

# 4 cold start

COLD = "cold_start"


def cold(**fields):
    base = dict(min_replicas=0, user_facing=True, cold_starts=40, cold_start_p95_seconds=12, requests=4000,
                ttft_slo_seconds=2, warm_ratio=0.3)
    return work(**dict(base, **fields))


row("4.1", fleet([cold()]), fires(COLD, subtype="observed", severity="high", fix=2044.0, confidence=0.95,
                                  action="set_min_replicas", min_replicas=1))
row("4.2", fleet([cold(min_replicas=1)]), is_clear(COLD, "burst"))
row("4.3", fleet([cold(kind="batch")]), does_not_apply(COLD))
row("4.4", fleet([without(cold(cold_start_p95_seconds=5.0, cold_starts=3), "ttft_slo_seconds")]), is_clear(COLD))
row("4.4 slower", fleet([without(cold(cold_start_p95_seconds=5.1, cold_starts=3), "ttft_slo_seconds")]),
    fires(COLD, severity="medium"))
row("4.5", fleet([without(cold(cold_starts=0, weight_bytes=16 * 10 ** 9, weight_load_rate=1e9, init_seconds=20),
                          "cold_start_p95_seconds")]),
    both(is_clear(COLD, "latent"), lambda v: same(v.one(COLD)["confidence"] <= 0.5, True)))
row("4.6", fleet([without(cold(), "min_replicas")]), lacks(COLD, "missing_input", "min_replicas"))
row("4.7", fleet([cold(cold_start_p95_seconds=90, cold_request_ratio=0.06)]), fires(COLD, severity="critical"))

# 5 thrashing

THRASH = "thrashing"


def cycles(count, regretted, cause="traffic", every=2 * HOUR):
    """Falls to zero; the first `regretted` ones are followed by traffic within a minute."""
    events = [dict(t=count * every + HOUR, replicas=1, cause="traffic")]
    for i in range(count):
        down = (count - i) * every
        events.append(dict(t=down, replicas=0, cause=cause))
        events.append(dict(t=down - (60 if i < regretted else 5400), replicas=1, cause="traffic"))
    return events


def thrash(**fields):
    base = dict(min_replicas=0, cold_start_p50_seconds=90, scale_events=cycles(12, 12, every=1.9 * HOUR))
    return work(**dict(base, **fields))


row("5.1", fleet([thrash()]), fires(THRASH, subtype="to_zero", severity="high", waste=0.05, recoverable=36.5))
GAPS = dict(idle_gap_p50_seconds=200, idle_gap_p95_seconds=540, idle_gap_p99_seconds=1500,
            scale_down_grace_seconds=60)
row("5.2", fleet([thrash(environment="dev", **GAPS)]), fires(THRASH, action="set_scale_down_grace", seconds=540))
row("5.2 user", fleet([thrash(user_facing=True, **GAPS)]),
    fires(THRASH, action="set_scale_down_grace", seconds=1500))
row("5.2 list", fleet([thrash(idle_gaps=list(range(60, 601, 60)) + [30000])]),
    fires(THRASH, action="set_scale_down_grace", seconds=600))
row("5.2 long", fleet([thrash(idle_gaps=[60, 7200, 7300, 7400])]),
    fires(THRASH, action="set_min_replicas", min_replicas=1))
row("5.3", fleet([thrash(scale_events=cycles(3, 3))]), is_clear(THRASH))
row("5.3 four", fleet([thrash(scale_events=cycles(4, 4))]), fires(THRASH, severity="medium"))
FEW = dict(scale_events=cycles(12, 5, every=1.9 * HOUR))
row("5.4", fleet([thrash(loading_ratio=0.05, **FEW)]), is_clear(THRASH))
row("5.4 loading", fleet([thrash(loading_ratio=0.20, **FEW)]), fires(THRASH))
ROLLOUT = cycles(5, 5)
for event in [e for e in ROLLOUT if e["replicas"] == 0][:4]:
    event["cause"] = "rollout"
row("5.5", fleet([thrash(scale_events=ROLLOUT)]), is_clear(THRASH))
row("5.6", fleet([thrash(idle_gap_p95_seconds=7200)]), fires(THRASH, action="set_min_replicas", min_replicas=1))
row("5.7", fleet([without(thrash(loading_ratio=0.5), "scale_events")]),
    lacks(THRASH, "missing_input", "scale_events"))
row("5.8", fleet([thrash(user_facing=True, cold_starts=40, cold_start_p95_seconds=100, requests=4000)]),
    both(fires(THRASH), fires(COLD, relations=[("superseded_by", THRASH)])))

# 6 dark capacity

DARK = "dark_capacity"


def dark(**fields):
    return node(**dict(dict(idle_seconds=168 * HOUR, ready_seconds=30 * DAY, gpu_workloads=0, sm_active_max=0.0),
                       **fields))


row("6.1", fleet([], [dark()]),
    fires(DARK, "n1", "unallocated", "high", 0.95, "release_node", waste=32.0, recoverable=11680.0))
row("6.2", fleet([], [dark(idle_seconds=4 * HOUR - 60)]), is_clear(DARK))
row("6.2 longer", fleet([], [dark(idle_seconds=4 * HOUR)]), fires(DARK, "n1"))
row("6.3", fleet([], [without(dark(), "gpu_workloads")]), fires(DARK, "n1", "unallocated"))
row("6.4", fleet([], [dark(requests=1)]), is_clear(DARK))
row("6.5", fleet([work("job", 4, None, "training", state="pending", single_domain=True, quota_admitted=True,
                       pending_seconds=1800)], [dark()]),
    lambda v: (same(v.findings(DARK), []), same(v.state("job"), "other_constraint")))
row("6.6", fleet([], [dark(state="cordoned", idle_seconds=HOUR)]), does_not_apply(DARK))
row("6.7", fleet([], [without(dark(), "gpu_workloads")], workloads_complete=False),
    lacks(DARK, "missing_input", "pending_complete", "gpu_workloads", entity_id="n1"))
row("6.8", fleet([], [dark(purchase="committed", resale_price_per_gpu_hour=2.0, sell_through_ratio=0.5,
                           idle_seconds=14 * DAY)]),
    fires(DARK, "n1", action="list_for_lease", waste=32.0, recoverable=5840.0))
row("6.9", fleet([work(engine="vllm", idle_seconds=72 * HOUR, requests=0, gpu_memory_used_max_bytes=26 * 10 ** 9)]),
    fires(DARK, "w", "held_idle", action="scale_to_zero"))

# 7 batch over-tiered

TIERED = "batch_over_tiered"


def batch(**fields):
    base = dict(kind="batch", run_seconds=4 * HOUR, runs_per_month=30, deadline_seconds=8 * HOUR,
                sm_active_mean=0.15, dram_active_mean=0.10, gpu_memory_used_max_bytes=12 * 10 ** 9, engine="other")
    return work(**{**base, **TELEMETRY, **fields})


S_L4 = 1.25 * 0.15 * 989 / (0.8 * 121)
row("7.1", fleet([batch()]),
    fires(TIERED, subtype="move", action="move_gpu_type", gpu_type="L4-24",
          waste=4.0 - 0.8 * S_L4, recoverable=(4.0 - 0.8 * S_L4) * 4 * 30))
row("7.2", fleet([batch(deadline_seconds=6 * HOUR)]),
    fires(TIERED, gpu_type="L40S-48", waste=4.0 - 1.8 * 1.25))
row("7.3", fleet([batch(dram_active_mean=0.55, sm_active_mean=0.3)]), is_clear(TIERED))
row("7.4", fleet([batch(sm_active_mean=0.50)]), is_clear(TIERED))
row("7.5", fleet([without(batch(), "kind")]), lacks(TIERED, "missing_input", "kind"))
row("7.6", fleet([batch()], [node(gpu_type="L4-24")]), is_clear(TIERED))
row("7.7", fleet([batch(run_seconds=HOUR / 2, runs_per_month=4)]), is_clear(TIERED))
row("7.8", fleet([batch(batch_size=1, memory_base_bytes=10 ** 10, bytes_per_item=10 ** 9, items_remaining=10 ** 6,
                        batch_size_limit=4)]),
    both(fires("batch_size"), fires(TIERED, relations=[("blocked_by", "batch_size")])))

# 8 batch size

SIZE = "batch_size"


def items(**fields):
    base = dict(kind="batch", batch_size=1, memory_base_bytes=16 * 10 ** 9, bytes_per_item=5 * 10 ** 8,
                sm_active_mean=0.05, items_remaining=10 ** 6, batch_size_limit=32, cpu_utilization_p95=0.3,
                run_seconds=4 * HOUR, runs_per_month=30)
    return work(**{**base, **TELEMETRY, **fields})


row("8.1", fleet([items()]), fires(SIZE, subtype="fixed", action="set_batch_size", batch_size=32,
                                   waste=4.0 * 7 / 8, confidence=0.80))
row("8.2", fleet([items(bytes_per_item=40 * 10 ** 9)]), is_clear(SIZE))
row("8.2 four", fleet([items(bytes_per_item=7 * 10 ** 9)]), fires(SIZE, batch_size=4))
row("8.3", fleet([items(sm_active_mean=0.55)]), is_clear(SIZE))
row("8.4", fleet([items(batch_size=9)]), is_clear(SIZE))
row("8.4 eight", fleet([items(batch_size=8)]), fires(SIZE, batch_size=32))
row("8.5", fleet([items(items_remaining=5)]), is_clear(SIZE))
row("8.6", fleet([without(items(), "bytes_per_item")]), lacks(SIZE, "missing_input", "bytes_per_item"))
row("8.7", fleet([items(cpu_utilization_p95=0.97)]), is_clear(SIZE))
row("8.8", fleet([items(sm_active_mean=0.30, batch_size_limit=64)]),
    fires(SIZE, batch_size=64, confidence=0.8 * 0.94, waste=4.0 * (1 - 1 / (0.8 / 0.3 / 2))))

# 9 fragmentation

FRAG = "fragmentation"


def job(gpus=8, **fields):
    base = dict(state="pending", kind="training", single_domain=True, pending_seconds=1800, quota_admitted=True)
    return dict(dict(id="job", gpus=gpus), **dict(base, **fields))


def holding(*free):
    """8-GPU nodes with so many free."""
    nodes = [node("n%d" % i) for i in range(len(free))]
    held = [work("h%d" % i, 8 - f, "n%d" % i, "training", movable=True) for i, f in enumerate(free) if f < 8]
    return nodes, held


def queue(*free, **fields):
    nodes, held = holding(*free)
    return fleet(held + [job(**fields)], nodes)


def pends(state, fired=0):
    return lambda v: (same(v.state("job"), state), same(len(v.findings(FRAG, "job", "fired")), fired))


row("9.1", queue(4, 4), both(pends("blocked", 1), fires(FRAG, "job", "blocked", "medium", 0.95, waste=32.0)))
row("9.1 hour", queue(4, 4, pending_seconds=3600), fires(FRAG, "job", severity="high"))
row("9.1 quota", fleet(holding(4, 4)[1] + [without(job(), "quota_admitted")], holding(4, 4)[0]),
    fires(FRAG, "job", confidence=0.57))
row("9.2", queue(8, 0), pends("other_constraint"))
row("9.3", queue(3, 3), pends("shortage"))
row("9.4", queue(8, 8, gpus=16), pends("infeasible_shape"))
row("9.5", queue(4, 4, pending_seconds=540), pends("too_recent"))
row("9.5 longer", queue(4, 4, pending_seconds=600), pends("blocked", 1))
row("9.6", queue(4, 4, single_domain=False), both(pends("not_applicable"), does_not_apply(FRAG)))
row("9.7", queue(4, 4, single_domain=None),
    both(pends("not_evaluated"), lacks(FRAG, "missing_input", "single_domain", entity_id="job")))


def scattered(*free):
    nodes, held = holding(*free)
    return fleet(held, nodes)


row("9.8", scattered(3, 3, 3, 3, 4), lambda v: same(v.one(FRAG, "", "observation")["subtype"], "latent"))
row("9.8 half", scattered(2, 2, 2, 2, 8), lambda v: same(v.one(FRAG, "", "observation")["subtype"], "latent"))
CORDON = queue(4, 4)
CORDON["nodes"][1]["state"] = "cordoned"
row("9.9", CORDON, pends("shortage"))

# 10 low throughput

LOW = "low_throughput"


def slow(rate=340, **fields):
    base = dict(engine="vllm", output_tokens_per_second=rate, expected_tokens_per_second=1800, requests_waiting=12,
                requests_running=16, max_num_seqs=16, kv_cache_usage_p95=0.30, requests_in_system_p95=44,
                demand_seconds=6 * HOUR, requests=10000)
    return work(**{**base, **TELEMETRY, **fields})


row("10.1", fleet([slow()]),
    fires(LOW, subtype="max_num_seqs", action="set_max_num_seqs", max_num_seqs=40, waste=4.0 * (1 - 340 / 1800)))
row("10.2", fleet([slow(requests_waiting=0, requests_running=2, max_num_seqs=256)]), is_clear(LOW))
row("10.3", fleet([slow(900)]), is_clear(LOW))
row("10.3 less", fleet([slow(899)]), fires(LOW))


def not_raised(view):
    assert view.one(LOW)["primary"]["action"] != "set_max_num_seqs"


row("10.4", fleet([slow(720, kv_cache_usage_p95=0.97, preemptions=300)]),
    both(fires(LOW, subtype="kv_pressure"), not_raised))
row("10.5", fleet([slow(540, gpus=4, tensor_parallel=4, cpu_cores=4)]),
    fires(LOW, subtype="cpu_bound", action="add_cpu_cores", cpu_cores=12))
LIBRARY = dict(model="fixture-7b", weight_dtype="bf16", prompt_tokens_mean=500, output_tokens_mean=200,
               requests_in_system_p95=28)


def library_case():
    from piq_reference.inputs import Fleet
    from piq_reference.throughput import expected_rate
    bare = without(slow(**LIBRARY), "expected_tokens_per_second")
    expected = expected_rate(Fleet(fleet([bare]), None).workloads[0]).value
    return fleet([dict(bare, output_tokens_per_second=0.45 * expected)])


row("10.6", library_case(), both(fires(LOW, state="candidate"),
                                 lambda v: near(v.report["summary"]["waste_per_hour"], 0.0)))
row("10.7", fleet([without(slow(), "requests_running", "requests_waiting")]),
    lambda v: same(v.missing(LOW, "w")[0], "ambiguous_demand"))
row("10.8", fleet([without(slow(kind="serving"), "output_tokens_per_second", "expected_tokens_per_second")]),
    does_not_apply(LOW))
row("10.8 items", fleet([slow(kind="serving", items_per_second=40, expected_items_per_second=100)]),
    fires(LOW, waste=4.0 * 0.6))
row("10.9", fleet([slow(demand_seconds=20 * 60)]), lacks(LOW, "insufficient_coverage"))

# M: overlaps of money

row("M1", fleet([chat(max_model_len=8192, **{k: v for k, v in SLO.items() if k == "tpot_slo_seconds"})]),
    both(fires(TIER, subtype="too_big", waste=3.20, recoverable=2336, relations=[("overlaps", OVER)]),
         fires(OVER, waste=0.0, recoverable=0.0, relations=[("overlaps", TIER)]),
         lambda v: near(v.report["summary"]["waste_per_hour"], 3.20)))
M2 = dict(chat(replicas=4, **without(slow(), "id", "kind", "gpus", "placement", *TELEMETRY)),
          output_tokens_per_second=450, output_tokens_per_second_peak=300)
row("M2", fleet([M2], gpu_types=types("H100-80", "L4-24")),
    both(fires(LOW, waste=12.0, recoverable=8.0 * 730),
         fires(OVER, waste=0.0, recoverable=0.0, relations=[("superseded_by", LOW)])))
M3 = batch(sm_active_mean=0.10, dram_active_mean=0.05, batch_size=1, batch_size_limit=8, memory_base_bytes=10 ** 10,
           bytes_per_item=10 ** 9, items_remaining=10 ** 6)
row("M3", fleet([M3]),
    both(fires(SIZE, batch_size=8, waste=3.0, recoverable=12.0 * 30), fires(TIERED, waste=0.0, recoverable=0.0),
         lambda v: near(v.report["summary"]["recoverable_per_month"], 360.0)))
THIRTY_FOUR = dict(name="fixture-34b", parameters=34e9, layers=48, kv_heads=8, head_dim=128)
M4 = tier(model="fixture-34b", gpus=4, tensor_parallel=4, idle_seconds=14 * DAY, requests=0, **TELEMETRY)
row("M4", fleet([M4], [node(price_per_gpu_hour=4.25, gpu_count=4)], models=[THIRTY_FOUR]),
    both(fires(DARK, "w", "held_idle", waste=17.0),
         fires(TIER, waste=0.0, relations=[("superseded_by", DARK)]),
         lambda v: near(v.report["summary"]["waste_per_hour"] * 24, 408.0)))


def m5():
    nodes, held = holding(4, 4)
    return fleet(held + [job()], nodes + [dark(node_id="small", gpu_count=4)])


row("M5", m5(), both(fires(FRAG, "job", waste=32.0), fires(DARK, "small", "unallocated", waste=16.0),
                     lambda v: near(v.report["summary"]["waste_per_hour"], 48.0)))
row("M6", fleet([tier(**SLO)], [node(purchase="committed")]),
    fires(TIER, waste=3.20, recoverable=0.0, degraded=["sunk"]))
row("M7", fleet([work(idle_seconds=14 * DAY, **TELEMETRY), work("other", 1, "n1", "training")],
                [node(billing_unit="node")]),
    fires(DARK, "w", "held_idle", waste=4.0, recoverable=0.0, degraded=["node_billing"]))

# L: what could be leased

L_NODES, L_HELD = holding(8, 4, 2, 1, 1)
row("L1", fleet(L_HELD, L_NODES), lambda v: same(v.blocks(), {8: 1, 4: 1, 2: 1, 1: 2}))
row("L3", fleet([], [node("a"), node("b", purpose="ha_spare")]), lambda v: same(v.blocks(), {8: 1}))


def failures(program):
    failed = 0
    for name, (snapshot, policy, check) in ROWS.items():
        try:
            check(run_program(program, snapshot, policy) if program else evaluate(snapshot, policy))
            print("pass", name)
        except (AssertionError, RuntimeError, KeyError, TypeError, StopIteration) as error:
            failed += 1
            print("FAIL", name, "-", error or traceback.format_exc(limit=-1).strip().splitlines()[-2].strip())
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program")
    failed = failures(parser.parse_args().program)
    print("%d of %d rows pass" % (len(ROWS) - failed, len(ROWS)))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
