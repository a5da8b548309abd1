package screen

import (
	"slices"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// TestScreenFace: what is written on the page of the bot's profile stands at Telegram, but
// for the name, which Telegram lets change only later: that waits over a restart, and is
// not asked for before.
func TestScreenFace(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		bot := s.Bots["acme"]
		limit := s.Sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Method: "setMyName", RetryAfter: 36_000})
		s.Press(", enter G up up enter")
		s.Expect("Bot's profile", "at Telegram: ", "Nothing is wanted")
		s.Press("down enter")
		s.Type("Acme of Tokyo")
		s.Press("enter")
		s.Press("down down enter")
		s.Type("Ask us anything.")
		s.Press("tab enter down enter")
		s.Type("start - Begin")
		s.Press("tab enter")
		s.Advance(time.Second)
		s.Expect("at Telegram: Ask us anything.", "at Telegram: /start", "Telegram asks to wait 10h", "It is tried again at", "2000-01-01 10:00")
		if got := bot.Face("description", ""); got != "Ask us anything." {
			t.Errorf("the description is %q", got)
		}
		if got := bot.Commands("de"); !slices.Equal(got, []botsim.Command{{Command: "start", Description: "Begin"}}) {
			t.Errorf("the commands are %v", got)
		}
		s.Advance(5 * time.Hour)
		s.Restart()
		s.Advance(4 * time.Hour)
		if bot.Face("name", "") == "Acme of Tokyo" || limit.Hits() != 1 {
			t.Errorf("the name is %q, asked for %d times", bot.Face("name", ""), limit.Hits())
		}
		limit.Remove()
		s.Advance(2 * time.Hour)
		if got := bot.Face("name", ""); got != "Acme of Tokyo" {
			t.Errorf("the name is %q", got)
		}
	})
}

// TestFaceOfAnInterruptedRequest: the desk ends while Telegram does what it was asked, and
// something else is wanted by the time it starts again. What the desk may have set goes.
func TestFaceOfAnInterruptedRequest(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		bot, id := s.Bots["acme"], core.BrandID(1)
		want := func(ch core.FaceChange) {
			_, err := s.Desk.SetFace(s.T.Context(), s.Mika.ID, id, "", ch)
			s.Must(err)
			s.Settle()
		}
		about, none, description := "Help with your orders", "", "Ask us anything."
		hanging := s.Sim.Inject(botsim.Fault{Kind: botsim.HangAfter, Method: "setMyShortDescription", Times: 1})
		want(core.FaceChange{About: &about})
		if bot.Face("short_description", "") != about || hanging.Hits() != 1 {
			t.Fatal("it was not set")
		}
		s.Stop()
		want(core.FaceChange{About: &none, Description: &description})
		hanging.Release()
		s.Restart()
		s.Advance(time.Minute)
		if got := bot.Face("short_description", "") + "|" + bot.Face("description", ""); got != "|Ask us anything." {
			t.Errorf("shown is %q", got)
		}
	})
}
