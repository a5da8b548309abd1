package screen

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// TestScreenRating: what a visitor thinks of a chat is on the screen as soon as they say
// it, in the list, above and among the messages, and in the panel.
func TestScreenRating(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		b, err := s.Desk.Brand(s.T.Context(), s.ChatOf("Hana Sato").BrandID)
		s.Must(err)
		b.Options.Rating = core.RatingStars
		_, err = s.Desk.SetBrandOptions(s.T.Context(), s.Mika.ID, b.ID, b.Options)
		s.Must(err)
		s.Press("esc 2 g e y")
		s.ExpectCounts(0, 0, 0, 1)
		s.Press("4 enter")
		s.Expect("How was our help?", "[★ 1] [★ 2] [★ 3] [★ 4] [★ 5]")
		request := hana.Inbox()[len(hana.Inbox())-1]

		press := func(label string) {
			_, err := hana.Press(request.ID, label)
			s.Must(err)
			s.Settle()
		}
		press("★ 4")
		s.Expect("[✓ ★ 4]", "Hana Sato rated this chat: ★ 4 of 5", "ended by mika · ★ 4 of 5", "★ 4 │")
		press("Add a comment")
		prompt := hana.Inbox()[len(hana.Inbox())-1]
		hana.Reply("fast and kind", prompt.ID)
		s.Settle()
		s.Expect("│ automatic text: Would you like to add", "  fast and kind")
		s.ExpectCounts(0, 0, 0, 1)
		s.Press("i")
		s.Expect("rating       ★ 4 of 5", "“fast and", "ended by mika · ★ 4 of 5")
	})
}
