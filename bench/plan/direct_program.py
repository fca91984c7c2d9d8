"""The direct optimum of a synthetic fleet (jobs of 8, work of 1, 2, 4 and 8) by an integer program given to a
solver (ortools, outside the repository), and a greedy count, beside what the planner reaches. Shares no code with the planner.

    python bench/plan/direct_program.py build/bench/bin/piq_bench_plan NODES JOBS FREE_PERMILLE MOVABLE_PERCENT [SEED]

A node that is opened gives up all its items; what leaves must find places of 1, 2 and 4 on nodes that stay closed, which
for sizes that divide each other is one inequality by size."""
import heapq, subprocess, sys
from collections import Counter
from ortools.sat.python import cp_model

SIZES = (1, 2, 4)
MORE = 2 ** 20 # one more job counts for more than all GPUs that move


def best(columns, supply, total):
    """Columns: (cost, use by size, how many). The most, then the least cost."""
    m = cp_model.CpModel()
    z = [m.NewIntVar(0, min(most, total), "") for _, _, most in columns]
    m.Add(sum(z) <= total)
    for k, s in enumerate(supply):
        m.Add(sum(use[k] * v for (_, use, _), v in zip(columns, z)) <= s)
    m.Maximize(sum((MORE - cost) * v for (cost, _, _), v in zip(columns, z)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 120
    if solver.Solve(m) != cp_model.OPTIMAL:
        sys.exit("no optimum in two minutes")
    count = [solver.Value(v) for v in z]
    return sum(count), sum(n * cost for n, (cost, _, _) in zip(count, columns))


def direct_optimum(nodes, jobs):
    kinds = Counter()
    supply = [0, 0, 0]
    for free, items in nodes:
        for k, s in enumerate(SIZES):
            supply[k] += free // s
        if all(i > 0 for i in items) and 8 not in items:
            kinds[(free, tuple(sorted(items)))] += 1
    columns = [(sum(items), [sum(i // s for i in items if i >= s) + free // s for s in SIZES], n) for (free, items), n in sorted(kinds.items())]
    return best(columns, supply, jobs)


class Holes:
    """Nodes by their free GPUs; the least numbered first. What has changed meanwhile is passed over when it comes up."""

    def __init__(self, free):
        self.free = free
        self.heap = [[] for _ in range(9)]
        for n, f in enumerate(free):
            self.heap[f].append(n)

    def tightest(self, size, but):
        for level in range(size, 9):
            heap, aside = self.heap[level], None
            while heap:
                n = heap[0]
                if self.free[n] != level:
                    heapq.heappop(heap)
                elif n == but:
                    aside = heapq.heappop(heap)
                else:
                    break
            found = heap[0] if heap else None
            if aside is not None:
                heapq.heappush(heap, aside)
            if found is not None:
                return found
        return None

    def shift(self, n, by):
        self.free[n] += by
        heapq.heappush(self.heap[self.free[n]], n)


def greedy(nodes, jobs):
    """Cheapest node first, each mover to the tightest hole."""
    holes = Holes([f for f, _ in nodes])
    order = sorted((sum(items), n) for n, (f, items) in enumerate(nodes) if all(i > 0 for i in items) and 8 not in items)
    count = cost = 0
    for used, n in order:
        if count == jobs:
            break
        if holes.free[n] != nodes[n][0]:
            continue
        done = []
        for i in sorted(nodes[n][1], reverse=True):
            to = holes.tightest(i, n)
            if to is None:
                break
            holes.shift(to, -i)
            done.append((to, i))
        if len(done) < len(nodes[n][1]):
            for to, i in done:
                holes.shift(to, i)
            continue
        holes.free[n] = -1
        count += 1
        cost += used
    return count, cost


def main():
    driver, rest = sys.argv[1], sys.argv[2:]
    rest = rest + ["1"] * (5 - len(rest))
    text = subprocess.run([driver] + rest + ["nodes"], capture_output=True, text=True).stdout
    nodes = [(int(w[1]), [int(x) for x in w[2:]]) for w in map(str.split, text.splitlines())]
    print("direct optimum %d jobs, %d GPUs" % direct_optimum(nodes, int(rest[1])))
    print("greedy         %d jobs, %d GPUs" % greedy(nodes, int(rest[1])))
    print(subprocess.run([driver] + rest, capture_output=True, text=True).stdout.strip())


if __name__ == "__main__":
    main()
