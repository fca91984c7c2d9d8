package piq

// #include "bridge.h"
import "C"

// PendingWorkload is what holds a pending workload, judged alone against the present state.
type PendingWorkload struct {
	EntityID string
	State    Pending
}

// Pending lists the pending workloads.
func (r *Report) Pending() ([]PendingWorkload, error) {
	report, err := r.read()
	if err != nil {
		return nil, err
	}
	defer r.mu.RUnlock()
	return listOf(C.uint32_t(C.piq_report_pending_count(report)), func(i C.size_t) PendingWorkload {
		var id *C.char
		var state C.uint32_t
		must(C.piq_report_pending(report, i, &id, &state))
		return PendingWorkload{C.GoString(id), Pending(state)}
	}), nil
}

// Plan is one plan for all pending workloads that need their GPUs in one domain.
type Plan struct {
	Optimal   bool    // both the runs and the GPUs moved are proven best
	Runs      uint64  // pending workloads that the plan starts
	RunsBound uint64  // proven: no plan starts more
	GPUsMoved float64 // over all moves
	Moves     []Step  // in executable order
	Starts    []Step  // where pending replicas then go
}

// Step is one step of the plan: one whole replica. A move first releases what it leaves, then takes what is free at that moment.
type Step struct {
	Workload string
	Replica  int64
	GPUs     float64
	From     []StepPiece // nothing for a start
	To       []StepPiece
}

// StepPiece is where a part of a replica was or goes.
type StepPiece struct {
	Node string
	GPUs float64
	GPU  string // the shared GPU's label, or ""; one that the snapshot does not know means a fresh GPU
}

// Plan reads the joint plan.
func (r *Report) Plan() (Plan, error) {
	report, err := r.read()
	if err != nil {
		return Plan{}, err
	}
	defer r.mu.RUnlock()
	p := C.piq_plan{struct_size: C.sizeof_piq_plan}
	if err := missing(C.piq_report_plan(report, &p), "the plan"); err != nil {
		return Plan{}, err
	}
	return Plan{
		Optimal: p.optimal != 0, Runs: uint64(p.runs), RunsBound: uint64(p.runs_bound), GPUsMoved: float64(p.gpus_moved),
		Moves: listOf(C.uint32_t(p.moves), func(i C.size_t) Step {
			step := C.piq_step{struct_size: C.sizeof_piq_step}
			must(C.piq_report_move(report, i, &step))
			return stepOf(report, &step, 0, i)
		}),
		Starts: listOf(C.uint32_t(p.starts), func(i C.size_t) Step {
			step := C.piq_step{struct_size: C.sizeof_piq_step}
			must(C.piq_report_start(report, i, &step))
			return stepOf(report, &step, 1, i)
		}),
	}, nil
}

func stepOf(report *C.piq_report, step *C.piq_step, start C.int32_t, index C.size_t) Step {
	pieces := func(count C.uint32_t, to C.int32_t) []StepPiece {
		return listOf(count, func(i C.size_t) StepPiece {
			var node, gpu *C.char
			var gpus C.double
			must(C.piq_report_step_piece(report, start, index, to, i, &node, &gpus, &gpu))
			return StepPiece{C.GoString(node), float64(gpus), C.GoString(gpu)}
		})
	}
	return Step{Workload: C.GoString(step.workload), Replica: int64(step.replica), GPUs: float64(step.gpus),
		From: pieces(step.from_count, 0), To: pieces(step.to_count, 1)}
}

// Capacity is free blocks of one size; a nested partition, so that no GPU is counted twice.
type Capacity struct {
	Cluster, Region, GPUType string // "" where none is known
	Block                    uint32 // GPUs in one domain
	Now                      uint64 // blocks free now
	AfterConsolidation       uint64 // blocks free once the plan is done and movable work is packed together
}

// Capacity lists the free blocks.
func (r *Report) Capacity() ([]Capacity, error) {
	report, err := r.read()
	if err != nil {
		return nil, err
	}
	defer r.mu.RUnlock()
	return listOf(C.uint32_t(C.piq_report_capacity_count(report)), func(i C.size_t) Capacity {
		c := C.piq_capacity{struct_size: C.sizeof_piq_capacity}
		must(C.piq_report_capacity(report, i, &c))
		return Capacity{Cluster: C.GoString(c.cluster), Region: C.GoString(c.region), GPUType: C.GoString(c.gpu_type),
			Block: uint32(c.block), Now: uint64(c.now), AfterConsolidation: uint64(c.after_consolidation)}
	}), nil
}
