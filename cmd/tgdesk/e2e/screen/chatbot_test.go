package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/term"
)

// withFlow gives the brand acme a chatbot that hands a chat to people when its visitor
// writes "people".
func withFlow(s *rig.Session) {
	s.T.Helper()
	b, err := s.Desk.BrandByName(s.T.Context(), "acme")
	s.Must(err)
	b.Options.Chatbot = "flow:welcome.toml"
	_, err = s.Desk.SetBrand(s.T.Context(), s.Ann.ID, b.ID, desk.BrandChange{Options: &b.Options, Flow: &core.Flow{Text: `version = 1
start = "welcome"
[step.welcome]
text = "Hello, how can we help?"
[[step.welcome.when]]
contains = "people"
goto = "people"
[[step.welcome.when]]
any_text = true
text = "I see."
[step.people]
forward = true
`}})
	s.Must(err)
}

func withChatbot(s *rig.Setup) { s.Before = withFlow }

// TestScreenChatbot: a chat of the chatbot waits for nobody, says whose it is and how it is
// taken over, and refuses what would need an owner.
func TestScreenChatbot(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 12}} {
		rig.Run(t, func(s *rig.Session) {
			hana := s.Visitor("acme", "Hana Sato")
			hana.Write("hello")
			s.Visitor("globex", "Bob Lee").Write("hello")
			s.ExpectCounts(1, 1, 0, 0)
			s.Expect("1 waiting")
			s.Press("2")
			if size[0] > 40 {
				s.Expect("With the chatbot", "Hello, how can we", "Press enter to take over this chat")
			}
			s.Expect("enter take over")
			s.Press("z")
			s.Expect("The chatbot holds this chat: take it")
			s.Press("esc :")
			s.Type("join")
			s.Expect("The chatbot holds this chat")
			s.Press("esc tab")
			s.Expect("Press enter to take over this chat")
			s.Expect("Messages  enter take over")
			s.Press("enter")
			s.Type("a person")
			s.Press("enter")
			hana.Write("thank you")
			s.ExpectReceived(hana, "Hello, how can we help?", "I see.", "a person")
			s.Press("esc 2")
			s.ExpectNot("With the chatbot", "take over")
		}, rig.Size(size[0], size[1]), withChatbot)
	}
}

// TestScreenChatbotAlerts: what the chatbot answers alerts nobody; a chat that it hands over
// is a new one.
func TestScreenChatbotAlerts(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		s.Burst(looksAway)
		hana.Write("hello")
		s.Advance(time.Minute)
		hana.Write("is anybody there?")
		s.Advance(time.Minute)
		expectAlerts(s, "with the chatbot", 0)
		hana.Write("people please")
		s.Advance(time.Minute)
		expectAlerts(s, "handed over", 1, "777;notify;tgdesk · acme;Hana Sato waits for an answer.")
	}, withChatbot, notifying(term.NotifyOSC777))
}
