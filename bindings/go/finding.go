package piq

// #include "bridge.h"
import "C"

import (
	"fmt"
	"math"
	"unsafe"
)

// FindingID identifies a finding across reports: it depends on detector, subtype group and entity only.
type FindingID uint64

// String is the id as the JSON report has it, 16 hex digits.
func (id FindingID) String() string { return fmt.Sprintf("%016x", uint64(id)) }

// Finding is one finding, with all that belongs to it.
type Finding struct {
	ID       FindingID
	Detector Detector
	Subtype  Subtype
	Entity   Entity // node, workload or cluster
	EntityID string
	Cluster  string // "" where none is known
	State    State
	Severity Severity
	Personas []Persona // those that it matters to
	Message  string    // English for people; its wording may change in any version

	Confidence float64 // product of the next five, kept within 0.05 and 0.99
	Signal     float64 // how well the signals used show what the rule asks
	Coverage   float64 // how many of the expected samples were there
	Window     float64 // how long they were watched
	Source     float64 // 1: measured or declared; less: from peers, a model or a default
	Margin     float64 // how far the value lies from its threshold

	WastePerHour        Money   // exclusive: no other finding claims it too
	StandalonePerMonth  Money   // what acting on this finding alone would save
	RecoverablePerMonth Money   // exclusive share of the saving of acting on all
	CostToFixPerMonth   Money   // where the remedy costs money instead
	GPUHoursPerMonth    float64 // GPU-hours it is about, for where prices are unknown
	Basis               Basis   // of its money; 0: no money

	Evidence      []Evidence
	Remedies      []Remedy // the first is the primary one
	WrongRemedies []WrongRemedy
	Related       []Related
	DegradedBy    []string // what lowered its worth: "coverage_unknown", "price_unknown", ...
}

// Evidence is a value held against a threshold.
type Evidence struct {
	Field      Field // a field or measure
	Value      float64
	Text       string // the value where it is a word; then Value is NaN
	Comparison string // "<", "<=", ">", ">=", "=="; "" where nothing is compared
	Threshold  float64
	Unit       string
	Policy     PolicyKey // that the threshold comes from, or 0
}

// Remedy is something that would help.
type Remedy struct {
	Action     Action
	Primary    bool
	Parameters []Parameter
	Verify     string // what number should move, and by when
}

// Parameter is a parameter of a remedy: a number, or a text.
type Parameter struct {
	Field Field
	Value float64 // NaN when it is a text
	Text  string
}

// WrongRemedy is something that would not help.
type WrongRemedy struct {
	Action Action
	Reason string
}

// Related is a relation to another finding, which a persona's report may not hold.
type Related struct {
	Relation Relation
	Finding  FindingID
}

// Len is how many findings the report holds: fired, then candidates, then observations, each by rank; 0 after Close.
func (r *Report) Len() int {
	report, err := r.read()
	if err != nil {
		return 0
	}
	defer r.mu.RUnlock()
	return int(C.piq_report_finding_count(report))
}

// Finding reads a finding by its index, from 0.
func (r *Report) Finding(index int) (Finding, error) {
	report, err := r.read()
	if err != nil {
		return Finding{}, err
	}
	defer r.mu.RUnlock()
	return finding(report, C.size_t(index))
}

// Findings reads all findings, in the order of the report.
func (r *Report) Findings() ([]Finding, error) {
	report, err := r.read()
	if err != nil {
		return nil, err
	}
	defer r.mu.RUnlock()
	list := make([]Finding, C.piq_report_finding_count(report))
	for i := range list {
		if list[i], err = finding(report, C.size_t(i)); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func finding(report *C.piq_report, index C.size_t) (Finding, error) {
	f := C.piq_finding{struct_size: C.sizeof_piq_finding}
	if err := missing(C.piq_report_finding(report, index, &f), "finding %d", uint64(index)); err != nil {
		return Finding{}, err
	}
	return Finding{
		ID: FindingID(f.id), Detector: Detector(f.detector), Subtype: Subtype(f.subtype), Entity: Entity(f.entity),
		EntityID: copied(f.entity_id, f.entity_id_length), Cluster: copied(f.cluster, f.cluster_length),
		State: State(f.state), Severity: Severity(f.severity), Personas: personas(uint32(f.personas)), Message: message(report, index),
		Confidence: float64(f.confidence), Signal: float64(f.signal), Coverage: float64(f.coverage), Window: float64(f.window),
		Source: float64(f.source), Margin: float64(f.margin),
		WastePerHour: Money(f.waste_per_hour), StandalonePerMonth: Money(f.standalone_per_month),
		RecoverablePerMonth: Money(f.recoverable_per_month), CostToFixPerMonth: Money(f.cost_to_fix_per_month),
		GPUHoursPerMonth: float64(f.gpu_hours_per_month), Basis: Basis(f.basis),
		Evidence:      listOf(f.evidence_count, func(i C.size_t) Evidence { return evidence(report, index, i) }),
		Remedies:      listOf(f.remedy_count, func(i C.size_t) Remedy { return remedy(report, index, i) }),
		WrongRemedies: listOf(f.wrong_remedy_count, func(i C.size_t) WrongRemedy { return wrongRemedy(report, index, i) }),
		Related:       listOf(f.relation_count, func(i C.size_t) Related { return related(report, index, i) }),
		DegradedBy:    listOf(f.degraded_count, func(i C.size_t) string { return C.GoString(C.piq_report_degraded(report, index, i)) }),
	}, nil
}

func listOf[T any](count C.uint32_t, at func(C.size_t) T) []T {
	list := make([]T, count)
	for i := range list {
		list[i] = at(C.size_t(i))
	}
	return list
}

// must holds for an index below the count that the library gave: the two contradict each other otherwise.
func must(status C.piq_status) {
	if status != C.PIQ_OK {
		panic("piq: a report contradicts itself: " + Status(status).Error())
	}
}

func personas(bits uint32) []Persona {
	list := []Persona{}
	for persona := Persona(1); persona < 32; persona++ {
		if bits&(1<<persona) != 0 {
			list = append(list, persona)
		}
	}
	return list
}

func message(report *C.piq_report, index C.size_t) string {
	var short [256]byte
	length := C.piq_report_message(report, index, (*C.char)(unsafe.Pointer(&short[0])), C.size_t(len(short)))
	if int(length) < len(short) {
		return string(short[:length])
	}
	long := make([]byte, length+1)
	C.piq_report_message(report, index, (*C.char)(unsafe.Pointer(&long[0])), length+1)
	return string(long[:length])
}

func evidence(report *C.piq_report, finding, index C.size_t) Evidence {
	e := C.piq_evidence{struct_size: C.sizeof_piq_evidence}
	must(C.piq_report_evidence(report, finding, index, &e))
	return Evidence{Field: Field(e.field), Value: float64(e.value), Text: C.GoString(e.text), Comparison: C.GoString(e.comparison),
		Threshold: float64(e.threshold), Unit: C.GoString(e.unit), Policy: PolicyKey(e.policy)}
}

func remedy(report *C.piq_report, finding, index C.size_t) Remedy {
	r := C.piq_remedy{struct_size: C.sizeof_piq_remedy}
	must(C.piq_report_remedy(report, finding, index, &r))
	return Remedy{Action: Action(r.action), Primary: r.primary != 0, Verify: C.GoString(r.verify),
		Parameters: listOf(r.parameter_count, func(i C.size_t) Parameter { return parameter(report, finding, index, i) })}
}

func parameter(report *C.piq_report, finding, remedy, index C.size_t) Parameter {
	p := C.piq_parameter{struct_size: C.sizeof_piq_parameter}
	must(C.piq_report_parameter(report, finding, remedy, index, &p))
	return Parameter{Field: Field(p.field), Value: float64(p.value), Text: C.GoString(p.text)}
}

func wrongRemedy(report *C.piq_report, finding, index C.size_t) WrongRemedy {
	var action C.uint32_t
	var reason *C.char
	must(C.piq_report_wrong_remedy(report, finding, index, &action, &reason))
	return WrongRemedy{Action(action), C.GoString(reason)}
}

func related(report *C.piq_report, finding, index C.size_t) Related {
	var relation C.uint32_t
	var other C.uint64_t
	must(C.piq_report_relation(report, finding, index, &relation, &other))
	return Related{Relation(relation), FindingID(other)}
}

// String is the value with its unit, or the word; and what it was held against.
func (e Evidence) String() string {
	text := fmt.Sprintf("%v %s", e.Field, e.Text)
	if e.Text == "" {
		text = fmt.Sprintf("%v %v", e.Field, e.Value)
	}
	if e.Comparison != "" && !math.IsNaN(e.Threshold) {
		text += fmt.Sprintf(" %s %v", e.Comparison, e.Threshold)
	}
	if e.Unit != "" {
		text += " " + e.Unit
	}
	return text
}
