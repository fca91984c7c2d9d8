"""The snapshot with its documented defaults, and the facts that several rules share."""

from collections import defaultdict
from datetime import datetime

from .tri import Quantity, Unknown, attempt, field, gather, known, lacking, lift
from .vocabulary import policy_with

PREALLOCATING = {"vllm", "sglang", "tensorrt_llm", "nim", "tgi"}


class Device:
    """One GPU as its workload sees it: the whole card, or the slice."""

    def __init__(self, row, share=1.0, memory=None):
        self.name = row["name"]
        self.row = row
        self.memory = memory or field(row, "gpu_type", "memory_bytes", positive=True)
        self.bandwidth = lift(lambda x: x * share, field(row, "gpu_type", "memory_bandwidth", positive=True))
        self.fp16 = lift(lambda x: x * share, field(row, "gpu_type", "fp16_flops", positive=True))
        self.fp8 = (row.get("fp8_flops") or 0) * share
        self.fp4 = (row.get("fp4_flops") or 0) * share
        self.link = row.get("link_bandwidth") or 0
        self.domain = row.get("domain_gpus") or 1


class Fleet:
    def __init__(self, snapshot, policy):
        self.raw = snapshot
        self.policy_raw = policy or {}
        self.policy = policy_with(policy)
        self.window = snapshot.get("window_seconds") or 1209600
        self.workloads_complete = default(snapshot, "workloads_complete", True)
        self.pending_complete = default(snapshot, "pending_complete", self.workloads_complete)
        self.types = by_name(snapshot.get("gpu_types") or [])
        self.models = by_name(snapshot.get("models") or [])
        self.nodes = [Node(self, row) for row in snapshot.get("nodes") or []]
        self.node = {n.id: n for n in self.nodes}
        self.workloads = [Workload(self, row) for row in snapshot.get("workloads") or []]
        self.placed = defaultdict(list)
        for workload in self.workloads:
            if workload.state == "running":
                for piece in workload.pieces:
                    self.placed[piece["node"]].append((workload, piece))

    def targets(self):
        """Types that may be proposed: declared here (a node can only use a declared one)."""
        rows = {id(row): row for row in self.types.values()}
        return [row for row in rows.values() if row.get("allowed") is not False]

    def time(self):
        return instant(self.raw.get("observed_at"))


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def default(record, name, value):
    found = record.get(name)
    return value if found is None else found


def by_name(rows):
    table = {}
    for row in rows:
        for alias in row.get("aliases") or []:
            table.setdefault(alias, row)
    for row in rows:
        table[row["name"]] = row
    return table


class Node:
    def __init__(self, fleet, row):
        self.fleet = fleet
        self.raw = row
        self.id = row["id"]
        self.cluster = default(row, "cluster", "")
        self.state = default(row, "state", "ready")
        self.purpose = default(row, "purpose", "general")
        self.purchase = default(row, "purchase", "on_demand")
        self.billing_unit = default(row, "billing_unit", "gpu")
        self.unhealthy = default(row, "unhealthy_gpus", 0)
        self.mig_enabled = default(row, "mig_enabled", False)
        self.type_name = row.get("gpu_type")
        self.type = fleet.types.get(self.type_name)
        self.gpu_count = field(row, "node", "gpu_count")

    def price(self):
        if self.raw.get("price_per_gpu_hour") is not None:
            return known(self.raw["price_per_gpu_hour"])
        if self.type and self.type.get("price_per_gpu_hour") is not None:
            return known(self.type["price_per_gpu_hour"])
        if self.type is None:
            return self.type_quantity()  # an entry for the type would bring its price
        return lacking("gpu_type.price_per_gpu_hour")

    def metered_price(self):
        """What an hour of one GPU costs today; an absent `billed` counts as billed."""
        return known(0.0) if self.raw.get("billed") is False else self.price()

    def canonical_type(self):
        return self.type["name"] if self.type else self.type_name

    def type_quantity(self):
        if self.type_name is None:
            return lacking("node.gpu_type")
        if self.type is None:
            return lacking("node.gpu_type", reason="no_catalog_entry")
        return known(self.type)


class Workload:
    def __init__(self, fleet, row):
        self.fleet = fleet
        self.raw = row
        self.id = row["id"]
        self.kind = default(row, "kind", "unknown")
        self.state = default(row, "state", "running")
        self.dev = row.get("environment") == "dev"
        self.pieces = row.get("placement") or []
        self.pp = default(row, "pipeline_parallel", 1) or 1
        self.dp = default(row, "data_parallel", 1) or 1
        self.gpus = field(row, "workload", "gpus", positive=True)

    def value(self, name):
        found = self.raw.get(name)
        return None if found is None or found != found else found

    def field(self, name, positive=False):
        return field(self.raw, "workload", name, positive)

    def on_mig(self):
        return self.value("mig_profile") is not None

    def is_share(self):
        return self.gpus.known and self.gpus.value < 1 and not self.on_mig()

    def my_nodes(self):
        seen = []
        for piece in self.pieces:
            node = self.fleet.node[piece["node"]]
            if node not in seen:
                seen.append(node)
        return seen

    def is_mixed(self):
        names = {n.canonical_type() for n in self.my_nodes() if n.type_name is not None}
        return len(names) > 1

    def type(self):
        if not self.pieces:
            stated = self.value("gpu_type") if self.state == "scaled_to_zero" else None
            if stated is None:
                return lacking("workload.placement")
            row = self.fleet.types.get(stated)
            return known(row) if row else lacking("workload.gpu_type", reason="no_catalog_entry")
        rows = attempt(lambda: gather(*[n.type_quantity() for n in self.my_nodes()]))
        if not rows.known:
            return rows
        return known(min(rows.value, key=lambda r: (r.get("memory_bytes") or 0, r["name"])))

    def device(self):
        return lift(self._device_of, self.type())

    def _device_of(self, row):
        if not self.on_mig():
            return Device(row)
        profile = self.profile(row)
        share = profile["compute_slices"] / profile["compute_slices_total"]
        return Device(row, share, known(profile["memory_bytes"]))

    def profile(self, row):
        for profile in row.get("mig_profiles") or []:
            if profile["name"] == self.value("mig_profile"):
                return profile
        raise Unknown({"no_catalog_entry": {"gpu_type.mig_profiles"}})

    def memory(self):
        return lift(lambda d: d.memory.get(), self.device())

    def tensor_parallel(self):
        stated = self.value("tensor_parallel")
        if stated:
            return known(stated)
        if not self.gpus.known:
            return Quantity(None, self.gpus.why)
        if self.gpus.value <= 1:
            return known(1)
        if self.value("pipeline_parallel") or self.value("data_parallel"):
            return known(self.gpus.value / (self.pp * self.dp))
        return lacking("workload.tensor_parallel")

    def inconsistent_parallelism(self):
        tp = self.tensor_parallel()
        if not (tp.known and self.gpus.known):
            return False
        return tp.value != int(tp.value) or tp.value * self.pp * self.dp != max(1, self.gpus.value)

    def placed_gpus(self):
        return sum(piece["gpus"] for piece in self.pieces)

    def replicas(self):
        stated = self.value("replicas")
        if stated:
            return known(stated)
        if self.state == "pending":
            return known(1)
        if not self.pieces:
            return lacking("workload.placement")
        return lift(lambda gpus: max(1, int(self.placed_gpus() / gpus + 1e-9)), self.gpus)

    def piece_price(self, piece):
        node = self.fleet.node[piece["node"]]
        if node.raw.get("billed") is False:
            return known(0.0)
        if self.value("price_per_gpu_hour") is not None:
            return known(self.value("price_per_gpu_hour"))
        return node.price()

    def cost(self):
        """Per hour, of all its pieces."""
        if not self.pieces:
            return lacking("workload.placement")
        prices = [self.piece_price(p) for p in self.pieces]
        return attempt(lambda: sum(p["gpus"] * price for p, price in zip(self.pieces, gather(*prices))))

    def gpu_price(self):
        """Of one GPU: the mean of its pieces, or what its declared type costs."""
        if self.placed_gpus() > 0:
            return lift(lambda cost: cost / self.placed_gpus(), self.cost())
        if self.pieces:
            prices = [self.piece_price(p) for p in self.pieces]
            return attempt(lambda: sum(gather(*prices)) / len(prices))
        if self.value("price_per_gpu_hour") is not None:
            return known(self.value("price_per_gpu_hour"))
        return lift(lambda row: field(row, "gpu_type", "price_per_gpu_hour").get(), self.type())

    def alone(self):
        return all(w is self for n in self.my_nodes() for w, _ in self.fleet.placed[n.id])

    def preallocated(self):
        """True, false, or unknown where the fill looks like a reservation."""
        stated = self.value("memory_preallocated")
        if stated is not None:
            return known(stated)
        engine = self.value("engine")
        if engine is not None:
            return known(engine in PREALLOCATING)
        used, memory = self.value("gpu_memory_used_max_bytes"), self.memory()
        if used is not None and memory.known and 0.88 <= used / memory.value <= 0.97:
            return lacking("workload.memory_preallocated")
        return known(False)

    def window_seconds(self):
        return self.value("observed_seconds") or self.fleet.window

    def duty_online(self):
        if self.value("min_replicas") == 0 and self.value("warm_ratio") is not None:
            return self.value("warm_ratio")
        return 1.0

    def duty_batch(self):
        """The share of the month it runs, and what is unknown about it."""
        if self.value("run_seconds") is None or self.value("runs_per_month") is None:
            return 0.0, ["runs_per_month_unknown"]
        hours = self.fleet.policy["hours_per_month"]
        return min(1.0, self.value("run_seconds") * self.value("runs_per_month") / (hours * 3600)), []
