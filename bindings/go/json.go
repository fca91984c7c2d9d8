package piq

// #include "bridge.h"
import "C"

import (
	"io"
	"unsafe"
)

// piece is how much of an output is handed to a writer at once.
const piece = 1 << 18

// writeOut copies what was collected in C's memory to the writer, which thereby sees nothing but Go's.
func writeOut(output *C.piq_go_output, w io.Writer) error {
	all := unsafe.Slice((*byte)(unsafe.Pointer(output.bytes)), uint64(output.length))
	buffer := make([]byte, min(piece, len(all)))
	for len(all) > 0 {
		n := copy(buffer, all)
		if _, err := w.Write(buffer[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

func copyOut(output *C.piq_go_output) []byte {
	return append([]byte{}, unsafe.Slice((*byte)(unsafe.Pointer(output.bytes)), uint64(output.length))...)
}

// EvaluateJSON takes a snapshot and gives a report, both as JSON; policy may be nil.
func EvaluateJSON(snapshot []byte, policy *Policy) ([]byte, error) {
	var p *C.piq_policy
	if policy != nil {
		var err error
		if p, err = policy.read(); err != nil {
			return nil, err
		}
		defer policy.mu.RUnlock()
	}
	var output C.piq_go_output
	defer C.piq_go_output_free(&output)
	bytes, length := bytesOfSlice(snapshot)
	e := newError()
	if err := failure(C.piq_go_evaluate_json(bytes, length, p, &output, &e), &e); err != nil {
		return nil, err
	}
	return copyOut(&output), nil
}

func (r *Report) collect(flags C.uint32_t, take func(*C.piq_go_output) error) error {
	var output C.piq_go_output
	defer C.piq_go_output_free(&output)
	if err := r.fill(&output, flags); err != nil {
		return err
	}
	return take(&output)
}

func (r *Report) fill(output *C.piq_go_output, flags C.uint32_t) error {
	report, err := r.read()
	if err != nil {
		return err
	}
	defer r.mu.RUnlock()
	e := newError()
	return failure(C.piq_go_report_json(report, flags, output, &e), &e)
}

// WriteJSON writes the report as indented JSON, the same bytes on every machine.
func (r *Report) WriteJSON(w io.Writer) error {
	return r.collect(0, func(output *C.piq_go_output) error { return writeOut(output, w) })
}

// JSON gives the report as indented JSON, the same bytes on every machine.
func (r *Report) JSON() (text []byte, err error) {
	err = r.collect(0, func(output *C.piq_go_output) error { text = copyOut(output); return nil })
	return text, err
}

// MarshalJSON gives the report as JSON on one line.
func (r *Report) MarshalJSON() (text []byte, err error) {
	err = r.collect(C.PIQ_JSON_COMPACT, func(output *C.piq_go_output) error { text = copyOut(output); return nil })
	return text, err
}

// FindingJSON gives one finding as a JSON object on one line.
func (r *Report) FindingJSON(index int) ([]byte, error) {
	report, err := r.read()
	if err != nil {
		return nil, err
	}
	defer r.mu.RUnlock()
	var output C.piq_go_output
	defer C.piq_go_output_free(&output)
	e := newError()
	if err := failure(C.piq_go_finding_json(report, C.size_t(index), &output, &e), &e); err != nil {
		return nil, err
	}
	return copyOut(&output), nil
}
