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

// maxFaults is how many faults of a file are listed, maxFound how many are looked for.
const (
	maxFaults = 100
	maxFound  = 1000
)

// faults collects what is wrong in a file.
type faults struct {
	all    []Fault
	failed bool // the flow cannot be used
}

func (f *faults) add(at place, id string, args ...any) {
	if len(f.all) < maxFound || !f.failed {
		f.all = append(f.all, Fault{Line: at.line, Column: at.column, Problem: core.NewProblem(id, args...)})
	}
	f.failed = true
}

func (f *faults) warn(at place, id string, args ...any) {
	if len(f.all) < maxFound {
		f.all = append(f.all, Fault{Line: at.line, Column: at.column, Warning: true, Problem: core.NewProblem(id, args...)})
	}
}

// sorted are the faults in the order of the file, each once. Of too many, those that
// keep the flow from being used come first.
func (f *faults) sorted() []Fault {
	all := f.all
	order := func(a, b Fault) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column, strings.Compare(string(a.Problem), string(b.Problem)))
	}
	if len(all) > maxFaults {
		slices.SortFunc(all, func(a, b Fault) int { return cmp.Or(ofWarning(a)-ofWarning(b), order(a, b)) })
		all = all[:maxFaults]
	}
	slices.SortFunc(all, order)
	return slices.Compact(all)
}

func ofWarning(f Fault) int {
	if f.Warning {
		return 1
	}
	return 0
}
