package main

import (
	"encoding/base64"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui"
	"tgdesk/tui/term"
)

// linked is a message whose words lead to addresses, in their order.
func linked(words string, addresses ...string) botsim.Content {
	var marks []botsim.Entity
	for i, a := range addresses {
		marks = append(marks, botsim.Entity{Type: "text_link", Offset: 5 * i, Length: 4, URL: a})
	}
	return botsim.Text(words).Marked(marks...)
}

// opening is a screen on the desk's own machine that notes what is opened.
func opening(opened *[]string, fail *error) func(*setup) {
	return func(s *setup) {
		var at *drive
		s.before = func(d *drive) { at = d }
		s.screen = func(o *tui.Options) {
			o.Open = func(what string) error { *opened = append(*opened, what); return *fail }
			o.Terminal = term.New(o.In, at.emu, term.Options{Mouse: true, Capabilities: term.Capabilities{OpenFile: true}})
		}
	}
}

func (d *drive) expectOpened(opened *[]string, want ...string) {
	d.t.Helper()
	if got := strings.Join(*opened, " "); got != strings.Join(want, " ") {
		d.t.Fatalf("opened %q, want %q:\n%s", got, want, d.screen())
	}
	*opened = nil
}

func TestScreenOpensALink(t *testing.T) {
	var opened []string
	var fail error
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		hana.Send(linked("here it is", "https://shop.example/x?y='1'"))
		d.settle()
		d.expect("here (shop.example) it is")
		d.press("tab k")
		d.expectBottom("o open the link")
		d.press("o")
		d.expectBottom("Opened shop.example.")
		d.expectOpened(&opened, "https://shop.example/x?y=%271%27")
		fail = core.NewError(core.CodeUnavailable, "opener_missing")
		d.press("o")
		d.expectBottom("xdg-open")
		d.expectOpened(&opened, "https://shop.example/x?y=%271%27")
	}, opening(&opened, &fail))
}

// TestScreenShowsATrickyLinkFirst does not open what may be taken for another
// host before its address was seen, and what is no address of the web never.
func TestScreenShowsATrickyLinkFirst(t *testing.T) {
	var opened []string
	var fail error
	screenTest(t, func(d *drive) {
		v := d.visitor("acme", "Hana Sato")
		v.Send(linked("here it is", "https://bank.example@evil.example/login"))
		v.Send(linked("here it is", "https://аррӏе.com"))
		v.Send(linked("here it is", "javascript:alert(1)"))
		d.settle()
		d.expect("here (evil.example)", "here (аррӏе.com → xn--80ak6aa92e.com)", "here (javascript:alert(1))")
		d.press("tab k o")
		d.expect("LINKS", "▌ javascript:alert(1)", "Only addresses of http, https and tg")
		for _, key := range []string{"enter", "o", "y"} {
			d.press(key)
			d.expectBottom("Only addresses of http, https and tg are opened or copied.")
		}
		d.press("esc k o")
		d.expect("▌ аррӏе.com → xn--80ak6aa92e.com", "  https://xn--80ak6aa92e.com")
		d.expectOpened(&opened)
		d.press("enter")
		d.expectOpened(&opened, "https://xn--80ak6aa92e.com")
		d.press("k o enter")
		d.expectOpened(&opened, "https://evil.example/login")
	}, opening(&opened, &fail))
}

func TestScreenChoosesALink(t *testing.T) {
	var opened []string
	var fail error
	screenTest(t, func(d *drive) {
		v := d.visitor("acme", "Hana Sato")
		addresses := []string{"https://a.example", "tg://resolve?domain=b", "http://c.example:81/", "https://d.example"}
		v.Send(linked("aaaa bbbb cccc dddd", addresses...))
		d.settle()
		d.press("tab k o")
		d.expect("▌ a.example", "  tg:resolve", "  c.example:81")
		d.press("j j enter")
		d.expectOpened(&opened, addresses[2])
		d.press("o")
		d.clickOn("tg:resolve")
		d.clickOn("tg:resolve")
		d.expectOpened(&opened, addresses[1])
		d.press("o j j j j")
		d.expect("▌ d.example")
		d.resize(40, 12)
		d.settle()
		d.expect("▌ d.example", "https://d.example")
		d.press("k k k")
		d.expect("▌ a.example")
		d.press("esc")
		d.expectOpened(&opened)
	}, opening(&opened, &fail))
}

// TestScreenLinksOverSSH offers the address for copying where nothing can be
// opened.
func TestScreenLinksOverSSH(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").Send(linked("here it is", "https://shop.example/x"))
		d.settle()
		d.press("tab k o")
		d.expect("LINKS", "▌ shop.example", "https://shop.example/x")
		d.expectBottom("y copy the address")
		d.press("enter")
		d.expectBottom("Links cannot be opened from here")
		d.press("y")
		d.expectBottom("Copied the address at shop.example.")
		if _, data, _ := strings.Cut(d.emu.copied, ";"); data != base64.StdEncoding.EncodeToString([]byte("https://shop.example/x")) {
			t.Errorf("copied %q", d.emu.copied)
		}
	})
}
