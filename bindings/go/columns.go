package piq

// #include "bridge.h"
import "C"

import "unsafe"

// Bitmap makes of one bool a row the validity that the column setters take: bit i, the least significant first, of byte i/8.
func Bitmap(valid []bool) []byte {
	bits := make([]byte, (len(valid)+7)/8)
	for i, ok := range valid {
		if ok {
			bits[i/8] |= 1 << (i % 8)
		}
	}
	return bits
}

// column is what all column setters have in common: the fleet to be changed, where, and which rows have a value.
func (f *Fleet) column(first, count int, valid []byte) (*C.piq_fleet, *C.uint8_t, error) {
	if first < 0 {
		return nil, nil, refuse(ErrArgument, "a column begins at row %d", first)
	}
	if valid != nil && len(valid) < (count+7)/8 {
		return nil, nil, refuse(ErrArgument, "%d bytes of validity are too few for %d rows", len(valid), count)
	}
	fleet, err := f.change()
	if len(valid) == 0 {
		return fleet, nil, err
	}
	return fleet, (*C.uint8_t)(unsafe.SliceData(valid)), err
}

// SetNumberColumn sets a number or integer field of len(values) rows from number first on, all of them or none. A row whose bit
// in valid is 0 stays as it was; nil: all rows have a value. NaN makes a row's field unknown. The values are read where they are.
func (f *Fleet) SetNumberColumn(field Field, first int, values []float64, valid []byte) error {
	fleet, bits, err := f.column(first, len(values), valid)
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	e := newError()
	return failure(C.piq_fleet_set_number_column(fleet, C.uint32_t(field), C.size_t(first), C.size_t(len(values)),
		(*C.double)(unsafe.SliceData(values)), 0, bits, &e), &e)
}

// SetIntegerColumn does as [Fleet.SetNumberColumn]; beyond 2^53 values are rounded to float64.
func (f *Fleet) SetIntegerColumn(field Field, first int, values []int64, valid []byte) error {
	fleet, bits, err := f.column(first, len(values), valid)
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	e := newError()
	return failure(C.piq_fleet_set_integer_column(fleet, C.uint32_t(field), C.size_t(first), C.size_t(len(values)),
		(*C.int64_t)(unsafe.SliceData(values)), 0, bits, &e), &e)
}

// SetBooleanColumn does as [Fleet.SetNumberColumn] for a boolean field.
func (f *Fleet) SetBooleanColumn(field Field, first int, values []bool, valid []byte) error {
	fleet, bits, err := f.column(first, len(values), valid)
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	e := newError()
	return failure(C.piq_fleet_set_boolean_column(fleet, C.uint32_t(field), C.size_t(first), C.size_t(len(values)),
		(*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(values))), 0, bits, &e), &e)
}

// SetStringColumn does as [Fleet.SetNumberColumn] for a string or timestamp field. The texts are put together once on their way.
func (f *Fleet) SetStringColumn(field Field, first int, texts []string, valid []byte) error {
	fleet, bits, err := f.column(first, len(texts), valid)
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	bytes, lengths := joined(texts)
	e := newError()
	return failure(C.piq_go_set_string_column(fleet, C.uint32_t(field), C.size_t(first), C.size_t(len(texts)), bytes,
		unsafe.SliceData(lengths), bits, &e), &e)
}

// PlaceColumn adds one piece to each of a number of workloads, all of them or none; the rows go by their numbers. What was placed
// before stays; a workload may stand here several times.
func (f *Fleet) PlaceColumn(workloads, nodes []uint32, gpus []float64) error {
	if len(nodes) != len(workloads) || len(gpus) != len(workloads) {
		return refuse(ErrArgument, "%d workloads, %d nodes and %d numbers of GPUs are no table", len(workloads), len(nodes), len(gpus))
	}
	fleet, err := f.change()
	if err != nil {
		return err
	}
	defer f.mu.Unlock()
	e := newError()
	return failure(C.piq_fleet_place_column(fleet, (*C.uint32_t)(unsafe.SliceData(workloads)), (*C.uint32_t)(unsafe.SliceData(nodes)),
		(*C.double)(unsafe.SliceData(gpus)), C.size_t(len(workloads)), &e), &e)
}
