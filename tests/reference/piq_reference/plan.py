"""A plan that somebody else made, done step by step: what is free then, and what its steps cost."""

from collections import defaultdict

from .fragmentation import free_gpus


class Plan:
    def __init__(self, fleet, given):
        self.fleet = fleet
        self.moves = (given or {}).get("moves") or []
        self.starts = (given or {}).get("starts") or []
        self.by_id = {w.id: w for w in fleet.workloads}
        self.left = self.free_then() if self.starts else {}

    def free_then(self):
        """Whole GPUs free by node once all is done."""
        use = defaultdict(float)
        shares = defaultdict(lambda: defaultdict(float))
        for node, placed in self.fleet.placed.items():
            for _, piece in placed:
                if 0 < piece["gpus"] < 1:
                    shares[node][piece.get("gpu")] += piece["gpus"]
        before = {n: len(on) for n, on in shares.items()}
        for step, sign, side in [(m, -1, "from") for m in self.moves] + [(s, 1, "to") for s in self.moves + self.starts]:
            for piece in step[side]:
                if piece.get("gpu") is None:
                    use[piece["node"]] += sign * piece["gpus"]
                else:
                    shares[piece["node"]][piece["gpu"]] += sign * piece["gpus"]
        for node, on in shares.items():
            use[node] += sum(load > 1e-9 for load in on.values()) - before.get(node, 0)
        out = {}
        for node in self.fleet.nodes:
            free = free_gpus(node)
            if free.known and use.get(node.id):
                out[node.id] = max(0, free.value - use[node.id]) if node.state == "ready" else 0
        return out

    def cost(self):
        """GPUs moved, at their price, while their work restarts; None where something of that is unknown."""
        total = 0.0
        for move in self.moves:
            w = self.by_id[move["workload"]]
            restart = w.value("restart_seconds")
            prices = [(piece["gpus"], w.piece_price(piece)) for piece in move["from"]]
            if restart is None or not all(p.known for _, p in prices):
                return None
            total += sum(gpus * p.value for gpus, p in prices) * restart / 3600
        return total

    def value(self, w, state, free_in):
        """GPUs that start, at the price of where they do, for the wait that is spared."""
        wait = free_in if free_in is not None else w.value("pending_seconds")
        pieces = [p for s in self.starts if s["workload"] == w.id for p in s["to"]]
        if not pieces or state not in ("blocked", "too_recent"):
            return 0.0
        prices = [(p["gpus"], self.fleet.node[p["node"]].metered_price()) for p in pieces]
        if not all(price.known for _, price in prices):
            return None
        return sum(gpus * price.value for gpus, price in prices) * wait / 3600
