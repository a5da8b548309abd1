package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/store"
	"tgdesk/store/seal"
	"tgdesk/tui/keymap"
	"tgdesk/tui/locale"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// Frames of the real model on a real database: what one costs must not depend
// on how many chats there are.

func BenchmarkView100(b *testing.B)    { benchmarkView(b, 100) }
func BenchmarkView100000(b *testing.B) { benchmarkView(b, 100_000) }

func benchmarkView(b *testing.B, chats int) {
	m := crowded(b, chats)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		m.Frame()
	}
}

// A key as the model takes it: a move down the list and the frame after it,
// with every read that follows.
func BenchmarkMoveAndRead100(b *testing.B)    { benchmarkMove(b, 100) }
func BenchmarkMoveAndRead100000(b *testing.B) { benchmarkMove(b, 100_000) }

func benchmarkMove(b *testing.B, chats int) {
	m := crowded(b, chats)
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		key := "j"
		if i/20%2 == 1 {
			key = "k"
		}
		_, cmd := m.Update(keymap.Rune([]rune(key)[0], false))
		drain(m, cmd)
	}
}

// BenchmarkLongest is a frame of the longest names and messages that are kept,
// as they are and anew after the width changed. What one costs must stay within
// what an ordinary one costs, and anew within what a key may take.
func BenchmarkLongest(b *testing.B) {
	for name, text := range map[string]string{
		"emoji": strings.Repeat("😀", 4096), "families": strings.Repeat("👨\u200d👩\u200d👧", 1365), "marks": "e" + strings.Repeat("\u0301", 4096),
		"wide": strings.Repeat("注", 4096), "lines": strings.Repeat("\n", 4096) + "x", "word": strings.Repeat("x", 4096), "hostile": strings.Repeat("\u202e\x1b[2J\u2067\u1100", 682),
	} {
		b.Run(name, func(b *testing.B) {
			m := crowdedWith(b, 100, said{name: strings.Repeat(text, 3), text: text})
			b.Run("again", func(b *testing.B) {
				for b.Loop() {
					m.Frame()
				}
			})
			b.Run("anew", func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					m.Update(tea.WindowSizeMsg{Width: 120 - i%2, Height: 36})
				}
			})
		})
	}
}

// said is who writes in a benchmark's chats, and what.
type said struct{ name, text string }

// longestRest is the longest pause that a read takes.
const longestRest = 100 * time.Millisecond

// crowded is a model at 120×36 that has read what it shows of a desk with so
// many chats: some waiting and held, most completed.
func crowded(b testing.TB, chats int) *Model {
	b.Helper()
	return crowdedWith(b, chats, said{name: "佐藤", text: "注文した商品がまだ届きません。 Where is my refund? I wrote a week ago already."})
}

func crowdedWith(b testing.TB, chats int, what said) *Model {
	b.Helper()
	now := func() time.Time { return time.Date(2026, 11, 22, 14, 2, 0, 0, time.UTC) }
	key, err := seal.NewKey(make([]byte, seal.KeySize))
	if err != nil {
		b.Fatal(err)
	}
	db, err := store.Open(b.TempDir(), store.Options{Now: now, Key: key})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	d := desk.New(db, nil, core.NewHub(), desk.Options{Now: now})
	op, err := d.SignIn(b.Context(), "mika", core.RoleAdmin)
	if err != nil {
		b.Fatal(err)
	}
	fill(b, db, op.ID, chats, what)
	m := New(b.Context(), Options{Session: session.Session{
		Desk: d, Operator: op, Terminal: term.New(nil, io.Discard, term.Options{}),
		Theme: theme.Dark(theme.Indexed), Locale: locale.English(), Log: slog.New(slog.DiscardHandler),
	}}, func(core.ChatID) {})
	m.s.Delay = func(d time.Duration, msg tea.Msg) tea.Cmd {
		if d > longestRest { // such as how long a message must be seen to be read
			return nil
		}
		return func() tea.Msg { return msg }
	}
	drain(m, m.Init())
	_, cmd := m.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	drain(m, cmd)
	_, anyMessage := m.chat.Messages.Newest(func(*core.Message) bool { return true })
	if m.inbox.Overview.Chats[core.Completed] == 0 || !anyMessage {
		b.Fatalf("nothing is shown:\n%s", m.Frame())
	}
	return m
}

// drain runs a command and what follows from it, but no clock.
func drain(m *Model, cmd tea.Cmd) {
	for todo := []tea.Cmd{cmd}; len(todo) > 0; todo = todo[1:] {
		if todo[0] == nil {
			continue
		}
		switch msg := todo[0]().(type) {
		case nil, tickMsg:
		case tea.BatchMsg:
			todo = append(todo, msg...)
		default:
			_, next := m.Update(msg)
			todo = append(todo, next)
		}
	}
}

func fill(b testing.TB, db *store.DB, owner core.OperatorID, chats int, what said) {
	b.Helper()
	var brand core.Brand
	write(b, db, func(ctx context.Context, tx core.Tx) (err error) {
		brand, err = tx.InsertBrand(ctx, core.Brand{Name: "acme", Accent: "#e06c75", Limits: core.DefaultLimits()})
		if err != nil {
			return err
		}
		return tx.SaveChannel(ctx, core.Channel{Brand: brand.ID, Bot: core.Bot{ID: 42, Username: "acme_bot"}, Token: "42:secret", Enabled: true})
	})
	for done := 0; done < chats; done += 5000 {
		write(b, db, func(ctx context.Context, tx core.Tx) error {
			for i := done; i < min(done+5000, chats); i++ {
				if err := fillOne(ctx, tx, brand.ID, owner, i, what); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func write(b testing.TB, db *store.DB, fn func(context.Context, core.Tx) error) {
	b.Helper()
	ctx := b.Context()
	if err := db.Write(ctx, func(tx core.Tx) error { return fn(ctx, tx) }); err != nil {
		b.Fatal(err)
	}
}

func fillOne(ctx context.Context, tx core.Tx, brand core.BrandID, owner core.OperatorID, i int, what said) error {
	at := tx.Now().Add(time.Duration(i-200_000) * time.Second)
	v, err := tx.InsertVisitor(ctx, core.Visitor{BrandID: brand, FirstSeen: at, LastSeen: at, Profile: core.Profile{
		TelegramID: int64(i + 1), FirstName: what.name, LastName: fmt.Sprint(i), Username: fmt.Sprintf("visitor_%d", i)}})
	if err != nil {
		return err
	}
	c := core.Chat{BrandID: brand, VisitorID: v.ID, State: core.Completed, CreatedAt: at, WaitingSince: at, LastMessageAt: at}
	switch i % 10 {
	case 0:
		c.State, c.CountsFrom, c.DeadlineAt, c.Received = core.Pending, at, at.Add(core.Month), 3
	case 1:
		c.State, c.CountsFrom, c.DeadlineAt = core.Active, at, at.Add(core.Month)
		c.Owner, c.PickedUpAt = core.OperatorOwner(owner), at
	case 2:
		c.State, c.CountsFrom, c.DeadlineAt = core.Unanswered, at, at.Add(core.Month)
	default:
		c.Reason, c.CompletedAt = core.ReasonIdle, at
	}
	if c, err = tx.InsertChat(ctx, c); err != nil {
		return err
	}
	for n := range 3 {
		m, errInsert := tx.InsertMessage(ctx, core.Message{
			ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: core.KindText, Author: v.Name(),
			Text: what.text, TelegramID: int64(n + 1), SentAt: at,
		})
		c.LastMessageID, err = m.ID, errors.Join(err, errInsert)
	}
	return errors.Join(err, tx.SaveChat(ctx, c))
}
