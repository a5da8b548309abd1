package load

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/tui"
	"tgdesk/tui/locale"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// BenchmarkReplyToWire is the time from the enter key at the whole program to
// the reply's request at the server, while 1,000 messages of 1,000 visitors a
// second are taken in. Replies go to chats in turn, at human speed, so that no
// pace holds them.
func BenchmarkReplyToWire(b *testing.B) {
	for _, rate := range []int{0, 1000} {
		b.Run(fmt.Sprintf("intake=%d", rate), func(b *testing.B) { replyToWire(b, rate) })
	}
}

// held is how many chats the operator holds.
const held = 40

func replyToWire(b *testing.B, rate int) {
	f := newFeed(b)
	x := newIntakeBench(b, f)
	x.hold(b)
	s := newTyping(b, x)
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	go f.pour(ctx, rate)
	s.keys("2", "g", "r")
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		if i > 0 {
			s.keys("\x1b", []string{"g", "j"}[min(i%held, 1)], "r")
		}
		s.keys(fmt.Sprintf("answer %d", i))
		b.StartTimer()
		began := time.Now()
		s.key("\r")
		select {
		case at := <-f.sent:
			took = append(took, at.Sub(began))
		case <-time.After(10 * time.Second):
			b.Fatalf("reply %d never came", i)
		}
	}
	b.StopTimer()
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1e3 }
	b.ReportMetric(ms(took[len(took)/2]), "ms/median")
	b.ReportMetric(ms(took[len(took)*95/100]), "ms/p95")
	s.end(b)
}

// hold gives the desk's operator chats of their own.
func (x *intakeBench) hold(b *testing.B) {
	b.Helper()
	for i := range held {
		err := x.db.Write(b.Context(), func(tx core.Tx) error {
			at := tx.Now()
			v, err := tx.InsertVisitor(b.Context(), core.Visitor{BrandID: x.brand, FirstSeen: at, LastSeen: at,
				Profile: core.Profile{TelegramID: int64(i + 1), FirstName: "Hana", LastName: fmt.Sprint(i)}})
			if err != nil {
				return err
			}
			c, _, err := core.OpenedBy(v, "", at, core.DefaultLimits()).PickedUp(x.op, at, core.DefaultLimits())
			if err == nil {
				_, err = tx.InsertChat(b.Context(), c)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// typing is somebody at a screen.
type typing struct {
	in    *io.PipeWriter
	hang  context.CancelFunc
	ended chan error
}

func newTyping(b testing.TB, x *intakeBench) *typing {
	b.Helper()
	in, keys := io.Pipe()
	sizes := make(chan [2]int, 1)
	sizes <- [2]int{120, 36}
	ctx, hang := context.WithCancel(b.Context())
	s := &typing{in: keys, hang: hang, ended: make(chan error, 1)}
	go func() {
		s.ended <- tui.Run(ctx, tui.Options{
			Desk: x.desk, Operator: x.op, In: in, Terminal: term.New(in, io.Discard, term.Options{}), Sizes: sizes,
			Theme: theme.Dark(theme.Indexed), Locale: locale.English(), Log: slog.New(slog.DiscardHandler),
		})
	}()
	return s
}

// keys strikes keys with the pauses of a quick person.
func (s *typing) keys(keys ...string) {
	for _, k := range keys {
		s.key(k)
		time.Sleep(40 * time.Millisecond)
	}
}

func (s *typing) key(k string) { _, _ = s.in.Write([]byte(k)) } // fails only when the screen has ended; then no reply comes

func (s *typing) end(b testing.TB) {
	b.Helper()
	s.hang()
	if err := <-s.ended; err != nil {
		b.Error(err)
	}
	_ = s.in.Close()
}
