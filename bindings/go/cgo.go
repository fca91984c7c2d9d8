package piq

/*
#cgo CFLAGS: -std=c11
#cgo 386 CFLAGS: -msse2 -mfpmath=sse
#cgo libpiq_system CFLAGS: -DPIQ_GO_SYSTEM
#cgo libpiq_system pkg-config: libpiq

// Setters and readers keep nothing of what they are handed and never call back, so that their arguments need no heap.
#cgo noescape piq_fleet_set_number
#cgo nocallback piq_fleet_set_number
#cgo noescape piq_fleet_set_integer
#cgo nocallback piq_fleet_set_integer
#cgo noescape piq_fleet_set_boolean
#cgo nocallback piq_fleet_set_boolean
#cgo noescape piq_fleet_set_string
#cgo nocallback piq_fleet_set_string
#cgo noescape piq_fleet_add
#cgo nocallback piq_fleet_add
#cgo noescape piq_fleet_find
#cgo nocallback piq_fleet_find
#cgo noescape piq_go_place
#cgo nocallback piq_go_place
#cgo noescape piq_report_finding
#cgo nocallback piq_report_finding
#cgo noescape piq_report_evidence
#cgo nocallback piq_report_evidence
#cgo noescape piq_report_remedy
#cgo nocallback piq_report_remedy
#cgo noescape piq_report_parameter
#cgo nocallback piq_report_parameter
#cgo noescape piq_report_not_evaluated
#cgo nocallback piq_report_not_evaluated
#include <stdlib.h>
#include "bridge.h"
*/
import "C"

import (
	"runtime"
	"sync"
	"unsafe"
)

// owner guards an object of the library: many readers, or one that changes or frees it. A method that holds the lock until it
// returns keeps the object from being collected as long.
type owner[P comparable] struct {
	mu      sync.RWMutex
	object  P // nil: closed
	cleanup runtime.Cleanup
}

// read locks for reading; when it gives an object, the caller unlocks with mu.RUnlock.
func (o *owner[P]) read() (P, error) {
	var none P
	o.mu.RLock()
	if o.object == none {
		o.mu.RUnlock()
		return none, ErrClosed
	}
	return o.object, nil
}

// change locks for changes; when it gives an object, the caller unlocks with mu.Unlock.
func (o *owner[P]) change() (P, error) {
	var none P
	o.mu.Lock()
	if o.object == none {
		o.mu.Unlock()
		return none, ErrClosed
	}
	return o.object, nil
}

// close takes the object out, for the caller to free; nil where that was done before.
func (o *owner[P]) close() P {
	var none P
	o.mu.Lock()
	defer o.mu.Unlock()
	object := o.object
	if object != none {
		o.cleanup.Stop()
		o.object = none
	}
	return object
}

var nothing [1]byte

// bytesOf points to the text itself, which C reads and forgets; never nil.
func bytesOf(text string) (*C.char, C.size_t) {
	if text == "" {
		return (*C.char)(unsafe.Pointer(&nothing[0])), 0
	}
	return (*C.char)(unsafe.Pointer(unsafe.StringData(text))), C.size_t(len(text))
}

func bytesOfSlice(text []byte) (*C.char, C.size_t) {
	return bytesOf(unsafe.String(unsafe.SliceData(text), len(text)))
}

// joined puts texts one behind the other, the one copy that is made of them, with the bytes of each.
func joined(texts []string) (*C.char, []C.size_t) {
	total := 0
	for _, text := range texts {
		total += len(text)
	}
	bytes := make([]byte, 0, total+1)
	lengths := make([]C.size_t, len(texts), len(texts)+1)
	for i, text := range texts {
		bytes = append(bytes, text...)
		lengths[i] = C.size_t(len(text))
	}
	return (*C.char)(unsafe.Pointer(unsafe.SliceData(bytes))), lengths
}

// copied is borrowed text as Go keeps it.
func copied(text *C.char, length C.size_t) string {
	return string(unsafe.Slice((*byte)(unsafe.Pointer(text)), uint64(length)))
}

// cTexts are NUL-terminated copies in C's memory, for structs that want such.
type cTexts struct {
	made []unsafe.Pointer
	bad  error
}

// of gives nil for "".
func (t *cTexts) of(what, text string) *C.char {
	if text == "" {
		return nil
	}
	for i := range len(text) {
		if text[i] == 0 {
			t.bad = refuse(ErrValue, "%s: %q holds a NUL", what, text)
			return nil
		}
	}
	made := C.CString(text)
	t.made = append(t.made, unsafe.Pointer(made))
	return made
}

func (t *cTexts) free() {
	for _, made := range t.made {
		C.free(made)
	}
}
