package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram"
	"tgdesk/store"
)

const (
	feedCall     = 100 // updates of one answer, the most that Telegram gives
	feedVisitors = 1000
	feedToken    = core.Token("123456789:" + "AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr")
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
	plain, full := newFeed(b), newFeed(b)
	link := telegram.New(telegram.Options{APIURL: plain.url}).Connect(feedToken, "")
	x := newIntakeBench(b, full)
	full.open(feedCall) // the first poll is the engine's start
	full.wait(b)
	x.reset()
	var decoding, whole time.Duration
	b.ResetTimer()
	for done := 0; done < b.N; done += turn {
		calls := min(turn, b.N-done)
		began := time.Now()
		plain.open(calls * feedCall)
		for range calls {
			if _, err := link.Poll(ctx, plain.next); err != nil {
				b.Fatal(err)
			}
			plain.next += feedCall
		}
		decoding += time.Since(began)
		began = time.Now()
		full.open(calls * feedCall)
		full.wait(b)
		whole += time.Since(began)
	}
	b.StopTimer()
	n := float64(b.N * feedCall)
	each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 / n }
	b.ReportMetric(n/whole.Seconds(), "msg/s")
	b.ReportMetric(n/decoding.Seconds(), "decode-only-msg/s")
	b.ReportMetric(100*decoding.Seconds()/whole.Seconds(), "%-of-decode-only")
	b.ReportMetric(each(x.applying), "apply-µs/msg")
	b.ReportMetric(each(x.committing), "commit-µs/msg")
	b.ReportMetric(each(whole-x.applying-x.committing), "rest-µs/msg")
	x.check(b, int(n)+feedCall)
}

// intakeBench is a desk whose engine takes in what a feed gives, with watches
// on the ways in and out of the engine.
type intakeBench struct {
	db   *store.DB
	desk *core.Desk
	stopwatches
}

type stopwatches struct {
	mu                   sync.Mutex
	applying, committing time.Duration
}

func newIntakeBench(b *testing.B, f *feed) *intakeBench {
	b.Helper()
	db, err := store.Open(b.TempDir(), store.Options{Key: testKey(b)})
	if err != nil {
		b.Fatal(err)
	}
	x := &intakeBench{db: db}
	tg := telegram.New(telegram.Options{APIURL: f.url})
	x.desk = core.NewDesk(timedStore{db, &x.stopwatches}, tg, core.Options{})
	op, err := x.desk.SignIn(b.Context(), "mika", core.RoleAdmin)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := x.desk.AddBrand(b.Context(), op.ID, core.NewBrand{Name: "acme", Accent: "#e06c75", Token: feedToken,
		Bot: core.Bot{ID: 123456789, Username: "acme_bot", Name: "acme"}, Limits: core.DefaultLimits()}); err != nil {
		b.Fatal(err)
	}
	e := startEngine(b.Context(), x.desk, slog.New(slog.DiscardHandler))
	b.Cleanup(func() {
		_ = e.stop()
		_ = db.Close()
	})
	return x
}

func (s *stopwatches) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.applying, s.committing = 0, 0
}

func (s *stopwatches) add(to *time.Duration, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*to += d
}

// check counts what is on disk.
func (x *intakeBench) check(b *testing.B, messages int) {
	b.Helper()
	counts, err := x.desk.Counts(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	if want := min(messages, feedVisitors); counts[core.Pending] != want {
		b.Errorf("%d chats wait, want %d", counts[core.Pending], want)
	}
	rows, err := x.desk.Rows(b.Context(), core.RowQuery{State: core.Pending, Limit: feedVisitors})
	if err != nil {
		b.Fatal(err)
	}
	unread := 0
	for _, r := range rows {
		unread += r.Chat.Unread
	}
	if unread != messages {
		b.Errorf("%d messages are on disk, want %d", unread, messages)
	}
}

// timedStore watches how long transactions run and how long they take to commit.
type timedStore struct {
	core.Store
	w *stopwatches
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

// feed is a Bot API server that gives canned text messages, as many as it was
// opened for, and then holds the poll.
type feed struct {
	url       string
	next      int64      // where a reader that is no engine stands
	confirmed chan int64 // offsets of polls that must wait

	mu   sync.Mutex
	upTo int64
	more chan struct{} // closed when upTo rises
}

func newFeed(b *testing.B) *feed {
	b.Helper()
	f := &feed{next: 1, upTo: 1, confirmed: make(chan int64, 1), more: make(chan struct{})}
	s := httptest.NewServer(f)
	b.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	f.url = s.URL
	return f
}

// open lets n more updates through.
func (f *feed) open(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.upTo += int64(n)
	close(f.more)
	f.more = make(chan struct{})
}

// wait waits until all that was let through is confirmed.
func (f *feed) wait(b *testing.B) {
	b.Helper()
	for offset := int64(0); offset < f.upTo; {
		select {
		case offset = <-f.confirmed:
		case <-b.Context().Done():
			b.Fatal("never confirmed")
		}
	}
}

func (f *feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	_, _ = io.Copy(io.Discard, r.Body) // only then is a hang-up seen
	offset, _ := strconv.ParseInt(r.FormValue("offset"), 10, 64)
	offset = max(offset, 1)
	for {
		f.mu.Lock()
		upTo, more := f.upTo, f.more
		f.mu.Unlock()
		if offset < upTo {
			body := feedAnswer(offset, min(offset+feedCall, upTo))
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			_, _ = w.Write(body)
			return
		}
		select {
		case <-f.confirmed: // an older one that nobody waits for
		default:
		}
		f.confirmed <- offset
		select {
		case <-more:
		case <-r.Context().Done():
			return
		}
	}
}

// feedAnswer holds the updates of ids from to below, about 420 bytes each.
func feedAnswer(from, below int64) []byte {
	out := append(make([]byte, 0, 45_000), `{"ok":true,"result":[`...)
	for id := from; id < below; id++ {
		if id > from {
			out = append(out, ',')
		}
		out = feedUpdate(out, id)
	}
	return append(out, "]}"...)
}

// feedUpdate writes the id-th message, of the visitors in turn.
func feedUpdate(out []byte, id int64) []byte {
	visitor := strconv.FormatInt(700_000_000+id%feedVisitors, 10)
	number := strconv.FormatInt(id%feedVisitors, 10)
	who := `"first_name":"Visitor","last_name":"Number ` + number + `","username":"visitor_` + number + `"`
	out = append(out, `{"update_id":`...)
	out = strconv.AppendInt(out, id, 10)
	out = append(out, `,"message":{"message_id":`...)
	out = strconv.AppendInt(out, 5000+id, 10)
	out = append(out, `,"from":{"id":`+visitor+`,"is_bot":false,`+who+`,"language_code":"en"},"chat":{"id":`+visitor+`,`+who+`,"type":"private"},"date":`...)
	out = strconv.AppendInt(out, time.Now().Unix(), 10)
	return append(out, `,"text":"Hello, my order has not come yet; could you please look where it is? Thank you very much."}}`...)
}
