"""Snapshot in, report out."""

import fnmatch
from collections import defaultdict

from . import (batch_over_tiered, batch_size, capacity, cold_start, dark_capacity, fragmentation,
               low_throughput, oom_risk, overprovisioned, scattered, severity, thrashing, tier_misplacement, waiting)
from .inputs import Fleet, instant
from .joint import After, joint_target
from .ledger import Account, relate_cold_start
from .outcome import DETECTORS, clear, not_applicable
from .plan import Plan

ONLINE_AND_BATCH = [tier_misplacement, overprovisioned, batch_over_tiered, batch_size, low_throughput]
WHILE_AT_ZERO = [oom_risk, cold_start, thrashing]


def evaluate(snapshot, policy=None, consolidation=None):
    """`consolidation` is a plan to take as given: making one is not the reference's business."""
    fleet = Fleet(snapshot, policy)
    plan = Plan(fleet, consolidation)
    states = [(w, fragmentation.state_of(w)) for w in fleet.workloads if w.state == "pending"]
    records = collect(fleet, states)
    findings = [f for r in records for f in r["findings"]]
    demote(fleet, findings)
    suppress(fleet, records)
    live = [f for r in records for f in r["findings"]]
    spend = settle_money(fleet, live)
    hours = fleet.policy["hours_per_month"]
    for f in live:
        if not (f.price_known and f.fix_known):
            f.degrade("price_unknown")
        severity.settle(f, fleet.policy, spend * hours)
    return {
        "summary": summarise(fleet, records, live, spend),
        "findings": [finding_row(f, hours) for f in live],
        "not_evaluated": not_evaluated_rows(records),
        "pending": waiting.rows(fleet, states, live, plan),
        "capacity": capacity.blocks(fleet, plan),
        "fragmentation": scattered.rows(fleet),
        "plan_cost": plan.cost(),
    }


def collect(fleet, states):
    """One record for every detector and entity it is asked about."""
    disabled = set(fleet.policy_raw.get("disabled") or [])
    records = []

    def add(name, entity, entity_id, outcome):
        if name not in disabled:
            records.append({"detector": name, "entity": entity, "entity_id": entity_id,
                            "outcome": outcome, "findings": list(outcome.findings), "suppressed": 0})

    for w in fleet.workloads:
        for detector in ONLINE_AND_BATCH:
            runs = w.state == "running"
            add(detector.NAME, "workload", w.id, detector.evaluate(w) if runs else not_applicable())
        for detector in WHILE_AT_ZERO:
            asked = w.state != "pending"
            add(detector.NAME, "workload", w.id, detector.evaluate(w) if asked else not_applicable())
        held = dark_capacity.evaluate_workload(w) if w.state == "running" else not_applicable()
        add(dark_capacity.NAME, "workload", w.id, held)
    crowd = dark_capacity.crowded(fleet)
    for node in fleet.nodes:
        add(dark_capacity.NAME, "node", node.id, dark_capacity.evaluate_node(node, crowd))
    waiting = {w.id: state for w, state in states}
    for w in fleet.workloads:
        outcome = fragmentation.evaluate(w, waiting[w.id]) if w.id in waiting else not_applicable()
        add(fragmentation.NAME, "workload", w.id, outcome)
    for f in fragmentation.latent(fleet, states):
        add(fragmentation.NAME, "cluster", f.entity_id, clear(f))
    return records


def demote(fleet, findings):
    minimum = fleet.policy["confidence_min"]
    by_id = {w.id: w for w in fleet.workloads}
    for f in findings:
        f.settle_confidence(minimum)
        if f.detector == tier_misplacement.NAME and f.subtype == "too_big":
            w = by_id[f.entity_id]
            if joint_target(w, [tier_misplacement.NAME], After(w)) is None:
                f.degrade("observed_load")
                f.state = "candidate"


def suppress(fleet, records):
    rules = [r for r in fleet.policy_raw.get("suppressions") or [] if in_force(fleet, r)]
    for record in records:
        kept = [f for f in record["findings"] if not any(matches(r, f) for r in rules)]
        record["suppressed"] = len(record["findings"]) - len(kept)
        record["findings"] = kept


def in_force(fleet, rule):
    now = fleet.time()
    return not rule.get("until") or now is None or now < instant(rule["until"])


def matches(rule, f):
    if rule.get("finding"):
        return False
    return (fnmatch.fnmatchcase(f.detector, rule["detector"])
            and fnmatch.fnmatchcase(f.entity_id, rule["entity_id"]))


def settle_money(fleet, live):
    of_workload = defaultdict(list)
    for f in live:
        if f.entity == "workload":
            of_workload[f.entity_id].append(f)
    spend = spend_of(fleet)
    for w in fleet.workloads:
        mine = of_workload[w.id]
        for f in mine:
            if f.detector == thrashing.NAME and not f.observation:
                rate = f.facts["waste"] or 0.0
                if w.state == "running":  # it loads within its cost
                    rate = min(rate, w.cost().value if w.cost().known else rate) if w.pieces else 0.0
                f.standalone = rate * fleet.policy["hours_per_month"]
                if w.state != "running" and f.fired:
                    f.waste, f.recoverable = rate, f.standalone
                    spend += rate
        account = Account(w, mine)
        if w.state == "running" and w.pieces:
            account.prepare()
            account.settle()
            for f in mine:
                if f.detector == dark_capacity.NAME:
                    f.facts["rate"] = account.cost * account.held_share(f)
        else:
            relate_cold_start(account)
    settle_nodes(fleet, live)
    settle_jobs(fleet, live)
    relate_conflicts(fleet, live)
    return spend


def spend_of(fleet):
    total = 0.0
    for w in fleet.workloads:
        if w.state == "running":
            for piece in w.pieces:
                price = w.piece_price(piece)
                total += piece["gpus"] * price.value if price.known else 0.0
    for node in fleet.nodes:
        price = node.metered_price()
        total += uncovered(node) * price.value if price.known else 0.0
    return total


def uncovered(node):
    """GPUs of the node that no placement names."""
    count = node.gpu_count.value or 0
    return max(0.0, count - sum(piece["gpus"] for _, piece in node.fleet.placed[node.id]))


def unpriced(fleet):
    total = 0.0
    for w in fleet.workloads:
        if w.state == "running":
            total += sum(p["gpus"] for p in w.pieces if not w.piece_price(p).known)
    return total + sum(uncovered(n) for n in fleet.nodes if not n.metered_price().known)


def settle_nodes(fleet, live):
    hours = fleet.policy["hours_per_month"]
    for f in live:
        if f.subtype != "unallocated":
            continue
        node = fleet.node[f.entity_id]
        price = node.metered_price()
        f.price_known = price.known
        rate = f.gpus * price.value if price.known else 0.0
        share, sunk = fragmentation.realisable(node)
        if sunk:
            f.degrade("sunk")
        f.standalone = rate * f.duty * hours * share
        f.facts["rate"] = rate
        if f.fired:
            f.facts["claimed"] = True
            f.waste, f.recoverable = rate, f.standalone


def settle_jobs(fleet, live):
    hours = fleet.policy["hours_per_month"]
    by_id = {w.id: w for w in fleet.workloads}
    blocked = [f for f in live if f.subtype == "blocked"]
    shared = fragmentation.strand([by_id[f.entity_id] for f in blocked if f.fired])
    for f in blocked:
        w = by_id[f.entity_id]
        only = fragmentation.strand([w])[w.id]
        mine = shared.get(w.id, [])
        f.standalone = rate_of(only)[0] * f.duty * hours
        f.gpus = sum(take for _, take in (mine if f.fired else only))
        f.waste, priced = rate_of(mine)
        f.price_known = priced and rate_of(only)[1]
        f.recoverable = f.waste * f.duty * hours


def rate_of(taken):
    prices = [(node.metered_price(), take) for node, take in taken]
    known = all(p.known for p, _ in prices)
    return sum(p.value * take for p, take in prices) if known else 0.0, known


def relate_conflicts(fleet, live):
    """A blocked job may need a dark node to be kept, which finding 6 would release."""
    by_id = {w.id: w for w in fleet.workloads}
    dark = [f for f in live if f.subtype == "unallocated" and f.fired]
    for job in (f for f in live if f.subtype == "blocked" and f.fired):
        usable = {n.id for n in fragmentation.compatible(by_id[job.entity_id])[0]}
        for f in dark:
            if f.entity_id in usable:
                f.relate("conflict", job)
                job.relate("conflict", f)


def summarise(fleet, records, live, spend):
    fired = [f for f in live if f.fired]
    return {
        "nodes": len(fleet.nodes),
        "workloads": len(fleet.workloads),
        "gpus": sum(n.gpu_count.value or 0 for n in fleet.nodes),
        "spend_per_hour": spend,
        "waste_per_hour": sum(f.waste for f in fired),
        "recoverable_per_month": sum(f.recoverable for f in fired),
        "cost_to_fix_per_month": sum(f.cost_to_fix for f in fired),
        "unpriced_gpus": unpriced(fleet),
        "findings": len(fired),
        "by_detector": [detector_row(name, records) for name in DETECTORS],
    }


def detector_row(name, records):
    row = dict(detector=name, fired=0, clear=0, not_evaluated=0, not_applicable=0, suppressed=0,
               candidates=0, waste_per_hour=0.0, recoverable_per_month=0.0)
    for record in (r for r in records if r["detector"] == name):
        row[counted_as(record)] += 1
        for f in record["findings"]:
            if f.fired:
                row["waste_per_hour"] += f.waste
                row["recoverable_per_month"] += f.recoverable
    return row


def counted_as(record):
    """Every entity once: by what stands, else by what is suppressed, else by the verdict."""
    standing = {f.state for f in record["findings"]}
    if "fired" in standing:
        return "fired"
    if "candidate" in standing:
        return "candidates"
    return "suppressed" if record["suppressed"] else record["outcome"].state


def finding_row(f, hours):
    return {
        "detector": f.detector, "subtype": f.subtype, "entity": f.entity, "entity_id": f.entity_id,
        "state": f.state, "severity": f.severity, "confidence": f.confidence,
        "confidence_factors": dict(f.factors),
        "waste_per_hour": f.waste if f.fired else 0.0,
        "standalone_per_month": f.standalone,
        "recoverable_per_month": f.recoverable if f.fired else 0.0,
        "cost_to_fix_per_month": f.cost_to_fix,
        "gpu_hours_per_month": f.gpus * f.duty * hours,
        "primary": f.remedy,
        "relations": [dict(type=t, detector=d, entity_id=e) for t, d, e in sorted(f.relations)],
        "degraded_by": sorted(f.degraded),
    }


def not_evaluated_rows(records):
    rows = []
    for r in records:
        if counted_as(r) == "not_evaluated":
            rows.append({"detector": r["detector"], "entity": r["entity"], "entity_id": r["entity_id"],
                         "reason": r["outcome"].reason, "missing": r["outcome"].missing})
    return rows
