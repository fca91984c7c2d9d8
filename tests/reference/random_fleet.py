"""Small random fleets in which findings are common and boundaries are hit exactly.

make(seed) gives a snapshot, make_policy(seed) a policy or None.
"""

import copy
import random

GB = 10 ** 9
HOUR, DAY, WEEK = 3600, 86400, 604800


# ---- catalogs ----

def card(name, memory, bandwidth, flops, price, fp8=None, domain=1, link=None):
    row = dict(name=name, memory_bytes=memory * GB, memory_bandwidth=bandwidth * 1e9, fp16_flops=flops * 1e12,
               price_per_gpu_hour=price, domain_gpus=domain, mig_profiles=[])
    if fp8:
        row["fp8_flops"] = fp8 * 1e12
    if link:
        row["link_bandwidth"] = link * 1e9
    return row


CARDS = [card("H100-80", 80, 3350, 989, 4.0, 1979, 8, 900), card("A100-80", 80, 2039, 312, 2.5, None, 8, 600),
         card("L40S-48", 48, 864, 362, 1.8, 733), card("A10G-24", 24, 600, 70, 1.2),
         card("L4-24", 24, 300, 121, 0.8, 242), card("H200-141", 141, 4800, 989, 5.5, 1979, 8, 900)]


def profile(name, slices, memory):
    return dict(name=name, compute_slices=slices, compute_slices_total=7, memory_bytes=memory * GB,
                max_instances=7 // slices)


PROFILES = [profile("1g.10gb", 1, 10), profile("1g.20gb", 1, 20), profile("2g.20gb", 2, 20),
            profile("3g.40gb", 3, 40), profile("4g.40gb", 4, 40), profile("7g.80gb", 7, 80)]

MODELS = [
    dict(name="m7", parameters=7.24e9, layers=32, kv_heads=8, head_dim=128),
    dict(name="m7full", parameters=7.24e9, layers=32, kv_heads=8, head_dim=128, attention_heads=32,
         hidden_size=4096, vocab_size=32000, max_context=32768, **{"class": "decoder"}),
    dict(name="m70", parameters=70.6e9, layers=80, kv_heads=8, head_dim=128, attention_heads=64, hidden_size=8192,
         max_context=8192),
    dict(name="m34", parameters=34e9, layers=48, kv_heads=8, head_dim=128, attention_heads=56),
    dict(name="moe", parameters=46.7e9, active_parameters=12.9e9, layers=32, kv_heads=8, head_dim=128),
    dict(name="moe8", parameters=46.7e9, active_parameters=12.9e9, layers=32, kv_heads=8, head_dim=128, experts=8,
         experts_per_token=2, hidden_size=4096, vocab_size=32000),
    dict(name="mla", parameters=16e9, active_parameters=2.4e9, layers=27, kv_lora_rank=512, rope_head_dim=64,
         experts=64, experts_per_token=6, hidden_size=2048),
    dict(name="windowed", parameters=12e9, layers=48, kv_heads=8, head_dim=256, sliding_window=1024,
         sliding_layers=40, max_context=131072),
    dict(name="bare", parameters=7.24e9), dict(name="bare70", parameters=70.6e9),
    dict(name="partial", parameters=8e9, layers=32),
    dict(name="shapeless"),
    dict(name="embed", parameters=0.6e9, **{"class": "encoder"}),
    dict(name="whisper-like", parameters=1.6e9, **{"class": "encoder_decoder"}),
    dict(name="painter", parameters=12e9, aliases=["paint"], **{"class": "diffusion"}),
]


def gpu_types(rng):
    rows = copy.deepcopy(rng.sample(CARDS, rng.randint(2, len(CARDS))))
    for row in rows:
        if row["name"] in ("H100-80", "A100-80") and rng.random() < 0.4:
            row["mig_profiles"] = copy.deepcopy(rng.sample(PROFILES, rng.randint(1, len(PROFILES))))
        if rng.random() < 0.08:
            del row["price_per_gpu_hour"]
        elif rng.random() < 0.08:
            row["price_per_gpu_hour"] = rng.choice([3.2, 2.0, 1.44, 0.0, 3.24])
        if rng.random() < 0.10:
            row["allowed"] = rng.choice([False, False, True])
        if rng.random() < 0.05:
            row.pop(rng.choice(["memory_bandwidth", "fp16_flops", "memory_bytes", "domain_gpus"]))
        if rng.random() < 0.10:
            row.pop("link_bandwidth", None)
        if rng.random() < 0.10:
            row["aliases"] = [row["name"].lower() + "-alias"]
        if rng.random() < 0.10:
            row["resale_price_per_gpu_hour"] = round(row.get("price_per_gpu_hour", 2.0) / 2, 3)
    if rng.random() < 0.12:
        for row in rows[1:]:
            row["allowed"] = False
    return rows


# ---- nodes ----

def named(rng, row):
    aliases = row.get("aliases")
    return rng.choice(aliases) if aliases and rng.random() < 0.5 else row["name"]


def nodes(rng, types):
    count = rng.choice([0, 1, 2, 3, 3, 4, 4, 5, 6, 7, 8])
    clusters = rng.choice([[""], [""], ["east"], ["east", "west"], ["", "east"]])
    main = rng.choice(types)
    rows = [one_node(rng, "n%d" % i, main if rng.random() < 0.6 else rng.choice(types), clusters)
            for i in range(count)]
    if rng.random() < 0.04:
        rows = crowd(rng, main)
    if rng.random() < 0.12:
        for row in rows:
            row["domain"] = rng.choice(["rack-a", "rack-b"])
    return rows


def crowd(rng, row):
    """A cluster that fell idle at once."""
    start = rng.choice([5, 90]) * HOUR
    count = rng.choice([7, 8])
    return [dict(id="n%d" % i, gpu_type=row["name"], gpu_count=2, billed=True, sm_active_max=0.0,
                 idle_seconds=start + rng.choice([0, 10, 60])) for i in range(count)]


def one_node(rng, name, row, clusters):
    node = dict(id=name, gpu_type=named(rng, row), gpu_count=rng.choice([8, 8, 8, 8, 4, 4, 2, 1]), billed=True)
    cluster = rng.choice(clusters)
    if cluster:
        node["cluster"] = cluster
    chance = rng.random
    if chance() < 0.03:
        node["gpu_type"] = "Strange-99"
    if chance() < 0.03:
        del node[rng.choice(["gpu_type", "gpu_count", "billed"])]
    if chance() < 0.05:
        node["billed"] = False
    if chance() < 0.10:
        node["state"] = rng.choice(["cordoned", "draining", "maintenance", "failed", "failed"])
    if chance() < 0.10:
        node["state_seconds"] = rng.choice([HOUR, DAY, DAY - 1, 3 * DAY])
    if chance() < 0.08:
        node["unhealthy_gpus"] = 1
    if chance() < 0.30:
        buy(rng, node)
    if chance() < 0.10:
        node["billing_unit"] = "node"
    if chance() < 0.10:
        node["purpose"] = rng.choice(["ha_spare", "dr", "burst_reserve", "dev", "general"])
    if chance() < 0.15:
        node["price_per_gpu_hour"] = rng.choice([3.0, 4.0, 5.0, 2.25, 0.0])
    if chance() < 0.08:
        node["mig_enabled"] = True
    if chance() < 0.06 and node.get("gpu_count") == 8:
        node["domain_gpus"] = rng.choice([4, 2])
    if chance() < 0.10:
        node["region"] = rng.choice(["r1", "r2"])
    if chance() < 0.10:
        node["free_spell_p10_seconds"] = rng.choice([HOUR, 6 * HOUR, 12 * HOUR])
    return node


def buy(rng, node):
    node["purchase"] = rng.choice(["spot", "committed", "committed", "owned", "on_demand"])
    if rng.random() < 0.6:
        node["resale_price_per_gpu_hour"] = rng.choice([1.0, 2.0, 0.5])
    if rng.random() < 0.6:
        node["sell_through_ratio"] = rng.choice([0.5, 0.8, 0.0, 1.0])


def darken(rng, node):
    """Give an empty node what finding 6 reads."""
    node["idle_seconds"] = rng.choice([4 * HOUR, 4 * HOUR - 1, 3 * HOUR, 168 * HOUR, 30 * HOUR, 400 * HOUR, 2 * DAY])
    maybe(rng, node, 0.5, "ready_seconds", [HOUR, HOUR - 1, 30 * DAY])
    maybe(rng, node, 0.5, "gpu_workloads", [0, 0, 0, 1])
    maybe(rng, node, 0.3, "gpus_allocated", [0, 0, 0, 1, 2])
    maybe(rng, node, 0.3, "requests", [0, 0, 1])
    maybe(rng, node, 0.3, "dark_ratio", [0.5, 0.25, 1.0])
    maybe(rng, node, 0.5, "sm_active_max", [0.0, 0.005, 0.01, 0.011])
    maybe(rng, node, 0.2, "gr_engine_active_max", [0.0, 0.01])
    maybe(rng, node, 0.2, "gpu_utilization_max", [0.0, 0.01])
    maybe(rng, node, 0.2, "coverage_ratio", [0.9, 0.8, 0.79])
    maybe(rng, node, 0.2, "stale_seconds", [30, 300, 301])
    if rng.random() < 0.10:
        node.pop("idle_seconds")


def maybe(rng, row, chance, name, values):
    if rng.random() < chance:
        row[name] = rng.choice(values)


# ---- templates, one per finding ----

def telemetry(rng):
    return dict(observed_seconds=rng.choice([14 * DAY, 14 * DAY, 7 * DAY, 31 * HOUR, 108000, 107999]),
                coverage_ratio=rng.choice([1.0, 1.0, 0.95, 0.9, 0.8]), stale_seconds=rng.choice([30, 30, 300]))


def lengths(rng):
    return dict(prompt_tokens_mean=rng.choice([200, 500, 1024, 1500, 4000]),
                output_tokens_mean=rng.choice([100, 200, 256, 500]))


def parallel(rng, row):
    """GPUs of a replica and how it is cut."""
    ways = rng.choice([1, 1, 1, 1, 1, 1, 2, 2, 4, 8])
    row["gpus"] = ways
    if ways > 1:
        form = rng.random()
        if form < 0.6:
            row["tensor_parallel"] = ways
        elif form < 0.75:
            row["pipeline_parallel"] = 2
        elif form < 0.9:
            row["data_parallel"] = rng.choice([2, ways])
    if rng.random() < 0.02:
        row["tensor_parallel"] = 3


def paper(rng):
    """Finding 1."""
    row = dict(kind=rng.choice(["llm_serving", "llm_serving", "batch", "serving", "training", "notebook", "unknown"]),
               model=rng.choice([m["name"] for m in MODELS]), weight_dtype=rng.choice(["bf16", "bf16", "fp8", "int4"]),
               max_model_len=rng.choice([2048, 8192, 8192, 32768, 131072]))
    parallel(rng, row)
    maybe(rng, row, 0.3, "declared_concurrency", [1, 4, 8, 32])
    maybe(rng, row, 0.2, "required_features", [["fp8"], ["fp4"], ["link"], ["fp8", "link"], []])
    maybe(rng, row, 0.1, "weights_offloaded", [True, False])
    maybe(rng, row, 0.1, "startup_oom_events", [0, 1, 3])
    maybe(rng, row, 0.3, "tpot_slo_seconds", [0.05, 0.1, 0.2, 0.02])
    maybe(rng, row, 0.2, "ttft_slo_seconds", [0.5, 1.0, 2.0])
    maybe(rng, row, 0.2, "required_tokens_per_second", [50, 200, 1000, 5000])
    if rng.random() < 0.6:
        row.update(lengths(rng))
    if rng.random() < 0.2:
        row["weight_bytes"] = rng.choice([4, 14, 14, 30, 76, 74, 140]) * GB
    return row


def chat(rng):
    """Finding 2 on an engine that serves tokens."""
    row = dict(kind="llm_serving", engine=rng.choice(["vllm", "vllm", "sglang", "tgi", "triton"]), model="m7",
               weight_bytes=14 * GB, gpu_memory_used_max_bytes=int(73.6 * GB),
               kv_cache_usage_max=rng.choice([0.04, 0.2, 0.5, 0.96]), kv_cache_pool_bytes=50 * GB,
               non_kv_peak_bytes=2 * GB, requests=rng.choice([5000, 5000, 0]),
               output_tokens_per_second_peak=rng.choice([20, 60, 200, 800, 3000]))
    row.update(lengths(rng))
    row.update(telemetry(rng))
    row["replicas"] = rng.choice([1, 1, 2, 3, 4, 5])
    row["gpus"] = 1
    if rng.random() < 0.1:
        parallel(rng, row)
    maybe(rng, row, 0.5, "replica_floor", [1, 2])
    maybe(rng, row, 0.4, "min_replicas", [0, 1, 2])
    maybe(rng, row, 0.3, "max_num_seqs", [16, 64, 256])
    maybe(rng, row, 0.3, "tpot_slo_seconds", [0.05, 0.1, 0.02])
    maybe(rng, row, 0.2, "ttft_slo_seconds", [0.5, 2.0])
    maybe(rng, row, 0.4, "max_model_len", [8192])
    maybe(rng, row, 0.2, "warm_ratio", [0.3, 0.7, 1.0])
    maybe(rng, row, 0.2, "kv_dtype", ["fp8", "bf16"])
    maybe(rng, row, 0.2, "gpu_memory_fraction", [0.85, 0.92])
    return row


def activity(rng, kind, row, first):
    rung = rng.random()
    value = rng.choice([0.0, 0.05, 0.08, 0.1, 0.15, 0.25, 0.3, 0.49, 0.5, 0.6])
    if rung < 0.6:
        row["sm_active_" + kind] = value
    elif rung < 0.8:
        row["gr_engine_active_" + kind] = value
    elif rung < 0.95:
        row["gpu_utilization_" + kind] = value
    maybe(rng, row, 0.6, "tensor_active_" + first, [0.0, 0.02, 0.1, 0.3])
    maybe(rng, row, 0.85, "dram_active_" + first, [0.02, 0.05, 0.1, 0.1, 0.2, 0.39, 0.4, 0.55])


def vision(rng):
    """Finding 2 on anything else."""
    row = dict(kind=rng.choice(["serving", "serving", "training", "notebook"]),
               gpu_memory_used_max_bytes=rng.choice([4, 12, 19, 20, 36, 38, 60, 64, 66, 72]) * GB)
    maybe(rng, row, 0.7, "engine", ["triton", "other", "nim"])
    parallel(rng, row)
    activity(rng, "peak", row, "p95")
    row.update(telemetry(rng))
    maybe(rng, row, 0.3, "requests", [0, 100])
    maybe(rng, row, 0.2, "memory_preallocated", [True, False])
    maybe(rng, row, 0.2, "replicas", [1, 2])
    return row


def killed(rng):
    """Finding 3."""
    row = dict(kind=rng.choice(["llm_serving", "serving", "batch", "training"]), gpus=1)
    maybe(rng, row, 0.6, "engine", ["vllm", "triton", "other", "sglang"])
    maybe(rng, row, 0.7, "gpu_oom_events", [0, 1, 3, 4])
    maybe(rng, row, 0.4, "gpu_oom_events_24h", [0, 1, 2, 3])
    maybe(rng, row, 0.6, "host_oom_events", [0, 0, 0, 1, 2])
    maybe(rng, row, 0.2, "host_oom_events_24h", [0, 2, 3])
    maybe(rng, row, 0.3, "unknown_oom_events", [0, 1, 2])
    maybe(rng, row, 0.4, "host_memory_peak", [0.3, 0.89, 0.9, 0.99])
    maybe(rng, row, 0.5, "oom_gpu_memory_peak", [0.45, 0.89, 0.9, 0.97])
    maybe(rng, row, 0.5, "gpu_memory_used_max_bytes", [10 * GB, 21 * GB, 72 * GB, 76 * GB])
    maybe(rng, row, 0.3, "kv_cache_usage_p95", [0.4, 0.85, 0.95, 0.97])
    maybe(rng, row, 0.3, "max_num_seqs", [16, 256])
    maybe(rng, row, 0.3, "preemptions", [0, 5])
    maybe(rng, row, 0.3, "seconds_since_oom", [60, 3599, 3600, 5 * DAY])
    maybe(rng, row, 0.1, "crash_looping", [True, False])
    maybe(rng, row, 0.2, "environment", ["dev", "prod"])
    maybe(rng, row, 0.4, "model", ["m7", "m34"])
    maybe(rng, row, 0.3, "host_memory_bytes", [64 * GB])
    return row


def sleepy(rng):
    """Finding 4."""
    row = dict(kind=rng.choice(["llm_serving", "serving", "unknown", "batch"]), gpus=1,
               state=rng.choice(["running", "scaled_to_zero"]), min_replicas=rng.choice([0, 0, 0, 1]),
               user_facing=rng.choice([True, True, True, False]), cold_starts=rng.choice([0, 2, 3, 40]),
               cold_start_p95_seconds=rng.choice([2, 5, 5.1, 12, 20, 60, 90]))
    maybe(rng, row, 0.6, "requests", [100, 2000, 4000, 0])
    maybe(rng, row, 0.4, "cold_request_ratio", [0.005, 0.01, 0.05, 0.06])
    maybe(rng, row, 0.4, "ttft_slo_seconds", [1, 2, 6, 10])
    maybe(rng, row, 0.5, "warm_ratio", [0.0, 0.3, 1.0])
    maybe(rng, row, 0.2, "environment", ["dev", "prod"])
    maybe(rng, row, 0.2, "replica_floor", [1, 2])
    maybe(rng, row, 0.3, "weight_bytes", [16 * GB])
    maybe(rng, row, 0.3, "weight_load_rate", [1e9, 4e9])
    maybe(rng, row, 0.3, "init_seconds", [1, 20])
    maybe(rng, row, 0.3, "model", ["m7", "embed"])
    return row


def events(rng, floor=0):
    """A replica line that falls and returns."""
    rows, t = [], rng.choice([30, 50, 100]) * HOUR
    level = floor + rng.choice([1, 2])
    rows.append(dict(t=t, replicas=level, cause="traffic"))
    for _ in range(rng.choice([1, 3, 4, 6, 12, 14])):
        t -= rng.choice([600, 1200, HOUR, 2 * HOUR, 6 * HOUR])
        if t < 60:
            break
        rows.append(dict(t=t, replicas=floor, cause=rng.choice(["traffic"] * 6 + ["rollout", "failure", "unknown"])))
        t -= rng.choice([0, 60, 120, 900, 901, 4000])
        if t < 0:
            break
        rows.append(dict(t=t, replicas=level, cause="traffic"))
    for row in rows:
        if rng.random() < 0.03:
            del row["cause"]
    if rng.random() < 0.2:
        rng.shuffle(rows)
    return rows


def nervous(rng):
    """Finding 5."""
    row = dict(kind=rng.choice(["llm_serving", "llm_serving", "serving", "unknown"]), gpus=rng.choice([1, 1, 2]),
               state=rng.choice(["running", "scaled_to_zero"]), min_replicas=rng.choice([0, 0, 0, 1]),
               cold_start_p50_seconds=rng.choice([90, 90, 30, 5, 4.9, 600]))
    source = rng.random()
    if source < 0.5:
        row["scale_events"] = events(rng, row["min_replicas"])
    elif source < 0.9:
        row["regretted_scale_downs_24h"] = rng.choice([3, 4, 5, 11, 12])
        row["scale_downs_24h"] = row["regretted_scale_downs_24h"] + rng.choice([0, 0, 4, 5, 12])
        if rng.random() < 0.2:
            del row[rng.choice(["regretted_scale_downs_24h", "scale_downs_24h"])]
    maybe(rng, row, 0.5, "loading_ratio", [0.05, 0.2, 0.19])
    maybe(rng, row, 0.3, "idle_gaps", [list(range(60, 601, 60)) + [30000], [60, 7200, 7300, 7400], [3590, 200, 61],
                                       [3601, 100], [45.5] * 20 + [3000]])
    maybe(rng, row, 0.3, "idle_gap_p95_seconds", [540, 541, 3600, 3601, 7200])
    maybe(rng, row, 0.3, "idle_gap_p99_seconds", [1500, 3600, 9000])
    maybe(rng, row, 0.3, "user_facing", [True, False])
    maybe(rng, row, 0.2, "environment", ["dev", "prod"])
    maybe(rng, row, 0.2, "cold_request_ratio", [0.04, 0.05, 0.2])
    maybe(rng, row, 0.1, "billed_while_loading", [False, True])
    maybe(rng, row, 0.2, "scale_down_grace_seconds", [60, 300])
    maybe(rng, row, 0.3, "cold_starts", [5, 40])
    maybe(rng, row, 0.3, "cold_start_p95_seconds", [20, 100])
    maybe(rng, row, 0.1, "observed_seconds", [12 * HOUR, 14 * DAY])
    return row


def held(rng):
    """Finding 6 on a workload."""
    row = dict(kind=rng.choice(["llm_serving", "notebook", "training", "batch", "unknown"]), gpus=rng.choice([1, 2, 4]),
               idle_seconds=rng.choice([72 * HOUR, 72 * HOUR - 1, 14 * DAY, 400 * HOUR, HOUR]))
    maybe(rng, row, 0.4, "replica_floor", [0, 1, 2])
    maybe(rng, row, 0.3, "replicas", [1, 2, 3])
    maybe(rng, row, 0.4, "requests", [0, 10])
    if rng.random() < 0.5:
        row.update(telemetry(rng))
    if rng.random() < 0.4:
        row.update(paper(rng), kind="llm_serving")
    return row


def nightly(rng):
    """Findings 7 and 8."""
    row = dict(kind=rng.choice(["batch"] * 8 + ["unknown"]), gpus=1,
               run_seconds=rng.choice([4 * HOUR, 4 * HOUR, HOUR, HOUR / 2, 8 * HOUR]),
               runs_per_month=rng.choice([30, 30, 4, 20, 100]))
    activity(rng, "mean", row, "mean")
    row.update(telemetry(rng))
    maybe(rng, row, 0.9, "gpu_memory_used_max_bytes", [8 * GB, 12 * GB, 19 * GB, 30 * GB, 60 * GB])
    maybe(rng, row, 0.5, "deadline_seconds", [8 * HOUR, 6 * HOUR, 5 * HOUR, 24 * HOUR])
    maybe(rng, row, 0.2, "engine", ["other", "vllm"])
    if rng.random() < 0.55:
        row.update(batch_size=rng.choice([1, 1, 2, 4, 8, 9]), bytes_per_item=rng.choice([1, 5, 70, 200]) * 10 ** 8)
        maybe(rng, row, 0.8, "memory_base_bytes", [10 * GB, 16 * GB])
        maybe(rng, row, 0.7, "items_remaining", [5, 8, 64, 10 ** 6])
        maybe(rng, row, 0.6, "batch_size_limit", [1, 2, 8, 32, 64, 500])
        maybe(rng, row, 0.5, "cpu_utilization_p95", [0.3, 0.9, 0.89, 0.97])
    maybe(rng, row, 0.3, "model", ["m7", "embed", "bare", "m34"])
    maybe(rng, row, 0.3, "max_model_len", [8192])
    if rng.random() < 0.15:
        parallel(rng, row)
    return row


def starved(rng):
    """Finding 10."""
    kind = rng.choice(["llm_serving"] * 5 + ["serving"])
    unit = "tokens" if kind == "llm_serving" else "items"
    expected = rng.choice([1800, 1000, 400])
    row = dict(kind=kind, engine=rng.choice(["vllm", "sglang", "triton"]), gpus=1,
               max_num_seqs=rng.choice([16, 16, 64, 256]))
    share = rng.choice([0.19, 0.1, 0.24, 0.25, 0.3, 0.4, 0.45, 0.5, 0.499, 0.8])
    row["output_tokens_per_second" if unit == "tokens" else "items_per_second"] = expected * share
    maybe(rng, row, 0.75, "expected_%s_per_second" % unit, [expected])
    maybe(rng, row, 0.2, "best_%s_per_second" % unit, [expected, 2 * expected])
    maybe(rng, row, 0.8, "requests_waiting", [12, 1, 0.9, 0, 0])
    maybe(rng, row, 0.8, "requests_running", [16, 12.8, 15.2, 12, 2, 200])
    maybe(rng, row, 0.5, "requests_in_system_p95", [20, 28, 44, 100])
    maybe(rng, row, 0.6, "demand_seconds", [0, 1200, 1799, 1800, 6 * HOUR])
    maybe(rng, row, 0.5, "kv_cache_usage_p95", [0.3, 0.69, 0.7, 0.9, 0.97])
    maybe(rng, row, 0.3, "at_limit_ratio", [0.5, 0.49, 0.9])
    maybe(rng, row, 0.2, "preemptions", [0, 99, 100, 300])
    maybe(rng, row, 0.4, "requests", [10000])
    maybe(rng, row, 0.3, "cpu_cores", [2, 3, 4, 16])
    maybe(rng, row, 0.3, "cpu_utilization_p95", [0.3, 0.79, 0.8, 0.9, 1.2])
    maybe(rng, row, 0.15, "cpu_throttled_ratio", [0.04, 0.05])
    maybe(rng, row, 0.1, "eager_mode", [True, False])
    maybe(rng, row, 0.1, "speculative_acceptance", [0.49, 0.5])
    maybe(rng, row, 0.3, "max_num_batched_tokens", [2048, 2049, 8192])
    maybe(rng, row, 0.15, "role", ["prefill", "decode", "monolith"])
    maybe(rng, row, 0.3, "ttft_slo_seconds", [1.0])
    maybe(rng, row, 0.3, "ttft_p95_seconds", [0.5, 3.0])
    maybe(rng, row, 0.3, "replica_floor", [1, 2])
    row["replicas"] = rng.choice([1, 1, 2, 4])
    if rng.random() < 0.6:
        row.update(lengths(rng))
        row.update(model=rng.choice(["m7", "m7", "m7full", "moe"]), weight_dtype="bf16")
    if rng.random() < 0.03:
        row.update(prompt_tokens_mean=5001, output_tokens_mean=100)
    if rng.random() < 0.2:
        parallel(rng, row)
        row.pop("replicas")
    if rng.random() < 0.12:
        # Cut more ways than it needs, and nothing else wrong.
        row.update(model="m7", weight_dtype="bf16", max_model_len=8192, gpus=4, tensor_parallel=4,
                   kv_cache_usage_p95=0.75)
        for name in ("replicas", "cpu_cores", "cpu_utilization_p95", "cpu_throttled_ratio", "eager_mode",
                     "speculative_acceptance", "preemptions", "max_num_batched_tokens", "pipeline_parallel",
                     "data_parallel"):
            row.pop(name, None)
    row.update(telemetry(rng))
    return row


def mixture(rng):
    """Several findings on one workload."""
    row = {}
    kinds = rng.choice([[chat, starved], [chat, paper], [nightly, paper], [chat, killed], [nervous, sleepy],
                        [held, chat], [nightly, killed], [nervous, chat], [chat, starved, paper]])
    for template in kinds:
        row.update(template(rng))
    if starved in kinds and chat in kinds and rng.random() < 0.8:
        row.update(requests_waiting=12, expected_tokens_per_second=1800, demand_seconds=6 * HOUR, requests=5000,
                   output_tokens_per_second=rng.choice([340, 450, 720]), kv_cache_usage_max=0.3)
    if nightly in kinds and paper in kinds:
        row.update(model="m7", weight_dtype="bf16", max_model_len=8192)
        for name in ("weights_offloaded", "weight_bytes", "required_features"):
            row.pop(name, None)
    row["kind"] = "batch" if nightly in kinds else "llm_serving"
    row["gpus"] = rng.choice([1, 1, row["gpus"]])
    for name in ("tensor_parallel", "pipeline_parallel", "data_parallel"):
        if row["gpus"] == 1:
            row.pop(name, None)
    if row.get("state") == "scaled_to_zero" and rng.random() < 0.7:
        row["state"] = "running"
    return row


def waiting(rng):
    """Finding 9."""
    gpus = rng.choice([8, 8, 8, 4, 4, 2, 1, 16, 0.5])
    row = dict(kind="training", state="pending", gpus=gpus)
    maybe(rng, row, 0.92, "single_domain", [True] * 6 + [False])
    maybe(rng, row, 0.92, "pending_seconds", [1800, 1800, 599, 600, 3599, 3600, 2 * DAY, 30 * DAY])
    maybe(rng, row, 0.8, "quota_admitted", [True] * 6 + [False])
    maybe(rng, row, 0.3, "replicas", [1, 2])
    maybe(rng, row, 0.2, "priority", [1, 2, -1])
    maybe(rng, row, 0.15, "cluster", ["", "east", "west"])
    if gpus == 16 or rng.random() < 0.1:
        row["pod_gpus"] = rng.choice([g for g in (1, 2, 4, 8) if gpus >= g and gpus % g == 0] or [gpus])
    if rng.random() < 0.03:
        del row["gpus"]
    return row


TEMPLATES = [paper, paper, chat, chat, vision, killed, sleepy, nervous, held, nightly, nightly, starved, starved,
             mixture, mixture, waiting, waiting]


# ---- mutation ----

BOUNDARIES = {
    "coverage_ratio": [0.8, 0.7999, 0.95, 1.0], "stale_seconds": [300, 300.5, 10],
    "observed_seconds": [108000, 107999.9, 86400, 604800, 604799],
    "gpu_memory_used_max_bytes": [64 * GB, int(19.2 * GB), int(38.4 * GB), int(70.4 * GB), int(77.6 * GB)],
    "weight_bytes": [74 * GB, 62 * GB, 17 * GB, int(20.8 * GB), 1],
    "requests": [0, 1, 100], "kind": ["unknown", "batch", "llm_serving", "serving", "training", "notebook"],
    "gpus": [1, 2, 0.5], "warm_ratio": [0.0, 0.5, 1.0], "min_replicas": [0, 1, 2], "replica_floor": [0, 1, 2, 3],
    "environment": ["dev"], "model": ["unheard-of", "paint", "shapeless", "m7full"], "price_per_gpu_hour": [3.0, 0.0],
    "idle_seconds": [72 * HOUR, 4 * HOUR], "kv_cache_usage_max": [0.0, 1.0], "tensor_parallel": [1, 2],
    "non_kv_peak_bytes": [0, 5 * GB], "max_num_seqs": [1, 8, 1024], "engine": ["nim", "other", "vllm"],
    "sm_active_mean": [0.5, 0.4999, 0.0], "sm_active_peak": [0.5, 0.4999], "dram_active_mean": [0.4, 0.3999],
}


def mutate(rng, row):
    for _ in range(rng.choice([0, 0, 0, 1, 1, 2, 3])):
        names = [n for n in row if n not in ("id", "placement", "state", "replicas")]
        deed = rng.random()
        if deed < 0.5:
            row.pop(rng.choice(names), None)
        elif deed < 0.85:
            name = rng.choice(sorted(BOUNDARIES))
            row[name] = rng.choice(BOUNDARIES[name])
        else:
            scale(rng, row, rng.choice(names))


def scale(rng, row, name):
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or name in ("gpus", "pod_gpus"):
        return
    factor = rng.choice([0.5, 2, 1.25])
    grown = value * factor
    if name.endswith(("_ratio", "_max", "_p95", "_mean", "_peak", "fraction")) and isinstance(value, float):
        grown = min(grown, 1.0) if value <= 1 else grown
    row[name] = int(grown) if isinstance(value, int) else grown


# ---- placement ----

class Space:
    """What is left on the nodes, so that nothing is overfull."""

    def __init__(self, rows):
        self.free = {r["id"]: r.get("gpu_count", 0) for r in rows}
        self.type = {r["id"]: r.get("gpu_type") for r in rows}
        self.shared = {}

    def whole(self, rng, count, spread):
        """Pieces that make up so many GPUs, or None."""
        open_nodes = [n for n, f in self.free.items() if f >= 1]
        rng.shuffle(open_nodes)
        one = [n for n in open_nodes if self.free[n] >= count]
        if one and not spread:
            return self.take([(one[0], count)])
        pieces, left = [], count
        for name in open_nodes:
            piece = min(left, self.free[name])
            if piece > 0:
                pieces.append((name, piece))
                left -= piece
        return self.take(pieces) if left == 0 else None

    def take(self, pieces):
        for name, count in pieces:
            self.free[name] -= count
        return [dict(node=n, gpus=c) for n, c in pieces]

    def share(self, rng, part):
        for (name, label), used in sorted(self.shared.items()):
            if used + part <= 1.0 and rng.random() < 0.7:
                self.shared[name, label] += part
                return [dict(node=name, gpus=part, gpu=label)]
        open_nodes = sorted(n for n, f in self.free.items() if f >= 1)
        if not open_nodes:
            return None
        name = rng.choice(open_nodes)
        self.free[name] -= 1
        label = "g%d" % len(self.shared)
        self.shared[name, label] = part
        return [dict(node=name, gpus=part, gpu=label)]


def place(rng, row, space):
    """Put a running workload somewhere; fewer replicas where there is no room; False: nowhere."""
    gpus = row.get("gpus") or 1
    if gpus < 1:
        row.pop("replicas", None)
        pieces = space.share(rng, gpus)
    else:
        replicas = row.get("replicas", 1)
        pieces = None
        while replicas >= 1 and not pieces:
            pieces = space.whole(rng, int(gpus * replicas), rng.random() < 0.05)
            replicas -= 0 if pieces else 1
        if pieces and "replicas" in row:
            row["replicas"] = replicas
            if rng.random() < 0.3:
                del row["replicas"]
    if not pieces:
        return False
    row["placement"] = pieces
    return True


def sliced(rng, row, types):
    """Hold a MIG slice instead of a whole GPU."""
    names = [p["name"] for t in types for p in t["mig_profiles"]] or ["1g.10gb"]
    row["gpus"] = rng.choice([0.5, 0.25, 3 / 7])
    row["mig_profile"] = rng.choice(names) if rng.random() < 0.9 else "9g.999gb"
    for name in ("replicas", "tensor_parallel", "pipeline_parallel", "data_parallel"):
        row.pop(name, None)


def workloads(rng, rows, types):
    space, made = Space(rows), []
    for i in range(rng.choice([0, 1, 2, 3, 4, 5, 6, 8, 10, 14])):
        row = rng.choice(TEMPLATES)(rng)
        if row.get("state") != "pending":
            mutate(rng, row)
        row = dict(id="w%d" % i, **row)
        if rng.random() < 0.06 and "state" not in row:
            sliced(rng, row, types)
        row["gpus"] = row.get("gpus", None)
        if row["gpus"] is None:
            del row["gpus"]
        if row.get("state", "running") == "running":
            if not place(rng, row, space) and rng.random() < 0.7:
                continue
            if rng.random() < 0.01:
                row.pop("placement", None)
        elif row["state"] == "scaled_to_zero":
            row.pop("replicas", None)
            maybe(rng, row, 0.6, "gpu_type", [named(rng, rng.choice(types))])
        if row.get("state") == "pending" and rng.random() < 0.3:
            row["accepted_gpu_types"] = [named(rng, t) for t in rng.sample(types, rng.randint(1, len(types)))]
        made.append(row)
    if rng.random() < 0.35:
        made += filling(rng, space)
    if rng.random() < 0.15 and made:
        made += twins(rng, made, space)
    return made


def filling(rng, space):
    """Plain jobs that leave scattered space."""
    made = []
    for name in sorted(space.free):
        size = rng.choice([0, 1, 2, 4, 4, 5, 6])
        if 0 < size <= space.free[name]:
            space.free[name] -= size
            made.append(dict(id="f-" + name, kind="training", gpus=size, tensor_parallel=size,
                             movable=True, placement=[dict(node=name, gpus=size)]))
    return made


def twins(rng, made, space):
    """Peers of a serving workload, for the expectation of finding 10."""
    pattern = [w for w in made if "output_tokens_per_second" in w and "placement" in w and w.get("model")
               and "mig_profile" not in w]
    if not pattern:
        return []
    copies = []
    for i in range(rng.choice([3, 4, 5])):
        row = copy.deepcopy(pattern[0])
        row.update(id="t%d" % i, replicas=1, output_tokens_per_second=rng.choice([900, 1500, 2000.5]))
        row.pop("expected_tokens_per_second", None)
        if place(rng, row, space):
            copies.append(row)
    return copies


def scattered(rng, types):
    """Free GPUs in pieces and jobs that want whole nodes."""
    row = rng.choice(types)
    rows = [one_node(rng, "n%d" % i, row, [""]) for i in range(rng.choice([2, 3, 4, 5, 6]))]
    space, made = Space(rows), []
    for name in sorted(space.free):
        used = min(space.free[name], rng.choice([0, 2, 4, 4, 4, 5, 6, 8]))
        if used > 0:
            space.free[name] -= used
            made.append(dict(id="f-" + name, kind="training", gpus=used, tensor_parallel=used, movable=True,
                             placement=[dict(node=name, gpus=used)]))
    for i in range(rng.choice([0, 1, 1, 2, 3])):
        job = waiting(rng)
        if rng.random() < 0.6:
            job["gpus"] = 8
            job.pop("pod_gpus", None)
            job.pop("cluster", None)
        made.append(dict(id="j%d" % i, **job))
    return rows, made


# ---- stages: what meets too rarely by itself ----

def stage_types(rng, *names):
    """Some cards as they are, each with profiles where it can be cut."""
    rows = [copy.deepcopy(card) for card in CARDS if not names or card["name"] in names]
    for row in rows:
        if row["name"] in ("H100-80", "A100-80"):
            row["mig_profiles"] = copy.deepcopy(PROFILES)
    return rows


def on(node, *rows):
    """Placed side by side; GPUs as they ask."""
    for row in rows:
        row["placement"] = [dict(node=node, gpus=row["gpus"] * row.get("replicas", 1))]
    return list(rows)


def well(rng):
    return dict(observed_seconds=14 * DAY, coverage_ratio=rng.choice([1.0, 0.95, 0.9]), stale_seconds=30)


def served(rng, **fields):
    """A language model that is watched well."""
    row = dict(id="s0", kind="llm_serving", engine=rng.choice(["vllm", "sglang"]), model="m7", weight_bytes=14 * GB,
               gpu_memory_used_max_bytes=int(73.6 * GB), kv_cache_usage_max=rng.choice([0.02, 0.04, 0.2]),
               kv_cache_pool_bytes=50 * GB, non_kv_peak_bytes=2 * GB, requests=5000, gpus=1, replicas=1, min_replicas=1,
               output_tokens_per_second_peak=rng.choice([20, 60, 200]), prompt_tokens_mean=rng.choice([400, 1024]),
               output_tokens_mean=rng.choice([100, 256]), **well(rng))
    row.update(fields)
    return row


def job(rng, **fields):
    """A batch job that is watched well."""
    row = dict(id="s0", kind="batch", gpus=1, run_seconds=4 * HOUR, runs_per_month=rng.choice([30, 20]),
               sm_active_mean=rng.choice([0.05, 0.1, 0.15]), tensor_active_mean=rng.choice([0.02, 0.05]),
               dram_active_mean=rng.choice([0.02, 0.05]), gpu_memory_used_max_bytes=12 * GB, **well(rng))
    row.update(fields)
    return row


def slow(rng, share, **fields):
    """Demand that waits for an engine far below its baseline."""
    row = dict(output_tokens_per_second=1800 * share, expected_tokens_per_second=1800, requests_waiting=12,
               requests_running=16, demand_seconds=6 * HOUR, max_num_seqs=16)
    row.update(fields)
    return row


def stage_slice_of_batch(rng):
    return stage_types(rng, "H100-80", "A10G-24"), on("n0", job(
        rng, dram_active_mean=rng.choice([0.3, 0.35, 0.39]), gpu_memory_used_max_bytes=rng.choice([8, 12]) * GB))


def stage_slice_of_engine(rng):
    return stage_types(rng, "H100-80"), on("n0", served(rng, kv_cache_usage_max=rng.choice([0.02, 0.1])))


def stage_slice_of_vision(rng):
    row = job(rng, kind="serving", sm_active_peak=rng.choice([0.05, 0.2]), tensor_active_p95=0.05, dram_active_p95=0.1,
              gpu_memory_used_max_bytes=rng.choice([4, 8, 12]) * GB)
    return stage_types(rng, "H100-80"), on("n0", row)


def stage_fewer_gpus(rng):
    if rng.random() < 0.5:
        return stage_types(rng, "H100-80"), on("n0", served(rng, gpus=4, tensor_parallel=4))
    row = job(rng, kind="training", gpus=4, tensor_parallel=4, sm_active_peak=0.1, tensor_active_p95=0.05,
              dram_active_p95=0.1)
    return stage_types(rng, "H100-80"), on("n0", row)


def stage_over_sharded(rng):
    types = stage_types(rng, "H100-80", "L40S-48")
    types[0].pop("link_bandwidth")
    row = served(rng, gpus=4, tensor_parallel=4, max_model_len=8192, kv_cache_usage_p95=0.75)
    row.update(slow(rng, rng.choice([0.19, 0.3, 0.45])))
    return types, on("n0", row)


def stage_peers(rng):
    rows = []
    for i in range(rng.choice([4, 5, 6])):
        row = served(rng, id="s%d" % i, requests_running=16, requests_waiting=12, max_num_seqs=16,
                     demand_seconds=6 * HOUR, output_tokens_per_second=rng.choice([900, 1500, 2000.5]))
        rows.append(row)
    rows[0]["output_tokens_per_second"] = rng.choice([300, 650, 749])
    return stage_types(rng), on("n0", *rows)


def stage_one_and_two(rng):
    row = served(rng, max_model_len=8192, replicas=rng.choice([1, 2]))
    maybe(rng, row, 0.6, "tpot_slo_seconds", [0.1, 0.2])
    maybe(rng, row, 0.3, "required_tokens_per_second", [10, 50])
    return stage_types(rng), on("n0", row)


def stage_one_and_seven(rng):
    row = job(rng, model="m7", weight_dtype="bf16", max_model_len=8192, prompt_tokens_mean=500, output_tokens_mean=100)
    maybe(rng, row, 0.7, "tpot_slo_seconds", [0.1, 0.2])
    maybe(rng, row, 0.3, "required_tokens_per_second", [10, 50])
    return stage_types(rng), on("n0", row)


def stage_eight_then_seven(rng):
    row = job(rng, sm_active_mean=0.1, batch_size=2, batch_size_limit=rng.choice([8, 16, 32]), bytes_per_item=10 ** 8,
              memory_base_bytes=4 * GB, items_remaining=10 ** 6, cpu_utilization_p95=0.3)
    if rng.random() < 0.4:
        row.update(model="m7", weight_dtype="bf16", max_model_len=8192)
    return stage_types(rng), on("n0", row)


def stage_ten_then_two(rng):
    row = served(rng, replicas=4)
    row.update(slow(rng, rng.choice([0.3, 0.4, 0.45])))
    maybe(rng, row, 0.4, "max_model_len", [8192])
    return stage_types(rng), on("n0", row)


def stage_ten_and_cut(rng):
    row = served(rng, replicas=4, gpus=1)
    row.update(slow(rng, rng.choice([0.19, 0.3, 0.45])))
    types = stage_types(rng, "H100-80", "H200-141")
    for kind in types:
        kind["mig_profiles"] = []
    return types, on("n0", row)


def stage_ten_leaves_nothing(rng):
    row = served(rng, replicas=8, min_replicas=8,
                 output_tokens_per_second_peak=rng.choice([4000, 6000, 9000, 12000]))
    row.update(slow(rng, rng.choice([0.05, 0.1])), max_num_seqs=64, requests_running=64)
    return stage_types(rng), on("n0", row)


def stage_no_common_target(rng):
    types = stage_types(rng, "H100-80", "A100-80", "L40S-48")
    types[1].update(price_per_gpu_hour=1.0, mig_profiles=[])
    types[0]["mig_profiles"] = []
    del types[1]["fp16_flops"]
    return types, on("n0", served(rng, max_model_len=131072, declared_concurrency=2))


def stage_held(rng):
    row = served(rng, idle_seconds=rng.choice([72 * HOUR, 14 * DAY]), replicas=rng.choice([2, 3]), max_model_len=8192)
    maybe(rng, row, 0.5, "replica_floor", [1])
    return stage_types(rng), on("n0", row)


def stage_killed(rng):
    row = served(rng, gpu_oom_events=rng.choice([1, 4]), max_model_len=8192, oom_gpu_memory_peak=0.97)
    maybe(rng, row, 0.4, "host_oom_events", [0, 2])
    maybe(rng, row, 0.3, "engine", ["triton"])
    maybe(rng, row, 0.3, "kv_cache_usage_p95", [0.4, 0.9])
    maybe(rng, row, 0.2, "kv_dtype", ["fp8"])
    return stage_types(rng), on("n0", row)


def stage_cold_and_nervous(rng):
    row = dict(id="s0", kind="llm_serving", gpus=1, state=rng.choice(["running", "scaled_to_zero"]), min_replicas=0,
               user_facing=True, cold_starts=40, cold_start_p95_seconds=rng.choice([12, 90]), requests=2000,
               cold_start_p50_seconds=rng.choice([30, 90]), scale_downs_24h=14, regretted_scale_downs_24h=12)
    maybe(rng, row, 0.5, "idle_gaps", [[200] * 19 + [5000], [60, 120, 400]])
    if row["state"] == "running":
        on("n0", row)
    else:
        row["gpu_type"] = "H100-80"
    return stage_types(rng), [row]


def stage_flapping(rng):
    row = dict(id="s0", kind="llm_serving", gpus=1, min_replicas=1, cold_start_p50_seconds=rng.choice([30, 90]),
               scale_events=events(rng, 1))
    return stage_types(rng), on("n0", row)


def stage_outgrown(rng):
    row = dict(id="s0", kind=rng.choice(["serving", "training"]), engine="other", gpus=1, gpu_oom_events=rng.choice([1, 3]),
               oom_gpu_memory_peak=rng.choice([0.9, 0.97, 0.99]))
    types = stage_types(rng, "L40S-48", "H100-80", "H200-141", rng.choice(["A100-80", "L4-24"]))
    for kind in types:
        kind["domain_gpus"] = rng.choice([1, 1, 2])
    return types, on("n0", row)


def stage_modelled(rng):
    """What the throughput model says decides: pipelines, ranks, experts, windows, latent attention."""
    ways, stages, ranks = rng.choice([(1, 1, 1), (2, 1, 1), (2, 2, 1), (1, 2, 1), (2, 1, 2), (1, 1, 4), (4, 2, 1)])
    row = served(rng, model=rng.choice(["m7full", "m70", "m34", "moe8", "mla", "windowed", "moe"]),
                 gpus=ways * stages * ranks, tensor_parallel=ways, pipeline_parallel=stages, data_parallel=ranks,
                 weight_dtype=rng.choice(["bf16", "fp8", "int8", "int4", "fp4"]),
                 output_tokens_per_second_peak=rng.choice([60, 400, 1500, 4000]))
    del row["weight_bytes"]
    row.update(slow(rng, rng.choice([0.05, 0.1, 0.3, 0.6])))
    maybe(rng, row, 0.7, "requests_in_system_p95", [20, 44, 100, 300])
    if rng.random() < 0.8:
        del row["expected_tokens_per_second"]
    maybe(rng, row, 0.3, "kv_dtype", ["fp8"])
    maybe(rng, row, 0.4, "tpot_slo_seconds", [0.02, 0.05, 0.1])
    maybe(rng, row, 0.3, "ttft_slo_seconds", [0.2, 1.0])
    maybe(rng, row, 0.3, "required_tokens_per_second", [200, 1000])
    maybe(rng, row, 0.3, "declared_concurrency", [2, 8])
    if rng.random() < 0.5:
        del row["kv_cache_pool_bytes"]
    return stage_types(rng), on("n0", row)


STAGES = [stage_slice_of_batch, stage_slice_of_batch, stage_slice_of_engine, stage_slice_of_vision, stage_fewer_gpus,
          stage_over_sharded, stage_peers, stage_one_and_two, stage_one_and_two, stage_one_and_seven,
          stage_eight_then_seven, stage_eight_then_seven, stage_ten_then_two, stage_ten_and_cut, stage_flapping,
          stage_ten_leaves_nothing, stage_ten_leaves_nothing, stage_outgrown,
          stage_no_common_target, stage_held, stage_killed, stage_cold_and_nervous, stage_modelled, stage_modelled,
          stage_modelled]


def staged(rng):
    """A stage on a node of its own, bought in some way, with or without a neighbour."""
    types, made = rng.choice(STAGES)(rng)
    here = rng.choice(["H100-80"] * 6 + [types[-1]["name"]])
    node = dict(id="n0", gpu_type=here, gpu_count=32, billed=True)
    chance = rng.random()
    if chance < 0.25:
        node["billing_unit"] = "node"
    elif chance < 0.5:
        node.update(purchase=rng.choice(["committed", "owned"]), resale_price_per_gpu_hour=rng.choice([1.0, 2.0]),
                    sell_through_ratio=rng.choice([0.5, 1.0]))
    elif chance < 0.6:
        node.update(purchase="committed")
    if rng.random() < 0.3:
        made += on("n0", dict(id="beside", kind="training", gpus=1))
    for row in made:
        if row["id"] != "beside" and rng.random() < 0.3:
            mutate(rng, row)
            if "placement" in row:
                row["placement"][0]["gpus"] = max(row.get("gpus", 1) * row.get("replicas", 1), 0.25)
    if rng.random() < 0.1:
        rng.choice(types).pop(rng.choice(["price_per_gpu_hour", "memory_bandwidth", "fp16_flops"]), None)
    return types, [node], made


def make(seed):
    rng = random.Random("fleet %d" % seed)
    types = gpu_types(rng)
    choice = rng.random()
    if choice < 0.4:
        types, rows, made = staged(rng)
    elif choice < 0.55:
        rows, made = scattered(rng, types)
    else:
        rows = nodes(rng, types)
        made = workloads(rng, rows, types)
    used = {p["node"] for w in made for p in w.get("placement", [])}
    for row in rows:
        if row["id"] not in used and "idle_seconds" not in row and rng.random() < 0.8:
            darken(rng, row)
        elif row["id"] in used and rng.random() < 0.08:
            row["gpus_allocated"] = rng.choice([1, 2.5, row.get("gpu_count", 1)])
    snapshot = dict(piq_snapshot=1, observed_at="2026-11-23T00:00:00Z", gpu_types=types, models=copy.deepcopy(MODELS),
                    nodes=rows, workloads=made)
    maybe(rng, snapshot, 0.5, "window_seconds", [14 * DAY, 7 * DAY, 100000])
    maybe(rng, snapshot, 0.12, "workloads_complete", [False])
    maybe(rng, snapshot, 0.06, "pending_complete", [False, True])
    if rng.random() < 0.2:
        rng.shuffle(made)
        rng.shuffle(rows)
    time_left(random.Random("time %d" % seed), made, rows)
    return snapshot


def time_left(rng, made, rows):
    """What ends by itself, what a move costs, which host has no cores to spare. Told last, so that the rest stays as it was."""
    often = rng.choice([0, 0.5, 0.9])
    for row in made:
        if row.get("state") in (None, "running") and row.get("placement"):
            maybe(rng, row, often, "remaining_seconds", [0, 600, 3600, 3600, DAY, 1e6])
            maybe(rng, row, often, "restart_seconds", [0, 300, 600.5, 7200])
    if rng.random() < 0.1:
        for row in rows:
            maybe(rng, row, 0.7, "free_cpu_cores", [0, 8, 16, 64])


OVERRIDES = {
    "coverage_min": [0.9], "stale_after_seconds": [20], "rightsize_min_data_seconds": [200000],
    "memory_headroom": [0.9, 0.7], "compute_cap_batch": [0.7], "compute_cap_online": [0.8],
    "min_saving_ratio": [0.1, 0.3],
    "overhead_bytes": [3000000000, 0], "confidence_min": [0.3, 0.7, 0.0], "severity_high_per_month": [500],
    "severity_spend_floor_multiple": [0, 1], "severity_low_per_month": [1], "hours_per_month": [720],
    "tier_hard_fit": [0.9, 0.475], "overprovision_memory_max": [0.5], "overprovision_activity_max": [0.6],
    "oom_memory_high": [0.85], "cold_start_default_slo_seconds": [10], "cold_start_min_hits": [1],
    "thrash_min_cycles": [3], "thrash_grace_max_seconds": [600], "thrash_regret_seconds": [100],
    "dark_min_seconds": [3600], "dark_held_min_seconds": [86400], "batch_tier_price_ratio": [1.2],
    "batch_tier_margin": [1.0, 0.9], "batch_low": [1, 16], "batch_gain_min": [4], "batch_max": [32],
    "fragmentation_latent_min_free": [4], "fragmentation_latent_block": [4], "throughput_ratio_min": [0.8],
    "throughput_min_peers": [2], "throughput_api_servers": [2], "lease_hours": [6], "idle_activity_max": [0.05],
}

DETECTORS = ["tier_misplacement", "overprovisioned", "oom_risk", "cold_start", "thrashing", "dark_capacity",
             "batch_over_tiered", "batch_size", "fragmentation", "low_throughput"]


def make_policy(seed):
    rng = random.Random("policy %d" % seed)
    if rng.random() < 0.65:
        return None
    policy = {name: rng.choice(OVERRIDES[name]) for name in rng.sample(sorted(OVERRIDES), rng.choice([1, 1, 2, 4]))}
    if rng.random() < 0.15:
        policy["disabled"] = rng.sample(DETECTORS, rng.choice([1, 2]))
    if rng.random() < 0.25:
        policy["suppressions"] = [suppression(rng) for _ in range(rng.choice([1, 2]))]
    return policy


def suppression(rng):
    rule = dict(detector=rng.choice(DETECTORS + ["*", "*_capacity", "batch_*", "o*"]),
                entity_id=rng.choice(["w0", "w1", "w2", "n0", "s0", "w*", "*"]),
                reason="known", owner="someone")
    maybe(rng, rule, 0.6, "until", ["2027-01-01T00:00:00Z", "2026-01-01T00:00:00Z"])
    return rule
