"""Clusters made from the openb lists: pods of the trace placed by a policy until the cluster is full, then jobs of 8 GPUs wait.

    python3 openb.py DRIVER FOLDER_OF_OPENB_CSV [SEEDS_PER_POLICY]

Compares the planner with the greedy baseline; every plan is executed by check_steps."""
import csv, os, random, sys
from check_steps import check
from greedy import greedy
from properties import Driver

POLICIES = ("first", "best", "worst", "random", "packed_gpu", "spread_type")
WHOLE = 1000


class Fill:
    def __init__(self, folder, policy, seed, target, accept_any):
        self.rng = random.Random(seed)
        self.policy, self.accept_any = policy, accept_any
        with open(os.path.join(folder, "openb_node_list_gpu_node.csv")) as f:
            self.nodes = [(r["sn"], int(r["gpu"]), r["model"]) for r in csv.DictReader(f)]
        with open(os.path.join(folder, "openb_pod_list_default.csv")) as f:
            pods = [(int(r["num_gpu"]), int(r["gpu_milli"])) for r in csv.DictReader(f) if int(r["num_gpu"]) > 0]
        self.room = {n: [WHOLE] * g for n, g, _ in self.nodes}
        self.type = {n: t for n, _, t in self.nodes}
        self.running = []
        total = sum(g for _, g, _ in self.nodes) * WHOLE
        used = missed = 0
        while used < total * target and missed < 200:
            num, milli = self.rng.choice(pods)
            if self.put(num, milli):
                used += num * milli
            else:
                missed += 1

    def options(self, num, milli):
        out = []
        for n, rooms in self.room.items():
            free = sum(r == WHOLE for r in rooms)
            if milli == WHOLE and free >= num:
                out.append((free, n, None))
            elif milli < WHOLE:
                fits = [(r, g) for g, r in enumerate(rooms) if r >= milli]
                if fits:
                    out.append((free, n, (min(fits) if self.policy != "worst" else max(fits))[1]))
        return out

    def put(self, num, milli):
        options = self.options(num, milli)
        if not options:
            return False
        key = {"first": lambda o: o[1], "best": lambda o: (o[0], o[1]), "worst": lambda o: (-o[0], o[1]), "random": lambda o: self.rng.random(),
               "packed_gpu": lambda o: (self.room[o[1]][o[2]] if o[2] is not None else o[0] * WHOLE, self.rng.random()),
               "spread_type": lambda o: (self.type[o[1]], self.rng.random())}[self.policy]
        _, n, gpu = min(options, key=key)
        whole = milli == WHOLE
        self.running.append({"id": "w%05d" % len(self.running), "gpus": num if whole else milli / 1000, "pod_gpus": num if whole else milli / 1000,
                             "contiguous": True, "gpu_type": None if self.accept_any else self.type[n], "movable": self.rng.random() < 0.9, "priority": 0,
                             "placement": [[n, num] if whole else [n, milli / 1000, gpu]]})
        if whole:
            for _ in range(num):
                self.room[n][self.room[n].index(WHOLE)] = 0
        else:
            self.room[n][gpu] -= milli
        return True

    def instance(self, jobs):
        pending = [{"id": "p%03d" % k, "gpus": 8, "pod_gpus": 8, "contiguous": True, "gpu_type": None, "replicas": 1, "priority": 0} for k in range(jobs)]
        return {"nodes": [{"id": n, "domain": n, "gpu_type": t, "gpus": g} for n, g, t in self.nodes], "running": self.running, "pending": pending}


def main():
    driver, folder = Driver(sys.argv[1]), sys.argv[2]
    seeds = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    ours = theirs = worse = 0
    for policy in POLICIES:
        for seed in range(1, seeds + 1):
            fill = Fill(folder, policy, seed, random.Random(seed * 7).uniform(0.86, 0.93), seed % 2 == 0)
            inst = fill.instance(40)
            enough = sum(r == WHOLE for rooms in fill.room.values() for r in rooms) >= 8
            plan, base = driver.plan(inst), greedy(inst if enough else dict(inst, pending=[])) # a shortage is no matter of moving
            wrong = check(inst, plan) or check(inst, base)
            print("%-12s %d: planner %d of at most %d, %.2f GPUs, optimal %s; greedy %d, %.2f %s" % (policy, seed, plan["runs"], plan["runs_bound"],
                  plan["gpus_moved"], plan["optimal"], base["runs"], base["gpus_moved"], wrong or ""), flush=True)
            ours, theirs, worse = ours + plan["runs"], theirs + base["runs"], worse + (plan["runs"] < base["runs"] or bool(wrong))
    print("planner %d, greedy %d, worse or wrong on %d" % (ours, theirs, worse))
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
