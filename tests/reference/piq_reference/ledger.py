"""Who may claim which part of a workload's cost; the parts never exceed it."""

from . import (batch_over_tiered, batch_size, cold_start, dark_capacity, low_throughput, oom_risk,
               overprovisioned, thrashing, tier_misplacement)
from .fragmentation import realisable as node_realisable
from .joint import After, joint_target

HARDWARE = (tier_misplacement.NAME, overprovisioned.NAME, batch_over_tiered.NAME)
CONFIGURATION = (batch_size.NAME, low_throughput.NAME)


def realisable(w, leaves):
    """(share of saved cost that comes back, what lowers it)."""
    total = value = 0.0
    flags = set()
    leaves = leaves and w.alone()
    for piece in w.pieces:
        node, price = w.fleet.node[piece["node"]], w.piece_price(piece)
        cost = piece["gpus"] * (price.value if price.known else 1.0)
        share, sunk = node_realisable(node, price)
        if sunk and node.raw.get("billed") is not False:
            flags.add("sunk")
        if node.billing_unit == "node" and not leaves:
            flags.add("node_billing")
            share = 0.0
        total += cost
        value += cost * share
    return (value / total if total else 0.0), flags


def leaves_nodes(target):
    return target.kind == "shape" and not target.same_type()


def remedy_of(f, target):
    """Name the target as the primary remedy, and for finding 2 as the subtype."""
    subtype = None
    f.degraded.discard("mig_cotenant_unknown")
    if target.kind == "mig":
        f.degrade("mig_cotenant_unknown")
    if target.kind == "cut":
        f.propose("reduce_replicas", replicas=target.replicas)
        subtype = "fewer_replicas"
    elif target.kind == "mig":
        f.propose("mig_partition", mig_profile=target.profile["name"])
        subtype = "mig"
    elif target.same_type():
        f.propose("reduce_tensor_parallel", tensor_parallel=target.tp, gpus=target.gpus)
        subtype = "fewer_gpus"
    else:
        f.propose("move_gpu_type", gpu_type=target.name, gpus=target.gpus, tensor_parallel=target.tp)
        subtype = "smaller_type"
    if f.detector == overprovisioned.NAME:
        f.subtype = subtype
    if f.detector == batch_over_tiered.NAME:
        f.subtype = "mig" if target.kind == "mig" else "move"


class Account:
    """The claims on one running workload."""

    def __init__(self, w, findings):
        self.w = w
        self.by_name = {}
        for f in findings:
            self.by_name.setdefault(f.detector, []).append(f)
        cost = w.cost()
        self.cost = cost.value if cost.known else 0.0
        self.priced = cost.known
        self.hours = w.fleet.policy["hours_per_month"]

    def all(self, *names):
        return [f for n in names for f in self.by_name.get(n, []) if not f.observation]

    def fired(self, *names):
        return [f for f in self.all(*names) if f.fired]

    def prepare(self):
        """Duty, GPUs, own remedies and standalone money of every finding that has them."""
        for f in self.all(*HARDWARE, *CONFIGURATION):
            f.gpus = self.w.placed_gpus()
            f.duty = self.duty(f)
            f.price_known = self.priced or not (f.target or f.detector in CONFIGURATION)
        for f in self.hardware():
            remedy_of(f, f.target)
            self.alone(f)
        for f in self.all(*CONFIGURATION):
            waste_left, left = self.factors(f)
            f.standalone = self.monthly(f, self.cost * (1 - left), self.leaves(f))
        for f in self.all(dark_capacity.NAME):
            f.price_known = self.priced
            f.standalone = self.monthly(f, self.cost * self.held_share(f), self.leaves(f))

    def hardware(self):
        return [f for f in self.all(*HARDWARE) if f.target is not None]

    def duty(self, f):
        if self.w.kind == "batch" and f.detector != low_throughput.NAME:
            duty, flags = self.w.duty_batch()
            if f.target is not None or f.detector == batch_size.NAME:
                f.degrade(*flags)
            return duty
        return self.w.duty_online()

    def leaves(self, f):
        if f.detector == batch_size.NAME:
            return True
        return f.detector == dark_capacity.NAME and f.remedy["action"] == "scale_to_zero"

    def monthly(self, f, per_hour, leaves):
        share, flags = realisable(self.w, leaves)
        f.degrade(*flags)
        return per_hour * f.duty * self.hours * share

    def alone(self, f):
        joint = joint_target(self.w, [f.detector], After(self.w))
        if joint is None:
            f.facts["vetoed"] = True
            f.standalone = 0.0
            return
        target, left = joint
        remedy_of(f, target)
        f.facts["alone"] = target
        f.standalone = self.saving(f, target, self.cost * (1 - left))

    def saving(self, f, target, per_hour):
        money = self.monthly(f, per_hour, leaves_nodes(target))
        return 0.0 if target.kind == "mig" else money

    def factors(self, f):
        """(cost that burns usefully, cost that stays) after the configuration is put right."""
        if f.detector == batch_size.NAME:
            stays = 1 / f.facts["effect"].expected
            return stays, stays
        replicas = self.w.replicas().value
        if replicas is None:
            return f.facts["ratio"], 1.0
        after = low_throughput.replicas_after(self.w, f.facts["ratio"], replicas)
        f.facts["replicas_after"] = after
        return f.facts["ratio"], after / replicas

    def held_share(self, f):
        return f.gpus / self.w.placed_gpus()

    def settle(self):
        relate(self)
        loading = self.settle_loading()
        base = max(0.0, self.cost - loading)
        held = self.fired(dark_capacity.NAME)
        if held:
            self.claim(held[0], base * self.held_share(held[0]), base * self.held_share(held[0]),
                       self.leaves(held[0]))
            return
        waste_left = left = 1.0
        after = After(self.w)
        configuration = self.fired(*CONFIGURATION)
        if configuration:
            f = configuration[0]
            waste_left, left = self.factors(f)
            self.claim(f, base * (1 - waste_left), base * (1 - left), self.leaves(f))
            after = After(self.w, f.facts.get("replicas_after"), f.facts.get("effect"))
        self.settle_hardware(base, waste_left, left, after, configuration)
        block_cut(self)

    def settle_loading(self):
        total = 0.0
        for f in self.fired(thrashing.NAME):
            waste = min(self.cost, f.facts["waste"] or 0.0)
            f.waste, f.recoverable = waste, waste * self.hours
            total += waste
        return total

    def settle_hardware(self, base, waste_left, left, after, configuration):
        fired = [f for f in self.hardware() if f.fired]
        if not fired or self.blockers():
            return
        joint = joint_target(self.w, [f.detector for f in fired], after)
        if joint is None:
            for f in fired:
                yield_to(f, fired, configuration)
            return
        target, stays = joint
        winner = attributed(fired, target)
        remedy_of(winner, target)
        winner.facts["claimed"] = True
        winner.waste = base * waste_left * (1 - stays)
        winner.recoverable = self.saving(winner, target, base * left * (1 - stays))
        for f in fired:
            for other in fired:
                if f is not other:
                    f.relate("overlaps", other)

    def claim(self, f, waste, recoverable, leaves):
        f.facts["claimed"] = True
        f.waste = waste
        f.recoverable = self.monthly(f, recoverable, leaves)

    def blockers(self):
        small = [f for f in self.fired(tier_misplacement.NAME) if f.subtype == "too_small"]
        return small + self.fired(oom_risk.NAME)


def attributed(fired, target):
    tier = [f for f in fired if f.detector == tier_misplacement.NAME]
    if tier and target.kind != "cut":
        return tier[0]
    return next((f for f in fired if f.detector != tier_misplacement.NAME), fired[0])


def yield_to(f, fired, configuration):
    """No target is left: the configuration finding takes it all."""
    for other in configuration:
        if f.detector == batch_over_tiered.NAME or f.subtype == "fewer_replicas":
            continue
        f.relate("superseded_by", other)
    if not configuration:
        for other in fired:
            if other is not f:
                f.relate("conflict", other)


def relate(account):
    """Who blocks and who supersedes whom on one workload."""
    held = account.fired(dark_capacity.NAME)
    relate_cold_start(account)
    for f in account.fired(*HARDWARE, *CONFIGURATION):
        if held:
            f.relate("superseded_by", held[0])
            f.cost_to_fix = 0.0
    if held:
        return
    shrinking = [f for f in account.hardware() if f.fired]
    for blocker in account.blockers():
        for f in shrinking:
            block(f, blocker)
    for f in account.fired(batch_over_tiered.NAME):
        for blocker in account.fired(batch_size.NAME):
            block(f, blocker)


def block_cut(account):
    """First the throughput, then the question how many replicas it takes."""
    for f in account.fired(overprovisioned.NAME):
        for blocker in account.fired(low_throughput.NAME):
            if f.subtype == "fewer_replicas":
                block(f, blocker)


def relate_cold_start(account):
    for f in account.fired(cold_start.NAME):
        for better in account.fired(thrashing.NAME):
            f.relate("superseded_by", better)
            f.cost_to_fix = 0.0


def block(f, blocker):
    f.relate("blocked_by", blocker)
    blocker.relate("blocks", f)
