package piq

// #include "bridge.h"
import "C"

// PendingWorkload is what holds a pending workload, judged alone against the present state; what its wait costs, and what would end it.
type PendingWorkload struct {
	EntityID       string
	State          Pending
	Starts         bool    // the plan starts it
	Fragmented     bool    // a shortage of whole GPUs only: what shared GPUs have left would make up for it
	GPUs           float64 // of one replica; NaN: unknown
	Replicas       float64
	PendingSeconds float64 // NaN: unknown
	StrandedGPUs   float64 // free GPUs that wait for it, each counted for one workload only
	LostPerHour    Money   // their price
	LostSoFar      Money   // that, for as long as it has waited
	FreeInSeconds  float64 // when work that ends by itself leaves the room it needs; NaN: unknown, or never
	FreedBy        string  // the workload whose end makes that room complete, or ""
	GPUsMoved      float64 // by the plan's moves that its start needs
	RestartSeconds float64 // the longest of them; NaN: unknown
	PlanValue      Money   // its GPUs, for the wait that the plan spares it
	PlanCost       Money   // the GPUs of those moves, while they restart
}

// Pending lists the pending workloads.
func (r *Report) Pending() ([]PendingWorkload, error) {
	report, err := r.read()
	if err != nil {
		return nil, err
	}
	defer r.mu.RUnlock()
	return listOf(C.uint32_t(C.piq_report_pending_count(report)), func(i C.size_t) PendingWorkload {
		w := C.piq_waiting{struct_size: C.sizeof_piq_waiting}
		must(C.piq_report_waiting(report, i, &w))
		return PendingWorkload{EntityID: C.GoString(w.entity_id), State: Pending(w.state), Starts: w.starts != 0, Fragmented: w.share_fragmented != 0,
			GPUs: float64(w.gpus), Replicas: float64(w.replicas), PendingSeconds: float64(w.pending_seconds),
			StrandedGPUs: float64(w.stranded_gpus), LostPerHour: Money(w.lost_per_hour), LostSoFar: Money(w.lost_so_far),
			FreeInSeconds: float64(w.free_in_seconds), FreedBy: C.GoString(w.freed_by), GPUsMoved: float64(w.gpus_moved),
			RestartSeconds: float64(w.restart_seconds), PlanValue: Money(w.plan_value), PlanCost: Money(w.plan_cost)}
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

	StrandedGPUs float64 // free GPUs that blocked workloads could use together and cannot apart, each once
	LostPerHour  Money   // their price
	LostSoFar    Money   // that, for as long as each has waited
	Value        Money   // what the starts are worth: the sum over PendingWorkload.PlanValue
	Cost         Money   // GPUs moved, at their price, for the time each takes to restart
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
		StrandedGPUs: float64(p.stranded_gpus), LostPerHour: Money(p.lost_per_hour), LostSoFar: Money(p.lost_so_far),
		Value: Money(p.value), Cost: Money(p.cost),
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

	LeaseHours           float64 // how long each of those free now stays free, nine times in ten; NaN: unknown
	GPUHours             float64 // GPU-hours to lease; NaN: unknown
	FloorPricePerGPUHour Money   // below it some block would rather be given back
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
			Block: uint32(c.block), Now: uint64(c.now), AfterConsolidation: uint64(c.after_consolidation),
			LeaseHours: float64(c.lease_hours), GPUHours: float64(c.gpu_hours), FloorPricePerGPUHour: Money(c.floor_price_per_gpu_hour)}
	}), nil
}

// Fragmentation is how scattered the free GPUs of one type in one cluster are. Ratios are NaN where nothing is free or nobody counted.
type Fragmentation struct {
	Cluster, GPUType                             string // "" where none is known
	DomainGPUs                                   uint32 // GPUs of this type in the largest domain
	FreeGPUs                                     float64
	Unusable2, Unusable4, Unusable8, UnusableAll float64 // share of them outside whole blocks of 2, 4, 8 and DomainGPUs
	FragmentGPUs, FragmentRatio                  float64 // what the pending workloads of the cluster cannot use, by expectation
}

// Fragmentation lists how scattered free GPUs are, by cluster and type.
func (r *Report) Fragmentation() ([]Fragmentation, error) {
	report, err := r.read()
	if err != nil {
		return nil, err
	}
	defer r.mu.RUnlock()
	return listOf(C.uint32_t(C.piq_report_fragmentation_count(report)), func(i C.size_t) Fragmentation {
		f := C.piq_fragmentation{struct_size: C.sizeof_piq_fragmentation}
		must(C.piq_report_fragmentation(report, i, &f))
		return Fragmentation{Cluster: C.GoString(f.cluster), GPUType: C.GoString(f.gpu_type), DomainGPUs: uint32(f.domain_gpus),
			FreeGPUs: float64(f.free_gpus), Unusable2: float64(f.unusable_2), Unusable4: float64(f.unusable_4),
			Unusable8: float64(f.unusable_8), UnusableAll: float64(f.unusable_domain), FragmentGPUs: float64(f.fragment_gpus),
			FragmentRatio: float64(f.fragment_ratio)}
	}), nil
}

// MapNode is a node in the map of the plan: its GPUs before the first move and after the last start, domain by domain.
type MapNode struct {
	Node, Domain, Cluster, GPUType string // Domain is "" where the node is one by itself
	State                          NodeState
	First                          bool // the first node of its domain
	Moves                          bool // the plan takes work off this node or puts work on it
	GPUs, OutOfService             uint32
	FreeBefore, FreeAfter          uint32 // whole GPUs free
	SharedBefore, SharedAfter      uint32 // GPUs that carry shares
	HeldBefore                     uint32 // GPUs that work holds before the plan
}

// Map lists the nodes of the domains that the plan touches, of a small fleet all, and how many domains the fleet has.
func (r *Report) Map() ([]MapNode, int, error) {
	report, err := r.read()
	if err != nil {
		return nil, 0, err
	}
	defer r.mu.RUnlock()
	return listOf(C.uint32_t(C.piq_report_map_count(report)), func(i C.size_t) MapNode {
		n := C.piq_map_node{struct_size: C.sizeof_piq_map_node}
		must(C.piq_report_map_node(report, i, &n))
		return MapNode{Node: C.GoString(n.node), Domain: C.GoString(n.domain), Cluster: C.GoString(n.cluster), GPUType: C.GoString(n.gpu_type),
			State: NodeState(n.state), First: n.first != 0, Moves: n.moves != 0, GPUs: uint32(n.gpus), OutOfService: uint32(n.out_of_service),
			FreeBefore: uint32(n.free_before), FreeAfter: uint32(n.free_after), SharedBefore: uint32(n.shared_before),
			SharedAfter: uint32(n.shared_after), HeldBefore: uint32(n.held_before)}
	}), int(C.piq_report_domain_count(report)), nil
}
