package piq

// #include "bridge.h"
import "C"

import (
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Policy is thresholds, disabled detectors, suppressions, a persona and workers. A nil *Policy is one of defaults wherever a
// policy is asked for. It may be used by any number of goroutines.
type Policy struct {
	owner[*C.piq_policy]
}

// NewPolicy gives a policy of defaults. Close frees its memory at once; without it the garbage collector does some time.
func NewPolicy() (*Policy, error) {
	policy := &Policy{}
	if status := C.piq_policy_new(nil, &policy.object); status != C.PIQ_OK {
		return nil, missing(status, "a policy")
	}
	policy.cleanup = runtime.AddCleanup(policy, func(object *C.piq_policy) { C.piq_policy_free(object) }, policy.object)
	return policy, nil
}

// Close frees the policy. Further calls return [ErrClosed]. It always returns nil.
func (p *Policy) Close() error {
	C.piq_policy_free(p.close())
	return nil
}

// ReadJSON applies a policy file: thresholds, disabled detectors and suppressions. What it does not name stays as it was.
func (p *Policy) ReadJSON(text []byte) error {
	policy, err := p.change()
	if err != nil {
		return err
	}
	defer p.mu.Unlock()
	bytes, length := bytesOfSlice(text)
	e := newError()
	return failure(C.piq_policy_read_json(policy, bytes, length, &e), &e)
}

// Set sets a threshold, in its unit; 0 or 1 for one that is a boolean.
func (p *Policy) Set(key PolicyKey, value float64) error {
	policy, err := p.change()
	if err != nil {
		return err
	}
	defer p.mu.Unlock()
	e := newError()
	return failure(C.piq_policy_set(policy, C.uint32_t(key), C.double(value), &e), &e)
}

// Get is the threshold in force, the default for a nil or closed policy; NaN for an unknown key.
func (p *Policy) Get(key PolicyKey) float64 {
	if p == nil {
		return float64(C.piq_policy_get(nil, C.uint32_t(key)))
	}
	p.mu.RLock()
	defer p.mu.RUnlock()
	return float64(C.piq_policy_get(p.object, C.uint32_t(key)))
}

// Enable turns a detector on or off. When off it judges nothing.
func (p *Policy) Enable(detector Detector, on bool) error {
	policy, err := p.change()
	if err != nil {
		return err
	}
	defer p.mu.Unlock()
	e := newError()
	return failure(C.piq_policy_enable(policy, C.uint32_t(detector), C.int32_t(number(on)), &e), &e)
}

// SetPersona says whose eyes the report is for; 0: everybody's. Totals stay the fleet's.
func (p *Policy) SetPersona(persona Persona) error {
	policy, err := p.change()
	if err != nil {
		return err
	}
	defer p.mu.Unlock()
	e := newError()
	return failure(C.piq_policy_set_persona(policy, C.uint32_t(persona), &e), &e)
}

// Suppression is a finding somebody has decided to live with. At least one of Finding, Detector and EntityID must be given.
type Suppression struct {
	Finding  string   // a finding's id, 16 hex digits
	Detector Detector // 0: any
	EntityID string   // pattern for the entity's id, * stands for any text; "": any
	Reason   string
	Owner    string
	Until    string // RFC 3339; "": never expires
}

// Suppress adds a suppression. A suppressed finding is only counted.
func (p *Policy) Suppress(suppression Suppression) error {
	var texts cTexts
	defer texts.free()
	made := C.piq_suppression{
		struct_size: C.sizeof_piq_suppression,
		detector:    C.uint32_t(suppression.Detector),
		finding:     texts.of("finding", suppression.Finding),
		entity_id:   texts.of("entity_id", suppression.EntityID),
		reason:      texts.of("reason", suppression.Reason),
		owner:       texts.of("owner", suppression.Owner),
		until:       texts.of("until", suppression.Until),
	}
	if texts.bad != nil {
		return texts.bad
	}
	policy, err := p.change()
	if err != nil {
		return err
	}
	defer p.mu.Unlock()
	e := newError()
	return failure(C.piq_policy_suppress(policy, &made, &e), &e)
}

// SetWorkers lends evaluation so many goroutines; up to 1: none. The report's bytes do not depend on it.
func (p *Policy) SetWorkers(workers int) error {
	policy, err := p.change()
	if err != nil {
		return err
	}
	defer p.mu.Unlock()
	if workers <= 1 {
		workers = 0
	}
	e := newError()
	return failure(C.piq_go_set_workers(policy, C.uintptr_t(workers), &e), &e)
}

// piqGoRunTasks runs each task once, in goroutines that take the next one until there is none.
//
//export piqGoRunTasks
func piqGoRunTasks(workers C.uintptr_t, task, context unsafe.Pointer, count C.size_t) {
	var next atomic.Uint64
	var done sync.WaitGroup
	for range min(uint64(workers), uint64(count)) {
		done.Add(1)
		go func() {
			defer done.Done()
			for i := next.Add(1) - 1; i < uint64(count); i = next.Add(1) - 1 {
				C.piq_go_call_task(task, context, C.size_t(i))
			}
		}()
	}
	done.Wait()
}
