package screen

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"

	"github.com/charmbracelet/x/exp/golden"
)

// TestScreenFileViews draws the dialogs of files at three widths.
func TestScreenFileViews(t *testing.T) {
	for name, keys := range map[string]string{
		"attach": "esc a", "attach_chosen": "esc a down down space down space shift+tab", "attach_refused": "esc a n o t tab enter",
		"attach_offer": "esc a w i d e tab enter", "save": "esc tab k s", "delete": "esc tab k k D", "edit": "esc E",
	} {
		t.Run(name, func(t *testing.T) {
			var views strings.Builder
			rig.Test(t, func(s *rig.Session) {
				hana := s.Hold("acme", "Hana Sato")
				s.Type("here you are")
				s.Press("enter")
				hana.Send(botsim.Document("report.pdf", "application/pdf", 3000))
				s.Advance(2 * time.Second)
				s.Press(keys)
				for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
					s.Resize(size[0], size[1])
					s.Settle()
					fmt.Fprintf(&views, "── %d×%d\n%s\n", size[0], size[1], s.Screen())
				}
				golden.RequireEqual(s.T, views.String())
			}, atHome(new([]string)))
		})
	}
}
