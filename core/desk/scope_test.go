package desk

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"
	"time"

	"tgdesk/core"
)

// operatorReader knows one operator.
type operatorReader struct {
	core.Reader
	op core.Operator
}

func (r operatorReader) Operator(context.Context, core.OperatorID) (core.Operator, error) {
	return r.op, nil
}

// TestReportOfNoBrand: what cannot be a report is none of other brands either.
func TestReportOfNoBrand(t *testing.T) {
	t.Parallel()
	view := scoped{Reader: operatorReader{op: core.Operator{ID: 1, Role: core.RoleSupervisor, Brands: core.SetOf[core.BrandID](1)}}, op: 1}
	q := core.ReportQuery{Brands: core.SetOf[core.BrandID](2), By: core.ReportByDay, From: time.Unix(1e6, 0), To: time.Unix(0, 0)}
	if _, err := view.Report(t.Context(), q); core.CodeOf(err) != core.CodeInvalid {
		t.Errorf("backwards: %v", err)
	}
	q.From, q.To = q.To, q.To.Add(core.Day)
	if r, err := view.Report(t.Context(), q); err != nil || r.Total.Opened != 0 {
		t.Errorf("of another brand: %+v, %v", r, err)
	}
}

// TestEveryReadIsScoped: each method of core.Reader is confined to the brands of the
// operator who reads, or says nothing of a brand.
func TestEveryReadIsScoped(t *testing.T) {
	t.Parallel()
	free := []string{
		"Operators", "Operator", "OperatorByName", "OperatorByKey", "Workload", "Drafted", "Drafts", "ReadMarks", "ReadMark", "MediaBytes",
		// Of files by their ids, and for the engine.
		"File", "FileInUse", "ReadyFiles", "MissingFiles", "StaleFiles", "QueuedFiles", "NextInQueue", "FetchedSince", "RetryAfters", "Erasing", "ChatsToErase", "OwnFiles", "OldChats", "RemovedBrands", "NextDeadline", "NextQueued",
		"HeldChats", "HeldCount", "OfferedChats", "RoutableChats", "Candidates", "PreludeOf", "QueuePosition",
		"LastChat",       // a number that says nothing of a chat
		"Availabilities", // of operators, who all see each other
	}
	files := token.NewFileSet()
	store, err := parser.ParseFile(files, "../store.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var confined []string
	for _, name := range []string{"scope.go", "scope_messages.go"} {
		scope, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range scope.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && receiver(fn) == "scoped" {
				confined = append(confined, fn.Name.Name)
			}
		}
	}
	checked := 0
	ast.Inspect(store, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.Name.Name != "Reader" {
			return true
		}
		for _, m := range spec.Type.(*ast.InterfaceType).Methods.List {
			for _, name := range m.Names {
				if checked++; slices.Contains(confined, name.Name) == slices.Contains(free, name.Name) {
					t.Errorf("%s must be either confined or free", name.Name)
				}
			}
		}
		return false
	})
	if checked < 40 {
		t.Errorf("only %d methods were looked at", checked)
	}
}
