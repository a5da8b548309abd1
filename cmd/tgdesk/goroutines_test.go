package main

import (
	"go/ast"
	"go/parser"
	"slices"
	"testing"
)

// guarded are the files that may begin a goroutine: those that catch what
// panics on it. A panic that nobody catches ends the program in the middle of
// a frame.
func guarded() []string { return []string{"core/crash/crash.go", "core/engine/run.go"} }

// harmless are the files that may have a function run by the clock's or a
// context's goroutine: those functions only cancel or wake, or catch panics.
func harmless() []string {
	return []string{
		"cmd/tgdesk/root/root.go", "core/chatbot/command/command.go", "core/chatbot/command/process.go", "core/chatbot/webhook/webhook.go", "core/engine/delivery.go", "core/engine/poller.go", "core/engine/supervisor.go", "core/presence/presence.go", "core/telegram/fetch.go", "tui/remote/timers.go", "tui/settings/job.go",
	}
}

func TestEveryGoroutineIsGuarded(t *testing.T) {
	t.Parallel()
	var found []string
	for _, f := range sources(t) {
		if f.isTest() {
			continue
		}
		parsed, set := f.parse(t, parser.SkipObjectResolution)
		ast.Inspect(parsed, func(n ast.Node) bool {
			begins, later := startsGoroutine(n)
			if begins {
				found = append(found, f.path)
			}
			if begins && !slices.Contains(guarded(), f.path) || later && !slices.Contains(harmless(), f.path) {
				t.Errorf("%s begins a goroutine that nobody guards: use tgdesk/core/crash", set.Position(n.Pos()))
			}
			return true
		})
	}
	if slices.Sort(found); !slices.Equal(slices.Compact(found), guarded()) {
		t.Errorf("goroutines begin in %v; this test knows %v", found, guarded())
	}
}

// startsGoroutine reports whether n is a go statement, or a call of the Go
// method of a wait group or an error group, which take a function alone; and
// whether it has something run later.
func startsGoroutine(n ast.Node) (begins, later bool) {
	if _, ok := n.(*ast.GoStmt); ok {
		return true, false
	}
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return false, false
	}
	fn, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false, false
	}
	return (fn.Sel.Name == "Go" || fn.Sel.Name == "TryGo") && len(call.Args) == 1, fn.Sel.Name == "AfterFunc"
}
