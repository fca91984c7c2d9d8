#!/usr/bin/env python3
"""Turns the public "openb" cluster list (Alibaba cluster-trace-gpu-v2023) into a piq snapshot on standard output.

The trace has 1,213 GPU nodes and the pods that arrived, but not where they ran: pods are placed here, in the order of
their arrival, by the policy that --policy states, until --fill of the GPUs are asked for. The 8-GPU jobs that came last
are kept back and are pending. The trace knows no prices and no telemetry: prices are the assumptions below (--no-prices leaves them out), and what is unknown stays out.
Where the trace is absent, a seeded fleet of the same shape stands in, and standard error says so.
"""
import argparse
import csv
import json
import random
import sys
from pathlib import Path

TRACE = Path(__file__).resolve().parents[3] / "shared" / "data" / "openb"
WINDOW = 14 * 86400

# GPU memory where the type is known; G2 and G3 are anonymous in the trace. Currency per GPU-hour: assumptions.
TYPES = {
    "T4": (16e9, 0.35), "P100": (16e9, 0.60), "V100M16": (16e9, 1.20), "V100M32": (32e9, 1.50), "A10": (24e9, 0.75),
    "G2": (None, 1.00), "G3": (None, 2.00),
}

# Nodes by type and size, and GPU pods by size: what the stand-in has in common with the trace.
SHAPE = [("G2", 8, 549), ("T4", 2, 387), ("P100", 2, 131), ("G3", 8, 39), ("V100M16", 4, 28), ("V100M32", 8, 21),
         ("V100M16", 1, 19), ("T4", 4, 17), ("V100M32", 4, 9), ("V100M16", 8, 8), ("P100", 1, 3), ("A10", 1, 2)]
PODS = [(0, 3078), (1, 3911), (2, 16), (4, 15), (8, 44)]


class Node:
    def __init__(self, name, kind, gpus, cores, memory):
        self.name, self.kind, self.gpus = name, kind, gpus
        self.cores, self.memory = cores, memory
        self.milli = [1000] * gpus  # left on each GPU
        self.whole = gpus           # GPUs nothing is on
        self.used = False


class Pod:
    def __init__(self, name, cores, memory, gpus, milli, spec, qos, arrival):
        self.name, self.cores, self.memory, self.gpus, self.milli = name, cores, memory, gpus, milli
        self.spec, self.qos, self.arrival = spec, qos, arrival
        self.node = self.label = None

    @property
    def share(self):
        return self.gpus == 1 and self.milli < 1000

    def size(self):
        return self.milli / 1000 if self.share else self.gpus


# ---- where the cluster comes from ----

def read_trace(folder, pods):
    with open(folder / "openb_node_list_gpu_node.csv", newline="", encoding="utf-8") as file:
        nodes = [Node(r["sn"], r["model"], int(r["gpu"]), int(r["cpu_milli"]) / 1000, int(r["memory_mib"]) * 2**20)
                 for r in csv.DictReader(file)]
    found = []
    with open(folder / ("openb_pod_list_%s.csv" % pods), newline="", encoding="utf-8") as file:
        for place, r in enumerate(csv.DictReader(file)):
            if int(r["num_gpu"]) == 0:
                continue
            spec = sorted(set((r.get("gpu_spec") or "").split("|")) - {""})
            found.append(Pod(r["name"], int(r["cpu_milli"]) / 1000, int(r["memory_mib"]) * 2**20, int(r["num_gpu"]),
                             int(r["gpu_milli"]), spec, r.get("qos") or "", int(r.get("creation_time") or place)))
    return nodes, sorted(found, key=lambda p: p.arrival)


def invent(rng):
    nodes = []
    for kind, gpus, count in SHAPE:
        for _ in range(count):
            nodes.append(Node("node-%04d" % len(nodes), kind, gpus, 12.0 * gpus + 16, (48 * gpus + 32) * 2**30))
    sizes = [size for size, count in PODS for _ in range(count)]
    rng.shuffle(sizes)
    found = []
    for i, size in enumerate(sizes):
        milli = rng.randrange(100, 900, 10) if size == 0 else 1000
        amount = size or milli / 1000
        found.append(Pod("pod-%04d" % i, round(rng.uniform(2, 10) * amount, 1), int(rng.uniform(8, 40) * amount) * 2**30,
                         size or 1, milli, [], rng.choices(["LS", "BE"], [57, 43])[0], i * 1800))
    return nodes, found


# ---- placing ----

def fits(node, pod):
    if node.cores < pod.cores or node.memory < pod.memory or (pod.spec and node.kind not in pod.spec):
        return False
    return max(node.milli) >= pod.milli if pod.share else node.whole >= pod.gpus


def choose_gpu(node, pod, policy, rng):
    open_ = [(left, i) for i, left in enumerate(node.milli) if left >= pod.milli]
    if policy == "pack":
        return min(open_)[1]  # the fullest that still has room
    if policy == "spread":
        return max(open_, key=lambda g: (g[0], -g[1]))[1]
    return rng.choice(open_)[1]


def choose_node(nodes, pod, policy, rng):
    open_ = [n for n in nodes if fits(n, pod)]
    if not open_:
        return None
    if policy == "pack":
        if pod.share:
            return min(open_, key=lambda n: (min(m for m in n.milli if m >= pod.milli), n.whole))
        return min(open_, key=lambda n: n.whole)
    if policy == "spread":
        return max(open_, key=lambda n: sum(n.milli) / n.gpus)  # the emptiest
    return rng.choice(open_)


def place(nodes, pod, policy, rng):
    node = choose_node(nodes, pod, policy, rng)
    if node is None:
        return False
    taken = [choose_gpu(node, pod, policy, rng)] if pod.share else \
        [i for i, left in enumerate(node.milli) if left == 1000][:pod.gpus]
    for gpu in taken:
        node.milli[gpu] -= pod.milli
    node.whole = node.milli.count(1000)
    node.cores -= pod.cores
    node.memory -= pod.memory
    node.used = True
    pod.node, pod.label = node, str(taken[0]) if pod.share else None
    return True


# ---- the snapshot ----

def node_row(node, idle):
    row = {"id": node.name, "cluster": "openb", "gpu_type": node.kind, "gpu_count": node.gpus, "billed": True,
           "free_cpu_cores": round(node.cores, 3), "free_memory_bytes": node.memory}
    if not node.used:  # empty from the first arrival to the last
        row.update(idle_seconds=idle, ready_seconds=idle)
    return row


def pod_row(pod, now):
    row = {"id": pod.name, "cluster": "openb", "gpus": pod.size(), "cpu_cores": round(pod.cores, 3), "host_memory_bytes": pod.memory}
    if pod.spec:
        row["accepted_gpu_types"] = pod.spec
    if pod.qos == "BE":  # best effort: may be moved
        row["movable"] = True
    if pod.node is None:
        row.update(state="pending", pending_seconds=max(0, now - pod.arrival), quota_admitted=True)
        if not pod.share:
            row["single_domain"] = True  # a pod sits on one node
        return row
    piece = {"node": pod.node.name, "gpus": pod.size()}
    if pod.label is not None:
        piece["gpu"] = pod.label
    row["placement"] = [piece]
    return row


def snapshot(nodes, pods, now, prices, source, policy):
    types = []
    for name, (memory, price) in TYPES.items():
        row = {"name": name}
        if memory is not None:
            row["memory_bytes"] = int(memory)
        if prices:
            row["price_per_gpu_hour"] = price
        types.append(row)
    return {"piq_snapshot": 1, "x_source": source, "x_placed_by": policy, "observed_at": "2023-12-01T00:00:00Z",
            "window_seconds": WINDOW, "currency": "USD", "gpu_types": types,
            "nodes": [node_row(n, min(now, WINDOW)) for n in nodes], "workloads": [pod_row(p, now) for p in pods]}


def arrived(pods, nodes, fill):
    """The pods that came until `fill` of all GPUs was asked for."""
    room = fill * sum(n.gpus for n in nodes)
    for i, pod in enumerate(pods):
        room -= pod.size()
        if room < 0:
            return pods[:i]
    return pods


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("trace", nargs="?", type=Path, default=TRACE, help="folder of the trace's csv files")
    parser.add_argument("--policy", choices=["pack", "spread", "random"], default="spread", help="how pods are placed")
    parser.add_argument("--pods", default="default", help="pod list: default, gpuspec33, gpushare40, multigpu50, cpu250")
    parser.add_argument("--fill", type=float, default=0.85, help="share of the GPUs that the arrived pods ask for")
    parser.add_argument("--pending", type=int, default=6, help="8-GPU jobs kept back, the last to arrive")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-prices", action="store_true", help="leave out the assumed prices")
    return parser.parse_args()


def main():
    options = arguments()
    rng = random.Random(options.seed)
    if (options.trace / "openb_node_list_gpu_node.csv").exists():
        nodes, pods = read_trace(options.trace, options.pods)
        source = "openb, pods %s" % options.pods
    else:
        nodes, pods = invent(rng)
        source = "a seeded stand-in of openb's shape"
        print("openb.py: no trace in %s; %s is used instead" % (options.trace, source), file=sys.stderr)
    pods = arrived(pods, nodes, options.fill)
    now = pods[-1].arrival
    large = [p for p in pods if p.gpus == 8]
    kept = set(p.name for p in large[max(0, len(large) - options.pending):])
    waiting = 0
    for pod in pods:
        if pod.name in kept or not place(nodes, pod, options.policy, rng):
            waiting += 1
    print("openb.py: %s; %d nodes, %d pods placed by policy %s, %d pending" %
          (source, len(nodes), len(pods) - waiting, options.policy, waiting), file=sys.stderr)
    json.dump(snapshot(nodes, pods, now, not options.no_prices, source, options.policy), sys.stdout, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
