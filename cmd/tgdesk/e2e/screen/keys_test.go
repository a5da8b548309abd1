package screen

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/tui"
	"tgdesk/tui/keymap"
)

// TestScreenOtherKeys: keys of the settings file work in place of the default
// ones, and whatever names a key names them.
func TestScreenOtherKeys(t *testing.T) {
	keys := keymap.New()
	if err := keys.Rebind(map[string][]string{"open_chat": {"space"}, "end": {"x"}, "send": {"ctrl+y"}, "newline": {"enter"}, "delete": nil}); err != nil {
		t.Fatal(err)
	}
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		hana.Write("Hello")
		d.Expect("Press space to pick up this chat")
		d.ExpectBottom("space pick up")
		d.Press("enter")
		d.ExpectCounts(1, 0, 0, 0)
		d.Press("space")
		d.ExpectCounts(0, 1, 0, 0)
		d.Type("one")
		d.Press("enter")
		d.Type("two")
		d.ExpectBottom("ctrl+y send")
		d.Press("ctrl+y")
		d.ExpectReceived(hana, "one\ntwo")
		d.Press("esc ?")
		d.Expect("x              end")
		d.Press("esc e")
		d.ExpectNot("End the chat")
		d.Press("x")
		d.Expect("End the chat")
	}, func(s *rig.Setup) { s.Screen = func(o *tui.Options) { o.Keys = keys } })
}

// TestScreenPanelScrolls: the panel shows all of a visitor's chats, beside the
// messages and in their place.
func TestScreenPanelScrolls(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		for range 40 {
			d.Hold("acme", "Hana Sato")
			d.Press("esc e y")
		}
		d.Visitor("acme", "Hana Sato").Write("once more")
		d.Press("1 i")
		oldest := "#1 "
		d.Expect("VISITOR", "#41 ")
		d.ExpectNot(oldest)
		d.Press("tab tab G")
		d.Expect(oldest)
		d.ExpectNot("VISITOR")
		d.Press("g")
		d.Expect("VISITOR")
		d.Wheel(60, 110, 10)
		d.Expect(oldest)
		d.Press("esc")
		d.ExpectNot(oldest)
		d.Resize(80, 24)
		d.Press("1 i tab pgdown")
		d.ExpectNot("VISITOR")
		d.Expect("#33 ")
		d.Press("G")
		d.Expect(oldest)
	})
}

// TestScreenPanelIsSeenWhereItOpens: where lists and chat show one at a time, the
// key that opens the panel leads to it, and the way back to the list.
func TestScreenPanelIsSeenWhereItOpens(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("Hello")
		for range 2 {
			s.Press("i")
			s.ExpectBottom(" Visitor  ")
			s.Expect("Telegram id", "@user1000")
			s.Press("1")
			s.ExpectBottom(" Pending  ")
		}
		s.Press("i i")
		s.ExpectBottom(" Messages  ")
		s.Press("esc")
		s.ExpectBottom(" Pending  ")
		s.Press("enter")
		s.ExpectState("Hana Sato", "active")
		s.ExpectNot("Telegram id")
	}, rig.Size(40, 12))
}
