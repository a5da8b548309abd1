package main

import (
	"strings"
	"testing"

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
			screenTest(t, func(d *drive) {
				d.bots["acme"].Visitor(tt.user).Say("hi")
				d.settle()
				d.press("G enter")
				d.expect("Reply to " + tt.want)
				if n := strings.Count(d.screen(), tt.want); n != 4 { // the list, the head, the author and the composer
					t.Errorf("%s stands %d times:\n%s", tt.want, n, d.screen())
				}
				d.expectNot("unknown")
			})
		})
	}
}

// TestScreenEscLeavesTheSelection: what is struck in a list after the transcript
// was left means the chat, not the message that was selected in it.
func TestScreenEscLeavesTheSelection(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.hold("acme", "Hana Sato")
		d.typeText("typo here")
		d.press("enter esc tab g E")
		d.expect("Only a reply that was sent")
		d.press("esc E")
		d.expect("editing: enter saves")
	})
}
