package screen

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"

	"github.com/charmbracelet/x/exp/golden"
)

// scenes lead to what an operator sees most, always from a busy desk.
func scenes() map[string]func(*rig.Session) {
	return map[string]func(*rig.Session){
		"pending":   func(s *rig.Session) { s.Press("1") },
		"holding":   func(s *rig.Session) { s.Press("2 r"); s.Type("確認しますので、\nshort") },
		"completed": func(s *rig.Session) { s.Press("4") },
		"reading":   func(s *rig.Session) { s.Press("2 tab k") },
		"panel":     func(s *rig.Session) { s.Press("1 i") },
		"find":      func(s *rig.Session) { s.Burst("Fan") },
		"search":    func(s *rig.Session) { s.Burst("/注文") },
		"searching": func(s *rig.Session) { s.Press("/") },
		"filter":    func(s *rig.Session) { s.Burst("/refund state:pe") },
		"wrong":     func(s *rig.Session) { s.Burst("/refund"); s.Settle(); s.Type(" form:visitor") },
		"hit":       func(s *rig.Session) { s.Burst("/question"); s.Settle(); s.Press("enter") },
		"palette":   func(s *rig.Session) { s.Press(":") },
		"reason": func(s *rig.Session) {
			for s.Press(":"); !strings.Contains(s.Screen(), "▌ open "); {
				s.Press("down")
			}
		},
		"help": func(s *rig.Session) { s.Press("?") },
		"end":  func(s *rig.Session) { s.Press("2 e") },
		"quit": func(s *rig.Session) { s.Press("q") },
		"note": func(s *rig.Session) { s.Press("2 n") },
		"canned": func(s *rig.Session) {
			for _, c := range []core.CannedReply{
				{Shortcut: "refund", Text: "{visitor.first_name}, your money is back within five days."}, {Shortcut: "refund", Language: "ja", Text: "返金は五営業日以内に完了します。"},
				{Shortcut: "order", Brand: 1, Text: "Your number is at the top of the invoice, {visitor.last_name}."},
			} {
				_, err := s.Desk.SaveCanned(s.T.Context(), s.Ann.ID, c, nil)
				s.Must(err)
			}
			s.Press("2 r")
			s.Type("はい。;r")
			s.Press("down down down")
		},
		"settings": func(s *rig.Session) { s.Press(",") },
	}
}

// busy fills the desk with a chat of each kind.
func busy(s *rig.Session) {
	ended := s.Visitor("globex", "Bob Lee")
	ended.Write("Thanks, bye")
	_, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, s.ChatOf("Bob Lee").ID)
	s.Must(err)
	_, err = s.Desk.End(s.T.Context(), s.Ann.ID, s.ChatOf("Bob Lee").ID)
	s.Must(err)
	ivan := s.Visitor("globex", "Ivan Petrov")
	ivan.Write("Where is my refund?")
	s.Advance(6 * time.Minute) // unanswered by now
	hana := s.Visitor("acme", "佐藤 花")
	id := hana.Write("注文した商品がまだ届きません")
	hana.Send(botsim.Photo())
	s.Settle()
	_, err = s.Desk.PickUp(s.T.Context(), s.Mika.ID, s.ChatOf("佐藤").ID)
	s.Must(err)
	s.Settle()
	_, err = s.Desk.SendDraft(s.T.Context(), s.Mika.ID, s.ChatOf("佐藤").ID, core.Draft{Text: "Let me see…"}, nil)
	s.Must(err)
	s.Advance(time.Minute)
	hana.ChangeText(id, "注文した商品がまだ届きません。番号は 4711 です")
	s.Visitor("acme", "Ana Díaz 👩‍🚀").Write("¿Hola? "+strings.Repeat("a rather long question ", 8), "ping")
	s.Advance(2 * time.Minute)
	s.Visitor("acme", "Maximiliana Featherstonehaugh").Write("Hi")
	s.Advance(5 * time.Second)
	s.Press("1")
}

// TestScreenViews draws every scene at three sizes. Run with -update to accept.
func TestScreenViews(t *testing.T) {
	for name, scene := range scenes() {
		t.Run(name, func(t *testing.T) {
			var views strings.Builder
			rig.Test(t, func(s *rig.Session) {
				busy(s)
				scene(s)
				for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
					s.Resize(size[0], size[1])
					s.Settle()
					fmt.Fprintf(&views, "── %d×%d\n%s\n", size[0], size[1], s.Screen())
				}
				golden.RequireEqual(s.T, views.String())
			})
		})
	}
}

// TestScreenEmphasis: without colour, what is chosen and who has the focus
// still shows.
func TestScreenEmphasis(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		busy(d)
		look := func(s string, right int) string {
			x, y := d.At(s)
			return d.Terminal.StyleAt(x+right, y)
		}
		for _, c := range []struct {
			what, text string
			right      int
			has        string
		}{
			{"the chosen row", "▌Ana", 1, "7"}, {"the mark", "▌Ana", 0, "1"}, {"the focused pane", "1 PENDING", 0, "1"},
			{"another pane", "2 ACTIVE", 0, "2"}, {"the top line", "3 waiting", 0, "7"}, {"a key", "? help", 0, "1"},
		} {
			if got := look(c.text, c.right); !slices.Contains(strings.Split(got, ";"), c.has) {
				t.Errorf("%s is drawn in %q, want %s in it", c.what, got, c.has)
			}
		}
	})
}
