package tui

import (
	"context"
	"fmt"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/compose"
)

// searchHits bounds the hits that a search shows.
const searchHits = 50

// search finds chats by visitor or number.
type search struct {
	finder
	rows   []core.ChatRow
	number int // of the newest query; older answers are dropped
}

func (m *Model) openSearch() {
	w := m.o.Words
	s := &search{finder: finder{title: w.Panel("search"), hint: w.Panel("search_hint"), field: compose.NewField(queryLimit)}}
	s.changed = func(m *Model, query string) { s.ask(m, query) }
	s.choose = func(m *Model, i int) { m.goTo(s.rows[i]) }
	m.overlay = s
}

func (s *search) ask(m *Model, query string) {
	s.number++
	number, desk := s.number, m.o.Desk
	m.queue(func(ctx context.Context) any {
		rows, err := desk.FindRows(ctx, query, searchHits)
		return found{search: s, number: number, rows: rows, err: err}
	})
}

type found struct {
	search *search
	number int
	rows   []core.ChatRow
	err    error
}

func (f found) apply(m *Model) {
	s := f.search
	if f.number != s.number {
		return
	}
	if f.err != nil {
		m.toastError(f.err)
		return
	}
	s.rows, s.none = f.rows, m.o.Words.Toast("no_match")
	entries := make([]entry, len(f.rows))
	for i, r := range f.rows {
		entries[i] = entry{text: m.nameOf(r), right: m.hitFacts(r)}
	}
	s.set(entries)
}

// hitFacts tells hits of the same name apart.
func (m *Model) hitFacts(r core.ChatRow) string {
	facts := fmt.Sprintf("%s · %s · #%d", clean.Line(r.Brand), m.o.Words.State(r.Chat.State), r.Chat.ID)
	if r.Visitor.Username != "" {
		facts = "@" + string(clean.Line(r.Visitor.Username)) + " · " + facts
	}
	return facts
}
