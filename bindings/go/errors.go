package piq

// #include "bridge.h"
import "C"

import (
	"errors"
	"fmt"
)

// ErrClosed is returned by methods of a [Fleet], [Policy] or [Report] after its Close.
var ErrClosed = errors.New("piq: used after Close")

// Status is what kind of failure an [Error] is.
type Status int32

// Error gives the status in words.
func (s Status) Error() string { return C.GoString(C.piq_status_name(C.piq_status(s))) }

// Error says what went wrong and where. A call that failed has changed nothing.
//
//	var problem *piq.Error
//	if errors.As(err, &problem) && problem.Row >= 0 { ... }
//	if errors.Is(err, piq.ErrRange) { ... }
type Error struct {
	Code    Status
	Field   Field  // the field, or the threshold with the same number as a PolicyKey; 0: none
	Entity  Entity // what kind of row; 0: none
	Row     int64  // from 0; -1: none
	Line    int    // of a JSON text, from 1; 0: none
	Column  int    // in that line, in characters from 1; 0: none
	Message string // one sentence for people
}

// Error gives the message.
func (e *Error) Error() string { return "piq: " + e.Message }

// Unwrap gives the status, for errors.Is.
func (e *Error) Unwrap() error { return e.Code }

func refuse(code Status, format string, arguments ...any) error {
	return &Error{Code: code, Row: -1, Message: fmt.Sprintf(format, arguments...)}
}

func newError() C.piq_error { return C.piq_error{struct_size: C.sizeof_piq_error, row: C.PIQ_NONE} }

// failure turns a status, and what the library said of it, into an error; nil when good.
func failure(status C.piq_status, e *C.piq_error) error {
	if status == C.PIQ_OK {
		return nil
	}
	problem := &Error{Code: Status(status), Row: -1}
	if e.code == status {
		problem.Field, problem.Entity = Field(e.field), Entity(e.entity)
		problem.Line, problem.Column = int(e.line), int(e.column)
		problem.Message = C.GoString(&e.message[0])
		if e.row != C.PIQ_NONE {
			problem.Row = int64(e.row)
		}
	}
	if problem.Message == "" {
		problem.Message = problem.Code.Error()
	}
	return problem
}

// missing is the failure of a look-up that says no more than its status.
func missing(status C.piq_status, format string, arguments ...any) error {
	if status == C.PIQ_OK {
		return nil
	}
	return refuse(Status(status), "%s: "+format, append([]any{Status(status).Error()}, arguments...)...)
}
