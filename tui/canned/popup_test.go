package canned

import (
	"context"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/locale"
	"tgdesk/tui/session"
)

// oneReply is a store of one canned reply.
type oneReply struct{ core.Store }

func (oneReply) CannedReplies(context.Context) ([]core.CannedReply, error) {
	return []core.CannedReply{{ID: 1, Shortcut: "hi", Text: "Hello"}}, nil
}

// TestOpenWhileReading: the popup may be opened and closed while the canned replies are read.
func TestOpenWhileReading(t *testing.T) {
	t.Parallel()
	s := session.New(session.Session{Context: t.Context(), Desk: desk.New(oneReply{}, nil, core.NewHub(), desk.Options{}), Locale: locale.English()})
	p := New(s, NewCache())
	read, answer := p.Refresh(), make(chan tea.Msg)
	go func() { answer <- read() }()
	p.Search("", core.CannedValues{})
	p.Close()
	p.Follow(";", core.CannedValues{})
	if !p.Waiting() {
		t.Error("the first read is there already")
	}
	if (<-answer).(session.ThenMsg)(); p.Waiting() || len(p.hits) != 1 {
		t.Errorf("%d canned replies are there, want 1", len(p.hits))
	}
}
