package piq

import (
	"os"
	"testing"
)

// PIQ_REPORT names what the program piq wrote of the tour; tests/bindings/go.sh sets it.
func TestSameBytesAsTheProgram(t *testing.T) {
	name := os.Getenv("PIQ_REPORT")
	if name == "" {
		t.Skip("PIQ_REPORT names no report to compare with")
	}
	wanted := string(must1[[]byte](t)(os.ReadFile(name)))
	if got := string(must1[[]byte](t)(EvaluateJSON(tour(t), nil))); got != wanted {
		t.Errorf("%d and %d bytes differ", len(got), len(wanted))
	}
	if jsonOf(t, read(t, tour(t)), nil) != wanted {
		t.Error("by way of a fleet they differ")
	}
}
