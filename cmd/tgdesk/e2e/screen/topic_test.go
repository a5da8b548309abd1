package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// TestScreenTopics: a visitor is answered, and sees who types, in the topic of the
// private chat in which they wrote last.
func TestScreenTopics(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		billing, delivery := hana.Topic("Billing"), hana.Topic("Delivery")
		hana.Send(botsim.Text("The bill is wrong."), botsim.InTopic(billing))
		s.Settle()
		s.ExpectCounts(1, 0, 0, 0)
		s.Press("enter")
		answer := func(text string, thread int64) {
			t.Helper()
			s.Type(text)
			s.Press("enter")
			s.ExpectMark(text, "✓")
			got, acts := hana.Inbox(), hana.ActionLog()
			if last := got[len(got)-1]; last.Thread != thread || acts[len(acts)-1].Thread != thread {
				t.Errorf("%q is in topic %d, typing in %d, want %d", last.Text, last.Thread, acts[len(acts)-1].Thread, thread)
			}
			s.Advance(5 * time.Second) // an action is shown at most every few seconds
		}
		answer("One moment.", billing)
		hana.Send(botsim.Text("And where is my parcel?"), botsim.InTopic(delivery))
		s.Settle()
		s.Expect("And where is my parcel?")
		answer("On its way.", delivery)
		hana.Write("Thanks!")
		answer("Gladly.", 0)
	})
}
