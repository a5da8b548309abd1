package chat

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tgdesk/core"
	"tgdesk/tui/locale"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"

	"github.com/charmbracelet/x/ansi"
)

// noon is the time of all tests.
func noon() time.Time { return time.Date(2024, 11, 22, 12, 0, 0, 0, time.UTC) }

const theChat core.ChatID = 5

// failer is what the checks need of testing.T and rapid.T.
type failer interface {
	Helper()
	Fatalf(string, ...any)
}

// source answers queries as a store does.
type source struct{ messages []core.Message }

func newSource(n int) *source {
	s := &source{}
	for range n {
		s.add(core.FromVisitor, fmt.Sprint("message ", len(s.messages)+1))
	}
	return s
}

// add appends a message, a minute after the one before.
func (s *source) add(from core.From, words string) *core.Message {
	n := len(s.messages) + 1
	m := core.Message{
		ID: core.MessageID(n * 2), ChatID: theChat, From: from, Kind: core.KindText, Text: words, Author: "Hana Sato",
		TelegramID: int64(1000 + n), SentAt: noon().AddDate(0, 0, -1).Add(time.Duration(n) * time.Minute),
	}
	if from == core.FromOperator || from == core.FromNote {
		m.Author, m.OperatorID, m.Delivery = "mika", 7, core.DeliverySent
	}
	if from == core.FromNote {
		m.Delivery = core.DeliveryNone
	}
	s.messages = append(s.messages, m)
	return &s.messages[n-1]
}

// Messages implements messageReader.
func (s *source) Messages(_ context.Context, q core.MessageQuery) ([]core.Message, error) {
	return s.read(q), nil
}

func (s *source) read(q core.MessageQuery) []core.Message {
	byID := func(m core.Message, id core.MessageID) int { return cmp.Compare(m.ID, id) }
	from, to := 0, len(s.messages)
	if q.After != 0 {
		from, _ = slices.BinarySearchFunc(s.messages, q.After+1, byID)
		return slices.Clone(s.messages[from:min(to, from+q.Limit)])
	}
	if q.Before != 0 {
		to, _ = slices.BinarySearchFunc(s.messages, q.Before, byID)
	}
	return slices.Clone(s.messages[max(to-q.Limit, 0):to])
}

// answered finds the messages that those of a page answer.
func (s *source) answered(page []core.Message) (found []core.Message) {
	for _, m := range page {
		if m.ReplyTo > 1000 && m.ReplyTo <= 1000+int64(len(s.messages)) {
			found = append(found, s.messages[m.ReplyTo-1001])
		}
	}
	return found
}

func (s *source) fill(t failer, v *Transcript) {
	t.Helper()
	for range 1000 {
		r, need := v.Need()
		if !need {
			return
		}
		messages, _ := r.Read(context.Background(), s)
		if !v.Deliver(r, messages, s.answered(messages)...) {
			t.Fatalf("a page that came at once was dropped: %+v", r)
		}
	}
	t.Fatalf("the transcript never has enough")
}

func theRow() core.ChatRow {
	return core.ChatRow{Chat: core.Chat{ID: theChat}, Visitor: core.Visitor{Profile: core.Profile{FirstName: "Hana", LastName: "Sato"}}}
}

func plainOptions() Options {
	none, english := theme.None(), locale.English()
	return Options{
		Now: noon(), Theme: &none, Locale: english, Focused: true,
		Hints: Hints{Failed: "R sends it again.", Unknown: "R sends it again, which may double it."},
	}
}

// opened returns a filled transcript that was drawn once.
func opened(t failer, s *source, w, h int, unreadFrom core.MessageID) *Transcript {
	t.Helper()
	v := NewTranscript()
	v.SetChat(theRow(), unreadFrom)
	v.Render(w, h, plainOptions())
	s.fill(t, v)
	return v
}

func drawn(v *Transcript, w, h int) string {
	o := v.o // the same look as before, so that lines that were kept are used
	if o.Theme == nil {
		o = plainOptions()
	}
	f := term.Frame{Width: w, Height: h, Rows: v.Render(w, h, o)}
	return f.String() + "\n"
}

// checkRows fails when a span leaves its row, meets another or lies about its
// width.
func checkRows(t failer, rows []term.Row, w, h int) {
	t.Helper()
	if len(rows) > max(h, 0) {
		t.Fatalf("%d rows in a height of %d", len(rows), h)
	}
	for y, row := range rows {
		at := 0
		for _, s := range row {
			got := text.Width(ansi.Strip(s.Text))
			if s.X < at || s.X+s.W > w || got != s.W {
				t.Fatalf("row %d of width %d: span at %d says %d cells, has %d: %q", y, w, s.X, s.W, got, s.Text)
			}
			at = s.X + s.W
		}
	}
}
