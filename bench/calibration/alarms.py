#!/usr/bin/env python3
"""How often finding 10, by the model alone, would blame good published rows, and how many bad ones it finds.

Each row is read as a saturated workload whose demand is the stated concurrency (else the number of requests): the
expectation is that at min(KV capacity, 256, demand) under steady load (rulings R31), and the finding fires when
observed / expected is below the ratio at which its confidence reaches 0.50 (R6, R7).
"""
import model

FIRES_BELOW = 0.389  # 0.60 * (0.70 + 0.30 * (0.50 - ratio) / 0.25) = 0.50
SEQUENCES = 256.0    # max_num_seqs does not bound the expectation, this does


def ratio(r, k):
    fixed, linear, expert, miss, first, holds = model.prepare(r, k)
    b = min(max(1.0, float(int(max(holds, 0.0)))), SEQUENCES, r.concurrency or r.requests or SEQUENCES)
    step = fixed + (expert * model.touched(miss, b) if miss else 0.0) + linear * b
    return r.observed / (r.replicas * k["steady"] * b * r.osl / (r.osl * step + first * b))


def main():
    model.MEMORY_FRACTION = 0.9  # the default of gpu_memory_fraction
    k, rows = model.constants(), model.rows()
    groups = (("good, concurrency stated", [r for r in rows if r.use == "fit" and r.concurrency]),
              ("good, all", [r for r in rows if r.use == "fit"]),
              ("marked MISCONFIG", [r for r in rows if r.use == "misconfigured"]))
    print("| rows | n | fire | below 0.50 |\n|---|---|---|---|")
    for name, group in groups:
        ratios = [ratio(r, k) for r in group]
        fired, low = sum(x < FIRES_BELOW for x in ratios), sum(x < 0.5 for x in ratios)
        print(f"| {name} | {len(group)} | {fired} ({100 * fired / len(group):.1f}%) | {low} ({100 * low / len(group):.1f}%) |")


if __name__ == "__main__":
    main()
