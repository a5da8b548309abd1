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
			o.Terminal = term.New(o.In, at.Terminal, term.Options{Mouse: true, Local: true})
		}
	}
}

func expectOpened(s *rig.Session, opened *[]string, want ...string) {
	s.T.Helper()
	if got := strings.Join(*opened, " "); got != strings.Join(want, " ") {
		s.T.Fatalf("opened %q, want %q:\n%s", got, want, s.Screen())
	}
	*opened = nil
}

func TestScreenOpensALink(t *testing.T) {
	var opened []string
	var fail error
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Send(linked("here it is", "https://shop.example/x?y='1'"))
		s.Settle()
		s.Expect("here (shop.example) it is")
		s.Press("tab k")
		s.ExpectBottom("o open link")
		s.Press("o")
		s.ExpectBottom("Opened shop.example.")
		expectOpened(s, &opened, "https://shop.example/x?y=%271%27")
		fail = core.NewError(core.CodeUnavailable, "not_opened", "xdg-open", "")
		s.Press("o")
		s.ExpectBottom("xdg-open")
		expectOpened(s, &opened, "https://shop.example/x?y=%271%27")
	}, opening(&opened, &fail))
}

// TestScreenShowsATrickyLinkFirst does not open what may be taken for another
// host before its address was seen, and what is no address of the web never.
func TestScreenShowsATrickyLinkFirst(t *testing.T) {
	var opened []string
	var fail error
	rig.Test(t, func(s *rig.Session) {
		v := s.Visitor("acme", "Hana Sato")
		v.Send(linked("here it is", "https://bank.example@evil.example/login"))
		v.Send(linked("here it is", "https://аррӏе.com"))
		v.Send(linked("here it is", "javascript:alert(1)"))
		s.Settle()
		s.Expect("here (evil.example)", "here (аррӏе.com → xn--80ak6aa92e.com)", "here (javascript:alert(1))")
		s.Press("tab k o")
		s.Expect("LINKS", "▌ javascript:alert(1)", "Only http, https and tg addresses")
		for _, key := range []string{"enter", "o", "y"} {
			s.Press(key)
			s.ExpectBottom("Only http, https and tg addresses can be opened or copied.")
		}
		s.Press("esc k o")
		s.Expect("▌ аррӏе.com → xn--80ak6aa92e.com", "  https://xn--80ak6aa92e.com")
		expectOpened(s, &opened)
		s.Press("enter")
		expectOpened(s, &opened, "https://xn--80ak6aa92e.com")
		s.Press("k o enter")
		expectOpened(s, &opened, "https://evil.example/login")
	}, opening(&opened, &fail))
}

func TestScreenChoosesALink(t *testing.T) {
	var opened []string
	var fail error
	rig.Test(t, func(s *rig.Session) {
		v := s.Visitor("acme", "Hana Sato")
		addresses := []string{"https://a.example", "tg://resolve?domain=b", "http://c.example:81/", "https://d.example"}
		v.Send(linked("aaaa bbbb cccc dddd", addresses...))
		s.Settle()
		s.Press("tab k o")
		s.Expect("▌ a.example", "  tg:resolve", "  c.example:81")
		s.Press("j j enter")
		expectOpened(s, &opened, addresses[2])
		s.Press("o")
		s.ClickOn("tg:resolve  ")
		s.ClickOn("tg:resolve  ")
		expectOpened(s, &opened, addresses[1])
		s.Press("o j j j j")
		s.Expect("▌ d.example")
		s.Resize(40, 12)
		s.Settle()
		s.Expect("▌ d.example", "https://d.example")
		s.Press("k k k")
		s.Expect("▌ a.example")
		s.Press("esc")
		expectOpened(s, &opened)
	}, opening(&opened, &fail))
}

// TestScreenLinksOverSSH offers the address for copying where nothing can be
// opened.
func TestScreenLinksOverSSH(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Send(linked("here it is", "https://shop.example/x"))
		s.Settle()
		s.Press("tab k o")
		s.Expect("LINKS", "▌ shop.example", "https://shop.example/x")
		s.ExpectBottom("y copy address")
		s.Press("enter")
		s.ExpectBottom("Links cannot be opened from here")
		s.Press("y")
		s.ExpectBottom("Copied the address at shop.example.")
		if _, data, _ := strings.Cut(s.Terminal.Clipboard, ";"); data != base64.StdEncoding.EncodeToString([]byte("https://shop.example/x")) {
			t.Errorf("copied %q", s.Terminal.Clipboard)
		}
	})
}

// TestScreenLongAddress: an address that is longer than a row is broken between its
// parts, and copied as one.
func TestScreenLongAddress(t *testing.T) {
	const address = "https://shop.example.com/orders/2026/return-label?order=1234567&lang=ja"
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Send(botsim.Text("Look: " + address).Marked(botsim.Entity{Type: "url", Offset: 6, Length: len(address)}))
		s.Settle()
		s.Press("tab k")
		s.Expect("Look:", "https://shop.example.com/orders/", "2026/return-label?order=1234567&", "lang=ja")
		copied := func(want string) {
			t.Helper()
			if _, data, _ := strings.Cut(s.Terminal.Clipboard, ";"); data != base64.StdEncoding.EncodeToString([]byte(want)) {
				t.Errorf("copied %q", s.Terminal.Clipboard)
			}
		}
		s.Press("y")
		copied("Look: " + address)
		s.Press("o y")
		copied(address)
	}, rig.Size(40, 16))
}
