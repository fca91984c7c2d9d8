"""From the library's structs to plain objects."""

from __future__ import annotations

from typing import Any, Dict, Optional, Tuple

from ._library import UNKNOWN_MONEY, Library
from ._records import (Capacity, ConfidenceFactors, DetectorTotals, Evidence, Finding, Fragmentation, MapNode, NotEvaluated, Pending, Plan,
                       Relation, Remedy, Step, StepPiece, Summary, Value, WrongRemedy)
from ._schema import personas


def money(micros: int) -> Optional[float]:
    return None if micros == UNKNOWN_MONEY else micros / 1_000_000


def known(number: float) -> Optional[float]:
    return number if number == number else None


class Reader:
    """Reads one report. `handle` keeps the report alive as long as the reader is in use."""

    def __init__(self, library: Library, handle: Any) -> None:
        self.library, self.ffi, self.lib = library, library.ffi, library.lib
        self.handle = handle

    def word(self, group: str, number: int) -> str:
        return self.library.word(getattr(self.lib, "PIQ_WORDS_" + group), number) or ""

    def detector_name(self, number: int) -> str:
        names: Optional[Dict[int, str]] = self.library.cache.get("detectors")
        if names is None:
            names, info = {}, self.library.filled("piq_detector_info")
            for index in range(self.lib.piq_detector_count()):
                self.library.check(self.lib.piq_detector_at(index, info))
                names[info.id] = self.library.string(info.name)
            self.library.cache["detectors"] = names
        return names[number]

    def at(self, kind: str, call: Any, *place: int) -> Any:
        """One struct, read at a place; IndexError past the end."""
        struct = self.library.filled(kind)
        if call(self.handle, *place, struct) != 0:
            raise IndexError(place[-1])
        return struct

    # ---- totals ----

    def summary(self) -> Summary:
        s, string = self.library.filled("piq_summary"), self.library.string
        self.library.check(self.lib.piq_report_summary(self.handle, s))
        return Summary(nodes=s.nodes, workloads=s.workloads, findings=s.findings, gpus=s.gpus, unpriced_gpus=s.unpriced_gpus,
                       window_seconds=s.window_seconds, spend_per_hour=money(s.spend_per_hour), waste_per_hour=money(s.waste_per_hour),
                       recoverable_per_month=money(s.recoverable_per_month), cost_to_fix_per_month=money(s.cost_to_fix_per_month),
                       observed_at=string(s.observed_at), currency=string(s.currency))

    def totals(self, detector: int) -> DetectorTotals:
        t = self.library.filled("piq_detector_totals")
        self.library.check(self.lib.piq_report_detector(self.handle, detector, t))
        return DetectorTotals(detector=self.detector_name(t.detector), fired=t.fired, clear=t.clear, not_evaluated=t.not_evaluated,
                              not_applicable=t.not_applicable, suppressed=t.suppressed, candidates=t.candidates,
                              waste_per_hour=money(t.waste_per_hour), recoverable_per_month=money(t.recoverable_per_month))

    # ---- findings ----

    def finding(self, index: int) -> Finding:
        f, counted = self.at("piq_finding", self.lib.piq_report_finding, index), self.library.counted
        return Finding(
            id=f"{f.id:016x}", detector=self.detector_name(f.detector), subtype=self.word("SUBTYPE", f.subtype),
            entity=self.word("ENTITY", f.entity), entity_id=counted(f.entity_id, f.entity_id_length),
            cluster=counted(f.cluster, f.cluster_length), state=self.word("STATE", f.state), severity=self.word("SEVERITY", f.severity),
            confidence=f.confidence, factors=ConfidenceFactors(f.signal, f.coverage, f.window, f.source, f.margin),
            waste_per_hour=money(f.waste_per_hour), standalone_per_month=money(f.standalone_per_month),
            recoverable_per_month=money(f.recoverable_per_month), cost_to_fix_per_month=money(f.cost_to_fix_per_month),
            gpu_hours_per_month=f.gpu_hours_per_month, basis=self.word("BASIS", f.basis) or None,
            evidence=tuple(self.evidence(index, i) for i in range(f.evidence_count)),
            remedies=tuple(self.remedy(index, i) for i in range(f.remedy_count)),
            wrong_remedies=tuple(self.wrong_remedy(index, i) for i in range(f.wrong_remedy_count)),
            relations=tuple(self.relation(index, i) for i in range(f.relation_count)),
            degraded_by=tuple(self.library.string(self.lib.piq_report_degraded(self.handle, index, i)) for i in range(f.degraded_count)),
            personas=personas(self.library, f.personas), message=self.message(index))

    def message(self, index: int) -> str:
        size = self.lib.piq_report_message(self.handle, index, self.ffi.NULL, 0) + 1
        buffer = self.ffi.new("char[]", size)
        self.lib.piq_report_message(self.handle, index, buffer, size)
        return self.library.counted(buffer, size - 1)

    def value(self, struct: Any) -> Value:
        return float(struct.value) if struct.text == self.ffi.NULL else self.library.string(struct.text)

    def evidence(self, finding: int, index: int) -> Evidence:
        e, string = self.at("piq_evidence", self.lib.piq_report_evidence, finding, index), self.library.string
        return Evidence(field=string(e.name), value=self.value(e), comparison=string(e.comparison), threshold=known(e.threshold),
                        unit=string(e.unit), policy=self.library.name(e.policy))

    def remedy(self, finding: int, index: int) -> Remedy:
        r, parameters = self.at("piq_remedy", self.lib.piq_report_remedy, finding, index), {}
        for i in range(r.parameter_count):
            p = self.at("piq_parameter", self.lib.piq_report_parameter, finding, index, i)
            parameters[self.library.string(p.name)] = self.value(p)
        return Remedy(action=self.word("ACTION", r.action), primary=bool(r.primary), parameters=parameters,
                      verify=self.library.string(r.verify))

    def wrong_remedy(self, finding: int, index: int) -> WrongRemedy:
        action, reason = self.ffi.new("uint32_t *"), self.ffi.new("const char **")
        self.library.check(self.lib.piq_report_wrong_remedy(self.handle, finding, index, action, reason))
        return WrongRemedy(action=self.word("ACTION", action[0]), reason=self.library.string(reason[0]))

    def relation(self, finding: int, index: int) -> Relation:
        kind, other = self.ffi.new("uint32_t *"), self.ffi.new("uint64_t *")
        self.library.check(self.lib.piq_report_relation(self.handle, finding, index, kind, other))
        return Relation(type=self.word("RELATION", kind[0]), other=f"{other[0]:016x}")

    # ---- the rest ----

    def not_evaluated(self, index: int) -> NotEvaluated:
        n = self.at("piq_not_evaluated", self.lib.piq_report_not_evaluated, index)
        missing = (self.library.name(self.lib.piq_report_missing(self.handle, index, i)) for i in range(n.missing_count))
        return NotEvaluated(detector=self.detector_name(n.detector), entity=self.word("ENTITY", n.entity),
                            entity_id=self.library.counted(n.entity_id, n.entity_id_length), reason=self.word("REASON", n.reason),
                            missing=tuple(name or "" for name in missing))

    def pending(self, index: int) -> Pending:
        w, string = self.at("piq_waiting", self.lib.piq_report_waiting, index), self.library.string
        return Pending(entity_id=string(w.entity_id), state=self.word("PENDING", w.state), gpus=known(w.gpus), replicas=w.replicas,
                       pending_seconds=known(w.pending_seconds), starts=bool(w.starts), share_fragmented=bool(w.share_fragmented), stranded_gpus=w.stranded_gpus,
                       lost_per_hour=money(w.lost_per_hour), lost_so_far=money(w.lost_so_far), free_in_seconds=known(w.free_in_seconds),
                       freed_by=self.library.optional(w.freed_by), gpus_moved=w.gpus_moved, restart_seconds=known(w.restart_seconds),
                       plan_value=money(w.plan_value), plan_cost=money(w.plan_cost))

    def capacity(self, index: int) -> Capacity:
        c, string = self.at("piq_capacity", self.lib.piq_report_capacity, index), self.library.string
        return Capacity(cluster=string(c.cluster), region=string(c.region), gpu_type=string(c.gpu_type), block=c.block, now=c.now,
                        after_consolidation=c.after_consolidation, lease_hours=known(c.lease_hours), gpu_hours=known(c.gpu_hours),
                        floor_price_per_gpu_hour=money(c.floor_price_per_gpu_hour))

    def fragmentation(self, index: int) -> Fragmentation:
        f, string = self.at("piq_fragmentation", self.lib.piq_report_fragmentation, index), self.library.string
        return Fragmentation(cluster=string(f.cluster), gpu_type=string(f.gpu_type), domain_gpus=f.domain_gpus, free_gpus=known(f.free_gpus),
                             unusable_2=known(f.unusable_2), unusable_4=known(f.unusable_4), unusable_8=known(f.unusable_8),
                             unusable_domain=known(f.unusable_domain), fragment_gpus=known(f.fragment_gpus),
                             fragment_ratio=known(f.fragment_ratio))

    def map_node(self, index: int) -> MapNode:
        n, string = self.at("piq_map_node", self.lib.piq_report_map_node, index), self.library.string
        return MapNode(node=string(n.node), domain=string(n.domain), cluster=string(n.cluster), gpu_type=string(n.gpu_type),
                       state=self.word("NODE_STATE", n.state), first=bool(n.first), moves=bool(n.moves), gpus=n.gpus,
                       out_of_service=n.out_of_service, free_before=n.free_before, free_after=n.free_after,
                       shared_before=n.shared_before, shared_after=n.shared_after, held_before=n.held_before)

    def plan(self) -> Plan:
        p = self.library.filled("piq_plan")
        self.library.check(self.lib.piq_report_plan(self.handle, p))
        return Plan(moves=tuple(self.step(0, i) for i in range(p.moves)), starts=tuple(self.step(1, i) for i in range(p.starts)),
                    runs=p.runs, runs_bound=p.runs_bound, gpus_moved=p.gpus_moved, optimal=bool(p.optimal),
                    stranded_gpus=p.stranded_gpus, lost_per_hour=money(p.lost_per_hour), lost_so_far=money(p.lost_so_far),
                    value=money(p.value), cost=money(p.cost))

    def step(self, start: int, index: int) -> Step:
        s = self.at("piq_step", self.lib.piq_report_start if start else self.lib.piq_report_move, index)
        return Step(workload=self.library.string(s.workload), replica=s.replica, gpus=s.gpus,
                    leaves=self.pieces(start, index, 0, s.from_count), takes=self.pieces(start, index, 1, s.to_count))

    def pieces(self, start: int, step: int, to: int, count: int) -> Tuple[StepPiece, ...]:
        node, gpus, gpu = self.ffi.new("const char **"), self.ffi.new("double *"), self.ffi.new("const char **")
        pieces = []
        for i in range(count):
            self.library.check(self.lib.piq_report_step_piece(self.handle, start, step, to, i, node, gpus, gpu))
            pieces.append(StepPiece(node=self.library.string(node[0]), gpus=gpus[0], gpu=self.library.optional(gpu[0])))
        return tuple(pieces)
