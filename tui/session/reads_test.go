package session

import (
	"testing"

	"tgdesk/core"
)

// TestMarks: what was read stays read, and how much that is, is what the desk says. A screen
// that marks a chat may know a later row than its messages: it would take one that it has
// yet to read for seen, and never mark it.
func TestMarks(t *testing.T) {
	t.Parallel()
	s, c := new(Session), core.Chat{ID: 1, State: core.Active, Received: 9}
	s.TakeMarks([]core.ReadMark{{Chat: 1, To: 5, Seen: 5}})
	s.TakeMark(core.ReadMark{Chat: 1, To: 8, Seen: 9})
	s.TakeMark(core.ReadMark{Chat: 1, To: 8, Seen: 8})
	if n := s.Unread(c); n != 1 {
		t.Errorf("%d unread after the desk's answer", n)
	}
	s.TakeMark(core.ReadMark{Chat: 1, To: 5, Seen: 5})
	s.TakeMarks([]core.ReadMark{{Chat: 1, To: 5, Seen: 5}})
	if m := s.ReadMark(1); m.To != 8 {
		t.Errorf("%+v is known after an older one", m)
	}
	s.TakeMarks([]core.ReadMark{{Chat: 1, To: 8, Seen: 7}})
	if n := s.Unread(c); n != 2 {
		t.Errorf("%d unread after the desk's marks were read again", n)
	}
}
