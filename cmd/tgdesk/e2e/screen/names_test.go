package screen

import (
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// TestScreenNameless: who has no name is called the same everywhere.
func TestScreenNameless(t *testing.T) {
	for name, tt := range map[string]struct {
		user botsim.User
		want string
	}{
		"number": {botsim.User{ID: 4911, FirstName: "\u200b"}, "#4911"}, "username": {botsim.User{ID: 4911, Username: "eve"}, "@eve"},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				s.Bots["acme"].Visitor(tt.user).Say("hi")
				s.Settle()
				s.Press("G enter")
				s.Expect("Reply to " + tt.want)
				if n := strings.Count(s.Screen(), tt.want); n != 4 { // the list, the head, the author and the composer
					t.Errorf("%s stands %d times:\n%s", tt.want, n, s.Screen())
				}
				s.ExpectNot("unknown")
			})
		})
	}
}

// TestScreenEscLeavesTheSelection: what is struck in a list after the transcript
// was left means the chat, not the message that was selected in it.
func TestScreenEscLeavesTheSelection(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Type("typo here")
		s.Press("enter esc tab g E")
		s.Expect("Only replies can be edited")
		s.Press("esc E")
		s.Expect("editing: enter saves")
	})
}
