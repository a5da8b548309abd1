package kill

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// frameEnd ends each frame that the screen writes.
const frameEnd = "\x1b[?2026l"

// glass is a terminal's glass: it takes what a console writes and shows it
// frame by frame, never half of one.
type glass struct {
	emu  *rig.Emulator
	look func(page)

	mu     sync.Mutex
	rest   []byte    // behind the last whole frame
	last   []byte    // what was written last, for a report
	closed bool      // what comes now is not looked at
	first  time.Time // of the first frame
	shown  page
	next   chan struct{} // closed at the next frame
}

func newGlass(look func(page)) *glass {
	return &glass{emu: rig.NewEmulator(killWidth, killHeight), look: look, next: make(chan struct{})}
}

// Write implements io.Writer.
func (g *glass) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last = append(g.last, p...)
	g.last = g.last[max(0, len(g.last)-4096):]
	if g.closed {
		return len(p), nil
	}
	g.rest = append(g.rest, p...)
	for {
		at := bytes.Index(g.rest, []byte(frameEnd))
		if at < 0 {
			return len(p), nil
		}
		at += len(frameEnd)
		_, _ = g.emu.Write(g.rest[:at]) // never fails
		g.rest = g.rest[at:]
		g.frame()
	}
}

// frame notes that a frame is whole. The caller holds g.mu.
func (g *glass) frame() {
	if g.first.IsZero() {
		g.first = time.Now()
	}
	g.shown = readPage(g.emu)
	if g.look != nil {
		g.look(g.shown)
	}
	close(g.next)
	g.next = make(chan struct{})
}

// close stops looking: what a killed program leaves is half a frame, and then
// what gives the terminal back.
func (g *glass) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
}

// end takes what a program that ended in order wrote behind its last frame.
// What a killed one did not finish is no frame.
func (g *glass) end(inOrder bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if inOrder {
		_, _ = g.emu.Write(g.rest) // never fails
	}
}

// now is the present frame, and what is closed at the next one.
func (g *glass) now() (page, <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.shown, g.next
}

func (g *glass) tail() []byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	return bytes.Clone(g.last[max(0, len(g.last)-1000):])
}

// page is a frame as a person reads it, row by row: whole, and parted into the
// panes at the left and the open chat at the right.
type page struct{ rows, left, right []string }

// leftWidth is where the panes end on a screen of killWidth.
const leftWidth = 43

// readPage reads the emulator's cells.
func readPage(e *rig.Emulator) page {
	return page{e.Lines(), e.Columns(0, leftWidth), e.Columns(leftWidth+1, killWidth)}
}

func (p page) String() string { return strings.Join(p.rows, "\n") }

func (p page) blank() bool { return len(p.rows) == 0 }

// has reports whether one of the parts stands somewhere in one row.
func (p page) has(parts ...string) bool {
	s := p.String()
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}

// bottom is the line of keys and toasts.
func (p page) bottom() string {
	if p.blank() {
		return ""
	}
	return p.rows[len(p.rows)-1]
}

// says reports whether the bottom line holds a toast with one of the parts.
func (p page) says(parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(p.bottom(), part) })
}

// quiet reports whether the bottom line shows the keys and no toast.
func (p page) quiet() bool {
	return strings.HasSuffix(p.bottom(), "? help") || strings.HasSuffix(p.bottom(), "f1 help")
}

// pane reads a pane's bar: whether it has the focus, and its count; ok is
// false where the panes are not shown.
func (p page) pane(n int) (focused bool, count int, ok bool) {
	for _, line := range p.left {
		if !strings.HasPrefix(line, fmt.Sprintf(" %d ", n)) {
			continue
		}
		if m := rig.PaneBar.FindStringSubmatch(line); m != nil {
			count, _ = strconv.Atoi(m[1]) // the pattern lets only digits through
			return strings.Contains(line, "━"), count, true
		}
	}
	return false, 0, false
}

var (
	headName     = regexp.MustCompile(`^ (.+?)  @(\w+) · `)
	headStanding = regexp.MustCompile(` ((?:pending|active|unanswered|completed) · \S.*|picking up…)$`)
)

// header is whom the open chat is with, by username, and how it stands.
func (p page) header() (username, standing string) {
	if p.blank() {
		return "", ""
	}
	if m := headName.FindStringSubmatch(p.right[1]); m != nil {
		username = m[2]
	}
	if m := headStanding.FindStringSubmatch(p.right[1]); m != nil {
		standing = m[1]
	}
	return username, standing
}

// rule is the row of the line above the composer, 0 where there is none.
func (p page) rule() int {
	for y := len(p.right) - 2; y > 2; y-- {
		if strings.HasPrefix(p.right[y], "──") {
			return y
		}
	}
	return 0
}

// writing reports whether keys go into the composer as text.
func (p page) writing() bool {
	y := p.rule()
	return y > 0 && strings.HasPrefix(p.right[y+1], "▎")
}

// composerOff reports whether nothing can be written into the open chat.
func (p page) composerOff() bool {
	y := p.rule()
	return y > 0 && strings.HasPrefix(p.right[y+1], " ")
}

// shut reports whether the composer has the focus and takes nothing.
func (p page) shut() bool {
	return p.composerOff() && strings.Contains(p.bottom(), "alt+enter new line")
}

// covered reports whether a box lies over the screen, so that its rows do not
// belong together.
func (p page) covered() bool {
	return p.has(" FIND A CHAT", " ATTACH", "End the chat with", "Quit? ", " COMMANDS")
}

// ownEntry is a message of the operator of the transcript as it is shown: its mark of delivery,
// "✎" for a note, and the rows below its head.
type ownEntry struct{ mark, text string }

var (
	replyHead = regexp.MustCompile(`^.\d\d:\d\d  mika .*([·↑✓✗?])$`)
	noteHead  = regexp.MustCompile(`^.\d\d:\d\d  ✎ note by mika`)
	quoteLine = regexp.MustCompile(`^. +│ `)
	otherHead = regexp.MustCompile(`^.\d\d:\d\d  |^ {9,}\S.* · \d\d:\d\d$`)
)

// entries are what the operator wrote, as far as their heads are shown.
func (p page) entries() (list []ownEntry) {
	end := p.rule()
	if end == 0 || p.covered() {
		return nil
	}
	open := false
	for _, line := range p.right[3:end] {
		switch m := replyHead.FindStringSubmatch(line); {
		case m != nil:
			list, open = append(list, ownEntry{mark: m[1]}), true
		case noteHead.MatchString(line):
			list, open = append(list, ownEntry{mark: "✎"}), true
		case otherHead.MatchString(line):
			open = false
		case open && !quoteLine.MatchString(line): // which tells of another message
			list[len(list)-1].text += strings.TrimSpace(line) + "\n"
		}
	}
	return list
}

// A mark tells of the message under it, and not of the one that it answers.
func TestKillsReadMarks(t *testing.T) {
	t.Parallel()
	p := page{rows: []string{"quiet"}, right: []string{"", " Vera  @vera_A01 · acme", "──",
		" 12:01  mika      ✓", "        r000001 looking into it", " 12:02  mika      ?", "▌       │ mika: r000001 looking into it", "        r000002 found it",
		"── ", "▎"}}
	want := []ownEntry{{"✓", "r000001 looking into it\n"}, {"?", "r000002 found it\n"}}
	if got := p.entries(); !slices.Equal(got, want) {
		t.Errorf("read %q, want %q", got, want)
	}
}
