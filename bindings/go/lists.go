package piq

// #include "bridge.h"
import "C"

import "unsafe"

// SetStrings sets a string-list field as a whole. An empty list is not the same as unknown.
func (f *Fleet) SetStrings(row Row, field Field, items []string) error {
	fleet, err := f.change()
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	bytes, lengths := joined(items)
	e := newError()
	return failure(C.piq_go_set_string_list(fleet, C.piq_ref(row), C.uint32_t(field), bytes, unsafe.SliceData(lengths),
		C.size_t(len(items)), &e), &e)
}

// SetNumbers sets a number-list field as a whole, in any order; none may be NaN. An empty list is not the same as unknown.
func (f *Fleet) SetNumbers(row Row, field Field, values []float64) error {
	fleet, err := f.change()
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	e := newError()
	return failure(C.piq_fleet_set_number_list(fleet, C.piq_ref(row), C.uint32_t(field), (*C.double)(unsafe.SliceData(values)),
		C.size_t(len(values)), &e), &e)
}

// Piece is one piece of a placement.
type Piece struct {
	Node    Row
	GPUs    float64 // whole GPUs, or a share below 1 of one GPU
	Replica int64   // the replica it belongs to, from 0; see AnyReplica
	GPU     string  // label of the shared GPU, "" for none; equal labels on a node are the same GPU
}

// AnyReplica as the replica of all of a workload's pieces: they fill replicas in order.
const AnyReplica = -1

// Place says where a workload sits, replacing what was said of it before; without pieces it sits nowhere.
func (f *Fleet) Place(workload Row, pieces ...Piece) error {
	fleet, err := f.change()
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	list := make([]C.piq_piece, len(pieces), len(pieces)+1)
	var labels []byte
	for i, piece := range pieces {
		list[i] = C.piq_piece{node: C.piq_ref(piece.Node), gpus: C.double(piece.GPUs), replica: C.int64_t(piece.Replica),
			gpu_length: C.size_t(len(piece.GPU))}
		labels = append(labels, piece.GPU...)
	}
	bytes, _ := bytesOfSlice(labels)
	e := newError()
	return failure(C.piq_go_place(fleet, C.piq_ref(workload), unsafe.SliceData(list), C.size_t(len(list)), bytes, &e), &e)
}

// ScaleEvent is one change of a workload's replica count.
type ScaleEvent struct {
	SecondsAgo float64 // before the snapshot was taken
	Replicas   float64 // count after the event
	Cause      Cause   // 0: unknown
}

// SetScaleEvents sets a workload's scale events as a whole, in any order.
func (f *Fleet) SetScaleEvents(workload Row, events []ScaleEvent) error {
	fleet, err := f.change()
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	list := make([]C.piq_scale_event, len(events), len(events)+1)
	for i, event := range events {
		list[i] = C.piq_scale_event{seconds_ago: C.double(event.SecondsAgo), replicas: C.double(event.Replicas), cause: C.uint32_t(event.Cause)}
	}
	e := newError()
	return failure(C.piq_fleet_set_scale_events(fleet, C.piq_ref(workload), unsafe.SliceData(list), C.size_t(len(list)),
		C.sizeof_piq_scale_event, &e), &e)
}

// MIGProfile is one way to slice a GPU type.
type MIGProfile struct {
	Name               string  // "3g.40gb"
	ComputeSlices      float64 // of ComputeSlicesTotal
	ComputeSlicesTotal float64 // 7 on A100 and later
	MemoryBytes        float64 // of one instance
	MaxInstances       float64 // on one GPU
}

// SetMIGProfiles sets a GPU type's MIG profiles as a whole; an empty list says that it has none.
func (f *Fleet) SetMIGProfiles(gpuType Row, profiles []MIGProfile) error {
	var names cTexts
	defer names.free()
	list := make([]C.piq_mig_profile, len(profiles), len(profiles)+1)
	for i, profile := range profiles {
		list[i] = C.piq_mig_profile{name: names.of("name", profile.Name), compute_slices: C.double(profile.ComputeSlices),
			compute_slices_total: C.double(profile.ComputeSlicesTotal), memory_bytes: C.double(profile.MemoryBytes),
			max_instances: C.double(profile.MaxInstances)}
	}
	if names.bad != nil {
		return names.bad
	}
	fleet, err := f.change()
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	e := newError()
	return failure(C.piq_fleet_set_mig_profiles(fleet, C.piq_ref(gpuType), unsafe.SliceData(list), C.size_t(len(list)),
		C.sizeof_piq_mig_profile, &e), &e)
}
