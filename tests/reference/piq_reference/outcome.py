"""What a detector says about one entity, and how sure it is."""

from .tri import fields_of, reason_of
from .vocabulary import in_order

DETECTORS = ["tier_misplacement", "overprovisioned", "oom_risk", "cold_start", "thrashing",
             "dark_capacity", "batch_over_tiered", "batch_size", "fragmentation", "low_throughput"]

STEPS = ["info", "low", "medium", "high"]
WEEK, DAY = 604800.0, 86400.0
OBSERVED = 0.95


class Outcome:
    def __init__(self, state, reason=None, missing=(), findings=()):
        self.state, self.reason, self.missing = state, reason, list(missing)
        self.findings = list(findings)


def clear(*observations):
    return Outcome("clear", findings=observations)


def not_applicable(*observations):
    return Outcome("not_applicable", findings=observations)


def not_evaluated(reason, *missing):
    return Outcome("not_evaluated", reason, in_order(missing))


def undecided(why):
    """For the reasons that an unknown verdict carries."""
    return not_evaluated(reason_of(why), *fields_of(why))


def found(*findings):
    return Outcome("found", findings=findings)


class Finding:
    """One finding; the ledger fills in its money."""

    def __init__(self, detector, subtype, entity, entity_id, observation=False):
        self.detector, self.subtype = detector, subtype
        self.entity, self.entity_id = entity, entity_id
        self.observation = observation
        self.state = "observation" if observation else "fired"
        self.severity = "info" if observation else None
        self.factors = dict(signal=OBSERVED if observation else 1.0, coverage=1.0, window=1.0, source=1.0, margin=1.0)
        self.confidence = 0.0
        self.degraded = set()
        self.remedy = None
        self.relations = set()
        self.target = None
        self.gpus, self.duty = 0.0, 0.0
        self.waste = self.standalone = self.recoverable = self.cost_to_fix = 0.0
        self.price_known = self.fix_known = True
        self.claims = True
        self.facts = {}

    def trust(self, **factors):
        self.factors.update(factors)

    def degrade(self, *names):
        self.degraded.update(names)

    def propose(self, action, **parameters):
        self.remedy = {"action": action, "parameters": parameters}

    def relate(self, kind, other):
        self.relations.add((kind, other.detector, other.entity_id))

    def settle_confidence(self, minimum):
        f = self.factors
        product = f["signal"] * f["coverage"] * f["window"] * f["source"] * f["margin"]
        self.confidence = min(0.99, max(0.05, product))
        if not self.observation and self.confidence < minimum:
            self.state = "candidate"

    @property
    def fired(self):
        return self.state == "fired"


def below_margin(value, limit):
    if limit <= 0:
        return 0.70
    return 0.70 + 0.30 * min(1.0, (limit - value) / (limit / 2))


def above_margin(value, limit):
    if limit <= 0:
        return 1.0
    return 0.70 + 0.30 * min(1.0, (value - limit) / limit)


def gates(policy, stale, coverage):
    """The reason that telemetry cannot be trusted, or None."""
    if stale is not None and stale > policy["stale_after_seconds"]:
        return not_evaluated("stale")
    if coverage is not None and coverage < policy["coverage_min"]:
        return not_evaluated("insufficient_coverage")
    return None


def workload_gates(workload, with_length):
    policy = workload.fleet.policy
    closed = gates(policy, workload.value("stale_seconds"), workload.value("coverage_ratio"))
    if closed is None and with_length:
        if observed_seconds(workload) < policy["rightsize_min_data_seconds"]:
            closed = not_evaluated("insufficient_coverage")
    return closed


def observed_seconds(workload):
    stated = workload.value("observed_seconds")
    return workload.fleet.window if stated is None else stated


def window_factor(seconds):
    return 1.0 if seconds >= WEEK else 0.8 if seconds >= DAY else 0.6


def trust_telemetry(finding, workload, with_window=True):
    coverage = workload.value("coverage_ratio")
    if coverage is None:
        finding.degrade("coverage_unknown")
    if workload.value("stale_seconds") is None:
        finding.degrade("stale_unknown")
    finding.trust(coverage=1.0 if coverage is None else min(1.0, coverage / 0.95))
    if with_window:
        finding.trust(window=window_factor(observed_seconds(workload)))


def lower(severity):
    return {"critical": "high", "high": "medium", "medium": "low"}.get(severity, severity)


def structure(workload, with_parallelism=False, with_types=True):
    """A placement that the rule cannot be asked of."""
    if workload.is_share():
        return not_evaluated("unsupported_signal")
    if with_types and workload.is_mixed():
        return not_evaluated("invalid_samples")
    if with_parallelism and workload.inconsistent_parallelism():
        return not_evaluated("invalid_samples")
    return None
