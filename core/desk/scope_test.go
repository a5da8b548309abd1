package desk

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"
)

// TestEveryReadIsScoped: each method of core.Reader is confined to the brands of the
// operator who reads, or says nothing of a brand.
func TestEveryReadIsScoped(t *testing.T) {
	t.Parallel()
	free := []string{
		"Operators", "Operator", "OperatorByName", "OperatorByKey", "Workload", "Drafted", "Drafts", "ReadMarks", "ReadMark", "MediaBytes",
		// Of files by their ids, and for the engine.
		"File", "FileInUse", "ReadyFiles", "StaleFiles", "QueuedFiles", "NextInQueue", "FetchedSince", "RetryAfters", "Erasing", "ChatsToErase", "OwnFiles", "OldChats", "RemovedBrands", "NextDeadline", "ExpiredChats", "NextQueued",
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
