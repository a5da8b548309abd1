package screen

import (
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/tui/keymap"
	"tgdesk/tui/locale"
)

// boxOf is the text of an overlay: its lines without what lies beside it.
func boxOf(d *rig.Session, width int) (lines []string) {
	w := 76
	if width < w+2*8 {
		w = width
	}
	x := (width - w) / 2
	for _, l := range d.Terminal.Lines() {
		cells := []rune(l)
		cells = append(cells, []rune(strings.Repeat(" ", width))...)
		lines = append(lines, string(cells[x:x+w]))
	}
	return lines
}

// TestScreenReasonsAreWhole: whatever the size, the chosen action of the palette
// says all of why it cannot be done.
func TestScreenReasonsAreWhole(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Ana Diaz").Write("hello")
		d.Press("1")
		w := locale.English()
		w.Key = keymap.New().KeyOf
		why := map[string]string{"not_picked": w.Error(core.MayReply(core.Operator{}, core.Chat{State: core.Pending}, core.Visitor{}))}
		for _, id := range []string{"no_message", "no_screen", "no_pictures"} {
			why[id] = w.Why(id)
		}
		for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}} {
			d.Resize(size[0], size[1])
			d.Settle()
			seen := map[string]int{}
			d.Press(":")
			for range 40 {
				d.Press("down")
				wholeFrame(d, size[0])
				d.ExpectBottom("enter choose")
				box := strings.Join(boxOf(d, size[0]), "\n")
				_, chosen, _ := strings.Cut(box, "▌ ")
				chosen, _, _ = strings.Cut(chosen, "\n")
				if chosen == "" || strings.Contains(chosen, "…") {
					t.Errorf("%v: the chosen row is %q in\n%s", size, chosen, d.Screen())
				}
				plain := strings.Join(strings.Fields(box), " ")
				for id, sentence := range why {
					if strings.Contains(plain, sentence) {
						seen[strings.TrimSpace(chosen)+" "+id]++
					}
				}
			}
			for _, want := range []string{"answer this message no_message", "attach not_picked", "open no_screen", "fetch the file no_message", "edit not_picked"} {
				if seen[want] == 0 {
					t.Errorf("%v: never whole: %s; seen: %v\n%s", size, want, seen, d.Screen())
				}
			}
			d.Press("esc")
		}
	})
}
