package main

import (
	"strings"
	"testing"

	"tgdesk/tui/locale"
)

// boxOf is the text of an overlay: its lines without what lies beside it.
func (d *drive) boxOf(width int) (lines []string) {
	w := 76
	if width < w+2*8 {
		w = width
	}
	x := (width - w) / 2
	for _, l := range d.emu.lines() {
		cells := []rune(l)
		cells = append(cells, []rune(strings.Repeat(" ", width))...)
		lines = append(lines, string(cells[x:x+w]))
	}
	return lines
}

// TestScreenReasonsAreWhole: whatever the size, the chosen action of the palette
// says all of why it cannot be done.
func TestScreenReasonsAreWhole(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Ana Diaz").say("hello")
		d.press("1")
		why := locale.English().Why
		for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
			d.resize(size[0], size[1])
			d.settle()
			seen := map[string]int{}
			d.press(":")
			for range 40 {
				d.press("down")
				d.wholeFrame(size[0])
				d.expectBottom("enter choose")
				box := strings.Join(d.boxOf(size[0]), "\n")
				_, chosen, _ := strings.Cut(box, "▌ ")
				chosen, _, _ = strings.Cut(chosen, "\n")
				if chosen == "" || strings.Contains(chosen, "…") {
					t.Errorf("%v: the chosen row is %q in\n%s", size, chosen, d.screen())
				}
				plain := strings.Join(strings.Fields(box), " ")
				for _, id := range []string{"no_message", "not_picked", "no_screen", "no_pictures"} {
					if strings.Contains(plain, why(id)) {
						seen[strings.TrimSpace(chosen)+" "+id]++
					}
				}
			}
			for _, want := range []string{"answer this message no_message", "attach not_picked", "open no_screen", "fetch the file no_message", "edit not_picked"} {
				if seen[want] == 0 {
					t.Errorf("%v: never whole: %s; seen: %v\n%s", size, want, seen, d.screen())
				}
			}
			d.press("esc")
		}
	})
}
