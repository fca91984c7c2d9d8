"""Where a workload could go instead: whole-GPU shapes, fewer replicas, a slice."""

from .inputs import Device
from .memory import model_of
from .tri import NO, Tri, any_of, fact, field, known, lift, merge, test

WAYS = (1, 2, 4, 8, 16, 32, 64)


class Shape:
    """tp GPUs of one type for each data-parallel rank of a replica."""

    kind = "shape"

    def __init__(self, workload, row, tp, gpus=None):
        self.workload, self.row, self.tp = workload, row, tp
        self.device = Device(row)
        self.gpus = gpus or tp * workload.dp
        self.name = row["name"]
        self.bandwidth = row.get("memory_bandwidth") or 0

    def same_type(self):
        present = self.workload.type()
        return present.known and present.value is self.row

    def is_present(self):
        """As many GPUs of the present type, or more: that is no move."""
        return self.same_type() and self.workload.gpus.known and self.gpus >= self.workload.gpus.value

    def ratio(self):
        """Cost there over cost now, per hour; the present type needs no price."""
        if self.same_type():
            return lift(lambda gpus: self.gpus / gpus, self.workload.gpus)
        price, now = field(self.row, "gpu_type", "price_per_gpu_hour"), self.workload.gpu_price()
        if now.known and now.value == 0:
            return known(float("inf"))  # nothing undercuts what is free
        return lift(lambda p, n, g: p * self.gpus / (n * g), price, now, self.workload.gpus)

    def hourly(self):
        """Of one replica at the type's price."""
        return lift(lambda price: price * self.gpus, field(self.row, "gpu_type", "price_per_gpu_hour"))

    def cost(self):
        """Per hour, in money."""
        price = field(self.row, "gpu_type", "price_per_gpu_hour")
        if self.same_type():
            return lift(lambda now, r: now * r, self.workload.cost(), self.ratio())
        return lift(lambda p, n: p * self.gpus * n, price, self.workload.replicas())

    def total_gpus(self):
        replicas = self.workload.replicas()
        return self.gpus * (replicas.value if replicas.known else 1)

    def has_features(self):
        return has_features(self.workload, self.row)

    def key(self):
        return (-self.bandwidth, self.name)


def has_features(workload, row):
    wanted = workload.value("required_features") or []
    have = {"fp8": row.get("fp8_flops"), "fp4": row.get("fp4_flops"), "link": row.get("link_bandwidth")}
    return fact(all(have.get(feature) for feature in wanted))


def head_count(workload):
    row = model_of(workload)
    return row.value.get("attention_heads") if row.known else None


def shapes(workload):
    heads = head_count(workload)
    for target in workload.fleet.targets():
        for tp in WAYS:
            if tp > (target.get("domain_gpus") or 1):
                break
            if heads and heads % tp:
                continue
            shape = Shape(workload, target, tp)
            if not shape.is_present():
                yield shape


def saves(workload, target):
    """It costs at most 1 - min_saving_ratio of today's."""
    most = 1 - workload.fleet.policy["min_saving_ratio"]
    return test(lambda ratio: ratio <= most + 1e-12, target.ratio())


class Cut:
    """Fewer replicas of the present shape."""

    kind = "cut"

    def __init__(self, workload, replicas):
        self.workload, self.replicas = workload, replicas

    def ratio(self):
        return lift(lambda now: self.replicas / now, self.workload.replicas())

    def total_gpus(self):
        return self.replicas * (self.workload.gpus.value or 0)

    def key(self):
        row = self.workload.type()
        return (-(row.value.get("memory_bandwidth") or 0), row.value["name"]) if row.known else (0, "")


class Slice:
    """A profile of the present type."""

    kind = "mig"

    def __init__(self, profile):
        self.profile = profile
        self.share = profile["compute_slices"] / profile["compute_slices_total"]

    def ratio(self):
        return known(self.share)


def may_use_slices(workload):
    tp = workload.tensor_parallel()
    one = not workload.gpus.known or (workload.gpus.value == 1 and tp.known and tp.value == 1)
    return one and not workload.on_mig() and "link" not in (workload.value("required_features") or [])


def slices(workload):
    """The profiles of the present type, smallest first, that cost enough less than the whole."""
    if not may_use_slices(workload):
        return known([])
    profiles = lift(lambda row: field(row, "gpu_type", "mig_profiles").get(), workload.type())
    return lift(lambda rows, _: cheap_slices(workload, rows), profiles, workload.gpus)


def cheap_slices(workload, rows):
    most = 1 - workload.fleet.policy["min_saving_ratio"]
    found = [s for s in map(Slice, rows) if s.share <= most + 1e-12]
    return sorted(found, key=lambda s: (s.share, s.profile["memory_bytes"], s.profile["name"]))


def search(candidates):
    """(target, verdict): the cheapest candidate that is true, else unknown before false.

    `candidates` are (target, tri, ratio) triples; ratio orders them.
    """
    passing = [(t, r) for t, verdict, r in candidates if verdict.true]
    if passing:
        least = min(r for _, r in passing)
        equal = [t for t, r in passing if r <= least * (1 + 1e-12)]  # but for rounding
        return min(equal, key=lambda t: (t.total_gpus(),) + t.key()), fact(True)
    whys = [verdict for _, verdict, _ in candidates if verdict.unknown]
    if whys:
        return None, any_of(*whys)
    return None, NO


def first_slice(workload, fits, *wanted):
    """The smallest slice for which fits(slice) is true, and the verdict; `wanted` is what a slice is asked for."""
    offered = slices(workload)
    if not offered.known:
        return None, Tri(None, merge([offered.why] + [q.why for q in wanted]))
    verdicts = [(s, fits(s)) for s in offered.value]
    for candidate, verdict in verdicts:
        if verdict.true:
            return candidate, verdict
    return None, any_of(*[v for _, v in verdicts])
