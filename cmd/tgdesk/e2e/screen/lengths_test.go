package screen

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/hostile"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/text"
)

// longest are texts of the greatest length that Telegram takes, and longer
// ones, as a foreign server may send them.
func longest() map[string]string {
	return map[string]string{
		"emoji": strings.Repeat("😀", 4096), "families": strings.Repeat("👨\u200d👩\u200d👧", 800), "marks": strings.Repeat("\u0301", 4096), "marks on one": "e" + strings.Repeat("\u0301", 4096),
		"wide": strings.Repeat("注", 4096), "word": strings.Repeat("x", 10_000), "words": strings.Repeat("word ", 2000), "lines": strings.Repeat("\n", 4096) + "x",
		"unseen": strings.Repeat("\u200b", 10_000), "flags": strings.Repeat("🇯🇵", 2048), "jamo": strings.Repeat("\u1112\u1161\u11ab", 1365), "dashes": strings.Repeat("⸻", 4096), "spaces": strings.Repeat(" ", 10_000),
	}
}

// TestScreenTheLongest shows the longest names, messages, captions, quotes and
// names of files at every size, and wants the frame whole: each thing in its
// column, nothing beyond the edges (which the emulator reports).
func TestScreenTheLongest(t *testing.T) {
	for name, text := range longest() {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				s.Terminal.Tape = &strings.Builder{}
				v := s.Bots["acme"].Visitor(botsim.User{ID: 77, FirstName: text, LastName: text, Username: text, Language: text})
				id := v.Say(text)
				v.Send(botsim.Document(text, text, 10).Caption(text))
				v.Send(botsim.Text(text), botsim.Quote(id, text))
				v.Send(linked("here it is", "https://"+text+".example/"+text))
				s.Settle()
				s.ExpectCounts(1, 0, 0, 0)
				s.Press("i tab k k")
				for _, size := range [][2]int{{140, 50}, {80, 24}, {40, 12}, {1, 1}, {100, 30}, {120, 36}} {
					s.Resize(size[0], size[1])
					s.Settle()
					s.Press("k pgup j")
					expectWholeFrame(s, size[0])
				}
				s.Press("o esc s esc 1 enter")
				s.Paste(text)
				expectWholeFrame(s, 120)
				if fault := hostile.TerminalFault(s.Terminal.Tape.String()); fault != "" {
					t.Error(fault)
				}
			})
		})
	}
}

// expectWholeFrame wants the rule between the lists and the transcript in one column,
// and the lines of an overlay in theirs.
func expectWholeFrame(s *rig.Session, width int) {
	s.T.Helper()
	at, left, right, covered := map[int]int{}, -1, -1, false
	for _, line := range s.Terminal.Lines() {
		if text.Width(line) > width {
			s.T.Fatalf("a line of %d cells:\n%s", text.Width(line), s.Screen())
		}
		var lines []int
		for i := range line {
			if strings.HasPrefix(line[i:], "│") {
				lines = append(lines, text.Width(line[:i]))
			}
		}
		above, _, begins := strings.Cut(line, "╭")
		switch {
		case begins:
			upper, _, _ := strings.Cut(line, "╮")
			left, right = text.Width(above), text.Width(upper)
			covered = true // some of it; an overlay may be as high as the lists
		case strings.Contains(line, "╰"):
			left, right = -1, -1
		case right >= 0:
			if !slices.Contains(lines, left) || !slices.Contains(lines, right) {
				s.T.Fatalf("the frame's lines stand in columns %d, not in %d and %d:\n%s", lines, left, right, s.Screen())
			}
		case len(lines) > 0:
			at[lines[0]]++
		}
	}
	if len(at) > 1 || width >= 100 && len(at) == 0 && !covered {
		s.T.Fatalf("the rule stands in columns %s:\n%s", fmt.Sprint(at), s.Screen())
	}
}

// TestScreenTooLongToCopy says so, with the size, instead of copying nothing.
func TestScreenTooLongToCopy(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Paste(strings.Repeat("あ", 30_000))
		s.Press("esc y")
		s.ExpectBottom("Too long to copy: this has 90,000 bytes, and terminals take at most 74,994 bytes.")
	})
}
