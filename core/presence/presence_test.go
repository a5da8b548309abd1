package presence

import (
	"testing"
	"time"

	"tgdesk/core"
)

// TestStale: the store is told once, and again if it could not be told meanwhile.
func TestStale(t *testing.T) {
	t.Parallel()
	b := New(core.NewHub(), time.Now)
	if !b.TakeStale() || b.TakeStale() {
		t.Error("a new board is stale, once")
	}
	b.MarkStale()
	if !b.TakeStale() || b.TakeStale() {
		t.Error("a board that was marked is stale, once")
	}
}

func TestLeaveReportsTheLastSession(t *testing.T) {
	t.Parallel()
	b := New(core.NewHub(), time.Now)
	ann := core.Operator{ID: 1, Role: core.RoleOperator}
	b.Enter(ann, "a")
	b.Enter(ann, "b")
	for _, step := range []struct {
		session      string
		last, online bool
	}{{"a", false, true}, {"a", false, true}, {"b", true, false}, {"b", false, false}} {
		if last := b.Leave(step.session); last != step.last || b.Has(ann.ID) != step.online {
			t.Errorf("%s leaves: last %v, online %v", step.session, last, b.Has(ann.ID))
		}
	}
}
