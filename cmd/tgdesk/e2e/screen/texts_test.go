package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/telegram/botsim"
)

// writeTexts turns all automatic texts of a brand on: each is its kind, in Japanese behind
// "ja:".
func writeTexts(s *rig.Session, brand string) core.BrandView {
	s.T.Helper()
	b, err := s.Desk.BrandByName(s.T.Context(), brand)
	s.Must(err)
	on := true
	for _, k := range core.TextKinds() {
		for _, language := range []string{"", "ja"} {
			text := string(k)
			if language != "" {
				text = language + ": " + text
			}
			_, err := s.Desk.SetBrandText(s.T.Context(), s.Mika.ID, b.ID, desk.TextChange{Kind: k, Language: language, Text: &text, On: &on})
			s.Must(err)
		}
	}
	s.Settle()
	return b
}

// TestScreenTexts follows chats from their /start to their ends, of somebody who reads
// Japanese and of somebody who reads German.
func TestScreenTexts(t *testing.T) {
	for language, prefix := range map[string]string{"ja": "ja: ", "de": ""} {
		t.Run(language, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				b := writeTexts(s, "acme")
				b.Options.IdleWarning = 10 * time.Minute
				_, err := s.Desk.SetBrandOptions(s.T.Context(), s.Mika.ID, b.ID, b.Options)
				s.Must(err)
				_, err = s.Desk.SetBrand(s.T.Context(), s.Mika.ID, b.ID, desk.BrandChange{Limits: new(core.Limits{
					Answer: 30 * time.Second, CloseUnanswered: 15 * time.Minute, CloseIdle: 15 * time.Minute, ChatbotIdle: time.Minute,
				})})
				s.Must(err)
				hana := s.VisitorOf("acme", botsim.User{ID: 900, FirstName: "Hana", LastName: "Sato", Language: language})
				var want []string
				expect := func(kinds ...string) {
					t.Helper()
					for _, kind := range kinds {
						want = append(want, prefix+kind)
					}
					s.Advance(3 * time.Second) // a visitor gets about one message a second
					s.ExpectReceived(hana, want...)
				}
				hana.Write("/start ad")
				s.ExpectCounts(0, 0, 0, 0)
				expect("welcome")
				hana.Write("hello")
				expect("received")
				s.Expect("/start ad", prefix+"welcome", "automatic text", prefix+"received", "Hana Sato")
				s.ExpectCounts(1, 0, 0, 0)
				s.Press("enter")
				expect("picked_up")
				s.Advance(5 * time.Minute)
				expect("idle_warning")
				s.Advance(10 * time.Minute)
				expect("closed_idle")
				s.ExpectCounts(0, 0, 0, 1)

				hana.Write("again") // mika has not touched a key for a while
				expect("nobody")
				s.Press("esc 1 g enter")
				hana.Write("/end")
				expect("picked_up", "closed_visitor")
				hana.Write("and again")
				s.Press("esc 1 g enter esc e y")
				expect("received", "picked_up", "closed_operator")
				hana.Write("nobody?")
				expect("received")
				s.Advance(15*time.Minute + 30*time.Second)
				expect("closed_unanswered")
			})
		})
	}
}

// TestScreenClosedHours: outside the hours the answer limit waits, the list says when the
// brand opens, and visitors are told once.
func TestScreenClosedHours(t *testing.T) {
	rig.Test(t, func(s *rig.Session) { // Saturday, 2000-01-01, 00:00
		b := writeTexts(s, "acme")
		b.Options.Hours, b.Options.HoursWait = "sat 02:00-10:00", true
		_, err := s.Desk.SetBrandOptions(s.T.Context(), s.Mika.ID, b.ID, b.Options)
		s.Must(err)
		s.Settle()
		s.Expect("acme ● closed")
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("hello")
		s.ExpectReceived(hana, "closed_hours")
		s.Expect("opens in 2h 00m")
		hana.Write("hello?")
		s.Advance(90 * time.Minute)
		s.Expect("opens in 30m")
		s.ExpectCounts(1, 0, 0, 0)
		s.Advance(30*time.Minute + core.DefaultLimits().Answer - 20*time.Second)
		s.ExpectNot("opens in", "closed ")
		s.ExpectCounts(1, 0, 0, 0)
		s.Advance(20 * time.Second)
		s.ExpectCounts(0, 0, 1, 0)
		s.ExpectReceived(hana, "closed_hours")
		all, err := s.Desk.BrandByName(s.T.Context(), "globex")
		s.Must(err)
		for _, o := range []core.BrandView{b, all} {
			o.Options.Hours = "sun 00:00-10:00"
			_, err := s.Desk.SetBrandOptions(s.T.Context(), s.Mika.ID, o.ID, o.Options)
			s.Must(err)
		}
		s.Settle()
		s.Expect("opens in 21h 5", "globex ● closed")
	})
}
