package piq

// #include "bridge.h"
import "C"

import (
	"runtime"
	"unsafe"
)

// Fleet is what the caller knows: GPU types, models, nodes, workloads and their fields. Rows are added first, their fields set
// then, in any order. A field that was never set is unknown, which is not zero; NaN and "" make it unknown again.
//
// It may be used by any number of goroutines; those that only read or evaluate it do not wait for each other.
type Fleet struct {
	owner[*C.piq_fleet]
}

// Row is a row of a [Fleet]: its entity and number. 0 is no row.
type Row uint64

// FleetRow is the fleet's own row, for the fields FieldFleet...
const FleetRow = Row(EntityFleet) << 32

// Number is the row's position among those of its entity, from 0.
func (r Row) Number() uint32 { return uint32(r) }

// NewFleet gives a fleet without rows. Close frees its memory at once; without it the garbage collector does some time.
func NewFleet() (*Fleet, error) {
	fleet := &Fleet{}
	if status := C.piq_fleet_new(nil, &fleet.object); status != C.PIQ_OK {
		return nil, missing(status, "a fleet")
	}
	fleet.cleanup = runtime.AddCleanup(fleet, func(object *C.piq_fleet) { C.piq_fleet_free(object) }, fleet.object)
	return fleet, nil
}

// Close frees the fleet; its reports live on. Further calls return [ErrClosed]. It always returns nil.
func (f *Fleet) Close() error {
	C.piq_fleet_free(f.close())
	return nil
}

// ReadJSON reads a JSON snapshot into a fleet without rows; an error names line, column and path.
func (f *Fleet) ReadJSON(snapshot []byte) error {
	fleet, err := f.change()
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	bytes, length := bytesOfSlice(snapshot)
	e := newError()
	return failure(C.piq_fleet_read_json(fleet, bytes, length, &e), &e)
}

// Add adds a GPU type, model, node or workload under an id that is not taken.
func (f *Fleet) Add(entity Entity, id string) (Row, error) {
	fleet, err := f.change()
	if err != nil {
		return 0, err
	}
	defer f.mu.Unlock()
	bytes, length := bytesOf(id)
	e := newError()
	var row C.piq_ref
	err = failure(C.piq_fleet_add(fleet, C.uint32_t(entity), bytes, length, &row, &e), &e)
	return Row(row), err
}

// AddMany adds a row for each id, all of them or none, and returns the first; the others follow it (first + 1, ...).
func (f *Fleet) AddMany(entity Entity, ids []string) (Row, error) {
	fleet, err := f.change()
	if err != nil {
		return 0, err
	}
	defer f.mu.Unlock()
	bytes, lengths := joined(ids)
	e := newError()
	var first C.piq_ref
	err = failure(C.piq_go_add_many(fleet, C.uint32_t(entity), bytes, unsafe.SliceData(lengths), C.size_t(len(ids)), &first, &e), &e)
	return Row(first), err
}

// Count is how many rows of an entity there are; 0 after Close.
func (f *Fleet) Count(entity Entity) int {
	fleet, err := f.read()
	if err != nil {
		return 0
	}
	defer f.mu.RUnlock()
	return int(C.piq_fleet_count(fleet, C.uint32_t(entity)))
}

// Row gives a row by its number; 0 past the end and after Close.
func (f *Fleet) Row(entity Entity, number int) Row {
	if number < 0 {
		return 0
	}
	fleet, err := f.read()
	if err != nil {
		return 0
	}
	defer f.mu.RUnlock()
	return Row(C.piq_fleet_row(fleet, C.uint32_t(entity), C.size_t(number)))
}

// Find gives a row by its id; an error that is [ErrReference] where there is none.
func (f *Fleet) Find(entity Entity, id string) (Row, error) {
	fleet, err := f.read()
	if err != nil {
		return 0, err
	}
	defer f.mu.RUnlock()
	bytes, length := bytesOf(id)
	var row C.piq_ref
	err = missing(C.piq_fleet_find(fleet, C.uint32_t(entity), bytes, length, &row), "%v %q", entity, id)
	return Row(row), err
}

// SetNumber sets a number field, or an integer field (then the value must be whole). NaN makes it unknown.
func (f *Fleet) SetNumber(row Row, field Field, value float64) error {
	fleet, err := f.change()
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	e := newError()
	return failure(C.piq_fleet_set_number(fleet, C.piq_ref(row), C.uint32_t(field), C.double(value), &e), &e)
}

// SetInteger sets an integer or a number field; beyond 2^53 the value is rounded to a float64.
func (f *Fleet) SetInteger(row Row, field Field, value int64) error {
	fleet, err := f.change()
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	e := newError()
	return failure(C.piq_fleet_set_integer(fleet, C.piq_ref(row), C.uint32_t(field), C.int64_t(value), &e), &e)
}

// SetBoolean sets a boolean field. It cannot be made unknown again.
func (f *Fleet) SetBoolean(row Row, field Field, value bool) error {
	fleet, err := f.change()
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	e := newError()
	return failure(C.piq_fleet_set_boolean(fleet, C.piq_ref(row), C.uint32_t(field), C.int32_t(number(value)), &e), &e)
}

// SetString sets a string or timestamp field; one of a fixed set of words takes only those. Elsewhere "" makes it unknown.
func (f *Fleet) SetString(row Row, field Field, text string) error {
	fleet, err := f.change()
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	bytes, length := bytesOf(text)
	e := newError()
	return failure(C.piq_fleet_set_string(fleet, C.piq_ref(row), C.uint32_t(field), bytes, length, &e), &e)
}

func number(value bool) uint32 {
	if value {
		return 1
	}
	return 0
}
