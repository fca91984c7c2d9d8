#!/usr/bin/env python3
"""Refits the constants of the throughput model on rows.csv and prints what they miss by.

    fit.py            the constants in lib/physics/constants.h, scored by group
    fit.py --refit    also fits: on all rows, and leaving one source (or publisher) out at a time, where the rows
                      scored are never among those the fit has seen (three minutes)
    fit.py --write    the same, put into bench/README.md in place of what stands there
Offline, standard library only, deterministic.
"""
import collections
import contextlib
import io
import math
import multiprocessing
import sys

import alarms
import model

README = model.ROOT / "bench/README.md"
BEGIN, END = "<!-- accuracy: written by calibration/fit.py --write -->\n", "<!-- end of accuracy -->\n"

# What somebody who knows the hardware but no measurement would start from; the fit leans on it by WEIGHT where the rows
# that are left say nothing (one publisher alone ran bursts, one alone MI300X).
NEUTRAL = {"bandwidth_efficiency": 0.8, "decode_efficiency": 0.6, "prefill_efficiency": 0.6, "step_seconds": 0.001,
           "layer_seconds": 0.00002, "reduce_seconds": 0.00002, "link_efficiency": 0.5, "fp8_factor": 0.9,
           "fp4_factor": 0.7, "moe_factor": 0.8, "cdna3_factor": 0.8, "steady": 0.9, "burst": 0.7,
           "burst_prefill": 0.8, "kv_output_share": 0.7, "reduce_pcie": 2.0}
WEIGHT = 0.0003


def loss(values, rows, base):
    k = dict(base, **values)
    total = 0.0
    for r in rows:
        e = abs(math.log(model.factor(r, k)))
        total += e if e < 1.0 else 1.0 + 0.25 * (e - 1.0)  # a row that is off by e or more is a story of its own
    return total / len(rows) + WEIGHT * sum(math.log(values[p] / NEUTRAL[p]) ** 2 for p in values)


def fit(rows):
    """Pattern search on the logarithms, one constant at a time."""
    base, values = model.constants(), dict(NEUTRAL)
    step = {p: 0.2 for p in values}
    best = loss(values, rows, base)
    while max(step.values()) > 0.01:
        for p in values:
            for s in (step[p], -step[p]):
                trial = dict(values, **{p: values[p] * math.exp(s)})
                if (p in ("steady", "burst", "burst_prefill", "kv_output_share") or p.endswith(("efficiency", "factor"))) and trial[p] > 1.0:
                    continue
                score = loss(trial, rows, base)
                if score < best - 1e-6:
                    best, values, step[p] = score, trial, abs(s) * 1.5
                    break
            else:
                step[p] *= 0.5
    return values


def held_out(job):
    key, rows = job
    scored = [r for r in rows if r.group == key]
    k = dict(model.constants(), **fit([r for r in rows if r.group != key]))
    return [(r.index, model.factor(r, k)) for r in scored]


def leave_one_out(rows, group):
    for i, r in enumerate(rows):
        r.index, r.group = i, group(r)
    jobs = [(key, rows) for key in sorted({r.group for r in rows})]
    with multiprocessing.Pool() as pool:
        found = dict(pair for part in pool.map(held_out, jobs, chunksize=1) for pair in part)
    return [found[i] for i in range(len(rows))]


DEVICES = {"NVIDIA RTX PRO 6000 Blackwell Server Edition": "RTX PRO 6000"}


def model_class(r):
    kind = "mixture of experts" if r.active < r.parameters else "dense"
    return kind + ", " + {"mxfp4": "4 bit", "fp4": "4 bit", "int4": "4 bit", "fp8": "8 bit"}.get(r.weights, "16 bit")


def line(name, factors):
    median, p90, two = model.scores(factors)
    return f"| {name} | {len(factors)} | {median:.2f} | {p90:.2f} | {100 * two:.0f}% |"


LOADS = {"batch-conc": "steady, fixed batch", "serve-conc": "steady, capped concurrency", "serve-burst": "burst, server",
         "trt-fixed-batch": "offline, fixed batch", "trt-offline": "offline, TensorRT-LLM",
         "vllm-offline": "offline, vLLM"}


def report(title, rows, factors, by_group=True):
    print(f"\n### {title}\n\n| rows | n | median | p90 | within 2x |\n|---|---|---|---|---|")
    print(line("all", factors))
    groups = (("device", lambda r: DEVICES.get(r.gpu, r.gpu.replace("NVIDIA ", ""))), ("class", model_class),
              ("load", lambda r: LOADS[r.load]), ("GPUs of a replica", lambda r: f"{r.tp:.0f}"),
              ("publisher", lambda r: r.family))
    for label, of in groups if by_group else ():
        parts = collections.defaultdict(list)
        for r, f in zip(rows, factors):
            parts[of(r)].append(f)
        for name in sorted(parts):
            print(line(f"{label}: {name}", parts[name]))


def scored(every, rows):
    k = model.constants()
    report("The constants in use", rows, [model.factor(r, k) for r in rows])
    good = [r for r in every if r.use != "misconfigured"]
    print("\n### The constants in use, on rows that the fit leaves out, too\n\n| rows | n | median | p90 | within 2x |\n"
          "|---|---|---|---|---|")
    print(line("all but those that their publisher calls misconfigured", [model.factor(r, k) for r in good]))
    print(line("every row", [model.factor(r, k) for r in every]))


def refitted(rows):
    k, best = model.constants(), fit(rows)
    report("Leave one source out", rows, leave_one_out(rows, lambda r: r.raw["source"]))
    report("Leave one publisher out", rows, leave_one_out(rows, lambda r: r.family), False)
    report("Leave one device out", rows, leave_one_out(rows, lambda r: r.gpu), False)
    report("Fitted on all rows (optimistic)", rows, [model.factor(r, dict(k, **best)) for r in rows], False)
    print("\n| constant | fitted | used |\n|---|---|---|")
    for p in best:
        print(f"| {p} | {best[p]:.4g} | {k[p]:.4g} |")


def write(text):
    page = README.read_text(encoding="utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    README.write_text(before + BEGIN + text + END + after, encoding="utf-8")


def main():
    every = model.rows()
    rows = [r for r in every if r.use == "fit"]
    options, text = sys.argv[1:], io.StringIO()
    with contextlib.redirect_stdout(text if "--write" in options else sys.stdout):
        scored(every, rows)
        if options:
            refitted(rows)
            print("\n### Finding 10 by the model alone\n")
            alarms.main([])
    if "--write" in options:
        write(text.getvalue().lstrip("\n"))


if __name__ == "__main__":
    main()
