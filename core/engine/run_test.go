package engine

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// TestPanicEndsTheRun: a panic anywhere in the engine ends it with an error,
// and what was panicked with, which may hold a token, goes nowhere.
func TestPanicEndsTheRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		var log bytes.Buffer
		r.log = slog.New(slog.NewTextHandler(&log, nil))
		r.build(r.store, nil)
		r.bot.send = func(context.Context, int, core.Outgoing) (core.Receipt, error) { panic("token 123:MARKED") }
		ended := make(chan error, 1)
		go func() { ended <- r.engine.Run(t.Context()) }()
		c := r.hears(7, "hello")
		_, err := r.desk.SendDraft(t.Context(), r.op, c.ID, core.Draft{Text: "boom"}, nil)
		must(t, err)
		if err := <-ended; err == nil || errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
		if out := log.String(); strings.Contains(out, "MARKED") || !strings.Contains(out, "deliver") {
			t.Errorf("log: %s", out)
		}
	})
}

// TestStartOutlivesUnreadableBrands: the supervisor tries again.
func TestStartOutlivesUnreadableBrands(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.build(&forgetfulStore{memStore: r.store, failures: 3}, nil)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- r.engine.Run(ctx) }()
		r.after(time.Minute)
		if len(r.bot.polled(r.start)) == 0 {
			t.Error("the channel never started")
		}
		cancel()
		must(t, <-ended)
	})
}

type forgetfulStore struct {
	*memStore
	mu       sync.Mutex
	failures int
}

func (s *forgetfulStore) Brands(ctx context.Context) ([]core.BrandView, error) {
	s.mu.Lock()
	s.failures--
	fails := s.failures >= 0
	s.mu.Unlock()
	if fails {
		return nil, core.NewError(core.CodeUnavailable, "disk")
	}
	return s.memStore.Brands(ctx)
}

// TestPickUpRace: of many operators at the same moment, one wins.
func TestPickUpRace(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.say(7, "hello")
		synctest.Wait()
		c := r.chatOf(7)
		var wins, losses int
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range 30 {
			op := r.signIn(string(rune('a'+i%26))+strings.Repeat("x", i/26), core.RoleOperator)
			wg.Go(func() {
				_, err := r.desk.PickUp(t.Context(), op, c.ID)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					wins++
				} else if core.CodeOf(err) == core.CodeConflict {
					losses++
				}
			})
		}
		wg.Wait()
		if wins != 1 || losses != 29 {
			t.Errorf("%d won and %d lost", wins, losses)
		}
	})
}
