package piq

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
)

func TestPolicyIsHeeded(t *testing.T) {
	fleet, policy := read(t, tour(t)), newPolicy(t)
	if jsonOf(t, fleet, policy) != jsonOf(t, fleet, nil) {
		t.Error("a new policy is not one of defaults")
	}
	standard := (*Policy)(nil).Get(PolicyDarkMinSeconds)
	if policy.Get(PolicyDarkMinSeconds) != standard || standard <= 0 || !math.IsNaN(policy.Get(1)) {
		t.Error(standard)
	}
	ok(t, policy.Set(PolicyDarkMinSeconds, 1e9))
	if policy.Get(PolicyDarkMinSeconds) != 1e9 {
		t.Error("a threshold is not kept")
	}
	if totals := must1[DetectorTotals](t)(evaluate(t, fleet, policy).Detector(DetectorDarkCapacity)); totals.Detector != DetectorDarkCapacity {
		t.Error(totals)
	}
	ok(t, policy.Enable(DetectorOOMRisk, false))
	if totals := must1[DetectorTotals](t)(evaluate(t, fleet, policy).Detector(DetectorOOMRisk)); totals.Fired+totals.Clear != 0 {
		t.Error(totals)
	}
	ok(t, policy.ReadJSON([]byte(`{"dark_min_seconds": 3600, "disabled": ["thrashing"]}`)))
	if policy.Get(PolicyDarkMinSeconds) != 3600 {
		t.Error("a policy file is not heeded")
	}
	for i, err := range []error{policy.Set(1, 1), policy.Set(PolicyDarkMinSeconds, -1), policy.Enable(99, true), policy.SetPersona(99),
		policy.ReadJSON([]byte("{]"))} {
		if err == nil {
			t.Errorf("%d is taken", i)
		}
	}
}

func TestSuppressedFindingsAreCounted(t *testing.T) {
	fleet, policy := read(t, tour(t)), newPolicy(t)
	first := must1[Finding](t)(evaluate(t, fleet, nil).Finding(0))
	ok(t, policy.Suppress(Suppression{Finding: first.ID.String(), Reason: "known", Owner: "me"}))
	report := evaluate(t, fleet, policy)
	if totals := must1[DetectorTotals](t)(report.Detector(first.Detector)); totals.Suppressed != 1 {
		t.Error(totals)
	}
	for _, finding := range must1[[]Finding](t)(report.Findings()) {
		if finding.ID == first.ID {
			t.Error("it is still there")
		}
	}
	if err := policy.Suppress(Suppression{EntityID: "a\x00b"}); !errors.Is(err, ErrValue) {
		t.Error(err)
	}
	if err := policy.Suppress(Suppression{Finding: "no id"}); !errors.Is(err, ErrValue) {
		t.Error(err)
	}
}

func TestPersonaSeesItsOwn(t *testing.T) {
	fleet, policy := read(t, tour(t)), newPolicy(t)
	ok(t, policy.SetPersona(PersonaLiquidityMarket))
	for _, finding := range must1[[]Finding](t)(evaluate(t, fleet, policy).Findings()) {
		concerned := false
		for _, persona := range finding.Personas {
			concerned = concerned || persona == PersonaLiquidityMarket
		}
		if !concerned {
			t.Error(finding.Detector, finding.Personas)
		}
	}
}

func TestWorkersChangeNoByte(t *testing.T) {
	fleet, policy := read(t, tour(t)), newPolicy(t)
	wanted := jsonOf(t, fleet, nil)
	for _, workers := range []int{-1, 0, 1, 2, 7} {
		ok(t, policy.SetWorkers(workers))
		if jsonOf(t, fleet, policy) != wanted {
			t.Errorf("%d workers", workers)
		}
		if text := must1[[]byte](t)(EvaluateJSON(tour(t), policy)); string(text) != wanted {
			t.Errorf("%d workers, JSON", workers)
		}
	}
}

func TestVocabularyDescribesItself(t *testing.T) {
	fields, keys, detectors := Fields(), PolicyKeys(), Detectors()
	if len(fields) < 150 || len(keys) < 70 || len(detectors) != 10 {
		t.Errorf("%d fields, %d thresholds, %d detectors", len(fields), len(keys), len(detectors))
	}
	for _, field := range fields {
		if got := must1[Field](t)(FindField(field.Entity, field.Name)); got != field.ID || field.ID.String() != field.Name || field.Since == 0 {
			t.Errorf("%+v", field)
		}
	}
	for _, key := range keys {
		if got := must1[PolicyKey](t)(FindPolicyKey(key.Name)); got != key.ID || key.ID.String() != key.Name || (*Policy)(nil).Get(key.ID) != key.Default {
			t.Errorf("%+v", key)
		}
	}
	for i, detector := range detectors {
		if got := must1[Detector](t)(FindDetector(detector.Name)); got != detector.ID || int(got) != i+1 || got.String() != detector.Name ||
			len(detector.Personas) == 0 || detector.Rule == "" {
			t.Errorf("%+v", detector)
		}
	}
	_, noField := FindField(EntityNode, "none")
	_, noKey := FindPolicyKey("none")
	_, noDetector := FindDetector("none")
	for i, err := range []error{noField, noKey, noDetector} {
		if !errors.Is(err, ErrField) || !strings.Contains(err.Error(), "none") {
			t.Errorf("%d: %v", i, err)
		}
	}
	kind := must1[Field](t)(FindField(EntityWorkload, "kind"))
	for _, field := range fields {
		if (field.ID == kind) != (len(field.Words) == 6 && field.Words[0] == "llm_serving") {
			t.Errorf("%v: %v", field.ID, field.Words)
		}
	}
	if Version() == "" || VersionNumber()>>24 != 0 {
		t.Error("no version")
	}
}

func TestWords(t *testing.T) {
	text := must1[[]byte](t)(json.Marshal(map[string]any{"a": SeverityHigh, "b": EntityWorkload, "c": DetectorOOMRisk, "d": FieldNodeGPUCount,
		"e": PolicyDarkMinSeconds, "f": Basis(0)}))
	if string(text) != `{"a":"high","b":"workload","c":"oom_risk","d":"gpu_count","e":"dark_min_seconds","f":""}` {
		t.Error(string(text))
	}
	var back struct {
		A Severity
		B Entity
	}
	ok(t, json.Unmarshal([]byte(`{"a": "high", "b": ""}`), &back))
	if back.A != SeverityHigh || back.B != 0 {
		t.Error(back)
	}
	if err := back.A.UnmarshalText([]byte("enormous")); !errors.Is(err, ErrValue) || back.A != SeverityHigh {
		t.Error(err)
	}
	for _, unknown := range []string{Severity(99).String(), Field(1).String(), PolicyKey(1).String(), Detector(99).String(), ChangeKind(9).String()} {
		if !strings.ContainsAny(unknown, "0123456789") {
			t.Errorf("%q does not say its number", unknown)
		}
	}
	if Status(-3).Error() != "field" && Status(-3).Error() == "" {
		t.Error(Status(-3))
	}
}

type refusing struct{ after int }

var errFull = errors.New("full")

func (r *refusing) Write(p []byte) (int, error) {
	if r.after--; r.after < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriteJSON(t *testing.T) {
	report := evaluate(t, read(t, tour(t)), nil)
	var buffer bytes.Buffer
	ok(t, report.WriteJSON(&buffer))
	if wanted := must1[[]byte](t)(report.JSON()); !bytes.Equal(buffer.Bytes(), wanted) || !json.Valid(wanted) {
		t.Error("the texts differ")
	}
	if err := report.WriteJSON(&refusing{}); err != errFull {
		t.Error(err)
	}
	if line := must1[[]byte](t)(report.MarshalJSON()); bytes.ContainsRune(bytes.TrimRight(line, "\n"), '\n') {
		t.Error("more than one line")
	}
	if _, err := report.FindingJSON(99999); !errors.Is(err, ErrArgument) {
		t.Error(err)
	}
}
