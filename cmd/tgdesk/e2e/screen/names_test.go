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
			rig.Test(t, func(d *rig.Session) {
				d.Bots["acme"].Visitor(tt.user).Say("hi")
				d.Settle()
				d.Press("G enter")
				d.Expect("Reply to " + tt.want)
				if n := strings.Count(d.Screen(), tt.want); n != 4 { // the list, the head, the author and the composer
					t.Errorf("%s stands %d times:\n%s", tt.want, n, d.Screen())
				}
				d.ExpectNot("unknown")
			})
		})
	}
}

// TestScreenEscLeavesTheSelection: what is struck in a list after the transcript
// was left means the chat, not the message that was selected in it.
func TestScreenEscLeavesTheSelection(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Hold("acme", "Hana Sato")
		d.Type("typo here")
		d.Press("enter esc tab g E")
		d.Expect("Only replies can be edited")
		d.Press("esc E")
		d.Expect("editing: enter saves")
	})
}
