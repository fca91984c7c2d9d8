"""How much a cost finding matters: its money, its share of the bill, or its GPU-hours."""

from . import dark_capacity, low_throughput, tier_misplacement
from .outcome import STEPS


def by_money(policy, money, spend_per_month):
    share = 0.0
    counts = (money >= policy["severity_low_per_month"] and spend_per_month >=
              policy["severity_spend_floor_multiple"] * policy["severity_high_per_month"])
    if counts and spend_per_month > 0:
        share = money / spend_per_month
    if money >= policy["severity_high_per_month"] or (counts and share >= policy["severity_high_spend_ratio"]):
        return "high"
    if money >= policy["severity_medium_per_month"] or (
            counts and share >= policy["severity_medium_spend_ratio"]):
        return "medium"
    return "low" if money >= policy["severity_low_per_month"] else "info"


def by_hours(policy, hours):
    for step in ("high", "medium", "low"):
        if hours >= policy["severity_%s_gpu_hours" % step]:
            return step
    return "info"


def settle(f, policy, spend_per_month):
    if f.severity is not None:
        return
    hours = policy["hours_per_month"]
    if not f.facts.get("claimed"):
        f.severity = "info"
    elif not f.price_known:
        f.severity = by_hours(policy, f.gpus * f.duty * hours)
    else:
        f.severity = by_money(policy, round(money_of(f, hours), 6), spend_per_month)  # money is counted in millionths
    if f.detector == tier_misplacement.NAME and "slo_unknown" in f.degraded and f.severity == "high":
        f.severity = "medium"
    if f.detector == low_throughput.NAME:
        severe = f.facts["ratio"] < policy["throughput_severe_ratio"] and f.facts["missed"]
        if severe:
            f.severity = STEPS[min(len(STEPS) - 1, STEPS.index(f.severity) + 1)]


def money_of(f, hours):
    if f.detector == dark_capacity.NAME:
        return f.facts["rate"] * (f.facts["idle"] / 3600 + hours * f.duty)
    if f.detector == low_throughput.NAME:
        return f.waste * f.duty * hours
    return f.recoverable
