package local_test

import (
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestRemoveBrandWithChats: told so, it ends the open chats first, after a question that
// counts them.
func TestRemoveBrandWithChats(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	defer s.StartDesk().End()
	s.Expect(s.Run("brand", "remove", "acme", "--yes"), 1, "", "still has open chats (2)")
	r := s.RunOnTerminal("n\n", "brand", "remove", "acme", "--end-chats")
	s.Expect(r, 1, "", "End 2 open chats of acme, remove the brand and forget the token")
	s.Expect(s.Run("chat", "list", "--state", "active"), 0, "acme", "")
	s.Expect(s.Run("brand", "remove", "acme", "--end-chats", "--yes"), 0, "Ended 2 chats and removed the brand acme.\n", "")
	s.Expect(s.Run("chat", "list", "--state", "active"), 0, "No chats.", "")
	if n := strings.Count(s.Run("audit", "--act", "chat_completed", "--json").Out, `"act"`); n != 2 {
		t.Errorf("%d entries of the audit", n)
	}
	s.Expect(s.Run("audit", "--act", "brand_removed"), 0, "acme", "")
}
