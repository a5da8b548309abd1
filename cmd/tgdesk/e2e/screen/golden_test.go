package screen

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"

	"github.com/charmbracelet/x/exp/golden"
)

// scenes lead to what an operator sees most, always from a busy desk.
func scenes() map[string]func(*rig.Session) {
	return map[string]func(*rig.Session){
		"pending":   func(d *rig.Session) { d.Press("1") },
		"holding":   func(d *rig.Session) { d.Press("2 r"); d.Type("確認しますので、\nshort") },
		"completed": func(d *rig.Session) { d.Press("4") },
		"reading":   func(d *rig.Session) { d.Press("2 tab k") },
		"panel":     func(d *rig.Session) { d.Press("1 i") },
		"search":    func(d *rig.Session) { d.Burst("/an") },
		"palette":   func(d *rig.Session) { d.Press(":") },
		"reason":    func(d *rig.Session) { d.Press(":" + strings.Repeat(" down", 9)) },
		"help":      func(d *rig.Session) { d.Press("?") },
		"end":       func(d *rig.Session) { d.Press("2 e") },
		"quit":      func(d *rig.Session) { d.Press("q") },
		"note":      func(d *rig.Session) { d.Press("2 n") },
		"settings":  func(d *rig.Session) { d.Press(",") },
	}
}

// busy fills the desk with a chat of each kind.
func busy(d *rig.Session) {
	ended := d.Visitor("globex", "Bob Lee")
	ended.Write("Thanks, bye")
	_, err := d.Desk.PickUp(d.T.Context(), d.Ann.ID, d.ChatOf("Bob Lee").ID)
	d.Must(err)
	_, err = d.Desk.End(d.T.Context(), d.Ann.ID, d.ChatOf("Bob Lee").ID)
	d.Must(err)
	ivan := d.Visitor("globex", "Ivan Petrov")
	ivan.Write("Where is my refund?")
	d.Advance(6 * time.Minute) // unanswered by now
	hana := d.Visitor("acme", "佐藤 花")
	id := hana.Write("注文した商品がまだ届きません")
	hana.Send(botsim.Photo())
	d.Settle()
	_, err = d.Desk.PickUp(d.T.Context(), d.Mika.ID, d.ChatOf("佐藤").ID)
	d.Must(err)
	d.Settle()
	_, err = d.Desk.Reply(d.T.Context(), d.Mika.ID, d.ChatOf("佐藤").ID, "Let me see…", 0)
	d.Must(err)
	d.Advance(time.Minute)
	hana.ChangeText(id, "注文した商品がまだ届きません。番号は 4711 です")
	d.Visitor("acme", "Ana Díaz 👩‍🚀").Write("¿Hola? "+strings.Repeat("a rather long question ", 8), "ping")
	d.Advance(2 * time.Minute)
	d.Visitor("acme", "Maximiliana Featherstonehaugh").Write("Hi")
	d.Advance(5 * time.Second)
	d.Press("1")
}

// TestScreenViews draws every scene at three sizes. Run with -update to accept.
func TestScreenViews(t *testing.T) {
	for name, scene := range scenes() {
		t.Run(name, func(t *testing.T) {
			var views strings.Builder
			rig.Test(t, func(d *rig.Session) {
				busy(d)
				scene(d)
				for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
					d.Resize(size[0], size[1])
					d.Settle()
					fmt.Fprintf(&views, "── %d×%d\n%s\n", size[0], size[1], d.Screen())
				}
				golden.RequireEqual(d.T, views.String())
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
			{"another pane", "2 ACTIVE", 0, "2"}, {"the top line", "2 waiting", 0, "7"}, {"a key", "? help", 0, "1"},
		} {
			if got := look(c.text, c.right); !slices.Contains(strings.Split(got, ";"), c.has) {
				t.Errorf("%s is drawn in %q, want %s in it", c.what, got, c.has)
			}
		}
	})
}
