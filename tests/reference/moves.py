"""Applies every move that a report proposes to its snapshot and evaluates again: no move may leave its workload
too small, killed for memory or slow by the throughput model where it was not before.

    python3 moves.py --program PATH --count 300 --seed 0

Exit status 1 when any move does, or when too few moves were met to say so.
"""

import argparse
import copy
import json
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import random_fleet
from piq_reference.inputs import Fleet
from piq_reference.memory import overhead
from piq_reference.throughput import expected_rate
from shape import run_program

MOVES = {"move_gpu_type", "reduce_tensor_parallel", "raise_tensor_parallel", "reduce_replicas", "mig_partition"}
SETTINGS = {"set_batch_size", "set_max_num_seqs", "set_gpu_memory_fraction", "set_kv_dtype", "set_max_model_len",
            "set_max_num_batched_tokens"}
HARM = [("tier_misplacement", "too_small"), ("oom_risk", "gpu"), ("low_throughput", None)]


def row_named(rows, key, name):
    return next(r for r in rows if r[key] == name or name in (r.get("aliases") or []))


class Move:
    """One remedy of one finding, put into a copy of the snapshot."""

    def __init__(self, snapshot, policy, finding, remedy):
        self.policy = policy
        self.snapshot = copy.deepcopy(snapshot)
        self.parameters = remedy.get("parameters") or {}
        self.action = remedy["action"]
        self.row = row_named(self.snapshot["workloads"], "id", finding["entity_id"])
        before = Fleet(snapshot, policy)
        self.before = next(w for w in before.workloads if w.id == finding["entity_id"])

    def apply(self):
        """The snapshot afterwards; None where the remedy changes nothing that a snapshot holds."""
        if self.action in SETTINGS:
            if not self.parameters:
                return None
            self.row.update(self.parameters)
        elif self.action == "reduce_replicas":
            if not self.before.gpus.known:
                return None  # how many a replica would give back
            self.fewer_replicas()
        else:
            self.elsewhere()
        return self.snapshot

    def fewer_replicas(self):
        gone = self.row["gpus"] * ((self.before.replicas().value or 0) - self.parameters["replicas"])
        for piece in reversed(self.row["placement"]):
            taken = min(gone, piece["gpus"])
            piece["gpus"] -= taken
            gone -= taken
        self.row["placement"] = [p for p in self.row["placement"] if p["gpus"] > 0]
        self.row["replicas"] = self.parameters["replicas"]

    def elsewhere(self):
        """Onto a fresh node of the type."""
        row, was = self.row, self.before
        here = self.snapshot["nodes"][[n["id"] for n in self.snapshot["nodes"]].index(row["placement"][0]["node"])]
        kind = self.parameters.get("gpu_type") or here["gpu_type"]
        tp = self.parameters.get("tensor_parallel", 1)
        if self.action == "raise_tensor_parallel":
            gpus = self.parameters.get("gpus") or tp * was.pp * was.dp
        else:
            gpus = self.parameters.get("gpus", 1)
        replicas = was.replicas().value or 1
        row.update(gpus=gpus, tensor_parallel=tp, replicas=replicas)
        if gpus == tp * was.dp:
            row.pop("pipeline_parallel", None)
        if self.action == "mig_partition":
            row["mig_profile"] = self.parameters["mig_profile"]
        else:
            row.pop("mig_profile", None)
        row["placement"] = [dict(node="fresh", gpus=gpus * replicas)]
        node = dict(id="fresh", gpu_type=kind, gpu_count=int(gpus * replicas), billed=True)
        if "cluster" in here:
            node["cluster"] = here["cluster"]
        self.snapshot["nodes"].append(node)
        self.carry(kind, tp)
        self.pace()

    def pace(self):
        """Today's demand; a queue is served faster where the model expects more of the new placement."""
        drop_baselines(self.row)  # they are of another placement
        if "output_tokens_per_second" not in self.row:
            return
        there = next(w for w in Fleet(self.snapshot, self.policy).workloads if w.id == self.row["id"])
        now, then = expected_rate(self.before), expected_rate(there)
        if now.known and now.value and then.known:
            self.row["output_tokens_per_second"] *= max(1.0, then.value / now.value)
        else:
            del self.row["output_tokens_per_second"]

    def carry(self, kind, tp):
        """What was measured of the memory of one GPU, as it would be measured there."""
        row, was = self.row, self.before
        old = was.memory().value
        new = row_named(self.snapshot["gpu_types"], "name", kind).get("memory_bytes")
        if self.action == "mig_partition":
            profiles = row_named(self.snapshot["gpu_types"], "name", kind)["mig_profiles"]
            new = row_named(profiles, "name", row["mig_profile"])["memory_bytes"]
        ways = (was.tensor_parallel().value or 1) * was.pp / (tp * (row.get("pipeline_parallel") or 1))
        fixed = overhead(was, tp)

        def cut(used):
            base = min(used, fixed)
            return base + (used - base) * ways

        reserved = was.preallocated()
        peak = row.pop("oom_gpu_memory_peak", None)
        if reserved.known and reserved.value:
            peak = None  # what it reserves there is for the engine to decide
            for name in ("gpu_memory_used_max_bytes", "kv_cache_usage_p95"):
                row.pop(name, None)
        elif "gpu_memory_used_max_bytes" in row:
            row["gpu_memory_used_max_bytes"] = int(cut(row["gpu_memory_used_max_bytes"]))
        if peak is not None and old and new:
            # Some random rows tell of a peak above the highest of the window, which is believed.
            seen = min(peak * old, was.value("gpu_memory_used_max_bytes") or peak * old)
            row["oom_gpu_memory_peak"] = min(1.0, cut(seen) / new)


def drop_baselines(row):
    for name in ("expected_tokens_per_second", "best_tokens_per_second"):
        row.pop(name, None)


def by_model(snapshot):
    """The same fleet where nobody stated what a replica should deliver."""
    bare = copy.deepcopy(snapshot)
    for row in bare["workloads"]:
        drop_baselines(row)
    return bare


def harms(report, entity_id):
    """What stands against this workload, in the words of HARM."""
    return {(f["detector"], subtype) for f in report["findings"] for detector, subtype in HARM
            if f["entity_id"] == entity_id and f["state"] != "observation" and f["detector"] == detector
            and subtype in (None, f["subtype"])}


def moves(report):
    for finding in report["findings"]:
        # What was observed refuses every target of such a candidate, and the report says so (R22).
        refused = finding["state"] == "candidate" and "observed_load" in finding["degraded_by"]
        if finding["state"] == "observation" or finding["entity"] != "workload" or refused:
            continue
        for remedy in finding["remedies"]:
            if remedy["action"] in MOVES or remedy["action"] in SETTINGS:
                yield finding, remedy


def one(program, seed):
    snapshot, policy = random_fleet.make(seed), random_fleet.make_policy(seed)
    if policy:
        policy = {k: v for k, v in policy.items() if k not in ("disabled", "suppressions")}
    before = run_program(program, snapshot, policy)
    known = [before, run_program(program, by_model(snapshot), policy)]
    counts, wrong = Counter(), []
    for finding, remedy in moves(before):
        after = Move(snapshot, policy, finding, remedy).apply()
        if after is None:
            continue
        counts[finding["detector"], remedy["action"]] += 1
        try:
            report = run_program(program, after, policy)
        except RuntimeError as refused:
            wrong.append((seed, finding, remedy, str(refused)))
            continue
        entity_id = finding["entity_id"]
        new = harms(report, entity_id).difference(*[harms(r, entity_id) for r in known])
        if new:
            wrong.append((seed, finding, remedy, ", ".join(sorted("%s %s" % h for h in new))))
    return counts, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    counts, wrong = Counter(), []
    seeds = range(arguments.seed, arguments.seed + arguments.count)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for met, bad in pool.map(partial(one, arguments.program), seeds, chunksize=8):
            counts.update(met)
            wrong += bad
    for seed, finding, remedy, text in wrong:
        print("seed %d: %s %s of %s (%s), %s %s: now %s" % (
            seed, finding["detector"], finding["subtype"], finding["entity_id"], finding["state"], remedy["action"],
            json.dumps(remedy.get("parameters"), sort_keys=True), text))
    for (detector, action), count in sorted(counts.items()):
        print("  %-20s %-24s %d" % (detector, action, count))
    total = sum(counts.values())
    print("%d of %d moves do harm" % (len(wrong), total))
    sys.exit(1 if wrong or 2 * total < arguments.count else 0)


if __name__ == "__main__":
    main()
