package piq

// #include "bridge.h"
import "C"

import (
	"fmt"
	"runtime"
	"time"
	"unsafe"
)

// Report is what an evaluation found. It never changes and needs its fleet and policy no more; any number of goroutines may read it.
// What its methods give is copied and outlives it.
type Report struct {
	owner[*C.piq_report]
}

// Evaluate runs all detectors over a fleet; policy may be nil. Missing input is no error: it stands in the report as not evaluated.
// Any number of goroutines may evaluate one fleet at once.
func Evaluate(fleet *Fleet, policy *Policy) (*Report, error) {
	f, err := fleet.read()
	if err != nil {
		return nil, err
	}
	defer fleet.mu.RUnlock()
	var p *C.piq_policy
	if policy != nil {
		if p, err = policy.read(); err != nil {
			return nil, err
		}
		defer policy.mu.RUnlock()
	}
	report := &Report{}
	e := newError()
	if err := failure(C.piq_evaluate(f, p, &report.object, &e), &e); err != nil {
		return nil, err
	}
	report.cleanup = runtime.AddCleanup(report, func(object *C.piq_report) { C.piq_report_free(object) }, report.object)
	return report, nil
}

// Close frees the report. Further calls return [ErrClosed], or nothing. It always returns nil.
func (r *Report) Close() error {
	C.piq_report_free(r.close())
	return nil
}

// Summary is a report's totals. Money adds up only what is known; UnpricedGPUs tells how much is not.
type Summary struct {
	Nodes, Workloads    uint64
	Findings            uint64  // fired ones only
	GPUs                float64 // GPUs of the nodes
	UnpricedGPUs        float64 // those without a price
	Window              time.Duration
	SpendPerHour        Money  // what the fleet costs
	WastePerHour        Money  // of that, what findings claim
	RecoverablePerMonth Money  // what acting on all fired findings would save, each GPU-hour once
	CostToFixPerMonth   Money  // what acting on those that cost money would cost
	ObservedAt          string // "" where not given
	Currency            string // "USD" where not given
}

// Summary reads the totals.
func (r *Report) Summary() (Summary, error) {
	report, err := r.read()
	if err != nil {
		return Summary{}, err
	}
	defer r.mu.RUnlock()
	s := C.piq_summary{struct_size: C.sizeof_piq_summary}
	if err := missing(C.piq_report_summary(report, &s), "the summary"); err != nil {
		return Summary{}, err
	}
	return Summary{
		Nodes: uint64(s.nodes), Workloads: uint64(s.workloads), Findings: uint64(s.findings),
		GPUs: float64(s.gpus), UnpricedGPUs: float64(s.unpriced_gpus),
		Window:       time.Duration(float64(s.window_seconds) * float64(time.Second)),
		SpendPerHour: Money(s.spend_per_hour), WastePerHour: Money(s.waste_per_hour),
		RecoverablePerMonth: Money(s.recoverable_per_month), CostToFixPerMonth: Money(s.cost_to_fix_per_month),
		ObservedAt: C.GoString(s.observed_at), Currency: C.GoString(s.currency),
	}, nil
}

// DetectorTotals is one detector's counts of entities and its money.
type DetectorTotals struct {
	Detector            Detector
	Fired               uint64 // the rule holds
	Clear               uint64 // the rule does not hold, observations included
	NotEvaluated        uint64 // could not be judged: see [Report.NotEvaluated]
	NotApplicable       uint64 // the rule is not about such an entity
	Suppressed          uint64 // somebody has decided to live with it
	Candidates          uint64 // the rule holds with too little confidence; outside the totals
	WastePerHour        Money  // its share of the summary's
	RecoverablePerMonth Money  // its share of the summary's
}

// Detector reads one detector's totals.
func (r *Report) Detector(detector Detector) (DetectorTotals, error) {
	report, err := r.read()
	if err != nil {
		return DetectorTotals{}, err
	}
	defer r.mu.RUnlock()
	t := C.piq_detector_totals{struct_size: C.sizeof_piq_detector_totals}
	if err := missing(C.piq_report_detector(report, C.uint32_t(detector), &t), "detector %d", uint32(detector)); err != nil {
		return DetectorTotals{}, err
	}
	return DetectorTotals{
		Detector: Detector(t.detector), Fired: uint64(t.fired), Clear: uint64(t.clear), NotEvaluated: uint64(t.not_evaluated),
		NotApplicable: uint64(t.not_applicable), Suppressed: uint64(t.suppressed), Candidates: uint64(t.candidates),
		WastePerHour: Money(t.waste_per_hour), RecoverablePerMonth: Money(t.recoverable_per_month),
	}, nil
}

// NotEvaluated is one judgement that could not be made.
type NotEvaluated struct {
	Detector Detector
	Entity   Entity
	EntityID string
	Reason   Reason
	Missing  []Field // fields whose presence would help to decide
}

// NotEvaluated lists what could not be judged, and what would change that.
func (r *Report) NotEvaluated() ([]NotEvaluated, error) {
	report, err := r.read()
	if err != nil {
		return nil, err
	}
	defer r.mu.RUnlock()
	list := make([]NotEvaluated, C.piq_report_not_evaluated_count(report))
	for i := range list {
		e := C.piq_not_evaluated{struct_size: C.sizeof_piq_not_evaluated}
		if err := missing(C.piq_report_not_evaluated(report, C.size_t(i), &e), "entry %d", i); err != nil {
			return nil, err
		}
		entry := NotEvaluated{Detector: Detector(e.detector), Entity: Entity(e.entity), Reason: Reason(e.reason),
			EntityID: copied(e.entity_id, e.entity_id_length), Missing: make([]Field, e.missing_count)}
		for k := range entry.Missing {
			entry.Missing[k] = Field(C.piq_report_missing(report, C.size_t(i), C.size_t(k)))
		}
		list[i] = entry
	}
	return list, nil
}

// Change is how a finding changed between two reports.
type Change struct {
	Kind   ChangeKind
	Before int // index in the old report; -1: not there
	After  int // index in the new report; -1: not there
}

// ChangeKind is how a finding changed.
type ChangeKind uint32

// String gives "new", "worse", "same", "better" or "resolved".
func (k ChangeKind) String() string {
	if k < ChangeNew || k > ChangeResolved {
		return fmt.Sprintf("ChangeKind(%d)", uint32(k))
	}
	return [...]string{"new", "worse", "same", "better", "resolved"}[k-ChangeNew]
}

// Compare tells how fired findings and candidates changed, by kind, then as in the reports.
func Compare(before, after *Report) ([]Change, error) {
	first, second := before, after
	if uintptr(unsafe.Pointer(first)) > uintptr(unsafe.Pointer(second)) {
		first, second = after, before // always locked in the same order, so that two comparisons and two Closes cannot wait for each other
	}
	if _, err := first.read(); err != nil {
		return nil, err
	}
	defer first.mu.RUnlock()
	if first != second {
		if _, err := second.read(); err != nil {
			return nil, err
		}
		defer second.mu.RUnlock()
	}
	var changes *C.piq_change
	var count C.size_t
	e := newError()
	if err := failure(C.piq_report_compare(before.object, after.object, &changes, &count, &e), &e); err != nil {
		return nil, err
	}
	defer C.piq_changes_free(after.object, changes, count)
	list := make([]Change, count)
	for i, change := range unsafe.Slice(changes, count) {
		list[i] = Change{ChangeKind(change.kind), place(change.before), place(change.after)}
	}
	return list, nil
}

func place(index C.uint64_t) int {
	if index == C.PIQ_NONE {
		return -1
	}
	return int(index)
}
