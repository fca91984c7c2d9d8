"""How often the random fleets take the rarer paths of the rules.

    python3 paths.py --count 2000 --least 20

Exit status 1 when a path is taken in fewer fleets than that.
"""

import argparse
import os
import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor

import random_fleet
from piq_reference import evaluate

HARDWARE = ("tier_misplacement", "overprovisioned", "batch_over_tiered")


def has(detector, **wanted):
    return lambda fleet, found: any(f["detector"] == detector and f["state"] == "fired"
                                    and all(f[k] == v for k, v in wanted.items()) for f in found)


def together(*detectors, owns=None):
    """All fired on one workload; `owns` got money out of the target that suits all."""
    def on(fleet, found):
        for mine in by_entity(found).values():
            fired = {f["detector"]: f for f in mine if f["state"] == "fired"}
            if set(detectors) <= set(fired) and (owns is None or fired[owns]["waste_per_hour"] > 0):
                return True
        return False
    return on


def by_entity(found):
    groups = defaultdict(list)
    for f in found:
        groups[f["entity"], f["entity_id"]].append(f)
    return groups


def related(detector, kind, other):
    return lambda fleet, found: any(
        f["detector"] == detector and any(r["type"] == kind and r["detector"] == other for r in f["relations"])
        for f in found)


def remedy(detector, action):
    return lambda fleet, found: any(f["detector"] == detector and (f["primary"] or {}).get("action") == action
                                    for f in found)


def from_peers(fleet, found):
    sources = (0.85, 0.85 * 0.80)  # the second where no cause is found
    return any(f["detector"] == "low_throughput" and abs(f["confidence_factors"]["source"] - s) < 1e-9
               for f in found for s in sources)


def bought(test):
    """Money that comes back from workloads on nodes of some kind."""
    def on(fleet, found):
        nodes = {n["id"]: n for n in fleet["nodes"]}
        sits = {w["id"]: [nodes[p["node"]] for p in w.get("placement", [])] for w in fleet["workloads"]}
        return any(f["entity"] == "workload" and f["waste_per_hour"] > 0 and test(f, sits[f["entity_id"]])
                   for f in found)
    return on


def by_node(f, nodes):
    return any(n.get("billing_unit") == "node" for n in nodes)


def resold(f, nodes):
    return any(n.get("purchase") in ("committed", "owned") for n in nodes) and "sunk" not in f["degraded_by"]


def no_common_target(fleet, found):
    return any(r["type"] == "conflict" for f in found if f["detector"] in HARDWARE for r in f["relations"])


PATHS = {
    "2 as a slice": has("overprovisioned", subtype="mig"),
    "7 as a slice": has("batch_over_tiered", subtype="mig"),
    "1 as a slice": remedy("tier_misplacement", "mig_partition"),
    "2 with fewer replicas": has("overprovisioned", subtype="fewer_replicas"),
    "2 with fewer GPUs": has("overprovisioned", subtype="fewer_gpus"),
    "10 over-sharded": has("low_throughput", subtype="over_sharded"),
    "10 by its peers": from_peers,
    "5 replica flap": lambda fleet, found: any(f["subtype"] == "replica_flap" for f in found),
    "1 and 2 on one target": together("tier_misplacement", "overprovisioned", owns="tier_misplacement"),
    "1 and 7 on one target": together("tier_misplacement", "batch_over_tiered", owns="tier_misplacement"),
    "7 after 8": together("batch_size", "batch_over_tiered", owns="batch_over_tiered"),
    "7 gone after 8": related("batch_over_tiered", "blocked_by", "batch_size"),
    "2 after 10": together("low_throughput", "overprovisioned", owns="overprovisioned"),
    "2 gone after 10": related("overprovisioned", "superseded_by", "low_throughput"),
    "replica cut held by 10": related("overprovisioned", "blocked_by", "low_throughput"),
    "1 and 2 without a common target": no_common_target,
    "6 held idle above a floor": remedy("dark_capacity", "reduce_replicas"),
    "2 superseded by held idle": related("overprovisioned", "superseded_by", "dark_capacity"),
    "3 blocks a shrinking remedy": related("oom_risk", "blocks", "overprovisioned"),
    "3 raises tensor parallelism": remedy("oom_risk", "raise_tensor_parallel"),
    "3 moves to a larger type": remedy("oom_risk", "move_gpu_type"),
    "4 superseded by 5": related("cold_start", "superseded_by", "thrashing"),
    "node billing, alone": bought(lambda f, nodes: by_node(f, nodes) and f["recoverable_per_month"] > 0),
    "node billing, not alone": bought(lambda f, nodes: by_node(f, nodes) and "node_billing" in f["degraded_by"]),
    "committed with resale": bought(lambda f, nodes: resold(f, nodes) and f["recoverable_per_month"] > 0),
    "committed without": bought(lambda f, nodes: "sunk" in f["degraded_by"]),
}


def taken(seed):
    fleet = random_fleet.make(seed)
    found = evaluate(fleet, random_fleet.make_policy(seed))["findings"]
    return [name for name, path in PATHS.items() if path(fleet, found)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--least", type=int, default=20)
    arguments = parser.parse_args()
    counts = Counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for names in pool.map(taken, range(arguments.seed, arguments.seed + arguments.count), chunksize=16):
            counts.update(names)
    for name in PATHS:
        print("%6d  %s" % (counts[name], name))
    sys.exit(1 if any(counts[name] < arguments.least for name in PATHS) else 0)


if __name__ == "__main__":
    main()
