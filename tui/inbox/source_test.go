package inbox

import (
	"fmt"
	"slices"
	"testing"
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

// failer is what the checks need of testing.T and rapid.T.
type failer interface {
	Helper()
	Fatalf(string, ...any)
}

// source answers queries as a store does, from a list kept in order.
type source struct{ rows []core.ChatRow }

func rowOf(id int, s core.State) core.ChatRow {
	at := noon().Add(time.Duration(id-100_000) * time.Second)
	c := core.Chat{ID: core.ChatID(id), State: s, WaitingSince: at, PickedUpAt: at, CompletedAt: at}
	if s == core.Active {
		c.Owner = core.OperatorOwner(7) // the operator of renderOptions
	}
	return core.ChatRow{
		Chat: c, Brand: "acme", Visitor: core.Visitor{Profile: core.Profile{FirstName: fmt.Sprint("Visitor ", id)}},
		Last: core.Message{ID: 1, Kind: core.KindText, From: core.FromVisitor, Text: fmt.Sprint("text of ", id)},
	}
}

func newSource(s core.State, n int) *source {
	src := &source{}
	for id := 1; id <= n; id++ {
		src.rows = append(src.rows, rowOf(id, s))
	}
	if s == core.Completed {
		slices.Reverse(src.rows)
	}
	return src
}

func (s *source) read(q core.RowQuery) Page {
	less := &List{state: q.State}
	rows := slices.DeleteFunc(slices.Clone(s.rows), func(r core.ChatRow) bool {
		if q.Cursor == nil {
			return false
		}
		c := less.compare(key{Cursor: r.Cursor()}, key{Cursor: *q.Cursor})
		return c == 0 && !q.From || q.Before && c > 0 || !q.Before && c < 0
	})
	if q.Before {
		return Page{Rows: pointers(rows[max(len(rows)-q.Limit, 0):]), Last: len(rows) < q.Limit}
	}
	return Page{Rows: pointers(rows[:min(len(rows), q.Limit)]), Last: len(rows) < q.Limit}
}

// fill makes reads until the pane needs none.
func (s *source) fill(t failer, l *List) {
	t.Helper()
	for range 1000 {
		r, need := l.Need()
		if !need {
			return
		}
		if !l.Deliver(r, s.read(r.Query)) {
			t.Fatalf("a page that came at once was dropped: %+v", r)
		}
	}
	t.Fatalf("the pane never has enough")
}

func (s *source) remove(id core.ChatID) {
	s.rows = slices.DeleteFunc(s.rows, func(r core.ChatRow) bool { return r.Chat.ID == id })
}

func filled(t testing.TB, src *source, s core.State, height int) *List {
	t.Helper()
	l := NewList(s)
	l.SetHeight(height)
	src.fill(t, l)
	return l
}

func currentID(l *List) core.ChatID {
	row, _ := l.Current()
	return row.Chat.ID
}

func plainOptions() RenderOptions {
	none, english := theme.None(), locale.English()
	return RenderOptions{Now: noon(), Theme: &none, Locale: english, Focused: true, Me: 7, You: "you",
		Look:    Look{BrandWidth: 8, AnswerLimit: func(core.BrandID) time.Duration { return 5 * time.Minute }, Opens: func(core.BrandID) time.Time { return time.Time{} }, OpenLimit: func(core.BrandID) time.Duration { return 0 }},
		Drafted: func(c core.Chat) bool { return c.ID%4 == 3 },
		Unread:  func(c core.Chat) int { return c.Received }, Present: func(core.OperatorID, core.Chat) (core.Present, int) { return core.Present{}, 0 }}
}

// checkRows fails when a span leaves its row, meets another or lies about its
// width.
func checkRows(t failer, rows []term.Row, w, h int) {
	t.Helper()
	if len(rows) > h {
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
