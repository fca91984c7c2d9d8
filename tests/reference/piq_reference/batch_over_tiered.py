"""Finding 7: a batch job on a card that it hardly uses."""

from .activity import Activity
from .memory import observed_need
from .overprovisioned import spread
from .outcome import (Finding, below_margin, clear, found, not_applicable, not_evaluated, structure,
                      trust_telemetry, undecided, workload_gates)
from .targets import first_slice, search, shapes
from .tier_misplacement import outgrows
from .tri import NO, all_of, any_of, known, lacking, lift, opposite, test

NAME = "batch_over_tiered"
DRAM_PEAK = 0.8
BLIND_SLOWDOWN = 2


class Load:
    """What the job asks of its card: as seen, or after the batch size has been put right."""

    def __init__(self, w, upper=1.0, expected=1.0, need_floor=0.0):
        self.w, self.upper, self.expected, self.need_floor = w, upper, expected, need_floor

    def grown(self, quantity):
        if self.upper == 1.0:
            return quantity
        return lift(lambda a: min(0.8, a * self.upper), quantity)

    def tensor(self):
        stated = self.w.value("tensor_active_mean")
        if stated is not None:
            return self.grown(known(stated))
        return self.grown(Activity(self.w, "mean").bound(self.w.fleet.policy["batch_tier_sm_max"]))

    def dram(self):
        return self.grown(self.w.field("dram_active_mean"))

    def need(self, tp, pp):
        return lift(lambda n: max(n, self.need_floor), observed_need(self.w, tp, pp))

    def run_seconds(self):
        return lift(lambda s: s / self.expected, self.w.field("run_seconds"))


def evaluate(w):
    if w.kind == "unknown":
        return not_evaluated("missing_input", "workload.kind")
    if w.kind != "batch":
        return not_applicable()
    closed = workload_gates(w, with_length=True) or structure(w, with_parallelism=True)
    if closed:
        return closed
    target, verdict = own_target(w)
    if verdict.true:
        return found(finding(w, target))
    return undecided(verdict.why) if verdict.unknown else clear()


def screen(w):
    policy = w.fleet.policy
    return all_of(Activity(w, "mean").below(policy["batch_tier_sm_max"]),
                  test(lambda d: d < policy["batch_tier_dram_max"], w.field("dram_active_mean")),
                  long_enough(w), dear_enough(w))


def long_enough(w):
    """A run of some length, or enough of them in a month."""
    policy = w.fleet.policy
    placed = known(w.placed_gpus()) if w.pieces else lacking("workload.placement")
    hours = lift(lambda s, gpus: s / 3600 * gpus, w.field("run_seconds"), placed)
    return any_of(test(lambda h: h >= policy["batch_tier_min_gpu_hours_run"], hours),
                  test(lambda h, n: h * n >= policy["batch_tier_min_gpu_hours_month"],
                       hours, w.field("runs_per_month")))


def dear_enough(w):
    """It costs batch_tier_price_ratio times the cheapest card that would hold it."""
    least = w.fleet.policy["batch_tier_price_ratio"]
    load = Load(w)
    return any_of(*[all_of(fits(load, s), test(lambda r: r * least <= 1 + 1e-12, s.ratio()))
                    for s in shapes(w)])


def fits(load, shape):
    headroom = load.w.fleet.policy["memory_headroom"]
    memory = test(lambda n, m: n <= headroom * m, load.need(shape.tp, 1), shape.device.memory)
    return all_of(memory, shape.has_features())


def slowdown(load, shape):
    return lift(lambda a, b: worst(load, a, b), *stretches(load, shape))


def least_slowdown(load, shape):
    """What is known of it already."""
    return worst(load, *[part.value or 0.0 for part in stretches(load, shape)])


def worst(load, compute, stream):
    policy = load.w.fleet.policy
    return policy["batch_tier_margin"] * max(1.0, compute / policy["compute_cap_batch"], stream / DRAM_PEAK)


def stretches(load, shape):
    w = load.w
    f = lift(lambda d: d.fp16.get(), w.device())
    b = lift(lambda d: d.bandwidth.get(), w.device())
    parts = spread(w, shape)
    compute = stretched(load.tensor(), f, parts, shape.device.fp16)
    stream = stretched(load.dram(), b, parts, shape.device.bandwidth)
    return compute, stream


def stretched(activity, here, parts, there):
    if activity.known and activity.value == 0:
        return known(0.0)  # whatever the peaks
    return lift(lambda a, f, p, to: a * f * p / to, activity, here, parts, there)


def in_time(load, shape):
    slower, least = slowdown(load, shape), least_slowdown(load, shape)
    deadline, run = load.w.value("deadline_seconds"), load.run_seconds()
    if deadline is None:
        return NO if least > BLIND_SLOWDOWN else test(lambda s: s <= BLIND_SLOWDOWN, slower)
    if run.known and run.value * least > deadline * (1 + 1e-12):
        return NO
    return test(lambda s, seconds: seconds * s <= deadline * (1 + 1e-12), slower, run)


def admits(load, shape):
    """Memory, features and time; not the price."""
    declared = opposite(outgrows(load.w, shape.tp, shape.device.memory))
    return all_of(fits(load, shape), declared, in_time(load, shape))


def job_ratio(load, shape):
    """Cost of one job there over its cost here."""
    return lift(lambda s, r: s * r, slowdown(load, shape), shape.ratio())


def saves(load, shape):
    policy = load.w.fleet.policy
    most, hourly = 1 - policy["min_saving_ratio"], shape.ratio()
    if hourly.known and hourly.value * least_slowdown(load, shape) > most + 1e-12:
        return NO
    return job_saves(load, shape)


def job_saves(load, shape):
    most = 1 - load.w.fleet.policy["min_saving_ratio"]
    return test(lambda r: r <= most + 1e-12, job_ratio(load, shape))


def candidates(load):
    return [(s, all_of(admits(load, s), saves(load, s)), job_ratio(load, s).value) for s in shapes(load.w)]


def own_target(w):
    pre = screen(w)
    if pre.false:
        return None, NO
    load = Load(w)
    target, verdict = search(candidates(load))
    if not verdict.true:
        piece, sliced = first_slice(w, lambda s: admits_slice(load, s), observed_need(w, None, None), busy(load))
        if sliced.true:
            target, verdict = piece, sliced
        else:
            verdict = any_of(verdict, sliced)
    return target, all_of(pre, verdict)


def admits_slice(load, piece):
    w = load.w
    policy = w.fleet.policy
    headroom, cap = policy["memory_headroom"], policy["compute_cap_batch"]
    need = load.need(None, None)
    memory = test(lambda n: n <= headroom * piece.profile["memory_bytes"], need)
    declared = opposite(outgrows(w, 1, known(piece.profile["memory_bytes"])))
    return all_of(memory, declared, test(lambda a: piece.share >= a / cap, busy(load)))


def busy(load):
    return load.grown(Activity(load.w, "mean").bound(load.w.fleet.policy["batch_tier_sm_max"]))


def finding(w, target):
    policy = w.fleet.policy
    f = Finding(NAME, "mig" if target.kind == "mig" else "move", "workload", w.id)
    f.target = target
    trust_telemetry(f, w)
    activity = Activity(w, "mean")
    f.trust(signal=activity.signal,
            margin=min(below_margin(activity.value, policy["batch_tier_sm_max"]),
                       below_margin(w.value("dram_active_mean"), policy["batch_tier_dram_max"])))
    if w.value("deadline_seconds") is None:
        f.degrade("deadline_unknown")
    return f
