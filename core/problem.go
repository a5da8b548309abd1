package core

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Problem is the reason for something that went wrong, as it is stored and
// handed on: one or more ids with their arguments. It holds no sentence; the
// catalogue of a language makes one. "" is no problem. Problems can be compared.
//
// Arguments are strings, whole numbers, durations, sizes or further problems.
// Strings may be text from outside.
type Problem string

// Size is a number of bytes, as an argument.
type Size int64

// NewProblem returns a problem of one part.
func NewProblem(id string, args ...any) Problem {
	return encodeParts([]ProblemPart{{ID: id, Args: args}})
}

// And returns p with another part behind it: its sentence follows p's.
func (p Problem) And(id string, args ...any) Problem {
	return encodeParts(append(p.Parts(), ProblemPart{ID: id, Args: args}))
}

// ProblemPart is one id with its arguments.
type ProblemPart struct {
	ID   string
	Args []any // string, int64, time.Duration, Size or Problem
}

// Is reports whether p's first part has the id.
func (p Problem) Is(id string) bool {
	parts := p.Parts()
	return len(parts) > 0 && parts[0].ID == id
}

// Parts takes p apart. What is no problem at all gives one part without an id.
func (p Problem) Parts() []ProblemPart {
	if p == "" {
		return nil
	}
	var encoded []encodedPart
	if err := json.Unmarshal([]byte(p), &encoded); err != nil {
		return []ProblemPart{{}}
	}
	parts := make([]ProblemPart, len(encoded))
	for i, e := range encoded {
		parts[i].ID = e.ID
		for _, a := range e.Args {
			parts[i].Args = append(parts[i].Args, a.decode())
		}
	}
	return parts
}

// String is p for the log.
func (p Problem) String() string {
	var parts []string
	for _, part := range p.Parts() {
		parts = append(parts, logged(part.ID, part.Args))
	}
	return strings.Join(parts, "; ")
}

// logged is an id with its arguments, for the log.
func logged(id string, args []any) string {
	if len(args) == 0 {
		return id
	}
	return id + ": " + strings.TrimSuffix(fmt.Sprintln(args...), "\n")
}

type encodedPart struct {
	ID   string       `json:"id"`
	Args []encodedArg `json:"args,omitempty"`
}

// encodedArg is an argument with its type: exactly one field is set.
type encodedArg struct {
	Text     *string  `json:"text,omitempty"`
	Number   *int64   `json:"number,omitempty"`
	Duration *int64   `json:"ms,omitempty"`
	Size     *int64   `json:"bytes,omitempty"`
	Problem  *Problem `json:"problem,omitempty"`
}

func (a encodedArg) decode() any {
	switch {
	case a.Number != nil:
		return *a.Number
	case a.Duration != nil:
		return time.Duration(*a.Duration) * time.Millisecond
	case a.Size != nil:
		return Size(*a.Size)
	case a.Problem != nil:
		return *a.Problem
	case a.Text != nil:
		return *a.Text
	}
	return ""
}

func encodeArg(a any) encodedArg {
	switch a := a.(type) {
	case int:
		return encodedArg{Number: new(int64(a))}
	case int64:
		return encodedArg{Number: &a}
	case time.Duration:
		return encodedArg{Duration: new(a.Milliseconds())}
	case Size:
		return encodedArg{Size: new(int64(a))}
	case Problem:
		return encodedArg{Problem: &a}
	}
	return encodedArg{Text: new(fmt.Sprint(a))}
}

func encodeParts(parts []ProblemPart) Problem {
	encoded := make([]encodedPart, len(parts))
	for i, p := range parts {
		encoded[i].ID = p.ID
		for _, a := range p.Args {
			encoded[i].Args = append(encoded[i].Args, encodeArg(a))
		}
	}
	text, err := json.Marshal(encoded)
	if err != nil { // cannot happen: strings and numbers
		return `[{"id":"internal"}]`
	}
	return Problem(text)
}
