package piq

import (
	"os"
	"path/filepath"
	"testing"
)

func must1[T any](t testing.TB) func(value T, err error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tour is the fleet of the library's own examples, on which every detector finds something.
func tour(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", "fleets", "tour.json"))
	if err != nil {
		t.Skip("the library's examples are not here: ", err)
	}
	return text
}

func newFleet(t testing.TB) *Fleet {
	t.Helper()
	fleet := must1[*Fleet](t)(NewFleet())
	t.Cleanup(func() { ok(t, fleet.Close()) })
	return fleet
}

func newPolicy(t testing.TB) *Policy {
	t.Helper()
	policy := must1[*Policy](t)(NewPolicy())
	t.Cleanup(func() { ok(t, policy.Close()) })
	return policy
}

func read(t testing.TB, snapshot []byte) *Fleet {
	t.Helper()
	fleet := newFleet(t)
	ok(t, fleet.ReadJSON(snapshot))
	return fleet
}

func evaluate(t testing.TB, fleet *Fleet, policy *Policy) *Report {
	t.Helper()
	report := must1[*Report](t)(Evaluate(fleet, policy))
	t.Cleanup(func() { ok(t, report.Close()) })
	return report
}

func jsonOf(t testing.TB, fleet *Fleet, policy *Policy) string {
	t.Helper()
	return string(must1[[]byte](t)(evaluate(t, fleet, policy).JSON()))
}
