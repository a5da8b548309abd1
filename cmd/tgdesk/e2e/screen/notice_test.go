package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// TestScreenNobodyCalls: neither Start nor what Telegram tells of a chat makes
// anybody wait; both stand in the chat that words open.
func TestScreenNobodyCalls(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		pin := botsim.Service("pinned_message", map[string]any{"message_id": 1, "date": 0, "chat": map[string]any{"id": 1, "type": "private"}})
		hana.Visitor.Start("pricing")
		hana.Send(pin)
		s.Settle()
		s.Expect("nobody waits")
		s.ExpectNot("Hana Sato")
		s.Advance(time.Minute)
		hana.Write("How much is it?")
		s.ExpectCounts(1, 0, 0, 0)
		s.Expect("/start pricing", "How much is it?", "1 waiting · longest 0:0")
		s.Press("enter")
		s.Type("Five euros.")
		s.Press("enter esc e y")
		s.ExpectCounts(0, 0, 0, 1)
		hana.Send(pin)
		s.Settle()
		s.Expect("Hana Sato pinned a message", "nobody waits")
		s.ExpectCounts(0, 0, 0, 1)
	})
}
