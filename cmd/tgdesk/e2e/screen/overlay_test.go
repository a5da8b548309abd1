package screen

import (
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/tui"
	"tgdesk/tui/theme"
)

// TestScreenBehindAnOverlay: what lies behind a dialog is dimmed on every terminal
// that can, and comes back as it was; the top line stays. The dialog has a frame
// and, where there are colours, a ground that its texts stand on.
func TestScreenBehindAnOverlay(t *testing.T) {
	for name, c := range map[string]struct {
		theme          theme.Theme
		behind, ground string // "" for the terminal's own
		corner         string
	}{
		"dark":     {theme.Dark(theme.Indexed), "38;5;241", "48;5;234", "╭"},
		"light":    {theme.Light(theme.Indexed), "38;5;246", "48;5;255", "╭"},
		"basic":    {theme.Dark(theme.Basic), "2", "", "╭"},
		"NO_COLOR": {theme.None(), "2", "", "╭"},
		"dumb":     {theme.Dark(theme.Plain), "", "", "+"},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				s.Hold("acme", "Hana Sato")
				s.Press("esc")
				style := func(text string) string {
					x, y := s.At(text)
					return s.Terminal.StyleAt(x, y)
				}
				shown, top := s.Screen(), style("1 waits for your answer")
				before := style("Hana Sato")
				s.Press("e")
				s.Expect("End the chat with Hana Sato?")
				if got := style("@user1000"); got != c.behind {
					t.Errorf("the screen behind has the style %q, want %q", got, c.behind)
				}
				if got := style("1 waits for your answer"); got != top {
					t.Errorf("the top line changes from %q to %q", top, got)
				}
				if got := style("End the chat"); !strings.Contains(got, c.ground) || c.ground != "" && !strings.Contains(got, "38;") {
					t.Errorf("the question has the style %q, not on %q", got, c.ground)
				}
				s.Expect(c.corner)
				s.Press("esc")
				if s.Screen() != shown || style("Hana Sato") != before {
					t.Errorf("the screen is not what it was:\n%s", s.Screen())
				}
			}, func(o *rig.Setup) { o.Screen = func(t *tui.Options) { t.Theme = c.theme } })
		})
	}
}

// TestScreenOverlayKeepsItsFrame at every size, over names and texts of wide
// characters.
func TestScreenOverlayKeepsItsFrame(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		for _, name := range []string{"佐藤 花佐藤 花佐藤 花", "👩‍🚀 Ana 👨‍👩‍👧", "a佐藤佐藤佐藤佐藤佐藤"} {
			s.Visitor("acme", name).Write(strings.Repeat("注文した商品がまだ届きません ", 9))
		}
		s.Press("1")
		for _, size := range [][2]int{{40, 12}, {80, 24}, {97, 30}, {120, 36}, {121, 36}, {200, 60}} {
			s.Resize(size[0], size[1])
			for _, key := range []string{"?", ":", "F", "f"} {
				s.Press(key)
				expectWholeFrame(s, size[0])
				x, y, visible := s.Terminal.Cursor()
				if typing := key != "?"; visible != typing || typing && !strings.Contains(s.Line(y-1), "│ ") && !strings.Contains(s.Line(y-1), "╭") {
					t.Errorf("%v, %s: the cursor is at %d, %d, %v:\n%s", size, key, x, y, visible, s.Screen())
				}
				s.Press("esc")
			}
			s.Press("?")
			if line := s.Line(1); size[0] == 200 && strings.HasPrefix(line, "╭") || size[0] == 40 && !strings.HasPrefix(line, "╭") {
				t.Errorf("%v: the help begins with %q", size, line)
			}
			s.Press("esc")
		}
	})
}

// TestScreenKeysOfDialogs: help and redraw work in every dialog, also where letters
// are text; the help begins with where one is.
func TestScreenKeysOfDialogs(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		for _, c := range []struct{ open, first, back string }{
			{":", "In lists to choose from", "COMMANDS"}, {"F", "In lists to choose from", "FIND A CHAT"}, {"/", "In the search", "Search"}, {"M", "In lists to choose from", "MANUAL"}, {",", "In the settings", "settings"},
		} {
			s.Press(c.open + " f1")
			if y := 2; !strings.Contains(s.Line(y+1), c.first) {
				t.Errorf("the help in %s begins with %q, want %q", c.back, s.Line(y+1), c.first)
			}
			s.Press("f1")
			s.ExpectNot("KEYS")
			writes := s.Terminal.WriteCount()
			s.Press("ctrl+l")
			if s.Terminal.WriteCount() == writes {
				t.Errorf("ctrl+l in %s draws nothing", c.back)
			}
			s.Press("esc")
		}
	})
}

// TestScreenLeavingTheSettings: q goes one level back, as esc does; ctrl+c quits and
// asks as anywhere.
func TestScreenLeavingTheSettings(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Press("esc , enter q")
		s.ExpectNot("› acme")
		s.Press("q")
		s.ExpectNot("settings ›")
		s.Expect("2 ACTIVE")
		s.Press(", ctrl+c")
		s.Expect("Quit? You hold 1 active chat.")
		s.Press("y")
		s.Must(s.ExpectEnd())
	})
}
