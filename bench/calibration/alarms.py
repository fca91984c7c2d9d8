#!/usr/bin/env python3
"""How often finding 10, by the model alone, would blame good published rows, and how many bad ones it finds.

    alarms.py                   by the formulas of model.py
    alarms.py --program PATH    the same rows as workloads of a snapshot, evaluated by the program

Each row is a saturated workload whose demand is the stated concurrency (else the number of requests): the expectation
is that at min(KV capacity, 256, demand) under steady load (rulings R31). By the formulas the finding fires when observed
/ expected is below the ratio at which its confidence reaches 0.50 (R6, R7). To the program every row is an engine that
runs at its limit with requests waiting and cache to spare, since a finding without a cause stays a candidate.
"""
import json
import subprocess
import sys

import model

FIRES_BELOW = 0.389  # 0.60 * (0.70 + 0.30 * (0.50 - ratio) / 0.25) = 0.50
SEQUENCES = 256.0    # max_num_seqs does not bound the expectation, this does


def demand(r):
    return (r.concurrency or r.requests or SEQUENCES * r.replicas) / r.replicas


def ratio(r, k):
    fixed, linear, expert, miss, first, holds = model.prepare(r, k)
    b = min(max(1.0, float(int(max(holds, 0.0)))), SEQUENCES, demand(r))
    step = fixed + (expert * model.touched(miss, b) if miss else 0.0) + linear * b
    return r.observed / (r.replicas * k["steady"] * b * r.osl / (r.osl * step + first * b))


def workload(i, r):
    """Every row on a node of its own, as one replica of its replicas."""
    waiting = 1.0
    running = max(1.0, demand(r) - waiting)
    node = {"id": f"n{i}", "gpu_type": r.gpu, "gpu_count": int(r.tp), "billed": True}
    work = {"id": f"w{i}", "kind": "llm_serving", "model": r.model, "weight_dtype": r.weights, "engine": "vllm",
            "kv_dtype": "fp8" if r.kv_bytes == 1 else "bf16", "gpus": int(r.tp), "tensor_parallel": int(r.tp),
            "replicas": 1, "placement": [{"node": f"n{i}", "gpus": int(r.tp)}], "prompt_tokens_mean": r.isl,
            "output_tokens_mean": r.osl, "output_tokens_per_second": r.observed / r.replicas,
            "requests_running": running, "requests_waiting": waiting, "max_num_seqs": int(running),
            "at_limit_ratio": 0.9, "kv_cache_usage_p95": 0.3, "demand_seconds": 21600, "coverage_ratio": 1.0,
            "stale_seconds": 0, "observed_seconds": 1209600, "requests": 100000}
    return node, work


def judged(rows, program):
    """(fired, fired or candidate) of each row."""
    pairs = [workload(i, r) for i, r in enumerate(rows)]
    snapshot = {"piq_snapshot": 1, "observed_at": "2026-01-01T00:00:00Z", "window_seconds": 1209600,
                "nodes": [n for n, _ in pairs], "workloads": [w for _, w in pairs]}
    command = [program, "evaluate", "-", "--format", "json", "--set", "throughput_min_peers=1000000"]
    done = subprocess.run(command, input=json.dumps(snapshot), capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    for n in report["not_evaluated"]:  # a row of which the default memory fraction holds no request has no expectation
        if n["detector"] == "low_throughput":
            r = rows[int(n["entity_id"][1:])]
            print(f"not evaluated: {r.gpu} x{r.tp:.0f}, {r.model} in {r.weights}, {r.isl:.0f} + {r.osl:.0f} tokens", file=sys.stderr)
    states = {f["entity_id"]: f["state"] for f in report["findings"] if f["detector"] == "low_throughput"}
    return [(states.get(f"w{i}") == "fired", f"w{i}" in states) for i in range(len(rows))]


def by_formula(rows):
    k = model.constants()
    ratios = [ratio(r, k) for r in rows]
    return [(x < FIRES_BELOW, x < 0.5) for x in ratios]


def main(options):
    model.MEMORY_FRACTION = 0.9  # the default of gpu_memory_fraction
    rows = model.rows()
    groups = (("good, concurrency stated", [r for r in rows if r.use == "fit" and r.concurrency]),
              ("good, all", [r for r in rows if r.use == "fit"]),
              ("marked MISCONFIG", [r for r in rows if r.use == "misconfigured"]))
    program = options[1] if options[:1] == ["--program"] else None
    print("| rows | n | fire | below 0.50 |\n|---|---|---|---|")
    for name, group in groups:
        found = judged(group, program) if program else by_formula(group)
        fired, low = sum(f for f, _ in found), sum(c for _, c in found)
        print(f"| {name} | {len(group)} | {fired} ({100 * fired / len(group):.1f}%) | {low} ({100 * low / len(group):.1f}%) |")


if __name__ == "__main__":
    main(sys.argv[1:])
