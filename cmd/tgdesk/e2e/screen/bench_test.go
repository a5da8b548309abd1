package screen

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/tui"
	"tgdesk/tui/locale"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// BenchmarkKeyToFrame is the time from a key struck at the whole program, on a
// desk with many chats, to the frame that shows it at the terminal. Its slowest
// hundredth is reported too.
func BenchmarkKeyToFrame(b *testing.B) {
	for _, chats := range []int{100, 50_000} {
		b.Run(fmt.Sprint(chats), func(b *testing.B) { keyToFrame(b, chats) })
	}
}

func keyToFrame(b *testing.B, chats int) {
	keys, frames, end := benchScreen(b, chats)
	benchKeys(b, keys, frames, [2]byte{'j', 'k'}, frames.quiet)
	end()
}

// BenchmarkKeyWhileSearching is the same in the line of the search, while the desk looks
// for what was typed before.
func BenchmarkKeyWhileSearching(b *testing.B) {
	for _, chats := range []int{100, 50_000} {
		b.Run(fmt.Sprint(chats), func(b *testing.B) {
			keys, frames, end := benchScreen(b, chats)
			_, _ = keys.Write([]byte("/zebr"))
			frames.quiet()
			const begun = 110 * time.Millisecond // the next query is under way by then
			benchKeys(b, keys, frames, [2]byte{'a', 0x7f}, func() { frames.quiet(); <-time.After(begun) })
			end()
		})
	}
}

// benchKeys strikes two keys in turns, and waits before each.
func benchKeys(b *testing.B, keys io.Writer, frames frameWriter, pair [2]byte, wait func()) {
	var took []time.Duration
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		wait()
		for len(frames) > 0 {
			<-frames
		}
		b.StartTimer()
		began := time.Now()
		_, _ = keys.Write(pair[i%2 : i%2+1]) // fails only when the screen has ended; then no frame comes
		<-frames
		took = append(took, time.Since(began))
	}
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs/p99")
}

// BenchmarkPasteToFrame is the time from a paste at the whole program to the
// frame that says so. What it allocates must grow no faster than the paste,
// and not at all beyond what any field takes.
func BenchmarkPasteToFrame(b *testing.B) {
	for _, size := range []int{1_000, 10_000, 100_000, 1_000_000, 10_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			keys, frames, end := benchScreen(b, 100)
			_, _ = keys.Write([]byte("/"))
			frames.quiet()
			texts := [][]byte{pasteOf(size), pasteOf(size + 1)} // an equal frame is not written
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				_, _ = keys.Write(texts[i%2])
				<-frames
			}
			b.StopTimer()
			end()
		})
	}
}

func pasteOf(size int) []byte {
	text := bytes.Repeat([]byte("Where is my refund? "), size/20+1)
	return slices.Concat([]byte("\x1b[200~"), text[:size], []byte("\x1b[201~"))
}

// benchScreen runs the screen on a desk with many chats.
func benchScreen(b *testing.B, chats int) (keys *io.PipeWriter, frames frameWriter, end func()) {
	db, desk, _, op := rig.BenchDesk(b, func(tx core.Tx) error { return addChats(b.Context(), tx, chats) })
	in, keys := io.Pipe()
	frames = make(frameWriter, 64)
	sizes := make(chan [2]int, 1)
	sizes <- [2]int{120, 36}
	ended := make(chan error)
	ctx, hang := context.WithCancel(b.Context())
	go func() {
		ended <- tui.Run(ctx, tui.Options{
			In: in, Sizes: sizes, Session: session.Session{
				Desk: desk, Operator: op, Terminal: term.New(in, frames, term.Options{}),
				Theme: theme.Dark(theme.Indexed), Locale: locale.English(), Log: slog.New(slog.DiscardHandler),
			},
		})
	}()
	frames.quiet()
	return keys, frames, func() {
		hang()
		if err := <-ended; err != nil {
			b.Error(err)
		}
		_ = keys.Close()
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	}
}

// frameWriter signals every frame that reaches the terminal.
type frameWriter chan struct{}

// Write implements io.Writer.
func (w frameWriter) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("\x1b[?2026h")) {
		select {
		case w <- struct{}{}:
		default:
		}
	}
	return len(p), nil
}

// quiet waits until no frame has come for a while.
func (w frameWriter) quiet() {
	for {
		select {
		case <-w:
		case <-time.After(40 * time.Millisecond):
			return
		}
	}
}

// addChats fills a desk with chats, one in ten of them waiting.
func addChats(ctx context.Context, tx core.Tx, chats int) error {
	brand, err := tx.InsertBrand(ctx, core.Brand{Name: "acme", Accent: "#e06c75", Limits: core.DefaultLimits()})
	for i := 0; i < chats && err == nil; i++ {
		err = addChat(ctx, tx, brand.ID, i)
	}
	return err
}

func addChat(ctx context.Context, tx core.Tx, brand core.BrandID, i int) error {
	at := tx.Now().Add(time.Duration(i-500_000) * time.Second)
	v, err := tx.InsertVisitor(ctx, core.Visitor{BrandID: brand, FirstSeen: at, LastSeen: at, Profile: core.Profile{
		TelegramID: int64(i + 1), FirstName: "Visitor", LastName: fmt.Sprint(i), Username: fmt.Sprintf("visitor_%d", i)}})
	if err != nil {
		return err
	}
	c := core.Chat{BrandID: brand, VisitorID: v.ID, State: core.Completed, Reason: core.ReasonIdle, CreatedAt: at, WaitingSince: at, LastMessageAt: at, CompletedAt: at}
	if i%10 == 0 {
		c.State, c.Reason, c.CompletedAt, c.CountsFrom, c.DeadlineAt = core.Pending, core.ReasonNone, time.Time{}, at, at.Add(core.Month)
	}
	if c, err = tx.InsertChat(ctx, c); err != nil {
		return err
	}
	m, err := tx.InsertMessage(ctx, core.Message{
		ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: core.KindText, Author: v.Name(), Text: "Where is my refund?", TelegramID: 1, SentAt: at,
	})
	if err != nil {
		return err
	}
	c.LastMessageID = m.ID
	return tx.SaveChat(ctx, c)
}
