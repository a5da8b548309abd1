package screen

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestScreenTags: tags are added and removed by typing, are seen in the list and in the
// chat's title, and narrow the lists; also those of completed chats.
func TestScreenTags(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc")
		s.Hold("acme", "Ana Diaz")
		s.Press("esc 2 g #")
		s.Expect("TAGS OF THIS CHAT", "No tag is in use yet")
		s.Type("no good")
		s.Expect(`"no good" cannot be a tag`)
		s.Press("ctrl+u")
		s.Type("#Refund")
		s.Expect("+ #Refund")
		s.Press("enter")
		s.Expect("✓ #Refund")
		s.Type("vip")
		s.Press("enter")
		s.Expect("✓ #Refund", "✓ #vip")
		s.Press("esc")
		s.Expect(" · #Refund #vip")

		s.Press("j e y 4 g #")
		s.Expect("TAGS OF THIS CHAT", "#Refund", "#vip")
		s.Type("refund")
		s.Press("enter")
		s.Expect("✓ #Refund")
		s.Press("esc f")
		s.Type("#ref")
		s.Press("enter")
		s.Expect("#Refund · 1 of 1", "Hana Sato ", "Ana Diaz ")
		s.Press("f")
		s.Type("#vip")
		s.Press("enter")
		s.Expect("#vip · 0 of 1", "#vip · 1 of 1")
	})
}
