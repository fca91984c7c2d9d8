"""What telemetry seldom says: zeros, counts that contradict each other, shares that name no GPU, drops exactly a day apart."""

import random

DAY = 86400
COUNTS = ["gpu_oom_events", "gpu_oom_events_24h", "host_oom_events", "host_oom_events_24h", "unknown_oom_events",
          "startup_oom_events", "preemptions", "cold_starts", "min_replicas", "replica_floor", "scale_downs_24h",
          "regretted_scale_downs_24h"]
SECONDS = ["seconds_since_oom", "cold_start_p50_seconds", "cold_start_p95_seconds", "init_seconds", "ttft_slo_seconds",
           "idle_gap_p95_seconds", "idle_gap_p99_seconds", "scale_down_grace_seconds", "idle_seconds", "pending_seconds",
           "observed_seconds"]
RATIOS = ["oom_gpu_memory_peak", "host_memory_peak", "kv_cache_usage_p95", "cold_request_ratio", "warm_ratio",
          "loading_ratio", "coverage_ratio"]
FLAGS = ["user_facing", "crash_looping", "billed_while_loading", "single_domain", "quota_admitted"]
OF_NODES = {"idle_seconds": [0, 14399, 14400, 86400], "ready_seconds": [0, 3599, 3600], "dark_ratio": [0.0, 1.0],
            "requests": [0, 1], "gpu_workloads": [0, 1], "state_seconds": [0, 86400], "coverage_ratio": [0.79, 0.8],
            "stale_seconds": [300, 301], "sm_active_max": [0.01, 0.011], "gpu_utilization_max": [0.01, 0.5]}


ZEROS = ["weight_bytes", "max_model_len", "tensor_parallel", "pipeline_parallel", "data_parallel", "replicas", "output_tokens_mean",
         "prompt_tokens_mean", "kv_cache_pool_bytes", "non_kv_peak_bytes", "run_seconds", "runs_per_month", "batch_size", "bytes_per_item",
         "max_num_seqs", "output_tokens_per_second", "output_tokens_per_second_peak", "requests", "gpu_memory_used_max_bytes",
         "kv_cache_usage_max", "deadline_seconds", "expected_tokens_per_second", "best_tokens_per_second", "declared_concurrency",
         "tpot_slo_seconds", "ttft_slo_seconds", "requests_in_system_p95", "cpu_cores", "idle_seconds"]


def strew(seed, snapshot):
    """Changes some rows in place."""
    zero(random.Random("zeros %d" % seed), snapshot)
    rng = random.Random("unusual %d" % seed)
    for w in snapshot["workloads"]:
        for _ in range(rng.choice([0, 0, 1, 2])):
            change(rng, w)
        if rng.random() < 0.05:
            w["scale_events"] = regular(rng)
        for piece in w.get("placement", []):
            if "gpu" in piece and rng.random() < 0.1 and roomy(snapshot, piece["node"]):
                del piece["gpu"]
    for node in snapshot["nodes"]:
        if rng.random() < 0.2:
            name = rng.choice(sorted(OF_NODES))
            node[name] = rng.choice(OF_NODES[name])
    return snapshot


def zero(rng, snapshot):
    """Some numbers are 0, stated or not, some workloads claim other replicas than are placed, and some pieces hold no GPU."""
    for w in snapshot["workloads"]:
        if rng.random() < 0.15:
            w[rng.choice(ZEROS)] = 0
        if rng.random() < 0.05:
            w["replicas"] = rng.choice([1, 2, 3, 9, 40])
        if rng.random() < 0.05:
            for piece in w.get("placement", [])[rng.choice([0, 0, 1]):]:
                piece["gpus"] = 0


def roomy(snapshot, name):
    """The node holds its pieces even if each took whole GPUs."""
    size = next((n.get("gpu_count", 0) for n in snapshot["nodes"] if n["id"] == name), 0)
    pieces = [p["gpus"] for w in snapshot["workloads"] for p in w.get("placement", []) if p["node"] == name]
    return sum(max(1, g) for g in pieces) <= size


def change(rng, w):
    kind = rng.random()
    if kind < 0.4:
        w[rng.choice(COUNTS)] = rng.choice([0, 0, 1, 2, 3, 4, 11, 12])
    elif kind < 0.6:
        w[rng.choice(SECONDS)] = rng.choice([0, 5, 59, 60, 600, 900, 3599, 3600, DAY, 3 * DAY])
    elif kind < 0.8:
        w[rng.choice(RATIOS)] = rng.choice([0.0, 0.01, 0.05, 0.2, 0.5, 0.8, 0.89, 0.9, 0.95, 1.0])
    elif kind < 0.9:
        w[rng.choice(FLAGS)] = rng.random() < 0.5
    else:
        w.pop(rng.choice(COUNTS + SECONDS + RATIOS + FLAGS), None)


def regular(rng):
    """Drops at one pace; some end above zero, and traffic returns after one pause."""
    every = rng.choice([DAY, DAY // 2, DAY // 3, DAY // 4, 7200])
    pause = rng.choice([60, 900, 901, 5400])
    low = rng.choice([0, 0, 0, 1])
    events, at = [dict(t=14 * DAY, replicas=3)], 13 * DAY
    for _ in range(rng.choice([3, 4, 5, 12])):
        events += [dict(t=at, replicas=low), dict(t=at - pause, replicas=3)]
        at -= every
    rng.shuffle(events)
    return events
