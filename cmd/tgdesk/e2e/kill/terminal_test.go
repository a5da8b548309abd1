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

// terminal takes what the program writes and shows it
// frame by frame, never half of one.
type terminal struct {
	emulator *rig.Emulator
	onFrame  func(frame)

	mu        sync.Mutex
	pending   []byte    // behind the last whole frame
	last      []byte    // what was written last, for a report
	closed    bool      // what comes now is no frame
	first     time.Time // of the first frame
	frame     frame
	nextFrame chan struct{} // closed at the next frame
}

func newTerminal(look func(frame)) *terminal {
	return &terminal{emulator: rig.NewEmulator(killWidth, killHeight), onFrame: look, nextFrame: make(chan struct{})}
}

// Write implements io.Writer.
func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = append(t.last, p...)
	t.last = t.last[max(0, len(t.last)-4096):]
	if t.closed {
		return len(p), nil
	}
	t.pending = append(t.pending, p...)
	for {
		at := bytes.Index(t.pending, []byte(frameEnd))
		if at < 0 {
			return len(p), nil
		}
		at += len(frameEnd)
		_, _ = t.emulator.Write(t.pending[:at]) // never fails
		t.pending = t.pending[at:]
		t.frameDone()
	}
}

// frameDone notes that a frame is complete. The caller holds t.mu.
func (t *terminal) frameDone() {
	if t.first.IsZero() {
		t.first = time.Now()
	}
	t.frame = readFrame(t.emulator)
	if t.onFrame != nil {
		t.onFrame(t.frame)
	}
	close(t.nextFrame)
	t.nextFrame = make(chan struct{})
}

// close stops reading frames: what a killed program leaves may be half of one.
func (t *terminal) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
}

// finish takes what a program that ended in order wrote behind its last frame.
// What a killed one did not finish is no frame.
func (t *terminal) finish(inOrder bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if inOrder {
		_, _ = t.emulator.Write(t.pending) // never fails
	}
}

// current is the present frame, and what is closed at the next one.
func (t *terminal) current() (frame, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.frame, t.nextFrame
}

func (t *terminal) tail() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.last[max(0, len(t.last)-1000):])
}

// frame is a frame as a person reads it, row by row: whole, and divided into the
// panes at the left and the open chat at the right.
type frame struct{ rows, left, right []string }

// leftWidth is where the panes end on a screen of killWidth.
const leftWidth = 43

// readFrame reads the emulator's cells.
func readFrame(e *rig.Emulator) frame {
	return frame{e.Lines(), e.Columns(0, leftWidth), e.Columns(leftWidth+1, killWidth)}
}

func (f frame) String() string { return strings.Join(f.rows, "\n") }

func (f frame) blank() bool { return len(f.rows) == 0 }

// has reports whether one of the parts stands somewhere in one row.
func (f frame) has(parts ...string) bool {
	s := f.String()
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}

// bottom is the line of keys and toasts.
func (f frame) bottom() string {
	if f.blank() {
		return ""
	}
	return f.rows[len(f.rows)-1]
}

// toastHas reports whether the bottom line holds a toast with one of the parts.
func (f frame) toastHas(parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(f.bottom(), part) })
}

// noToast reports whether the bottom line shows the keys and no toast.
func (f frame) noToast() bool {
	return strings.HasSuffix(f.bottom(), "? help") || strings.HasSuffix(f.bottom(), "f1 help")
}

// pane reads a pane's bar: whether it has the focus, and its count; ok is
// false where the panes are not shown.
func (f frame) pane(n int) (focused bool, count int, ok bool) {
	for _, line := range f.left {
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
	headName     = regexp.MustCompile(`^ Vera ([AG]\d\d)  `)
	headStanding = regexp.MustCompile(` ((?:pending|active|unanswered|completed) · \S.*|picking up…)$`)
)

// header is whom the open chat is with, by username, and how it stands.
func (f frame) header() (username, standing string) {
	if f.blank() {
		return "", ""
	}
	if m := headName.FindStringSubmatch(f.right[1]); m != nil {
		username = "vera_" + m[1]
	}
	if m := headStanding.FindStringSubmatch(f.right[1]); m != nil {
		standing = m[1]
	}
	return username, standing
}

// composerRule is the row of the line above the composer, 0 where there is none.
func (f frame) composerRule() int {
	for y := len(f.right) - 2; y > 2; y-- {
		if strings.HasPrefix(f.right[y], "──") || strings.HasPrefix(f.right[y], "━━") {
			return y
		}
	}
	return 0
}

// composerFocused reports whether keys go into the composer as text.
func (f frame) composerFocused() bool {
	y := f.composerRule()
	return y > 0 && strings.HasPrefix(f.right[y+1], "▎")
}

// composerDisabled reports whether nothing can be written into the open chat.
func (f frame) composerDisabled() bool {
	y := f.composerRule()
	return y > 0 && strings.HasPrefix(f.right[y+1], " ")
}

// composerReadOnly reports whether the composer has the focus and takes nothing.
func (f frame) composerReadOnly() bool {
	return f.composerDisabled() && strings.HasSuffix(f.bottom(), "f1 help")
}

// hasDialog reports whether a dialog covers part of the screen, so that its rows do not
// belong together.
func (f frame) hasDialog() bool {
	return f.has(" FIND A CHAT", " ATTACH", "End the chat with", "Quit? ", " COMMANDS")
}

// ownMessage is a message of the operator of the transcript as it is shown: its mark of delivery,
// "✎" for a note, and the rows below its head.
type ownMessage struct{ mark, text string }

var (
	replyHead = regexp.MustCompile(`^.\d\d:\d\d   mika .*(queued|[↑✓✗?])$`)
	noteHead  = regexp.MustCompile(`^.\d\d:\d\d   ✎ note by mika`)
	quoteLine = regexp.MustCompile(`^. +│ `)
	otherHead = regexp.MustCompile(`^.\d\d:\d\d   |^ {9,}\S.* · \d\d:\d\d$`)
	// grouped is the first row of a message under the head of one above, with the mark
	// that replies have and what visitors write has not.
	grouped = regexp.MustCompile(`^.(?:\d\d:\d\d| {5}) ([·✎]) (.*?)(?: +(?:\((?:edited|deleted)\) )?(queued|[↑✓✗?]))?$`)
)

// ownMessages are what the operator wrote, as far as their beginnings are shown.
func (f frame) ownMessages() (list []ownMessage) {
	end := f.composerRule()
	if end == 0 || f.hasDialog() {
		return nil
	}
	open := false
	for _, line := range f.right[3:end] {
		m, in := replyHead.FindStringSubmatch(line), grouped.FindStringSubmatch(line)
		switch {
		case m != nil:
			list, open = append(list, ownMessage{mark: m[1]}), true
		case noteHead.MatchString(line):
			list, open = append(list, ownMessage{mark: "✎"}), true
		case in != nil && in[1] == "·" && in[3] == "":
			open = false
		case in != nil:
			own := ownMessage{mark: "✎"}
			if in[1] == "·" {
				own.mark = in[3]
			}
			if !strings.HasPrefix(in[2], "│ ") {
				own.text = strings.TrimSpace(in[2]) + "\n"
			}
			list, open = append(list, own), true
		case otherHead.MatchString(line):
			open = false
		case open && !quoteLine.MatchString(line): // which is of another message
			list[len(list)-1].text += strings.TrimSpace(line) + "\n"
		}
	}
	return list
}

// A mark belongs to the message under it, and not to the one that it answers.
func TestKillsReadMarks(t *testing.T) {
	t.Parallel()
	f := frame{rows: []string{"quiet"}, right: []string{"", " Vera A01  acme · @vera_A01", "──",
		" 12:01   mika      ✓", "         r000001 looking into it", " 12:09   mika      ?", "▌        │ mika: r000001 looking into it", "         r000002 found it",
		"       · r000003 and more (edited) ✓", "         of it", " 12:10 · │ mika: r000001 looking    queued", "         r000004 again",
		" 12:10   ✎ note by mika", "         n000005 first", "       ✎ n000006 second", " 12:11   Vera A01", "         what", " 12:12 · now?",
		"── ", "▎"}}
	if who, _ := f.header(); who != "vera_A01" {
		t.Errorf("the chat is with %q", who)
	}
	want := []ownMessage{
		{"✓", "r000001 looking into it\n"}, {"?", "r000002 found it\n"}, {"✓", "r000003 and more\nof it\n"}, {"queued", "r000004 again\n"},
		{"✎", "n000005 first\n"}, {"✎", "n000006 second\n"},
	}
	if got := f.ownMessages(); !slices.Equal(got, want) {
		t.Errorf("read %q, want %q", got, want)
	}
}
