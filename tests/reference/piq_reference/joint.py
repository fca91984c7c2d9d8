"""One target for a workload that every fired hardware finding and every known observation allows."""

from . import batch_over_tiered as over_tiered
from . import overprovisioned as over
from . import tier_misplacement as tier
from .targets import saves, search, shapes, slices
from .tri import YES, all_of, fact, test


class After:
    """What the configuration finding leaves behind: replicas, or a batch job at its new size."""

    def __init__(self, w, replicas=None, batch=None):
        self.configured = replicas is not None or batch is not None
        self.throughput_fixed = replicas is not None
        self.replicas = replicas
        if batch:
            self.load = over_tiered.Load(w, batch.upper, batch.expected, batch.need)
        else:
            self.load = over_tiered.Load(w)


def joint_target(w, hardware, after):
    """(target, share of the cost that is left), or None; `hardware` names the fired findings."""
    triples = []
    for shape in shapes(w):
        left = cost_left(w, shape, after)
        if left is not None and allows(w, shape, hardware, after):
            triples.append((shape, YES, left))
    if over.NAME in hardware and not after.throughput_fixed:
        triples += allowed_cut(w, hardware)
    target, verdict = search(triples)
    if verdict.true:
        return target, next(left for t, _, left in triples if t is target)
    return None if after.configured else joint_slice(w, hardware)


def cost_left(w, shape, after):
    if w.kind == "batch":
        slowed = over_tiered.job_ratio(after.load, shape)
        if slowed.known:
            return slowed.value
    return shape.ratio().value


def allows(w, shape, hardware, after):
    if tier.NAME in hardware:
        if not all_of(tier.admits(w, shape, after.replicas), saves(w, shape)).true:
            return False
        if w.kind == "batch" and over_tiered.job_saves(after.load, shape).false:
            return False
    if over.NAME in hardware:
        if not all_of(over.admits(w, shape, after.replicas), saves(w, shape)).true:
            return False
    elif w.kind != "batch":
        if over.memory_fits(w, shape).false or over.throughput_fits(w, shape, after.replicas).false:
            return False
    if over_tiered.NAME in hardware:
        return all_of(over_tiered.admits(after.load, shape), over_tiered.saves(after.load, shape)).true
    return w.kind != "batch" or not over_tiered.admits(after.load, shape).false


def allowed_cut(w, hardware):
    found = []
    for cut, verdict, left in over.cuts(w):
        if verdict.true and (tier.NAME not in hardware or present_type_holds(w)):
            found.append((cut, YES, left))
    return found


def present_type_holds(w):
    headroom = w.fleet.policy["memory_headroom"]
    return test(lambda r, m: r <= headroom * m, tier.present_requirement(w), w.memory()).true


def joint_slice(w, hardware):
    load = over_tiered.Load(w)
    for piece in slices(w).value or []:
        verdicts = []
        if tier.NAME in hardware:
            verdicts.append(tier.admits_slice(w, piece))
        seen = over_tiered.admits_slice(load, piece) if w.kind == "batch" else over.admits_slice(w, piece)
        observed = over.NAME in hardware or over_tiered.NAME in hardware
        verdicts.append(seen if observed else fact(not seen.false))
        if all_of(*verdicts).true:
            return piece, piece.share
    return None
