package screen

import (
	"encoding/base64"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
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
func opening(opened *[]string, fail *error) func(*rig.Setup) {
	return func(s *rig.Setup) {
		var at *rig.Session
		s.Before = func(d *rig.Session) { at = d }
		s.Screen = func(o *tui.Options) {
			o.Open = func(what string) error { *opened = append(*opened, what); return *fail }
			o.Terminal = term.New(o.In, at.Terminal, term.Options{Mouse: true, Capabilities: term.Capabilities{OpenFile: true}})
		}
	}
}

func expectOpened(d *rig.Session, opened *[]string, want ...string) {
	d.T.Helper()
	if got := strings.Join(*opened, " "); got != strings.Join(want, " ") {
		d.T.Fatalf("opened %q, want %q:\n%s", got, want, d.Screen())
	}
	*opened = nil
}

func TestScreenOpensALink(t *testing.T) {
	var opened []string
	var fail error
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		hana.Send(linked("here it is", "https://shop.example/x?y='1'"))
		d.Settle()
		d.Expect("here (shop.example) it is")
		d.Press("tab k")
		d.ExpectBottom("o open the link")
		d.Press("o")
		d.ExpectBottom("Opened shop.example.")
		expectOpened(d, &opened, "https://shop.example/x?y=%271%27")
		fail = core.NewError(core.CodeUnavailable, "not_opened", "xdg-open", "")
		d.Press("o")
		d.ExpectBottom("xdg-open")
		expectOpened(d, &opened, "https://shop.example/x?y=%271%27")
	}, opening(&opened, &fail))
}

// TestScreenShowsATrickyLinkFirst does not open what may be taken for another
// host before its address was seen, and what is no address of the web never.
func TestScreenShowsATrickyLinkFirst(t *testing.T) {
	var opened []string
	var fail error
	rig.Test(t, func(d *rig.Session) {
		v := d.Visitor("acme", "Hana Sato")
		v.Send(linked("here it is", "https://bank.example@evil.example/login"))
		v.Send(linked("here it is", "https://аррӏе.com"))
		v.Send(linked("here it is", "javascript:alert(1)"))
		d.Settle()
		d.Expect("here (evil.example)", "here (аррӏе.com → xn--80ak6aa92e.com)", "here (javascript:alert(1))")
		d.Press("tab k o")
		d.Expect("LINKS", "▌ javascript:alert(1)", "Only addresses of http, https and tg")
		for _, key := range []string{"enter", "o", "y"} {
			d.Press(key)
			d.ExpectBottom("Only addresses of http, https and tg are opened or copied.")
		}
		d.Press("esc k o")
		d.Expect("▌ аррӏе.com → xn--80ak6aa92e.com", "  https://xn--80ak6aa92e.com")
		expectOpened(d, &opened)
		d.Press("enter")
		expectOpened(d, &opened, "https://xn--80ak6aa92e.com")
		d.Press("k o enter")
		expectOpened(d, &opened, "https://evil.example/login")
	}, opening(&opened, &fail))
}

func TestScreenChoosesALink(t *testing.T) {
	var opened []string
	var fail error
	rig.Test(t, func(d *rig.Session) {
		v := d.Visitor("acme", "Hana Sato")
		addresses := []string{"https://a.example", "tg://resolve?domain=b", "http://c.example:81/", "https://d.example"}
		v.Send(linked("aaaa bbbb cccc dddd", addresses...))
		d.Settle()
		d.Press("tab k o")
		d.Expect("▌ a.example", "  tg:resolve", "  c.example:81")
		d.Press("j j enter")
		expectOpened(d, &opened, addresses[2])
		d.Press("o")
		d.ClickOn("tg:resolve")
		d.ClickOn("tg:resolve")
		expectOpened(d, &opened, addresses[1])
		d.Press("o j j j j")
		d.Expect("▌ d.example")
		d.Resize(40, 12)
		d.Settle()
		d.Expect("▌ d.example", "https://d.example")
		d.Press("k k k")
		d.Expect("▌ a.example")
		d.Press("esc")
		expectOpened(d, &opened)
	}, opening(&opened, &fail))
}

// TestScreenLinksOverSSH offers the address for copying where nothing can be
// opened.
func TestScreenLinksOverSSH(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Send(linked("here it is", "https://shop.example/x"))
		d.Settle()
		d.Press("tab k o")
		d.Expect("LINKS", "▌ shop.example", "https://shop.example/x")
		d.ExpectBottom("y copy the address")
		d.Press("enter")
		d.ExpectBottom("Links cannot be opened from here")
		d.Press("y")
		d.ExpectBottom("Copied the address at shop.example.")
		if _, data, _ := strings.Cut(d.Terminal.Clipboard, ";"); data != base64.StdEncoding.EncodeToString([]byte("https://shop.example/x")) {
			t.Errorf("copied %q", d.Terminal.Clipboard)
		}
	})
}
