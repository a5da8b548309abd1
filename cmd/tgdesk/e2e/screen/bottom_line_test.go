package screen

import (
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/tui/keymap"
	"tgdesk/tui/locale"
)

// TestScreenBottomLineOffersWhatWorks: whatever the chat, the role and the focus,
// what the bottom line offers is what the rules allow.
func TestScreenBottomLineOffersWhatWorks(t *testing.T) {
	states := map[string]struct {
		make func(s *rig.Session, hana *rig.Visitor)
		pane string
	}{
		"pending": {func(*rig.Session, *rig.Visitor) {}, "1"},
		"mine":    {func(s *rig.Session, _ *rig.Visitor) { s.Press("1 enter") }, "2"},
		"somebody else's": {func(s *rig.Session, _ *rig.Visitor) {
			_, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, s.ChatOf("Hana Sato").ID)
			s.Must(err)
			s.Settle()
		}, "2"},
		"unanswered": {func(s *rig.Session, _ *rig.Visitor) { s.Advance(core.LimitAnswer.Rule().Default) }, "3"},
		"completed":  {func(s *rig.Session, hana *rig.Visitor) { s.Press("1 enter esc e y") }, "4"},
	}
	for name, state := range states {
		for _, role := range []core.Role{core.RoleAdmin, core.RoleOperator} {
			for _, blocked := range []bool{false, true} {
				t.Run(strings.Join([]string{name, string(role), map[bool]string{true: "blocked", false: "not blocked"}[blocked]}, ", "), func(t *testing.T) {
					rig.Test(t, func(s *rig.Session) {
						hana := s.Visitor("acme", "Hana Sato")
						hana.Write("hello")
						state.make(s, hana)
						if blocked {
							hana.Block()
							s.Settle()
						}
						for _, on := range []string{"on", "off"} {
							if on == "off" {
								_, err := s.Desk.DisableBrand(s.T.Context(), s.Ann.ID, s.ChatOf("Hana Sato").BrandID)
								s.Must(err)
								s.Settle()
							}
							for _, focus := range []string{"stay", "", " tab", " tab k", " i tab", " i tab tab", " i tab tab tab"} {
								if focus != "stay" { // as the chat was left: in the composer, where it was picked up
									s.Press("esc esc " + state.pane + focus)
								}
								s.Advance(toastTime)
								expectOffersAllowed(s, name+", channel "+on+", keys"+focus)
							}
						}
					}, func(o *rig.Setup) { o.Role = role })
				})
			}
		}
	}
}

// expectOffersAllowed holds what the bottom line offers against the rules of core.
func expectOffersAllowed(s *rig.Session, where string) {
	s.T.Helper()
	c := s.ChatOf("Hana Sato")
	v, err := s.Desk.Visitor(s.T.Context(), c.VisitorID)
	s.Must(err)
	op, err := s.Desk.Operator(s.T.Context(), s.Mika.ID)
	s.Must(err)
	write, bottom := core.MayReply(op, c, v), s.Bottom()
	for offer, rule := range map[string]error{
		"enter pick up": core.MayPickUp(op, c), "r pick up": core.MayPickUp(op, c),
		"enter reply": write, "r reply": write, "enter send": write, "new line": write, "attach": write, "edit": write,
		"e end": core.MayEnd(op, c), "put back": core.MayPutBack(op, c), "n note": core.MayNote(op, c), "enter save note": core.MayNote(op, c),
	} {
		if strings.Contains(bottom, " "+offer+"  ") && rule != nil {
			s.T.Errorf("%s: %q is offered, but %v:\n%s", where, offer, rule, s.Screen())
		}
	}
}

// TestScreenKeysWithoutAMessageSayWhy: what is done with the selected message says
// in the lists too that none is.
func TestScreenKeysWithoutAMessageSayWhy(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("hello")
		w := locale.English()
		w.Key = keymap.New().KeyOf
		s.Press("1 D")
		s.ExpectBottom(w.Why("no_message"))
		s.Press("tab D")
		s.ExpectBottom("No message is selected: press k to choose the last one.")
		s.Press("k D")
		s.ExpectBottom(w.Error(core.MayDeleteReply(core.Operator{ID: 1, Role: core.RoleAdmin}, core.Message{From: core.FromVisitor}, core.Chat{})))
	})
}
