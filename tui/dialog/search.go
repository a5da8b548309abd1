package dialog

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/session"
	"tgdesk/tui/text"
)

// maxHits bounds the hits that a search shows.
const maxHits = 50

// search finds chats by visitor or number.
type search struct {
	*picker
	open func(core.ChatRow) tea.Cmd
}

// OpenFindChat searches chats as the query is typed, and opens the one that was
// chosen.
func (st *Stack) OpenFindChat(open func(core.ChatRow) tea.Cmd) {
	s := &search{picker: st.newPicker("find_chat"), open: open}
	s.changed, s.height = s.ask, mostHeight
	st.Open(s)
}

func (s *search) busy() bool { return s.reads.Busy() }

func (s *search) ask(query string) tea.Cmd {
	return session.Restart(s.st.s, &s.reads, func(ctx context.Context) ([]core.ChatRow, error) {
		return s.st.s.Desk.FindRows(ctx, query, core.Set[core.BrandID]{}, maxHits)
	}, s.found)
}

// found lists what a query found.
func (s *search) found(rows []core.ChatRow, err error) tea.Cmd {
	s.entries = nil
	if err != nil {
		return s.st.notRead(err)
	}
	s.none = s.st.s.Locale.Panel("find_chat_none")
	for _, r := range rows {
		s.entries = append(s.entries, Command{Title: s.st.s.Name(r), Facts: func(w int) string { return s.facts(r, w) }, Run: func() tea.Cmd { return s.open(r) }})
	}
	s.Scroll(0)
	return nil
}

// leastName is how much of a hit's name is shown at least, in cells.
const leastName = 8

// facts distinguish hits of the same name, in a row of w cells: its state and number
// always, then its brand, its @username and all of its name as far as there is room.
func (s *search) facts(r core.ChatRow, w int) string {
	name, username := text.Width(s.st.s.Name(r)), clean.Line(r.Visitor.Username).String()
	facts := fmt.Sprintf(" · %s · #%d", s.st.s.Locale.State(r.Chat.State), r.Chat.ID)
	room := w - 3 - min(name, leastName)
	facts = text.Cut(clean.Line(r.Brand).String(), max(room-text.Width(facts), 1)) + facts
	if username == "" {
		return facts
	}
	room = max(w-3-name, w/2) - text.Width("@ · "+facts)
	if room < leastName {
		return facts
	}
	return "@" + text.Cut(username, room) + " · " + facts
}
