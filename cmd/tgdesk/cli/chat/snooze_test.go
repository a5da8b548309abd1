package chat_test

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

func TestChatSnooze(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.Expect(s.Run("chat", "snooze", "2", "--until", "2h"), 0, "Chat 2 is set aside until 2026-11-22 23:00.\n", "")
	s.Expect(s.Run("chat", "show", "2", "--json"), 0, `"snoozed_until":"2026-11-22T14:00:00Z"`, "")
	s.Expect(s.Run("chat", "snooze", "2"), 0, "Chat 2 is set aside until 2026-12-22 21:00.\n", "")
	s.Expect(s.Run("chat", "wake", "2"), 0, "No longer set aside. Chat 2 is active, held by mika.\n", "")
	s.Expect(s.Run("chat", "show", "2", "--json"), 0, `"snoozed_until":null`, "")
	s.Expect(s.Run("chat", "snooze", "2", "--until", "2mo"), 2, "", "set aside for 1mo at most")
	s.Expect(s.Run("chat", "snooze", "2", "--until", "soon"), 2, "", `"soon" is not a time`)
	s.Expect(s.Run("chat", "snooze", "1"), 1, "", "Nobody has picked up this chat yet")
	s.Expect(s.Run("chat", "wake", "3"), 1, "", "This chat is completed")
}
