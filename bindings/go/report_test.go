package piq

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"
)

type object = map[string]any

func known(value float64) any {
	if math.IsNaN(value) {
		return nil
	}
	return value
}

func named(name string) any {
	if name == "" {
		return nil
	}
	return name
}

func amount(m Money) any {
	if !m.Known() {
		return 0.0
	}
	return m.Float()
}

func list[T any](items []T, one func(T) any) []any {
	made := []any{}
	for _, item := range items {
		made = append(made, one(item))
	}
	return made
}

func word[T interface{ String() string }](item T) any { return item.String() }

func findingDocument(f Finding) any {
	document := object{
		"id": f.ID.String(), "detector": f.Detector.String(), "subtype": f.Subtype.String(), "entity": f.Entity.String(),
		"entity_id": f.EntityID, "cluster": f.Cluster, "state": f.State.String(), "severity": f.Severity.String(),
		"personas": list(f.Personas, word[Persona]), "message": f.Message, "confidence": f.Confidence,
		"confidence_factors": object{"signal": f.Signal, "coverage": f.Coverage, "window": f.Window, "source": f.Source, "margin": f.Margin},
		"waste_per_hour":     amount(f.WastePerHour), "standalone_per_month": amount(f.StandalonePerMonth),
		"recoverable_per_month": amount(f.RecoverablePerMonth), "cost_to_fix_per_month": amount(f.CostToFixPerMonth),
		"gpu_hours_per_month": f.GPUHoursPerMonth,
		"evidence": list(f.Evidence, func(e Evidence) any {
			value := known(e.Value)
			if e.Text != "" {
				value = e.Text
			}
			return object{"field": e.Field.String(), "value": value, "comparison": e.Comparison, "threshold": known(e.Threshold),
				"unit": e.Unit, "policy": named(e.Policy.String())}
		}),
		"remedies": list(f.Remedies, func(r Remedy) any {
			parameters := object{}
			for _, p := range r.Parameters {
				parameters[p.Field.String()] = known(p.Value)
				if p.Text != "" {
					parameters[p.Field.String()] = p.Text
				}
			}
			return object{"action": r.Action.String(), "primary": r.Primary, "parameters": parameters, "verify": r.Verify}
		}),
		"wrong_remedies": list(f.WrongRemedies, func(w WrongRemedy) any { return object{"action": w.Action.String(), "reason": w.Reason} }),
		"relations":      list(f.Related, func(r Related) any { return object{"type": r.Relation.String(), "finding": r.Finding.String()} }),
		"degraded_by":    list(f.DegradedBy, func(s string) any { return s }),
	}
	if f.Basis != 0 {
		document["basis"] = f.Basis.String()
	}
	return document
}

func summaryDocument(t *testing.T, r *Report) any {
	s := must1[Summary](t)(r.Summary())
	return object{
		"nodes": s.Nodes, "workloads": s.Workloads, "gpus": s.GPUs, "spend_per_hour": amount(s.SpendPerHour), "waste_per_hour": amount(s.WastePerHour),
		"recoverable_per_month": amount(s.RecoverablePerMonth), "cost_to_fix_per_month": amount(s.CostToFixPerMonth),
		"unpriced_gpus": s.UnpricedGPUs, "findings": s.Findings,
		"by_detector": list(Detectors(), func(info DetectorInfo) any {
			d := must1[DetectorTotals](t)(r.Detector(info.ID))
			return object{"detector": d.Detector.String(), "fired": d.Fired, "clear": d.Clear, "not_evaluated": d.NotEvaluated,
				"not_applicable": d.NotApplicable, "suppressed": d.Suppressed, "candidates": d.Candidates,
				"waste_per_hour": amount(d.WastePerHour), "recoverable_per_month": amount(d.RecoverablePerMonth)}
		}),
	}
}

func stepDocument(move bool) func(Step) any {
	pieces := func(p StepPiece) any {
		piece := object{"node": p.Node, "gpus": p.GPUs}
		if p.GPU != "" {
			piece["gpu"] = p.GPU
		}
		return piece
	}
	return func(s Step) any {
		step := object{"workload": s.Workload, "replica": s.Replica, "to": list(s.To, pieces)}
		if move {
			step["gpus"], step["from"] = s.GPUs, list(s.From, pieces)
		}
		return step
	}
}

// spare is money that JSON writes as null where it is unknown.
func spare(m Money) any {
	if !m.Known() {
		return nil
	}
	return amount(m)
}

// document is the JSON report as the Go structs have it.
func document(t *testing.T, r *Report) any {
	summary, plan := must1[Summary](t)(r.Summary()), must1[Plan](t)(r.Plan())
	return object{
		"piq_report": 1, "piq_version": Version(), "observed_at": named(summary.ObservedAt), "window_seconds": summary.Window.Seconds(),
		"currency": summary.Currency, "summary": summaryDocument(t, r),
		"findings": list(must1[[]Finding](t)(r.Findings()), findingDocument),
		"not_evaluated": list(must1[[]NotEvaluated](t)(r.NotEvaluated()), func(n NotEvaluated) any {
			return object{"detector": n.Detector.String(), "entity": n.Entity.String(), "entity_id": n.EntityID, "reason": n.Reason.String(),
				"missing": list(n.Missing, word[Field])}
		}),
		"consolidation": object{"moves": list(plan.Moves, stepDocument(true)), "starts": list(plan.Starts, stepDocument(false)),
			"gpus_moved": plan.GPUsMoved, "runs": plan.Runs, "runs_bound": plan.RunsBound, "optimal": plan.Optimal,
			"stranded_gpus": plan.StrandedGPUs, "lost_per_hour": spare(plan.LostPerHour), "lost_so_far": spare(plan.LostSoFar),
			"value": spare(plan.Value), "cost": spare(plan.Cost)},
		"pending": list(must1[[]PendingWorkload](t)(r.Pending()), func(p PendingWorkload) any {
			return object{"entity_id": p.EntityID, "state": p.State.String(), "gpus": known(p.GPUs), "replicas": p.Replicas,
				"pending_seconds": known(p.PendingSeconds), "starts": p.Starts, "share_fragmented": p.Fragmented, "stranded_gpus": p.StrandedGPUs,
				"lost_per_hour": spare(p.LostPerHour), "lost_so_far": spare(p.LostSoFar), "free_in_seconds": known(p.FreeInSeconds),
				"freed_by": named(p.FreedBy), "gpus_moved": p.GPUsMoved, "restart_seconds": known(p.RestartSeconds),
				"plan_value": spare(p.PlanValue), "plan_cost": spare(p.PlanCost)}
		}),
		"capacity": list(must1[[]Capacity](t)(r.Capacity()), func(c Capacity) any {
			return object{"cluster": c.Cluster, "region": c.Region, "gpu_type": c.GPUType, "block": c.Block, "now": c.Now,
				"after_consolidation": c.AfterConsolidation, "lease_hours": known(c.LeaseHours), "gpu_hours": known(c.GPUHours),
				"floor_price_per_gpu_hour": spare(c.FloorPricePerGPUHour)}
		}),
		"fragmentation": list(must1[[]Fragmentation](t)(r.Fragmentation()), func(f Fragmentation) any {
			return object{"cluster": f.Cluster, "gpu_type": f.GPUType, "domain_gpus": f.DomainGPUs, "free_gpus": known(f.FreeGPUs),
				"unusable_2": known(f.Unusable2), "unusable_4": known(f.Unusable4), "unusable_8": known(f.Unusable8),
				"unusable_domain": known(f.UnusableAll), "fragment_gpus": known(f.FragmentGPUs), "fragment_ratio": known(f.FragmentRatio)}
		}),
	}
}

func decoded(t *testing.T, text []byte) any {
	t.Helper()
	var value any
	ok(t, json.Unmarshal(text, &value))
	return value
}

func differ(t *testing.T, path string, got, wanted any) {
	t.Helper()
	switch wanted := wanted.(type) {
	case object:
		got, same := got.(object)
		if !same {
			t.Errorf("%s: no object", path)
			return
		}
		for key := range got {
			if _, there := wanted[key]; !there {
				t.Errorf("%s.%s: not in JSON", path, key)
			}
		}
		for key := range wanted {
			differ(t, path+"."+key, got[key], wanted[key])
		}
	case []any:
		list, same := got.([]any)
		if !same || len(list) != len(wanted) {
			t.Errorf("%s: %d items, wanted %d", path, len(list), len(wanted))
			return
		}
		for i := range wanted {
			differ(t, path, list[i], wanted[i])
		}
	default:
		if !reflect.DeepEqual(got, wanted) {
			t.Errorf("%s: %v, wanted %v", path, got, wanted)
		}
	}
}

func TestStructsSayWhatJSONSays(t *testing.T) {
	report := evaluate(t, read(t, tour(t)), nil)
	wanted := decoded(t, must1[[]byte](t)(report.JSON()))
	differ(t, "report", decoded(t, must1[[]byte](t)(json.Marshal(document(t, report)))), wanted)
	for _, findings := range wanted.(object)["findings"].([]any)[:1] {
		differ(t, "finding", decoded(t, must1[[]byte](t)(report.FindingJSON(0))), findings)
	}
	differ(t, "compact", decoded(t, must1[[]byte](t)(json.Marshal(report))), wanted)
}

func TestOneFindingIsThatOfAll(t *testing.T) {
	report := evaluate(t, read(t, tour(t)), nil)
	all := must1[[]Finding](t)(report.Findings())
	if report.Len() != len(all) || len(all) < 10 {
		t.Fatalf("%d and %d findings", report.Len(), len(all))
	}
	for i := range all {
		one := must1[Finding](t)(report.Finding(i))
		if one.ID != all[i].ID || one.Message != all[i].Message || len(one.Evidence) != len(all[i].Evidence) {
			t.Errorf("finding %d differs", i)
		}
	}
	for _, index := range []int{-1, len(all), math.MaxInt} {
		if _, err := report.Finding(index); err == nil {
			t.Errorf("finding %d is there", index)
		}
	}
}

func TestCompare(t *testing.T) {
	before := evaluate(t, read(t, tour(t)), nil)
	policy := newPolicy(t)
	ok(t, policy.Enable(DetectorDarkCapacity, false))
	after := evaluate(t, read(t, tour(t)), policy)
	counts := map[ChangeKind]int{}
	for _, change := range must1[[]Change](t)(Compare(before, after)) {
		counts[change.Kind]++
		if (change.Before < 0) != (change.Kind == ChangeNew) || (change.After < 0) != (change.Kind == ChangeResolved) {
			t.Errorf("%v: %d, %d", change.Kind, change.Before, change.After)
		}
	}
	if counts[ChangeResolved] == 0 || counts[ChangeSame] == 0 {
		t.Error(counts)
	}
	for _, change := range must1[[]Change](t)(Compare(before, before)) {
		if change.Kind != ChangeSame || change.Kind.String() != "same" {
			t.Error(change)
		}
	}
}

func TestPlanOfSharedGPUs(t *testing.T) {
	plan := must1[Plan](t)(evaluate(t, read(t, tour(t)), nil).Plan())
	if len(plan.Moves) == 0 || len(plan.Starts) == 0 || len(plan.Moves[0].From) == 0 || len(plan.Starts[0].From) != 0 {
		t.Errorf("%+v", plan)
	}
}

func TestMoney(t *testing.T) {
	for money, wanted := range map[Money]string{0: "0.00", 1: "0.000001", -1500000: "-1.50", 11680000000: "11680.00", 12345678: "12.345678",
		MoneyUnknown: "unknown", math.MaxInt64: "9223372036854.775807", math.MinInt64 + 1: "-9223372036854.775807"} {
		if money.String() != wanted {
			t.Errorf("%d: %s", int64(money), money)
		}
	}
	if MoneyUnknown.Known() || !math.IsNaN(MoneyUnknown.Float()) || Money(2500000).Float() != 2.5 {
		t.Error("unknown money is known, or known is not")
	}
}

func TestUnknownMoneyIsNotZero(t *testing.T) {
	report := evaluate(t, read(t, []byte(`{"piq_snapshot": 1, "nodes": [{"id": "n", "gpu_type": "T", "gpu_count": 8, "billed": true,
		"idle_seconds": 604800}]}`)), nil)
	finding := must1[Finding](t)(report.Finding(0))
	if finding.RecoverablePerMonth.Known() || len(finding.DegradedBy) == 0 {
		t.Errorf("%+v", finding)
	}
	if summary := must1[Summary](t)(report.Summary()); summary.UnpricedGPUs != 8 || summary.Window != 14*24*time.Hour || summary.Currency != "USD" {
		t.Errorf("%+v", summary)
	}
}

func TestMap(t *testing.T) {
	report := evaluate(t, read(t, tour(t)), nil)
	nodes, domains, err := report.Map()
	ok(t, err)
	plan := must1[Plan](t)(report.Plan())
	touched := map[string]bool{}
	for _, step := range append(plan.Moves, plan.Starts...) {
		for _, piece := range append(step.From, step.To...) {
			touched[piece.Node] = true
		}
	}
	for _, node := range nodes {
		if node.Moves != touched[node.Node] {
			t.Errorf("%s: Moves is %v", node.Node, node.Moves)
		}
	}
	if len(touched) == 0 || domains < len(nodes) {
		t.Errorf("%d nodes touched, %d domains, %d nodes in the map", len(touched), domains, len(nodes))
	}
}
