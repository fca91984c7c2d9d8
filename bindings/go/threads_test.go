package piq

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
)

func TestManyGoroutinesReadOneFleet(t *testing.T) {
	fleet, shared := read(t, tour(t)), evaluate(t, read(t, tour(t)), nil)
	policy := newPolicy(t)
	ok(t, policy.SetWorkers(3))
	wanted := string(must1[[]byte](t)(shared.JSON()))
	var done sync.WaitGroup
	for i := range 16 {
		done.Add(1)
		go func() {
			defer done.Done()
			var mine *Policy
			if i%2 == 0 {
				mine = policy
			}
			report, err := Evaluate(fleet, mine)
			if err != nil {
				t.Error(err)
				return
			}
			text, err := report.JSON()
			if err != nil || string(text) != wanted {
				t.Error("another report: ", err)
			}
			if findings, err := shared.Findings(); err != nil || len(findings) != shared.Len() {
				t.Error("other findings: ", err)
			}
			if _, err := Compare(shared, report); err != nil {
				t.Error(err)
			}
			if fleet.Count(EntityNode) == 0 || fleet.Row(EntityNode, 0) == 0 {
				t.Error("the fleet is empty")
			}
			ok(t, report.Close())
		}()
	}
	done.Wait()
}

func TestChangesAndReadsTakeTurns(t *testing.T) {
	fleet, policy := newFleet(t), newPolicy(t)
	must1[Row](t)(fleet.Add(EntityNode, "first"))
	var done sync.WaitGroup
	for i := range 8 {
		done.Add(1)
		go func() {
			defer done.Done()
			for k := range 20 {
				row, err := fleet.Add(EntityNode, fmt.Sprint(i, "/", k))
				err = errors.Join(err, fleet.SetNumber(row, FieldNodeGPUCount, 8), policy.Set(PolicyDarkMinSeconds, float64(k)))
				report, bad := Evaluate(fleet, policy)
				if err = errors.Join(err, bad); err != nil {
					t.Error(err)
					return
				}
				_ = report.Close()
			}
		}()
	}
	done.Wait()
	if fleet.Count(EntityNode) != 161 {
		t.Error(fleet.Count(EntityNode))
	}
}

func TestCloseWhileOthersRead(t *testing.T) {
	snapshot := tour(t)
	for range 5 {
		fleet := must1[*Fleet](t)(NewFleet())
		ok(t, fleet.ReadJSON(snapshot))
		report := must1[*Report](t)(Evaluate(fleet, nil))
		other := must1[*Report](t)(Evaluate(fleet, nil))
		var done sync.WaitGroup
		for i := range 6 {
			done.Add(1)
			go func() {
				defer done.Done()
				_, one := report.Findings()
				_, two := Evaluate(fleet, nil)
				a, b := report, other
				if i%2 == 0 {
					a, b = other, report
				}
				_, three := Compare(a, b)
				for _, err := range []error{one, two, three} {
					if err != nil && !errors.Is(err, ErrClosed) {
						t.Error(err)
					}
				}
			}()
		}
		done.Add(3)
		for _, object := range []interface{ Close() error }{report, other, fleet} {
			go func() { defer done.Done(); ok(t, object.Close()) }()
		}
		done.Wait()
	}
}

func TestClosedObjectsSaySo(t *testing.T) {
	fleet, policy := must1[*Fleet](t)(NewFleet()), must1[*Policy](t)(NewPolicy())
	report := must1[*Report](t)(Evaluate(fleet, policy))
	for range 2 {
		ok(t, errors.Join(fleet.Close(), policy.Close(), report.Close()))
	}
	_, add := fleet.Add(EntityNode, "n")
	_, many := fleet.AddMany(EntityNode, []string{"n"})
	_, find := fleet.Find(EntityNode, "n")
	_, evaluated := Evaluate(fleet, nil)
	_, evaluatedWith := Evaluate(newFleet(t), policy)
	_, text := EvaluateJSON([]byte("{}"), policy)
	_, summary := report.Summary()
	_, totals := report.Detector(DetectorOOMRisk)
	_, finding := report.Finding(0)
	_, findings := report.Findings()
	_, findingText := report.FindingJSON(0)
	_, entries := report.NotEvaluated()
	_, pending := report.Pending()
	_, plan := report.Plan()
	_, capacity := report.Capacity()
	_, whole := report.JSON()
	_, line := report.MarshalJSON()
	_, changes := Compare(report, evaluate(t, newFleet(t), nil))
	_, same := Compare(report, report)
	for i, err := range []error{add, many, find, evaluated, evaluatedWith, text, summary, totals, finding, findings, findingText, entries, pending,
		plan, capacity, whole, line, changes, same, fleet.ReadJSON(nil), fleet.SetNumber(0, 0, 0), fleet.SetInteger(0, 0, 0),
		fleet.SetBoolean(0, 0, true), fleet.SetString(0, 0, ""), fleet.SetStrings(0, 0, nil), fleet.SetNumbers(0, 0, nil), fleet.Place(0),
		fleet.SetScaleEvents(0, nil), fleet.SetMIGProfiles(0, nil), fleet.SetNumberColumn(0, 0, nil, nil), fleet.SetIntegerColumn(0, 0, nil, nil),
		fleet.SetBooleanColumn(0, 0, nil, nil), fleet.SetStringColumn(0, 0, nil, nil), fleet.PlaceColumn(nil, nil, nil), policy.ReadJSON(nil),
		policy.Set(0, 0), policy.Enable(0, true), policy.SetPersona(0), policy.Suppress(Suppression{}), policy.SetWorkers(2),
		report.WriteJSON(nil)} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if fleet.Count(EntityNode) != 0 || fleet.Row(EntityNode, 0) != 0 || report.Len() != 0 || policy.Get(PolicyDarkMinSeconds) != (*Policy)(nil).Get(PolicyDarkMinSeconds) {
		t.Error("something is left")
	}
}

func TestForgottenObjectsAreFreed(t *testing.T) {
	snapshot := tour(t)
	for range 30 {
		fleet := must1[*Fleet](t)(NewFleet())
		ok(t, fleet.ReadJSON(snapshot))
		must1[*Policy](t)(NewPolicy())
		must1[*Report](t)(Evaluate(fleet, nil))
		runtime.GC()
	}
	runtime.GC()
}
