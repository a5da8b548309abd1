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
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// BenchmarkReplyToWire is the time from the enter key at the whole program to
// the reply's request at the server, while 1,000 messages of 1,000 visitors a
// second are taken in. Replies go to chats in turn, at human speed, so that no
// pace holds them. In a flood one visitor writes all messages, and all replies go
// to their chat, which stays open: once a second, as Telegram allows.
func BenchmarkReplyToWire(b *testing.B) {
	for _, rate := range []int{0, 1000} {
		b.Run(fmt.Sprintf("intake=%d", rate), func(b *testing.B) { replyToWire(b, rate) })
	}
	for _, rate := range []int{1000, 10_000} {
		b.Run(fmt.Sprintf("flood into the open chat=%d", rate), func(b *testing.B) { replyInFlood(b, rate) })
	}
}

// heldChats is how many chats the operator holds.
const heldChats = 40

func replyToWire(b *testing.B, rate int) {
	f := newUpdateServer(b)
	x := newIntakeRig(b, f.url, token)
	x.hold(b, 1, heldChats)
	k := newKeyboard(b, x)
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	go f.stream(ctx, rate)
	k.keys("2", "g", "r")
	var took wireTimes
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		if i > 0 {
			next := "j"
			if i < heldChats || i%heldChats == 0 { // who waits for an answer stands first
				next = "g"
			}
			k.keys("\x1b", next, "r")
		}
		k.keys(fmt.Sprintf("answer %d", i))
		took.send(b, k, f)
	}
	b.StopTimer()
	took.report(b)
	k.end(b)
}

func replyInFlood(b *testing.B, rate int) {
	f := newUpdateServer(b)
	f.visitors = 1
	x := newIntakeRig(b, f.url, token)
	x.hold(b, firstVisitor, 1)
	k := newKeyboard(b, x)
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	go f.stream(ctx, rate)
	k.keys("2", "g", "r")
	var took wireTimes
	began := time.Now()
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		time.Sleep(1100 * time.Millisecond)
		k.keys(fmt.Sprintf("answer %d", i))
		took.send(b, k, f)
	}
	b.StopTimer()
	took.report(b)
	o, err := x.desk.Rows(b.Context(), core.RowQuery{State: core.Active, Limit: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(o[0].Last.ID)/time.Since(began).Seconds(), "msg/s")
	k.end(b)
}

// wireTimes are how long replies took.
type wireTimes []time.Duration

// send presses enter, and waits for the reply that is written.
func (w *wireTimes) send(b *testing.B, k *keyboard, f *updateServer) {
	b.Helper()
	b.StartTimer()
	began := time.Now()
	k.key("\r")
	select {
	case at := <-f.sent:
		*w = append(*w, at.Sub(began))
	case <-time.After(20 * time.Second):
		b.Fatalf("reply %d never came", len(*w))
	}
}

func (w wireTimes) report(b *testing.B) {
	slices.Sort(w)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1e3 }
	b.ReportMetric(ms(w[len(w)/2]), "ms/median")
	b.ReportMetric(ms(w[len(w)*95/100]), "ms/p95")
}

// hold gives the desk's operator n chats of their own, with visitors from a Telegram
// id on.
func (x *intakeRig) hold(b testing.TB, from int64, n int) {
	b.Helper()
	for i := range n {
		err := x.db.Write(b.Context(), func(tx core.Tx) error {
			at := tx.Now()
			v, err := tx.InsertVisitor(b.Context(), core.Visitor{BrandID: x.brand, FirstSeen: at, LastSeen: at,
				Profile: core.Profile{TelegramID: from + int64(i), FirstName: "Hana", LastName: fmt.Sprint(i)}})
			if err != nil {
				return err
			}
			c, _, err := core.OpenedBy(v, "", at, core.Rules{Limits: core.DefaultLimits()}).PickedUp(x.op, at, core.Rules{Limits: core.DefaultLimits()})
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

// keyboard is somebody at a screen.
type keyboard struct {
	in    *io.PipeWriter
	hang  context.CancelFunc
	ended chan error
}

func newKeyboard(b testing.TB, x *intakeRig) *keyboard {
	b.Helper()
	in, keys := io.Pipe()
	sizes := make(chan [2]int, 1)
	sizes <- [2]int{120, 36}
	ctx, hang := context.WithCancel(b.Context())
	k := &keyboard{in: keys, hang: hang, ended: make(chan error, 1)}
	go func() {
		k.ended <- tui.Run(ctx, tui.Options{
			In: in, Sizes: sizes, Session: session.Session{
				Desk: x.desk, Operator: x.op, Terminal: term.New(in, io.Discard, term.Options{}),
				Theme: theme.Dark(theme.Indexed), Locale: locale.English(), Log: slog.New(slog.DiscardHandler),
			},
		})
	}()
	return k
}

// keys presses keys with the pauses of a quick person.
func (k *keyboard) keys(keys ...string) {
	for _, text := range keys {
		k.key(text)
		time.Sleep(40 * time.Millisecond)
	}
}

func (k *keyboard) key(text string) { _, _ = k.in.Write([]byte(text)) } // fails only when the screen has ended; then no reply comes

func (k *keyboard) end(b testing.TB) {
	b.Helper()
	k.hang()
	if err := <-k.ended; err != nil {
		b.Error(err)
	}
	_ = k.in.Close()
}
