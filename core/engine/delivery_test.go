package engine

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"

	"pgregory.net/rapid"
)

// fate is what becomes of one request: how long it takes, how it is answered,
// and whether the text arrives all the same when the answer says nothing.
type fate struct {
	takes   time.Duration
	outcome core.Outcome
	arrives bool
}

// fates deals fates to requests and keeps what arrived at each visitor. It
// knows what each request was told, and so what each message must become.
type fates struct {
	mu      sync.Mutex
	dealt   []fate
	arrived map[int64][]string
	told    map[string]core.Outcome // by text, the last word
	again   []string                // requests for texts whose fate was final
}

func (f *fates) send(ctx context.Context, n int, out core.Outgoing) (core.Receipt, error) {
	f.mu.Lock()
	next := fate{outcome: outcomeSent}
	if n <= len(f.dealt) {
		next = f.dealt[n-1]
	}
	if last, seen := f.told[out.Text]; seen && last != core.OutcomeNotSent && last != core.OutcomeRateLimited {
		f.again = append(f.again, out.Text)
	}
	f.told[out.Text] = core.OutcomeUnknown
	f.mu.Unlock()
	take(ctx, next.takes)
	f.mu.Lock()
	defer f.mu.Unlock()
	if next.outcome == outcomeSent || next.outcome == core.OutcomeUnknown && next.arrives {
		f.arrived[out.TelegramID] = append(f.arrived[out.TelegramID], out.Text)
	}
	if ctx.Err() != nil {
		return core.Receipt{}, ctx.Err()
	}
	f.told[out.Text] = next.outcome
	if next.outcome == outcomeSent {
		return core.Receipt{TelegramID: int64(500_000 + n)}, nil
	}
	return core.Receipt{}, &core.SendError{Outcome: next.outcome, RetryAfter: 5 * time.Second, Detail: core.NewProblem("change_refused", string(next.outcome))}
}

func newFates(dealt []fate) *fates {
	return &fates{dealt: dealt, arrived: map[int64][]string{}, told: map[string]core.Outcome{}}
}

func drawFate(t *rapid.T) fate {
	return fate{
		takes:   drawMilliseconds(t, 8000),
		outcome: rapid.SampledFrom([]core.Outcome{outcomeSent, outcomeSent, core.OutcomeNotSent, core.OutcomeRateLimited, core.OutcomeRefused, core.OutcomeUnknown}).Draw(t, "outcome"),
		arrives: rapid.Bool().Draw(t, "arrives"),
	}
}

func drawMilliseconds(t *rapid.T, most int) time.Duration {
	return time.Duration(rapid.IntRange(0, most).Draw(t, "ms")) * time.Millisecond
}

// replyAct is one reply, the time after it, and what happens to the desk then.
type replyAct struct {
	visitor int
	then    time.Duration
	after   string // "", "restart" or "kill"
}

func drawReplyAct(t *rapid.T) replyAct {
	return replyAct{
		visitor: rapid.IntRange(0, 2).Draw(t, "visitor"), then: drawMilliseconds(t, 3000),
		after: rapid.SampledFrom([]string{"", "", "", "", "restart", "kill"}).Draw(t, "after"),
	}
}

// TestFates: whatever becomes of requests, and however often the desk stops in
// the middle, nothing is sent twice or out of order, and every message ends as
// what Telegram last said of it. Rapid draws outside the bubble, whose clock
// would make it think that it ran for days.
func TestFates(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		f := newFates(rapid.SliceOfN(rapid.Custom(drawFate), 0, 30).Draw(rt, "fates"))
		acts := rapid.SliceOfN(rapid.Custom(drawReplyAct), 1, 20).Draw(rt, "replies")
		var wrong error
		synctest.Test(t, func(t *testing.T) { wrong = f.play(t, acts) })
		if wrong != nil {
			rt.Fatal(wrong)
		}
	})
}

func (f *fates) play(t *testing.T, acts []replyAct) error {
	r := newRig(t)
	r.bot.send = f.send
	r.boot()
	chats := []core.Chat{r.hears(1, "hello"), r.hears(2, "hello"), r.hears(3, "hello")}
	for i, act := range acts {
		_, err := r.desk.SendDraft(t.Context(), r.op, chats[act.visitor].ID, core.Draft{Text: fmt.Sprintf("%02d", i)}, nil)
		must(t, err)
		r.after(act.then)
		switch act.after {
		case "restart":
			r.stop()
			r.boot()
		case "kill":
			f.kill(r)
		}
	}
	r.after(time.Hour)
	r.stop()
	return f.check(r.store)
}

// kill ends the desk so that nothing it does from now on reaches the disk.
func (f *fates) kill(r *rig) {
	r.store.setFail(core.NewError(core.CodeUnavailable, "killed"))
	r.stop()
	for _, m := range r.store.messages {
		if m.Delivery == core.DeliverySending {
			f.told[m.Text] = core.OutcomeUnknown
		}
	}
	r.store.setFail(nil)
	r.boot()
}

func (f *fates) check(s *memStore) error {
	if len(f.again) > 0 {
		return fmt.Errorf("sent again though their fate was final: %v", f.again)
	}
	for v, texts := range f.arrived {
		if !slices.IsSorted(texts) || len(slices.Compact(slices.Clone(texts))) != len(texts) {
			return fmt.Errorf("visitor %d got %v", v, texts)
		}
	}
	want := map[core.Outcome]core.Delivery{outcomeSent: core.DeliverySent, core.OutcomeRefused: core.DeliveryFailed, core.OutcomeUnknown: core.DeliveryUnknown}
	for _, m := range s.messages {
		if m.From == core.FromOperator && m.Delivery != want[f.told[m.Text]] {
			return fmt.Errorf("%s is %s, though it was told %s", m.Text, m.Delivery, f.told[m.Text])
		}
	}
	return nil
}
