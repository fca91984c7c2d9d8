"""What a report says, as plain frozen objects. Money is in the report's currency, None where a price is missing; it is exact to a
millionth, so that `round(money * 1e6)` gives the library's whole number back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Optional, Tuple, Union

Value = Union[float, str]


@dataclass(frozen=True)
class Summary:
    """Totals of a report. Money adds up only what is known; `unpriced_gpus` tells how much is not."""

    nodes: int  #: nodes of the fleet
    workloads: int  #: workloads of the fleet
    findings: int  #: fired ones only
    gpus: float  #: GPUs of the nodes
    unpriced_gpus: float  #: those without a price
    window_seconds: float  #: the telemetry window, in seconds
    spend_per_hour: Optional[float]  #: what the fleet costs
    waste_per_hour: Optional[float]  #: of that, what findings claim; no GPU-hour twice
    recoverable_per_month: Optional[float]  #: what acting on all fired findings would save, each GPU-hour once
    cost_to_fix_per_month: Optional[float]  #: what acting on those that cost money would cost
    observed_at: str  #: RFC 3339, "" where not given
    currency: str  #: ISO 4217


@dataclass(frozen=True)
class DetectorTotals:
    """One detector's counts of entities and its money."""

    detector: str
    fired: int  #: the rule holds
    clear: int  #: the rule does not hold, observations included
    not_evaluated: int  #: could not be judged
    not_applicable: int  #: the rule is not about such an entity
    suppressed: int  #: somebody has decided to live with it
    candidates: int  #: the rule holds with a confidence below confidence_min; outside the totals
    waste_per_hour: Optional[float]  #: its share of the summary's
    recoverable_per_month: Optional[float]  #: its share of the summary's


@dataclass(frozen=True)
class ConfidenceFactors:
    """The product of these, kept within 0.05 and 0.99, is a finding's confidence."""

    signal: float  #: how well the signals used show what the rule asks
    coverage: float  #: how many of the expected samples were there
    window: float  #: how long they were watched
    source: float  #: 1: measured or declared; less: from peers, a model or a default
    margin: float  #: how far the value lies from its threshold


@dataclass(frozen=True)
class Evidence:
    """A value held against a threshold."""

    field: str  #: an input field, or a measure derived from them
    value: Value  #: in `unit`, or a word
    comparison: str  #: "<", "<=", ">", ">=", "=="; "" where nothing is compared
    threshold: Optional[float]  #: in `unit`
    unit: str  #: "" where none
    policy: Optional[str]  #: the policy key that the threshold comes from


@dataclass(frozen=True)
class Remedy:
    """Something to do; the first of a finding is the primary one."""

    action: str
    primary: bool
    parameters: Mapping[str, Value] = field(hash=False)  #: numbers in the unit of the field they are named after, or texts
    verify: str  #: what number should move, and by when


@dataclass(frozen=True)
class WrongRemedy:
    """Something that would not help, and why."""

    action: str
    reason: str


@dataclass(frozen=True)
class Relation:
    """How a finding stands to another one."""

    type: str  #: "overlaps", "superseded_by", "blocked_by", "blocks", "enables", "conflict"
    other: str  #: that finding's id; a persona's report may not hold it


@dataclass(frozen=True)
class Finding:
    """One finding."""

    id: str  #: 16 hex digits; depends on detector, subtype group and entity only
    detector: str
    subtype: str
    entity: str  #: "node", "workload" or "cluster"
    entity_id: str
    cluster: str  #: "" where none is known
    state: str  #: "fired", "candidate" or "observation"
    severity: str  #: "info", "low", "medium", "high" or "critical"
    confidence: float  #: 0.05 to 0.99
    factors: ConfidenceFactors
    waste_per_hour: Optional[float]  #: exclusive: no other finding claims it too
    standalone_per_month: Optional[float]  #: what acting on this finding alone would save
    recoverable_per_month: Optional[float]  #: exclusive share of the saving of acting on all
    cost_to_fix_per_month: Optional[float]  #: where the remedy costs money instead
    gpu_hours_per_month: float  #: GPU-hours it is about, for where prices are unknown
    basis: Optional[str]  #: "declared" or "reference" prices; None: no money
    evidence: Tuple[Evidence, ...]
    remedies: Tuple[Remedy, ...]
    wrong_remedies: Tuple[WrongRemedy, ...]
    relations: Tuple[Relation, ...]
    degraded_by: Tuple[str, ...]  #: what lowered its worth: "coverage_unknown", "price_unknown", ...
    personas: Tuple[str, ...]  #: whom it concerns
    message: str  #: one English sentence; its wording may change in any version


@dataclass(frozen=True)
class NotEvaluated:
    """A judgement that could not be made."""

    detector: str
    entity: str  #: "node" or "workload"
    entity_id: str
    reason: str  #: "missing_input", "stale", ...
    missing: Tuple[str, ...]  #: fields whose presence would help


@dataclass(frozen=True)
class Pending:
    """What holds a pending workload, judged alone against the present state; what its wait costs, and what would end it."""

    entity_id: str
    state: str  #: "blocked", "shortage", "infeasible_shape", ...
    gpus: Optional[float]  #: of one replica
    replicas: float
    pending_seconds: Optional[float]  #: how long it has waited
    starts: bool  #: the plan starts it
    share_fragmented: bool  #: a shortage of whole GPUs only: what shared GPUs have left would make up for it
    stranded_gpus: float  #: free GPUs that wait for it, each counted for one workload only
    lost_per_hour: Optional[float]  #: their price
    lost_so_far: Optional[float]  #: that, for as long as it has waited
    free_in_seconds: Optional[float]  #: when work that ends by itself leaves the room it needs
    freed_by: Optional[str]  #: the workload whose end makes that room complete
    gpus_moved: float  #: by the plan's moves that its start needs
    restart_seconds: Optional[float]  #: the longest of them
    plan_value: Optional[float]  #: its GPUs, for the wait that the plan spares it
    plan_cost: Optional[float]  #: the GPUs of those moves, while they restart


@dataclass(frozen=True)
class StepPiece:
    """A part of a step."""

    node: str
    gpus: float
    gpu: Optional[str]  #: label of a shared GPU; one that the snapshot does not know means a fresh GPU


@dataclass(frozen=True)
class Step:
    """One step of the plan: a whole replica. A move first releases what it leaves, then takes what is free at that moment."""

    workload: str
    replica: int  #: from 0
    gpus: float  #: of the replica
    leaves: Tuple[StepPiece, ...]  #: nothing for a start
    takes: Tuple[StepPiece, ...]


@dataclass(frozen=True)
class Plan:
    """One plan for all pending workloads that need their GPUs in one domain: moves in executable order, then starts."""

    moves: Tuple[Step, ...]
    starts: Tuple[Step, ...]
    runs: int  #: pending workloads that it starts
    runs_bound: int  #: proven: no plan starts more
    gpus_moved: float  #: over all moves
    optimal: bool  #: both the runs and the GPUs moved are proven best
    stranded_gpus: float  #: free GPUs that blocked workloads could use together and cannot apart, each once
    lost_per_hour: Optional[float]  #: their price
    lost_so_far: Optional[float]  #: that, for as long as each has waited
    value: Optional[float]  #: what the starts are worth: the sum over Pending.plan_value
    cost: Optional[float]  #: GPUs moved, at their price, for the time each takes to restart


@dataclass(frozen=True)
class Capacity:
    """Free blocks of one size; a nested partition, so that no GPU is counted twice."""

    cluster: str  #: "" where none is known
    region: str  #: "" where none is known
    gpu_type: str  #: "" where none is known
    block: int  #: GPUs in one domain
    now: int  #: blocks free now
    after_consolidation: int  #: blocks free once the plan is done and movable work is packed together
    lease_hours: Optional[float]  #: how long each of those free now stays free, nine times in ten
    gpu_hours: Optional[float]  #: GPU-hours to lease
    floor_price_per_gpu_hour: Optional[float]  #: below it some block would rather be given back


@dataclass(frozen=True)
class Fragmentation:
    """How scattered the free GPUs of one type in one cluster are; None where nothing is free or nobody counted."""

    cluster: str  #: "" where none is known
    gpu_type: str  #: "" where none is known
    domain_gpus: int  #: GPUs of this type in the largest domain
    free_gpus: Optional[float]  #: whole GPUs free on ready nodes
    unusable_2: Optional[float]  #: share of them outside whole blocks of 2
    unusable_4: Optional[float]  #: of 4
    unusable_8: Optional[float]  #: of 8
    unusable_domain: Optional[float]  #: of domain_gpus
    fragment_gpus: Optional[float]  #: what the pending workloads of the cluster cannot use, by expectation over their mix
    fragment_ratio: Optional[float]  #: that over all that is free, parts of shared GPUs included


@dataclass(frozen=True)
class MapNode:
    """A node in the map of the plan: its GPUs before the first move and after the last start, domain by domain."""

    node: str
    domain: str  #: "" where it is one by itself
    cluster: str  #: "" where none is known
    gpu_type: str  #: "" where none is known
    state: str
    first: bool  #: the first node of its domain
    moves: bool  #: the plan takes work off this node or puts work on it
    gpus: int
    out_of_service: int  #: of those
    free_before: int  #: whole GPUs
    free_after: int
    shared_before: int  #: GPUs that carry shares
    shared_after: int
    held_before: int  #: GPUs that work holds before the plan


@dataclass(frozen=True)
class Change:
    """How a finding changed between two reports."""

    kind: str  #: "new", "worse", "same", "better" or "resolved"
    before: Optional[Finding]  #: in the old report
    after: Optional[Finding]  #: in the new report
