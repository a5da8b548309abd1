package load

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/console"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/engine"
	"tgdesk/core/telegram"
	"tgdesk/store"
)

// BenchmarkIntake is the way of visitors' messages from the wire, 100 in an
// answer and 1,000 people who write in turn, to committed on disk: the real
// adapter, engine and store. Beside it, in turns, runs a loop that only polls
// and decodes. The metrics in µs say where a message's time goes: "apply" is the
// rules and their SQL, "commit" is writing to disk and syncing, "rest" is the
// wire, decoding, and telling of it.
func BenchmarkIntake(b *testing.B) {
	const turn = 20 // calls
	ctx := b.Context()
	plain, full := newUpdateServer(b), newUpdateServer(b)
	link := telegram.New(telegram.Options{APIURL: plain.url}).Connect(token, core.Server{})
	x := newIntakeRig(b, full)
	full.allow(batchSize) // the first poll is the engine's start
	full.wait(b)
	x.reset()
	var decoding, whole time.Duration
	b.ResetTimer()
	for done := 0; done < b.N; done += turn {
		calls := min(turn, b.N-done)
		began := time.Now()
		plain.allow(calls * batchSize)
		for range calls {
			batch, err := link.Poll(ctx, plain.next)
			if err != nil || len(batch.Whole().Updates) != batchSize {
				b.Fatal(err)
			}
			plain.next += batchSize
		}
		decoding += time.Since(began)
		began = time.Now()
		full.allow(calls * batchSize)
		full.wait(b)
		whole += time.Since(began)
	}
	b.StopTimer()
	n := float64(b.N * batchSize)
	each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 / n }
	b.ReportMetric(n/whole.Seconds(), "msg/s")
	b.ReportMetric(n/decoding.Seconds(), "decode-only-msg/s")
	b.ReportMetric(100*decoding.Seconds()/whole.Seconds(), "%-of-decode-only")
	b.ReportMetric(each(x.applying), "apply-µs/msg")
	b.ReportMetric(each(x.committing), "commit-µs/msg")
	b.ReportMetric(each(whole-x.applying-x.committing), "rest-µs/msg")
	x.check(b, int(n)+batchSize)
}

// intakeRig is a desk whose engine takes in what a feed gives, with watches
// on the ways in and out of the engine.
type intakeRig struct {
	db    *store.DB
	desk  *desk.Desk
	op    core.Operator
	brand core.BrandID
	timings
}

type timings struct {
	mu                   sync.Mutex
	applying, committing time.Duration
}

func newIntakeRig(b testing.TB, s *updateServer) *intakeRig {
	b.Helper()
	db, err := store.Open(b.TempDir(), store.Options{Key: rig.Key(b)})
	if err != nil {
		b.Fatal(err)
	}
	x := &intakeRig{db: db}
	tg := telegram.New(telegram.Options{APIURL: s.url})
	var eng *engine.Engine
	x.desk, eng = cli.NewDesk(timedStore{db, &x.timings}, tg, engine.Options{})
	if x.op, err = x.desk.SignIn(b.Context(), "mika", core.RoleAdmin); err != nil {
		b.Fatal(err)
	}
	brand, err := x.desk.AddBrand(b.Context(), x.op.ID, desk.NewBrand{Name: "acme", Accent: "#e06c75",
		Bot: core.Bot{ID: 123456789, Username: "acme_bot", Name: "acme"}, Limits: core.DefaultLimits()}, token.Reveal())
	if err != nil {
		b.Fatal(err)
	}
	x.brand = brand.ID
	e := console.StartEngine(b.Context(), eng, slog.New(slog.DiscardHandler), rig.SameError)
	b.Cleanup(func() {
		_ = e.Stop()
		_ = db.Close()
	})
	return x
}

func (s *timings) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.applying, s.committing = 0, 0
}

func (s *timings) add(to *time.Duration, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*to += d
}

// check counts what is on disk.
func (x *intakeRig) check(b *testing.B, messages int) {
	b.Helper()
	o, err := x.desk.Overview(b.Context(), core.Set[core.BrandID]{})
	if err != nil {
		b.Fatal(err)
	}
	if want := min(messages, visitorCount); o.Chats[core.Pending] != want {
		b.Errorf("%d chats wait, want %d", o.Chats[core.Pending], want)
	}
	rows, err := x.desk.Rows(b.Context(), core.RowQuery{State: core.Pending, Limit: visitorCount})
	if err != nil {
		b.Fatal(err)
	}
	received := 0
	for _, r := range rows {
		received += r.Chat.Received
	}
	if received != messages {
		b.Errorf("%d messages are on disk, want %d", received, messages)
	}
}

// timedStore watches how long transactions run and how long they take to commit.
type timedStore struct {
	core.Store
	w *timings
}

func (s timedStore) Write(ctx context.Context, fn func(core.Tx) error) error {
	var ran time.Time
	err := s.Store.Write(ctx, func(tx core.Tx) error {
		began := time.Now()
		defer func() {
			ran = time.Now()
			s.w.add(&s.w.applying, ran.Sub(began))
		}()
		return fn(tx)
	})
	s.w.add(&s.w.committing, time.Since(ran))
	return err
}
