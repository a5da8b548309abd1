package dialog

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/compose"
)

// maxHits bounds the hits that a search shows.
const maxHits = 50

// search finds chats by visitor or number.
type search struct {
	*picker
	rows   []core.ChatRow
	number int // of the newest query; older answers are dropped
	done   int // of the newest query that was answered
}

// foundMsg is what a query found.
type foundMsg struct {
	search *search
	number int
	rows   []core.ChatRow
	err    error
}

// OpenSearch searches chats as the query is typed, and calls choose with the one
// that was chosen.
func (st *Stack) OpenSearch(choose func(core.ChatRow) tea.Cmd) {
	w := st.s.Locale
	s := &search{picker: &picker{st: st, title: w.Panel("search"), hint: w.Panel("search_hint"), field: compose.NewField(queryLimit)}}
	s.changed = s.ask
	s.choose = func(i int) tea.Cmd { return choose(s.rows[i]) }
	st.Open(s)
}

func (s *search) busy() bool { return s.done != s.number }

func (s *search) ask(query string) tea.Cmd {
	s.number++
	number, desk := s.number, s.st.s.Desk
	return s.st.s.Read(func(ctx context.Context) tea.Msg {
		rows, err := desk.FindRows(ctx, query, maxHits)
		return foundMsg{search: s, number: number, rows: rows, err: err}
	})
}

func (s *search) found(msg foundMsg) tea.Cmd {
	if msg.number != s.number {
		return nil
	}
	s.done = msg.number
	if msg.err != nil {
		return s.st.s.Failed(msg.err)
	}
	s.rows, s.none = msg.rows, s.st.s.Locale.Toast("no_match")
	entries := make([]entry, len(msg.rows))
	for i, r := range msg.rows {
		entries[i] = entry{text: s.st.s.Name(r), right: s.facts(r)}
	}
	s.set(entries)
	return nil
}

// facts tells hits of the same name apart.
func (s *search) facts(r core.ChatRow) string {
	facts := fmt.Sprintf("%s · %s · #%d", clean.Line(r.Brand), s.st.s.Locale.State(r.Chat.State), r.Chat.ID)
	if r.Visitor.Username != "" {
		facts = "@" + clean.Line(r.Visitor.Username).String() + " · " + facts
	}
	return facts
}
