package screen

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/tui/keymap"
	"tgdesk/tui/locale"
)

// dialogLines is the text of an overlay: its lines without its frame and what lies
// beside it.
func dialogLines(s *rig.Session) (lines []string) {
	left, right := -1, -1
	for _, l := range s.Terminal.Lines() {
		cells := []rune(l)
		switch {
		case strings.ContainsRune(l, '╭'):
			left, right = slices.Index(cells, '╭'), slices.Index(cells, '╮')
		case strings.ContainsRune(l, '╰'):
			return lines
		case left >= 0:
			lines = append(lines, string(cells[left+1:right]))
		}
	}
	return lines
}

// TestScreenReasonsAreWhole: whatever the size, the chosen action of the palette
// says all of why it cannot be done.
func TestScreenReasonsAreWhole(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Ana Diaz").Write("hello")
		s.Press("1")
		w := locale.English()
		w.Key = keymap.New().KeyOf
		why := map[string]string{"not_picked": w.Error(core.MayReply(core.Operator{ID: 1, Role: core.RoleAdmin}, core.Chat{State: core.Pending}, core.Visitor{}))}
		for _, id := range []string{"no_message", "no_screen", "no_pictures"} {
			why[id] = w.Why(id)
		}
		for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
			s.Resize(size[0], size[1])
			s.Settle()
			seen := map[string]int{}
			s.Press(":")
			for range 40 {
				s.Press("down")
				expectWholeFrame(s, size[0])
				s.ExpectBottom("enter choose")
				box := strings.Join(dialogLines(s), "\n")
				_, chosen, _ := strings.Cut(box, "▌ ")
				chosen, _, _ = strings.Cut(chosen, "\n")
				if chosen == "" || strings.Contains(chosen, "…") {
					t.Errorf("%v: the chosen row is %q in\n%s", size, chosen, s.Screen())
				}
				plain := strings.Join(strings.Fields(box), " ")
				for id, sentence := range why {
					if strings.Contains(plain, sentence) {
						seen[strings.TrimSpace(chosen)+" "+id]++
					}
				}
			}
			for _, want := range []string{"reply to this message no_message", "attach not_picked", "open no_screen", "download no_message", "edit not_picked", "pictures on or off no_pictures"} {
				if seen[want] == 0 {
					t.Errorf("%v: never whole: %s; seen: %v\n%s", size, want, seen, s.Screen())
				}
			}
			s.Press("esc")
		}
	})
}

// TestScreenToastsAreWhole: a reason that is longer than the bottom line takes rows
// above it, until the next key, and goes with one that works; what others did never
// does.
func TestScreenToastsAreWhole(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Ana Diaz").Write("hello")
		s.Press("D")
		expectWholeFrame(s, 40)
		lines := s.Terminal.Lines()
		if got := strings.Join(strings.Fields(strings.Join(lines[len(lines)-2:], " ")), " "); got != "No message is selected: press tab to get to the messages and choose one." {
			t.Errorf("the toast says %q:\n%s", got, s.Screen())
		}
		s.Press("Z")
		s.ExpectBottom("No message is selected: press tab to …")
		s.ExpectNot("choose one")
		s.Press("j")
		s.ExpectBottom(" Pending ")
		s.Advance(2 * time.Second) // what waited at Telegram is no news
		s.Press("enter")           // the reply takes the list's place
		s.Visitor("globex", "A visitor with quite a long name of all").Write("hi")
		s.Advance(time.Second)
		s.ExpectBottom("A visitor with quite a long name")
		if above := s.Line(len(s.Terminal.Lines()) - 2); strings.Contains(above, "visitor with") {
			t.Errorf("news covers %q", above)
		}
	}, rig.Size(40, 12))
}
