package screen

import (
	"fmt"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// TestScreenFindsWhatIsFarUp: the keys that mean the newest message of a kind find it
// in the chat, not only among the messages that the screen holds. What is typed behind
// them waits.
func TestScreenFindsWhatIsFarUp(t *testing.T) {
	var opened []string
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		far := func() {
			for i := range 160 {
				hana.Say(fmt.Sprintf("message %03d", i))
			}
			s.Advance(time.Minute)
			s.Expect("message 159")
		}
		s.Press("esc")
		for _, key := range []string{"R", "E", "o", "s"} { // there is nothing yet
			s.Press(key)
			s.ExpectNot("SAVE", "editing:")
		}
		s.ExpectBottom("No file in this chat.")
		hana.Send(botsim.Document("bill.pdf", "application/pdf", 3000))
		s.Sim.Inject(botsim.Fault{Kind: botsim.Forbidden, Method: "sendMessage", Times: 1, Description: "Forbidden: no rights to send"})
		s.Press("r")
		s.Type("will not arrive")
		s.Press("enter esc")
		s.Advance(2 * time.Second)
		far()
		s.Expect("1 · ✗ 1")
		s.ExpectBottom("R send again")
		s.Burst("Ee!")
		s.Expect("editing: enter saves", "▎will not arrivee!")
		s.Press("esc R")
		s.ExpectBottom("Queued to be sent again.")
		s.Advance(2 * time.Second)
		s.ExpectReceived(hana, "will not arrive")
		s.Press("R")
		s.ExpectBottom("No failed message in this chat.")
		s.Press("o")
		if len(opened) != 1 {
			t.Errorf("opened %q", opened)
		}
		s.Press("s")
		s.Expect("SAVE", "bill.pdf")
		s.Press("esc tab g") // from far above it too
		s.Expect("Hello from Hana Sato")
		far()
		s.Press("esc o")
		if len(opened) != 2 {
			t.Errorf("opened %q", opened)
		}
		s.Press("E")
		s.Expect("▎will not arrive")
	}, atHome(&opened))
}

// TestScreenFindsNothing: where there is no such message, in a chat of which the
// screen holds a part only, the keys say so, and the bottom line promised none.
func TestScreenFindsNothing(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Press("esc")
		for i := range 160 {
			hana.Say(fmt.Sprintf("message %03d", i))
		}
		s.Advance(time.Minute)
		s.Expect("message 159")
		for key, want := range map[string]string{
			"R": "No failed message in this chat.", "E": "Only a reply that was sent and not deleted can be changed.", "s": "No file in this chat.",
		} {
			if hint := " " + key + " "; key != "E" {
				s.ExpectNot(hint+"save", hint+"send again")
			}
			s.Press(key)
			s.ExpectBottom(want)
			s.Advance(toastTime)
		}
	})
}
