// Package piq is libpiq for Go: it looks at a GPU fleet and says where money and reliability leak.
//
// Fill a [Fleet] (row by row, column by column from slices, or from a JSON snapshot), [Evaluate] it under a [Policy], read the
// [Report]. The library is compiled into the program from the two files beside this one, so that a C compiler is all that is needed;
// with the build tag libpiq_system an installed libpiq is linked instead, as pkg-config says.
//
// Errors are of type *[Error], which names the field, row, line and column where there are such; errors.Is takes its [Status],
// for example [ErrRange]. A call that failed has changed nothing.
//
// Objects may be used by any number of goroutines: those that read go side by side, those that change something take turns.
// Close frees an object at once, the garbage collector at some time. Whatever a report gives is copied and outlives it.
//
// Unknown is not zero: a field that was never set is unknown, and NaN or "" make it unknown again. Units are bytes, seconds, ratios
// from 0 to 1, GPUs, and currency per hour; [Fields] tells each field's.
//
// Tables over the Arrow C data interface are not part of this package; slices reach the library without a copy as they are.
package piq

//go:generate ./generate.py
