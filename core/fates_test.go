package core

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// fate is what becomes of one request: how long it takes, how it is answered,
// and whether the text arrives all the same when the answer says nothing.
type fate struct {
	takes   time.Duration
	outcome Outcome
	arrives bool
}

// fates deals fates to requests and keeps what arrived at each visitor. It
// knows what each request was told, and so what each message must become.
type fates struct {
	mu      sync.Mutex
	dealt   []fate
	arrived map[int64][]string
	told    map[string]Outcome // by text, the last word
	again   []string           // requests for texts whose fate was final
}

func (f *fates) send(ctx context.Context, n int, out Outgoing) (Receipt, error) {
	f.mu.Lock()
	next := fate{outcome: outcomeSent}
	if n <= len(f.dealt) {
		next = f.dealt[n-1]
	}
	if last, seen := f.told[out.Text]; seen && last != OutcomeNotSent && last != OutcomeLater {
		f.again = append(f.again, out.Text)
	}
	f.told[out.Text] = OutcomeUnknown
	f.mu.Unlock()
	pause(ctx, next.takes)
	f.mu.Lock()
	defer f.mu.Unlock()
	if next.outcome == outcomeSent || next.outcome == OutcomeUnknown && next.arrives {
		f.arrived[out.TelegramID] = append(f.arrived[out.TelegramID], out.Text)
	}
	if ctx.Err() != nil {
		return Receipt{}, ctx.Err()
	}
	f.told[out.Text] = next.outcome
	if next.outcome == outcomeSent {
		return Receipt{TelegramID: int64(500_000 + n)}, nil
	}
	return Receipt{}, &SendError{Outcome: next.outcome, RetryAfter: 5 * time.Second, Detail: string(next.outcome)}
}

func drawFates(t *rapid.T) *fates {
	one := rapid.Custom(func(t *rapid.T) fate {
		return fate{
			takes:   time.Duration(rapid.IntRange(0, 8000).Draw(t, "ms")) * time.Millisecond,
			outcome: rapid.SampledFrom([]Outcome{outcomeSent, outcomeSent, OutcomeNotSent, OutcomeLater, OutcomeRefused, OutcomeUnknown}).Draw(t, "outcome"),
			arrives: rapid.Bool().Draw(t, "arrives"),
		}
	})
	return &fates{dealt: rapid.SliceOfN(one, 0, 30).Draw(t, "fates"), arrived: map[int64][]string{}, told: map[string]Outcome{}}
}

// TestFates: whatever becomes of requests, and however often the desk stops in
// the middle, nothing is sent twice or out of order, and every message ends as
// what Telegram last said of it.
func TestFates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rapid.Check(struct{ testing.TB }{t}, func(rt *rapid.T) { checkFates(t, rt) })
	})
}

func checkFates(t *testing.T, rt *rapid.T) {
	r, f := newRig(t), drawFates(rt)
	r.bot.send = f.send
	r.boot()
	chats := []Chat{r.hears(1, "hello"), r.hears(2, "hello"), r.hears(3, "hello")}
	for i := range rapid.IntRange(1, 20).Draw(rt, "replies") {
		c := chats[rapid.IntRange(0, 2).Draw(rt, "chat")]
		_, err := r.desk.Reply(t.Context(), r.op, c.ID, fmt.Sprintf("%02d", i), 0)
		must(rt, err)
		r.after(time.Duration(rapid.IntRange(0, 3000).Draw(rt, "ms")) * time.Millisecond)
		if rapid.IntRange(0, 5).Draw(rt, "restart") == 0 {
			r.stop()
			r.boot()
		}
	}
	r.after(time.Hour)
	r.stop()
	f.check(rt, r.store)
}

func (f *fates) check(t *rapid.T, s *memStore) {
	if len(f.again) > 0 {
		t.Fatalf("sent again though their fate was final: %v", f.again)
	}
	for v, texts := range f.arrived {
		if !slices.IsSorted(texts) || len(slices.Compact(slices.Clone(texts))) != len(texts) {
			t.Fatalf("visitor %d got %v", v, texts)
		}
	}
	want := map[Outcome]Delivery{outcomeSent: DeliverySent, OutcomeRefused: DeliveryFailed, OutcomeUnknown: DeliveryUnknown}
	for _, m := range s.messages {
		if m.From == FromOperator && m.Delivery != want[f.told[m.Text]] {
			t.Fatalf("%s is %s, though it was told %s", m.Text, m.Delivery, f.told[m.Text])
		}
	}
}
