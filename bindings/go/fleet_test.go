package piq

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestRowsColumnsAndJSONGiveOneReport(t *testing.T) {
	const count = 500
	var ids, works, types, kinds []string
	var numbers, rows, nodes []float64
	var events []int64
	var billed, valid []bool
	var workRows, nodeRows []uint32
	type m = map[string]any
	var jsonNodes, jsonWorks []m
	for i := range count {
		ids, works = append(ids, fmt.Sprintf("node-%d", i)), append(works, fmt.Sprintf("works/%d", i))
		types, kinds = append(types, []string{"H100-80", "L4-24"}[i%2]), append(kinds, []string{"batch", "serving"}[i/2%2])
		nodes, numbers = append(nodes, 8), append(numbers, float64(i*3600))
		rows, events = append(rows, 1), append(events, int64(i%4))
		billed, valid = append(billed, i%3 != 0), append(valid, i%5 != 0)
		workRows, nodeRows = append(workRows, uint32(i)), append(nodeRows, uint32((i*7)%count))
		node := m{"id": ids[i], "gpu_type": types[i], "gpu_count": 8, "billed": billed[i]}
		work := m{"id": works[i], "kind": kinds[i], "gpus": 1, "gpu_oom_events": events[i], "oom_gpu_memory_peak": 0.97,
			"placement": []m{{"node": fmt.Sprintf("node-%d", (i*7)%count), "gpus": 1}}}
		if valid[i] {
			node["idle_seconds"], node["cluster"] = numbers[i], types[i]
		}
		jsonNodes, jsonWorks = append(jsonNodes, node), append(jsonWorks, work)
	}

	byColumn := newFleet(t)
	first := must1[Row](t)(byColumn.AddMany(EntityNode, ids))
	if first != byColumn.Row(EntityNode, 0) || byColumn.Row(EntityNode, count) != 0 || byColumn.Row(EntityNode, -1) != 0 {
		t.Error("rows are not where they should be")
	}
	must1[Row](t)(byColumn.AddMany(EntityWorkload, works))
	ok(t, errors.Join(
		byColumn.SetStringColumn(FieldNodeGPUType, 0, types, nil),
		byColumn.SetStringColumn(FieldNodeCluster, 0, types, Bitmap(valid)),
		byColumn.SetNumberColumn(FieldNodeGPUCount, 0, nodes, nil),
		byColumn.SetBooleanColumn(FieldNodeBilled, 0, billed, nil),
		byColumn.SetNumberColumn(FieldNodeIdleSeconds, 0, numbers, Bitmap(valid)),
		byColumn.SetStringColumn(FieldWorkloadKind, 0, kinds, nil),
		byColumn.SetNumberColumn(FieldWorkloadGPUs, 0, rows, nil),
		byColumn.SetIntegerColumn(FieldWorkloadGPUOOMEvents, 0, events[:count/2], nil),
		byColumn.SetIntegerColumn(FieldWorkloadGPUOOMEvents, count/2, events[count/2:], nil),
		byColumn.SetNumberColumn(FieldWorkloadOOMGPUMemoryPeak, 0, filled(count, 0.97), nil),
		byColumn.PlaceColumn(workRows, nodeRows, rows)))

	byRow := newFleet(t)
	for i := range count {
		node := must1[Row](t)(byRow.Add(EntityNode, ids[i]))
		ok(t, errors.Join(byRow.SetString(node, FieldNodeGPUType, types[i]), byRow.SetInteger(node, FieldNodeGPUCount, 8),
			byRow.SetBoolean(node, FieldNodeBilled, billed[i])))
		if valid[i] {
			ok(t, errors.Join(byRow.SetNumber(node, FieldNodeIdleSeconds, numbers[i]), byRow.SetString(node, FieldNodeCluster, types[i])))
		}
	}
	for i := range count {
		work := must1[Row](t)(byRow.Add(EntityWorkload, works[i]))
		node := must1[Row](t)(byRow.Find(EntityNode, ids[(i*7)%count]))
		ok(t, errors.Join(byRow.SetString(work, FieldWorkloadKind, kinds[i]), byRow.SetNumber(work, FieldWorkloadGPUs, 1),
			byRow.SetInteger(work, FieldWorkloadGPUOOMEvents, events[i]), byRow.SetNumber(work, FieldWorkloadOOMGPUMemoryPeak, 0.97),
			byRow.Place(work, Piece{Node: node, GPUs: 1, Replica: AnyReplica})))
	}

	snapshot := must1[[]byte](t)(json.Marshal(m{"piq_snapshot": 1, "nodes": jsonNodes, "workloads": jsonWorks}))
	wanted := string(must1[[]byte](t)(EvaluateJSON(snapshot, nil)))
	if jsonOf(t, byColumn, nil) != wanted || jsonOf(t, byRow, nil) != wanted || jsonOf(t, read(t, snapshot), nil) != wanted {
		t.Error("the reports differ")
	}
	if !strings.Contains(wanted, `"severity": "high"`) {
		t.Error("nothing was found")
	}
}

func filled(count int, value float64) []float64 {
	values := make([]float64, count)
	for i := range values {
		values[i] = value
	}
	return values
}

func TestListsSayWhatJSONSays(t *testing.T) {
	fleet := newFleet(t)
	gpuType := must1[Row](t)(fleet.Add(EntityGPUType, "T"))
	node := must1[Row](t)(fleet.Add(EntityNode, "n"))
	work := must1[Row](t)(fleet.Add(EntityWorkload, "w"))
	ok(t, errors.Join(
		fleet.SetString(FleetRow, FieldFleetObservedAt, "2026-11-23T00:00:00Z"),
		fleet.SetNumber(gpuType, FieldGPUTypeMemoryBytes, 80e9),
		fleet.SetMIGProfiles(gpuType, []MIGProfile{{"1g.10gb", 1, 7, 10e9, 7}, {"3g.40gb", 3, 7, 40e9, 2}}),
		fleet.SetStrings(gpuType, FieldGPUTypeAliases, []string{"T one", "tée", ""}[:2]),
		fleet.SetString(node, FieldNodeGPUType, "tée"), fleet.SetNumber(node, FieldNodeGPUCount, 2),
		fleet.SetStrings(work, FieldWorkloadAcceptedGPUTypes, []string{}), fleet.SetStrings(work, FieldWorkloadRequiredFeatures, []string{"fp8"}),
		fleet.SetNumbers(work, FieldWorkloadIdleGaps, []float64{30, 600.5}), fleet.SetString(work, FieldWorkloadKind, "serving"),
		fleet.SetScaleEvents(work, []ScaleEvent{{7200, 0, CauseTraffic}, {3600, 1, 0}}),
		fleet.Place(work, Piece{node, 0.5, 0, "gpu-a"}, Piece{node, 0.25, 1, "gpu-a"}, Piece{node, 1, 2, ""})))
	wanted := string(must1[[]byte](t)(EvaluateJSON([]byte(`{"piq_snapshot": 1, "observed_at": "2026-11-23T00:00:00Z",
		"gpu_types": [{"name": "T", "memory_bytes": 80e9, "aliases": ["T one", "tée"], "mig_profiles": [
			{"name": "1g.10gb", "compute_slices": 1, "compute_slices_total": 7, "memory_bytes": 10e9, "max_instances": 7},
			{"name": "3g.40gb", "compute_slices": 3, "compute_slices_total": 7, "memory_bytes": 40e9, "max_instances": 2}]}],
		"nodes": [{"id": "n", "gpu_type": "tée", "gpu_count": 2}],
		"workloads": [{"id": "w", "kind": "serving", "accepted_gpu_types": [], "required_features": ["fp8"], "idle_gaps": [30, 600.5],
			"scale_events": [{"t": 7200, "replicas": 0, "cause": "traffic"}, {"t": 3600, "replicas": 1}],
			"placement": [{"node": "n", "gpus": 0.5, "replica": 0, "gpu": "gpu-a"}, {"node": "n", "gpus": 0.25, "replica": 1, "gpu": "gpu-a"},
				{"node": "n", "gpus": 1, "replica": 2}]}]}`), nil)))
	if got := jsonOf(t, fleet, nil); got != wanted {
		t.Errorf("%s\nwanted\n%s", got, wanted)
	}
	if err := fleet.Place(work, Piece{node, 0.75, 0, "gpu-a"}, Piece{node, 0.5, 1, "gpu-a"}); !errors.Is(err, ErrOverfull) {
		t.Error("labels do not reach the library: ", err)
	}
	ok(t, fleet.Place(work))
}

func TestErrorsNameThePlace(t *testing.T) {
	fleet := newFleet(t)
	row := must1[Row](t)(fleet.AddMany(EntityWorkload, []string{"a", "b"})) + 1
	cases := []struct {
		err    error
		status Status
		field  Field
		row    int64
	}{
		{fleet.SetNumber(row, FieldWorkloadSMActiveMean, 2), ErrRange, FieldWorkloadSMActiveMean, 1},
		{fleet.SetString(row, FieldWorkloadSMActiveMean, "x"), ErrType, FieldWorkloadSMActiveMean, 1},
		{fleet.SetString(row, FieldWorkloadKind, "poetry"), ErrValue, FieldWorkloadKind, 1},
		{fleet.SetNumber(row, FieldNodeGPUCount, 8), ErrField, 0, -1},
		{fleet.SetNumber(row, 4_000_000_000, 8), ErrField, 0, -1},
		{fleet.SetNumberColumn(FieldWorkloadSMActiveMean, 0, []float64{0.5, -1}, nil), ErrRange, FieldWorkloadSMActiveMean, 1},
		{fleet.SetStringColumn(FieldWorkloadCluster, 0, []string{"fine", "\xff"}, nil), ErrValue, FieldWorkloadCluster, 1},
	}
	for i, c := range cases {
		var problem *Error
		if !errors.As(c.err, &problem) || !errors.Is(c.err, c.status) || errors.Is(c.err, ErrSink) {
			t.Errorf("%d: %v", i, c.err)
			continue
		}
		if problem.Field != c.field || problem.Row != c.row || problem.Message == "" || problem.Line != 0 {
			t.Errorf("%d: %+v", i, problem)
		}
	}
	var problem *Error
	if err := newFleet(t).ReadJSON([]byte("{\n  \"piq_snapshot\": 1,\n  \"nodes\": 3}")); !errors.As(err, &problem) ||
		problem.Code != ErrType || problem.Line != 3 || problem.Column != 12 {
		t.Errorf("%+v", problem)
	}
	if _, err := fleet.Find(EntityNode, "nowhere"); !errors.Is(err, ErrReference) || !strings.Contains(err.Error(), "nowhere") {
		t.Error(err)
	}
	if _, err := fleet.Add(EntityWorkload, "a"); !errors.Is(err, ErrDuplicate) {
		t.Error(err)
	}
	if _, err := fleet.Add(EntityWorkload, ""); !errors.Is(err, ErrValue) {
		t.Error(err)
	}
	if err := fleet.SetString(row, FieldWorkloadCluster, "a\x00b"); !errors.Is(err, ErrValue) {
		t.Error(err)
	}
	if err := fleet.SetMIGProfiles(1, []MIGProfile{{Name: "1g\x00"}}); !errors.Is(err, ErrValue) {
		t.Error(err)
	}
}

func TestNoColumnReachesPastItsSlice(t *testing.T) {
	fleet := newFleet(t)
	must1[Row](t)(fleet.AddMany(EntityWorkload, []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"}))
	nine := filled(9, 0.5)
	for i, err := range []error{
		fleet.SetNumberColumn(FieldWorkloadSMActiveMean, 0, nine, []byte{0xff}),
		fleet.SetNumberColumn(FieldWorkloadSMActiveMean, 1, nine, nil),
		fleet.SetNumberColumn(FieldWorkloadSMActiveMean, -1, nine, nil),
		fleet.SetNumberColumn(FieldWorkloadSMActiveMean, math.MaxInt, nine, nil),
		fleet.SetStringColumn(FieldWorkloadCluster, 0, make([]string, 9), []byte{}),
		fleet.PlaceColumn([]uint32{0}, []uint32{}, []float64{1}),
		fleet.PlaceColumn([]uint32{99}, []uint32{0}, []float64{1}),
	} {
		if err == nil {
			t.Errorf("%d is taken", i)
		}
	}
	for i, err := range []error{
		fleet.SetNumberColumn(FieldWorkloadSMActiveMean, 0, nil, nil), fleet.SetNumberColumn(FieldWorkloadSMActiveMean, 9, []float64{}, []byte{}),
		fleet.SetStringColumn(FieldWorkloadCluster, 0, nil, nil), fleet.SetBooleanColumn(FieldWorkloadUserFacing, 0, nil, nil),
		fleet.SetIntegerColumn(FieldWorkloadGPUOOMEvents, 0, nil, nil), fleet.PlaceColumn(nil, nil, nil), fleet.ReadJSONOfNothing(),
		fleet.SetStringColumn(FieldWorkloadCluster, 0, []string{"", "x", ""}, nil),
	} {
		if err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// ReadJSONOfNothing is here for the list above: an empty text is an error, never a crash.
func (f *Fleet) ReadJSONOfNothing() error {
	if err := f.ReadJSON(nil); err == nil {
		return errors.New("nothing was read as a snapshot")
	}
	return nil
}

func TestTextsOfManyKinds(t *testing.T) {
	fleet := newFleet(t)
	ids := []string{"a\nb", "ü", "日本", strings.Repeat("long ", 2000)}
	must1[Row](t)(fleet.AddMany(EntityNode, ids))
	for i, id := range ids {
		if row := must1[Row](t)(fleet.Find(EntityNode, id)); row.Number() != uint32(i) {
			t.Errorf("%q is row %d", id, row.Number())
		}
		row := fleet.Row(EntityNode, i)
		ok(t, errors.Join(fleet.SetString(row, FieldNodeGPUType, "H100-80"), fleet.SetNumber(row, FieldNodeGPUCount, 8),
			fleet.SetBoolean(row, FieldNodeBilled, true), fleet.SetNumber(row, FieldNodeIdleSeconds, 604800)))
	}
	seen := map[string]bool{}
	for _, finding := range must1[[]Finding](t)(evaluate(t, fleet, nil).Findings()) {
		seen[finding.EntityID] = true
	}
	for _, id := range ids {
		if !seen[id] {
			t.Errorf("%q is not found", id)
		}
	}
}

func TestNumberColumnIsReadInPlace(t *testing.T) {
	fleet := newFleet(t)
	ids := make([]string, 4096)
	for i := range ids {
		ids[i] = fmt.Sprint(i)
	}
	must1[Row](t)(fleet.AddMany(EntityNode, ids))
	values := filled(len(ids), 8)
	if allocations := testing.AllocsPerRun(20, func() { ok(t, fleet.SetNumberColumn(FieldNodeGPUCount, 0, values, nil)) }); allocations > 1 {
		t.Errorf("%v allocations for a column", allocations)
	}
}

func BenchmarkSetNumber(b *testing.B) {
	fleet := newFleet(b)
	row := must1[Row](b)(fleet.Add(EntityNode, "n"))
	for b.Loop() {
		ok(b, fleet.SetNumber(row, FieldNodeGPUCount, 8))
	}
}

func BenchmarkNumberColumnOf4096(b *testing.B) {
	fleet := newFleet(b)
	ids := make([]string, 4096)
	for i := range ids {
		ids[i] = fmt.Sprint(i)
	}
	must1[Row](b)(fleet.AddMany(EntityNode, ids))
	values := filled(len(ids), 8)
	b.SetBytes(8 * 4096)
	for b.Loop() {
		ok(b, fleet.SetNumberColumn(FieldNodeGPUCount, 0, values, nil))
	}
}

func BenchmarkStringColumnOf4096(b *testing.B) {
	fleet := newFleet(b)
	ids := make([]string, 4096)
	for i := range ids {
		ids[i] = fmt.Sprint("cluster ", i%64)
	}
	must1[Row](b)(fleet.AddMany(EntityNode, func() []string {
		list := make([]string, len(ids))
		for i := range list {
			list[i] = fmt.Sprint(i)
		}
		return list
	}()))
	for b.Loop() {
		ok(b, fleet.SetStringColumn(FieldNodeCluster, 0, ids, nil))
	}
}
