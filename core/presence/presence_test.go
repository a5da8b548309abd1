package presence

import (
	"strconv"
	"sync"
	"sync/atomic"
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

// TestLeaveAtOnce: of sessions that end at once, one is the last.
func TestLeaveAtOnce(t *testing.T) {
	t.Parallel()
	b := New(core.NewHub(), time.Now)
	const n = 50
	for i := range n {
		b.Enter(core.Operator{ID: 1}, strconv.Itoa(i))
	}
	var last atomic.Int64
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if b.Leave(strconv.Itoa(i)) {
				last.Add(1)
			}
		})
	}
	all.Wait()
	if last.Load() != 1 || b.Has(1) {
		t.Errorf("%d were the last", last.Load())
	}
}
