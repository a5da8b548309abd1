package load

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
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

// turn is how many answers are taken in at a time, where two ways of doing so take turns.
const turn = 20

// BenchmarkIntake is the way of visitors' messages from the wire, 100 in an
// answer and 1,000 people who write in turn, to committed on disk: the real
// adapter, engine and store. Beside it, in turns, runs a loop that only polls
// and decodes; "cpu" compares the processor time of both, which other programs
// disturb less. The metrics in µs say where a message's time goes: "apply" is the
// rules and some of their SQL, and decoding as far as it waits for it, "commit" is inserting
// what waits for that, writing to disk and syncing, "rest" is the wire, the beginning of decoding, and telling of it.
// Nothing is indexed for search meanwhile.
func BenchmarkIntake(b *testing.B) { benchIntake(b, false) }

// BenchmarkIntakeIndexed is BenchmarkIntake with all that the index for search costs: it is
// written beside, without the rests that the engine makes, and each turn ends when it has
// caught up. "index" is how long that takes for a message.
func BenchmarkIntakeIndexed(b *testing.B) { benchIntake(b, true) }

func benchIntake(b *testing.B, indexed bool) {
	ctx := b.Context()
	plain, full := newUpdateServer(b), newUpdateServer(b)
	link := telegram.New(telegram.Options{APIURL: plain.url}).Connect(token, core.Server{})
	x := newIntakeRig(b, full.url, token)
	x.indexing.Store(false)
	full.allow(batchSize) // the first poll is the engine's start
	full.wait(b)
	x.reset()
	var decoding, whole stopwatch
	b.ResetTimer()
	for done := 0; done < b.N; done += turn {
		calls := min(turn, b.N-done)
		decoding.start()
		plain.allow(calls * batchSize)
		for range calls {
			batch, err := link.Poll(ctx, plain.next)
			if err != nil || len(batch.Whole().Updates) != batchSize {
				b.Fatal(err)
			}
			plain.next += batchSize
		}
		decoding.stop()
		whole.start()
		full.allow(calls * batchSize)
		caughtUp := func() {}
		if indexed {
			caughtUp = x.index(b)
		}
		full.wait(b)
		caughtUp()
		whole.stop()
	}
	b.StopTimer()
	n := float64(b.N * batchSize)
	each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 / n }
	b.ReportMetric(n/whole.took.Seconds(), "msg/s")
	b.ReportMetric(n/decoding.took.Seconds(), "decode-only-msg/s")
	b.ReportMetric(100*decoding.took.Seconds()/whole.took.Seconds(), "%-of-decode-only")
	if whole.used > 0 {
		b.ReportMetric(100*decoding.used.Seconds()/whole.used.Seconds(), "cpu-%-of-decode-only")
		b.ReportMetric(each(whole.used), "cpu-µs/msg")
	}
	b.ReportMetric(each(x.applying), "apply-µs/msg")
	b.ReportMetric(each(x.committing), "commit-µs/msg")
	if indexed {
		b.ReportMetric(each(x.indexed), "index-µs/msg")
	} else {
		b.ReportMetric(each(whole.took-x.applying-x.committing), "rest-µs/msg")
	}
	x.check(b, int(n)+batchSize)
}

// index begins to index what comes in; caughtUp ends that once all is indexed.
func (x *intakeRig) index(b *testing.B) (caughtUp func()) {
	const look = time.Millisecond
	end, ended := make(chan struct{}), make(chan error)
	go func() {
		for last := false; ; {
			began := time.Now()
			p, err := x.db.IndexSearch(context.WithoutCancel(b.Context()))
			x.add(&x.timings.indexed, time.Since(began))
			if err != nil || last && !p.More {
				ended <- err
				return
			}
			if p.More {
				continue
			}
			select {
			case <-end:
				last = true
			case <-time.After(look):
			}
		}
	}()
	return func() {
		close(end)
		if err := <-ended; err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIntakeOfTwo compares, in turns, two brands that take in as many messages each
// at the same time with one that takes in all of them.
func BenchmarkIntakeOfTwo(b *testing.B) {
	first, second := newUpdateServer(b), newUpdateServer(b)
	both := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, secondToken.Reveal()) {
			second.ServeHTTP(w, r)
			return
		}
		first.ServeHTTP(w, r)
	}))
	b.Cleanup(func() {
		both.CloseClientConnections()
		both.Close()
	})
	x := newIntakeRig(b, both.URL, token, secondToken)
	x.indexing.Store(false)
	for _, s := range []*updateServer{first, second} {
		s.allow(batchSize)
		s.wait(b)
	}
	var one, two stopwatch
	b.ResetTimer()
	for done := 0; done < b.N; done += turn {
		calls := min(turn, b.N-done)
		one.start()
		first.allow(2 * calls * batchSize)
		first.wait(b)
		one.stop()
		two.start()
		first.allow(calls * batchSize)
		second.allow(calls * batchSize)
		first.wait(b)
		second.wait(b)
		two.stop()
	}
	b.StopTimer()
	n := float64(2 * b.N * batchSize)
	b.ReportMetric(n/one.took.Seconds(), "one-msg/s")
	b.ReportMetric(n/two.took.Seconds(), "two-msg/s")
	b.ReportMetric(100*one.took.Seconds()/two.took.Seconds(), "two-%-of-one")
	x.check(b, int(2*n)+2*batchSize)
}

// stopwatch adds up the time that passes between start and stop, and the processor time
// that the process uses.
type stopwatch struct {
	took, used time.Duration
	began      time.Time
	usedBefore time.Duration
}

func (s *stopwatch) start() { s.began, s.usedBefore = time.Now(), processorTime() }

func (s *stopwatch) stop() {
	s.took += time.Since(s.began)
	s.used += processorTime() - s.usedBefore
}

// intakeRig is a desk whose engine takes in what a feed gives, with watches
// on the ways in and out of the engine.
type intakeRig struct {
	db    *store.DB
	desk  *desk.Desk
	op    core.Operator
	brand core.BrandID // the last of them
	timings
}

type timings struct {
	indexing                      atomic.Bool // whether the engine writes the index for search
	mu                            sync.Mutex
	applying, committing, indexed time.Duration
}

func newIntakeRig(b testing.TB, url string, tokens ...core.Token) *intakeRig {
	b.Helper()
	db, err := store.Open(b.TempDir(), store.Options{Key: rig.Key(b)})
	if err != nil {
		b.Fatal(err)
	}
	x := &intakeRig{db: db}
	x.indexing.Store(true)
	tg := telegram.New(telegram.Options{APIURL: url})
	var eng *engine.Engine
	x.desk, eng = cli.NewDesk(timedStore{db, &x.timings}, tg, engine.Options{})
	if x.op, err = x.desk.SignIn(b.Context(), "mika", core.RoleAdmin); err != nil {
		b.Fatal(err)
	}
	for i, token := range tokens {
		brand, err := x.desk.AddBrand(b.Context(), x.op.ID, desk.NewBrand{Name: fmt.Sprintf("acme %d", i), Accent: "#e06c75",
			Bot: core.Bot{ID: 123456789 + int64(i), Username: fmt.Sprintf("acme%d_bot", i), Name: "acme"}, Limits: core.DefaultLimits()}, token.Reveal())
		if err != nil {
			b.Fatal(err)
		}
		x.brand = brand.ID
	}
	e := console.StartEngine(b.Context(), eng, slog.New(slog.DiscardHandler), rig.SameError)
	b.Cleanup(func() {
		_ = e.Stop(func() {})
		_ = db.Close()
	})
	return x
}

func (s *timings) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.applying, s.committing, s.indexed = 0, 0, 0
}

func (s *timings) add(to *time.Duration, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*to += d
}

// check counts what is on disk.
func (x *intakeRig) check(b *testing.B, messages int) {
	b.Helper()
	received, after := 0, (*core.Cursor)(nil)
	for {
		rows, err := x.desk.Rows(b.Context(), core.RowQuery{State: core.Pending, Cursor: after, Limit: visitorCount})
		if err != nil {
			b.Fatal(err)
		}
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			received += r.Chat.Received
		}
		last := rows[len(rows)-1].Cursor()
		after = &last
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

func (s timedStore) IndexSearch(ctx context.Context) (core.IndexProgress, error) {
	if !s.w.indexing.Load() {
		return core.IndexProgress{}, nil
	}
	return s.Store.IndexSearch(ctx)
}
