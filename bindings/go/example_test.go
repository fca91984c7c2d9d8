package piq_test

import (
	"errors"
	"fmt"
	"log"
	"math"

	"libpiq.org/go/piq"
)

// The example of the README.
func Example() {
	fleet, err := piq.NewFleet()
	if err != nil {
		log.Fatal(err)
	}
	defer fleet.Close()
	node, err := fleet.AddMany(piq.EntityNode, []string{"node-1", "node-2"})
	err = errors.Join(err,
		fleet.SetStringColumn(piq.FieldNodeGPUType, 0, []string{"H100-80", "H100-80"}, nil),
		fleet.SetNumberColumn(piq.FieldNodeGPUCount, 0, []float64{8, 8}, nil),
		fleet.SetNumberColumn(piq.FieldNodePricePerGPUHour, 0, []float64{4.00, 4.00}, nil),
		fleet.SetBooleanColumn(piq.FieldNodeBilled, 0, []bool{true, true}, nil),
		fleet.SetNumber(node+1, piq.FieldNodeIdleSeconds, 7*86400)) // nothing runs on node-2
	if err != nil {
		log.Fatal(err)
	}
	report, err := piq.Evaluate(fleet, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer report.Close()
	for i := range report.Len() {
		finding, _ := report.Finding(i)
		fmt.Println(finding.Severity, finding.EntityID, finding.Message, finding.RecoverablePerMonth)
	}
	// Output: high node-2 8 GPUs billed and empty for 168 hours. 11680.00
}

func ExampleFleet_ReadJSON() {
	fleet, err := piq.NewFleet()
	if err != nil {
		log.Fatal(err)
	}
	defer fleet.Close()
	err = fleet.ReadJSON([]byte(`{"piq_snapshot": 1, "nodes": [{"id": "node-1", "gpu_count": -8}]}`))
	var problem *piq.Error
	if errors.As(err, &problem) {
		fmt.Println(problem.Code, "in column", problem.Column)
	}
	fmt.Println(errors.Is(err, piq.ErrRange))
	// Output:
	// range in column 61
	// true
}

func ExampleFleet_SetNumberColumn() {
	fleet, err := piq.NewFleet()
	if err != nil {
		log.Fatal(err)
	}
	defer fleet.Close()
	_, err = fleet.AddMany(piq.EntityWorkload, []string{"a", "b", "c"})
	if err != nil {
		log.Fatal(err)
	}
	valid := piq.Bitmap([]bool{true, false, true}) // nothing is known of b
	fmt.Println(fleet.SetNumberColumn(piq.FieldWorkloadSMActiveMean, 0, []float64{0.5, 0, 0.25}, valid))
	err = fleet.SetNumberColumn(piq.FieldWorkloadSMActiveMean, 0, []float64{0.5, math.NaN(), 25}, nil)
	var problem *piq.Error
	if errors.As(err, &problem) {
		fmt.Println(problem.Code, problem.Field, problem.Entity, problem.Row)
	}
	// Output:
	// <nil>
	// range sm_active_mean workload 2
}

func ExamplePolicy_Suppress() {
	policy, err := piq.NewPolicy()
	if err != nil {
		log.Fatal(err)
	}
	defer policy.Close()
	err = policy.Suppress(piq.Suppression{
		Detector: piq.DetectorDarkCapacity, EntityID: "spare-*", Reason: "kept for failover", Owner: "platform", Until: "2027-01-01T00:00:00Z"})
	fmt.Println(err)
	fmt.Println(policy.Suppress(piq.Suppression{Reason: "names nothing"}) != nil)
	// Output:
	// <nil>
	// true
}

func ExampleEvaluateJSON() {
	report, err := piq.EvaluateJSON([]byte(`{"piq_snapshot": 1, "nodes": [], "workloads": []}`), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.20s\n", report[2:])
	// Output: "piq_report": 1,
}

func ExampleEstimate() {
	result, err := piq.Estimate(piq.EstimateQuery{Model: "Qwen2.5-7B-Instruct", GPUType: "L4", PricePerGPUHour: 0.80})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Fits, result.GPUs, result.PricePerHour)
	// Output: true 1 0.8
}
