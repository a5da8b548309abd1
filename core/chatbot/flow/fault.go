package flow

import (
	"cmp"
	"slices"
	"strings"

	"tgdesk/core"
)

// Fault is something that is wrong in a flow file.
type Fault struct {
	Line, Column int  // from 1; 0 where it has no place. Columns are characters.
	Warning      bool // the flow works all the same
	Problem      core.Problem
}

// maxFaults is how many faults of a file are listed.
const maxFaults = 100

// faults collects what is wrong in a file.
type faults []Fault

func (f *faults) add(at place, id string, args ...any) {
	*f = append(*f, Fault{Line: at.line, Column: at.column, Problem: core.NewProblem(id, args...)})
}

func (f *faults) warn(at place, id string, args ...any) {
	*f = append(*f, Fault{Line: at.line, Column: at.column, Warning: true, Problem: core.NewProblem(id, args...)})
}

// failed reports whether the flow cannot be used.
func (f faults) failed() bool {
	return slices.ContainsFunc(f, func(f Fault) bool { return !f.Warning })
}

// sorted are the faults in the order of the file, each once. Of too many, those that
// keep the flow from being used come first.
func (f faults) sorted() []Fault {
	order := func(a, b Fault) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column, strings.Compare(string(a.Problem), string(b.Problem)))
	}
	if len(f) > maxFaults {
		slices.SortFunc(f, func(a, b Fault) int { return cmp.Or(ofWarning(a)-ofWarning(b), order(a, b)) })
		f = f[:maxFaults]
	}
	slices.SortFunc(f, order)
	return slices.Compact(f)
}

func ofWarning(f Fault) int {
	if f.Warning {
		return 1
	}
	return 0
}
