package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"tgdesk/core/telegram/botsim"
)

// scenes lead to what an operator sees most, always from a busy desk.
func scenes() map[string]func(*drive) {
	return map[string]func(*drive){
		"pending":   func(d *drive) { d.press("1") },
		"holding":   func(d *drive) { d.press("2 r"); d.typeText("確認しますので、\nshort") },
		"completed": func(d *drive) { d.press("4") },
		"reading":   func(d *drive) { d.press("2 tab k") },
		"panel":     func(d *drive) { d.press("1 i") },
		"search":    func(d *drive) { d.burst("/an") },
		"palette":   func(d *drive) { d.press(":") },
		"reason":    func(d *drive) { d.press(":" + strings.Repeat(" down", 9)) },
		"help":      func(d *drive) { d.press("?") },
		"end":       func(d *drive) { d.press("2 e") },
		"quit":      func(d *drive) { d.press("q") },
		"note":      func(d *drive) { d.press("2 n") },
		"settings":  func(d *drive) { d.press(",") },
	}
}

// busy fills the desk with a chat of each kind.
func (d *drive) busy() {
	ended := d.visitor("globex", "Bob Lee")
	ended.say("Thanks, bye")
	_, err := d.desk.PickUp(d.t.Context(), d.ann.ID, d.chatOf("Bob Lee").ID)
	d.must(err)
	_, err = d.desk.End(d.t.Context(), d.ann.ID, d.chatOf("Bob Lee").ID)
	d.must(err)
	ivan := d.visitor("globex", "Ivan Petrov")
	ivan.say("Where is my refund?")
	d.advance(6 * time.Minute) // unanswered by now
	hana := d.visitor("acme", "佐藤 花")
	id := hana.say("注文した商品がまだ届きません")
	hana.Send(botsim.Photo())
	d.settle()
	_, err = d.desk.PickUp(d.t.Context(), d.mika.ID, d.chatOf("佐藤").ID)
	d.must(err)
	d.settle()
	_, err = d.desk.Reply(d.t.Context(), d.mika.ID, d.chatOf("佐藤").ID, "Let me see…", 0)
	d.must(err)
	d.advance(time.Minute)
	hana.edit(id, "注文した商品がまだ届きません。番号は 4711 です")
	d.visitor("acme", "Ana Díaz 👩‍🚀").say("¿Hola? "+strings.Repeat("a rather long question ", 8), "ping")
	d.advance(2 * time.Minute)
	d.visitor("acme", "Maximiliana Featherstonehaugh").say("Hi")
	d.advance(5 * time.Second)
	d.press("1")
}

// TestScreenViews draws every scene at three sizes. Run with -update to accept.
func TestScreenViews(t *testing.T) {
	for name, scene := range scenes() {
		t.Run(name, func(t *testing.T) {
			var views strings.Builder
			screenTest(t, func(d *drive) {
				d.busy()
				scene(d)
				for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
					d.resize(size[0], size[1])
					d.settle()
					fmt.Fprintf(&views, "── %d×%d\n%s\n", size[0], size[1], d.screen())
				}
				golden.RequireEqual(d.t, views.String())
			})
		})
	}
}

// TestScreenEmphasis: without colour, what is chosen and who has the focus
// still shows.
func TestScreenEmphasis(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.busy()
		look := func(s string, right int) string {
			x, y := d.at(s)
			return d.emu.styleAt(x+right, y)
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
