"""The direct optimum of a synthetic fleet (jobs of 8, work of 1, 2, 4 and 8) by an integer program of its own, and a greedy
count, beside what the planner reaches. Shares no code with the planner.

    python3 bench/plan/direct_program.py build/bench/bin/piq_bench_plan NODES JOBS FREE_PERMILLE MOVABLE_PERCENT [SEED]

A node that is opened gives up all its items; what leaves must find places of 1, 2 and 4 on nodes that stay closed, which
for sizes that divide each other is one inequality by size."""
import heapq, subprocess, sys
from collections import Counter

SIZES = (1, 2, 4)


def simplex(c, rows, b):
    """max c x, rows x <= b, x >= 0, all b >= 0: dense tableau, the entering column by the largest gain."""
    n, m = len(c), len(rows)
    t = [rows[i] + [1.0 if k == i else 0.0 for k in range(m)] + [b[i]] for i in range(m)]
    z = [-x for x in c] + [0.0] * m + [0.0]
    basis = [n + i for i in range(m)]
    for turn in range(20000):
        col = min(range(n + m), key=lambda j: z[j]) if turn < 5000 else next((j for j in range(n + m) if z[j] < -1e-9), 0)
        if z[col] >= -1e-9:
            break
        best, row = None, None
        for i in range(m):
            if t[i][col] > 1e-9:
                ratio = t[i][-1] / t[i][col]
                if best is None or ratio < best - 1e-12 or (ratio < best + 1e-12 and basis[i] < basis[row]):
                    best, row = ratio, i
        pivot = t[row][col]
        t[row] = [x / pivot for x in t[row]]
        for r in [t[i] for i in range(m) if i != row] + [z]:
            if abs(r[col]) > 1e-12:
                f = r[col]
                for k, x in enumerate(t[row]):
                    r[k] -= f * x
        basis[row] = col
    x = [0.0] * (n + m)
    for i, j in enumerate(basis):
        x[j] = t[i][-1]
    return z[-1], x[:n]


class Program:
    """max (count, then less cost) over integer z with low <= z <= high."""

    def __init__(self, columns, supply, total):
        self.cols = columns  # (cost, use by size, how many)
        self.b = supply
        self.total = total
        self.big = 64.0 * 8
        self.best, self.best_z = -1.0, None

    def relax(self, low, high):
        b = [s - sum(l * c[1][k] for l, c in zip(low, self.cols)) for k, s in enumerate(self.b)] + [self.total - sum(low)]
        if min(b) < 0:
            return None, None
        gain = [self.big - c[0] for c in self.cols]
        rows = [[float(c[1][k]) for c in self.cols] for k in range(len(self.b))] + [[1.0] * len(self.cols)]
        for j in range(len(self.cols)):
            rows.append([1.0 if k == j else 0.0 for k in range(len(self.cols))])
            b.append(float(high[j] - low[j]))
        value, x = simplex(gain, rows, [float(v) for v in b])
        return value + sum(l * g for l, g in zip(low, gain)), [l + v for l, v in zip(low, x)]

    def keep(self, z):
        if sum(z) > self.total or any(sum(n * c[1][k] for n, c in zip(z, self.cols)) > s for k, s in enumerate(self.b)):
            return False
        value = sum(n * (self.big - c[0]) for n, c in zip(z, self.cols))
        if value > self.best:
            self.best, self.best_z = value, list(z)
        return True

    def round(self, x):
        z = [int(v + 1e-6) for v in x]
        self.keep(z)
        for j in sorted(range(len(z)), key=lambda j: self.cols[j][0]):
            while z[j] < self.cols[j][2]:
                z[j] += 1
                if not self.keep(z):
                    z[j] -= 1
                    break

    def branch(self, low, high, depth=0):
        value, x = self.relax(low, high)
        if value is None or value < self.best + 1 - 1e-5:
            return
        self.round(x)
        part = [(abs(v - int(v + 1e-6) - 0.5), j) for j, v in enumerate(x) if v - int(v + 1e-6) > 1e-6]
        if not part or depth > 80:
            return
        j = min(part)[1]
        up, down = list(low), list(high)
        up[j], down[j] = int(x[j] + 1e-6) + 1, int(x[j] + 1e-6)
        for l, h in ((up, high), (low, down)) if x[j] - int(x[j]) >= 0.5 else ((low, down), (up, high)):
            self.branch(l, h, depth + 1)

    def solve(self):
        self.branch([0] * len(self.cols), [c[2] for c in self.cols])
        z = self.best_z or [0] * len(self.cols)
        return sum(z), sum(n * c[0] for n, c in zip(z, self.cols))


def direct_optimum(nodes, jobs):
    kinds = Counter()
    supply = [0, 0, 0]
    for free, items in nodes:
        for k, s in enumerate(SIZES):
            supply[k] += free // s
        if all(i > 0 for i in items) and 8 not in items:
            kinds[(free, tuple(sorted(items)))] += 1
    columns = [(sum(items), [sum(i // s for i in items if i >= s) + free // s for s in SIZES], n) for (free, items), n in sorted(kinds.items())]
    return Program(columns, supply, jobs).solve()


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
