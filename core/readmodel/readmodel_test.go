package readmodel

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// slowStore counts reads, each of which takes a second. What it does not
// override is left to the nil Reader.
type slowStore struct {
	core.Reader
	reads atomic.Int64
	rows  atomic.Int64 // what a page tells: its only chat's id
	fail  atomic.Bool
}

func (s *slowStore) Rows(ctx context.Context, _ core.RowQuery) ([]core.ChatRow, error) {
	s.reads.Add(1)
	id := core.ChatID(s.rows.Load())
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.fail.Load() {
		return nil, errors.New("the disk is full")
	}
	return []core.ChatRow{{Chat: core.Chat{ID: id}}}, nil
}

func (s *slowStore) Overview(context.Context, core.Set[core.BrandID]) (core.Overview, error) {
	s.reads.Add(1)
	return core.Overview{Unsent: int(s.rows.Load())}, nil
}

func (s *slowStore) wantReads(t *testing.T, want int64) {
	t.Helper()
	if got := s.reads.Swap(0); got != want {
		t.Errorf("%d reads of the store, want %d", got, want)
	}
}

// screens lets ten screens read at once and checks what each of them sees.
func screens(t *testing.T, r *Reader, want core.ChatID) {
	t.Helper()
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			rows, err := r.Rows(t.Context(), core.RowQuery{State: core.Pending, Limit: 20, Cursor: &core.Cursor{At: time.UnixMilli(7), ID: 3}})
			if err != nil || len(rows) != 1 || rows[0].Chat.ID != want {
				t.Errorf("%v %v, want chat %d", rows, err, want)
			}
		})
	}
	all.Wait()
}

func TestTenScreensReadOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, hub := &slowStore{}, core.NewHub()
		r := New(s, hub)
		for id := range core.ChatID(3) {
			s.rows.Store(int64(id))
			hub.Publish(core.Event{Kind: core.EventChat, Chat: id})
			screens(t, r, id)
			screens(t, r, id)
			s.wantReads(t, 1)
		}
	})
}

// TestNewsDuringARead: a read that began before an event serves nobody who asks
// after it, however late it ends.
func TestNewsDuringARead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, hub := &slowStore{}, core.NewHub()
		r := New(s, hub)
		var early sync.WaitGroup
		early.Go(func() { screens(t, r, 0) })
		synctest.Wait()
		s.rows.Store(1)
		hub.Publish(core.Event{Kind: core.EventChat})
		screens(t, r, 1)
		early.Wait()
		screens(t, r, 1)
		s.wantReads(t, 2)
	})
}

func TestDifferentReadsAreNotShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowStore{}
		r := New(s, core.NewHub())
		for _, q := range []core.RowQuery{
			{}, {State: core.Active}, {Brands: core.SetOf[core.BrandID](1)}, {Limit: 1}, {Before: true}, {Cursor: &core.Cursor{}},
			{Cursor: &core.Cursor{ID: 1}}, {Cursor: &core.Cursor{At: time.UnixMilli(1)}},
		} {
			if _, err := r.Rows(t.Context(), q); err != nil {
				t.Fatal(err)
			}
		}
		s.wantReads(t, 8)
	})
}

// TestReaderCalledOff: those who waited for a screen that went away read
// themselves, once.
func TestReaderCalledOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowStore{}
		r := New(s, core.NewHub())
		ctx, leave := context.WithCancel(t.Context())
		var gone sync.WaitGroup
		gone.Go(func() {
			if _, err := r.Rows(ctx, core.RowQuery{State: core.Pending, Limit: 20, Cursor: &core.Cursor{At: time.UnixMilli(7), ID: 3}}); !errors.Is(err, context.Canceled) {
				t.Errorf("called off: %v", err)
			}
		})
		synctest.Wait()
		gone.Go(func() { screens(t, r, 0) })
		synctest.Wait()
		leave()
		gone.Wait()
		s.wantReads(t, 2)
	})
}

func TestFailuresAreNotHeld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowStore{}
		r := New(s, core.NewHub())
		s.fail.Store(true)
		if _, err := r.Rows(t.Context(), core.RowQuery{}); err == nil {
			t.Error("no error")
		}
		s.fail.Store(false)
		if _, err := r.Rows(t.Context(), core.RowQuery{}); err != nil {
			t.Error(err)
		}
		s.wantReads(t, 2)
	})
}

func TestBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := New(&slowStore{}, core.NewHub())
		for i := range 3 * maxReads {
			if _, err := r.Rows(t.Context(), core.RowQuery{Limit: i}); err != nil {
				t.Fatal(err)
			}
		}
		if len(r.all.reads) != maxReads || len(r.all.order) != maxReads {
			t.Errorf("%d reads and %d keys are held", len(r.all.reads), len(r.all.order))
		}
	})
}

// people counts how often operators are read.
type people struct {
	core.Reader
	reads int
}

func (p *people) Operator(context.Context, core.OperatorID) (core.Operator, error) {
	p.reads++
	return core.Operator{}, nil
}

// TestOperatorsStay: operators are read again after what may have changed them, and not
// after what happened in chats.
func TestOperatorsStay(t *testing.T) {
	t.Parallel()
	s, hub := &people{}, core.NewHub()
	r := New(s, hub)
	read := func(want int, after string) {
		t.Helper()
		if _, err := r.Operator(t.Context(), 1); err != nil || s.reads != want {
			t.Errorf("after %s: %d reads of the store, want %d; %v", after, s.reads, want, err)
		}
	}
	read(1, "nothing")
	hub.Publish(core.Event{Kind: core.EventMessage, Chat: 1}, core.Event{Kind: core.EventChat, Chat: 1})
	read(1, "a message")
	hub.Publish(core.Event{Kind: core.EventChat, Chat: 1}, core.Event{Kind: core.EventOperator, Operator: 2})
	read(2, "a change of an operator")
	hub.Publish(core.Event{Kind: core.EventBrand, Brand: 1})
	read(3, "a change of a brand")
	hub.Resync()
	read(4, "anything")
}

// quickStore answers at once.
type quickStore struct{ core.Reader }

func (quickStore) Overview(context.Context, core.Set[core.BrandID]) (core.Overview, error) {
	return core.Overview{}, nil
}

// BenchmarkChange is one change that so many screens read.
func BenchmarkChange(b *testing.B) {
	for _, n := range []int{1, 10, 50} {
		b.Run(fmt.Sprintf("%d screens", n), func(b *testing.B) {
			hub := core.NewHub()
			r := New(quickStore{}, hub)
			for b.Loop() {
				hub.Publish(core.Event{Kind: core.EventChat})
				for range n {
					if _, err := r.Overview(b.Context(), core.Set[core.BrandID]{}); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
