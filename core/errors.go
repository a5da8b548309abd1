package core

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
)

// Code is the kind of an [Error], for callers that act on it.
type Code string

// The codes. Everything that is not an [Error] counts as CodeInternal.
const (
	CodeInvalid      Code = "invalid"      // the input is wrong; the sentence says how to correct it
	CodeConflict     Code = "conflict"     // the state does not allow it, as something else was first
	CodeNotFound     Code = "not_found"    // there is no such thing
	CodeForbidden    Code = "forbidden"    // this operator may not do that
	CodeUnavailable  Code = "unavailable"  // disk, network or Telegram fails; it may pass
	CodeUnauthorized Code = "unauthorized" // Telegram does not accept the token
	CodeInternal     Code = "internal"     // a bug, or an unforeseen failure
)

// Error is a problem for people: a code for programs, and the id and arguments
// from which a catalogue makes a sentence. Err, if any, is the cause; it is for
// the log and is never part of the sentence.
type Error struct {
	Code Code
	ID   string // stable, for example "chat_taken"
	Args []any  // see Problem
	Err  error
	// Effect is what has to be agreed to before a change is made, see ToAgree.
	Effect any
}

// ToAgree returns what has to be agreed to before a change that err refuses until then.
func ToAgree[E any](err error) (e E, ok bool) {
	if refused, known := errors.AsType[*Error](err); known {
		e, ok = refused.Effect.(E)
	}
	return e, ok
}

// NewError returns an Error without a cause.
func NewError(code Code, id string, args ...any) *Error {
	return &Error{Code: code, ID: id, Args: args}
}

// forbidden is the reason why an operator may not do something if that is so, else nil.
func forbidden(so bool, id string, args ...any) error {
	if !so {
		return nil
	}
	return NewError(CodeForbidden, id, args...)
}

// conflict is forbidden for what nobody could do as things stand.
func conflict(so bool, id string, args ...any) error {
	if !so {
		return nil
	}
	return NewError(CodeConflict, id, args...)
}

// invalid is forbidden for what nobody can want.
func invalid(so bool, id string, args ...any) error {
	if !so {
		return nil
	}
	return NewError(CodeInvalid, id, args...)
}

// Because returns a copy of e that carries its cause.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// Error is e for the log. People read the catalogue's sentence instead.
func (e *Error) Error() string { return logged(e.ID, e.Args) }

// Unwrap returns the cause, so that errors.Is sees through e.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error in err's chain, CodeInternal for
// any other error, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}

// ProblemOf is the first Error in err's chain as a Problem. Other errors give a
// fixed one: their text may contain secrets.
func ProblemOf(err error) Problem {
	if e, ok := errors.AsType[*Error](err); ok {
		return NewProblem(e.ID, e.Args...)
	}
	return NewProblem("internal")
}

// CauseOf is what a sentence can say of the cause of a failure: an *Error as a
// Problem, the reason of an error of the operating system without the names of
// files, the text of any other.
func CauseOf(err error) any {
	if e, ok := errors.AsType[*Error](err); ok {
		return NewProblem(e.ID, e.Args...)
	}
	return cmp.Or(systemReason(err), err.Error())
}

// systemReason is the reason of an error of the operating system, "" for any other.
func systemReason(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err.Error()
	}
	return ""
}

// IsNotFound reports whether err has CodeNotFound.
func IsNotFound(err error) bool { return CodeOf(err) == CodeNotFound }

// IsOutOfSight reports whether err says that there is nothing for this operator to see:
// it does not exist, or is of a brand that they do not work for.
func IsOutOfSight(err error) bool { return IsNotFound(err) || CodeOf(err) == CodeForbidden }

// SystemReason is the reason of an error of the operating system, and a fixed text
// for any other.
func SystemReason(err error) string { return cmp.Or(systemReason(err), "the disk refused") }
