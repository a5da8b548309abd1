// Package dialog holds the boxes over the screen that take the keys while they
// are open: questions, the palette, the search, files to attach and to save,
// links, and texts that scroll. A dialog opens only because the operator asked
// for it, never by itself.
//
// It must not know the areas of the screen: what a dialog leads to is given to
// it as a function. It must not decide what may be done.
package dialog

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/canvas"
	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
)

// Dialog is one box.
type Dialog interface {
	// Scope says which keys are in force.
	Scope() keymap.Scope
	// Press takes a key with the action that it stands for, "" for none.
	Press(a keymap.Action, k tea.KeyMsg) tea.Cmd
	// Scroll takes n notches of the mouse's wheel, down where n is positive.
	Scroll(n int)
	// Click takes a click on a cell of the content.
	Click(x, y int) tea.Cmd
	// View draws the content: at most h rows of at most w cells.
	View(w, h int) View
	// Hints are the keys for the bottom line.
	Hints() []Hint
}

// View is what a dialog shows.
type View struct {
	Title  string
	Rows   []term.Row
	Cursor *term.Point // in the content; nil for none
	// Height is how many rows the content may come to. The box stays where there is
	// room for them: it must not move while its content changes.
	Height       int
	Above, Below bool // there is more than the rows
}

// Hint is a key, as people read it, and what it does now.
type Hint struct {
	Key, Title string
	Press      string // the key that a click presses; "" = Key
	Kept       bool   // it has its place however narrow the screen is
}

// writer is a dialog in which text is written.
type writer interface {
	// Field is where what is typed now goes; nil for nowhere.
	Field() *compose.Field
}

// leaver is a dialog that holds something typed, which is not to be lost when
// the dialog is left before it did what it is for.
type leaver interface{ Leave() tea.Cmd }

// sized is a dialog that likes another size than most.
type sized interface {
	// Most is the most cells that its content takes.
	Most() (w, h int)
}

// worker is a dialog that may wait for the desk or the disk.
type worker interface{ busy() bool }

// list is a dialog with entries to choose from.
type list interface {
	// reading reports whether the entries for what is typed are not there yet.
	reading() bool
	// cancel ends the read of the entries.
	cancel()
}

// box is where the dialog on top was drawn last.
type box struct {
	outer layout.Rect // with the frame
	inner layout.Rect // the content
	first int         // the row of the content that is at its top
}

// Stack is the open dialogs; the one on top takes the keys. A result for a dialog that
// was closed, or that comes too late, changes nothing on the screen.
type Stack struct {
	s       *session.Session
	open    []Dialog
	spinner *session.Spinner
	box     box
	from    string // where files were attached from
	saveIn  string // where files were saved

	// ListFailed is called when a list could not be read: keys that wait for it are of no use.
	ListFailed func()
}

// NewStack returns a stack without dialogs.
func NewStack(s *session.Session) *Stack {
	return &Stack{s: s, spinner: s.NewSpinner(), from: "~/", saveIn: "~/Downloads", ListFailed: func() {}}
}

// Top returns the dialog that takes the keys; nil if none is open.
func (st *Stack) Top() Dialog {
	if len(st.open) == 0 {
		return nil
	}
	return st.open[len(st.open)-1]
}

// Empty reports whether no dialog is open.
func (st *Stack) Empty() bool { return len(st.open) == 0 }

// Open puts a dialog on top.
func (st *Stack) Open(d Dialog) { st.open = append(st.open, d) }

// close takes a dialog away, wherever it is. What is read for it is of no use any more.
func (st *Stack) close(d Dialog) {
	if l, ok := d.(list); ok {
		l.cancel()
	}
	st.open = slices.DeleteFunc(st.open, func(o Dialog) bool { return o == d })
}

// Leave closes the dialog on top as the operator's wish.
func (st *Stack) Leave() tea.Cmd {
	d := st.Top()
	st.close(d)
	if l, ok := d.(leaver); ok {
		return l.Leave()
	}
	return nil
}

// Field returns the field of the dialog on top that takes what is typed; nil if
// none does.
func (st *Stack) Field() *compose.Field {
	if w, ok := st.Top().(writer); ok {
		return w.Field()
	}
	return nil
}

// Key takes a key press. What was said about an earlier one goes. What a list of files has no binding for is for the path
// above it.
func (st *Stack) Key(k tea.KeyMsg) tea.Cmd {
	st.s.ClearAnswer()
	d := st.Top()
	scope := d.Scope()
	a := st.s.Keys.Lookup(scope, k)
	if a == "" && scope == keymap.FileEntry {
		scope = keymap.Files
		a = st.s.Keys.Lookup(scope, k)
	}
	switch {
	case a == keymap.Close, a == keymap.Interrupt && scope != keymap.QuitQuestion:
		return st.Leave()
	case a == keymap.Redraw:
		st.s.Terminal.Refresh()
		return nil
	case a == keymap.Help:
		if p, ok := d.(*page); ok && p.help {
			return st.Leave()
		}
		st.OpenHelp(scope, st.Always)
		return nil
	}
	return d.Press(a, k)
}

// Waits reports whether a key or a paste has to wait: it is behind others that do, or it is
// about the entries of a list that is being read. What closes the dialog never waits.
func (st *Stack) Waits(msg tea.Msg, behind bool) bool {
	k, ok := msg.(tea.KeyMsg)
	if !ok {
		return behind
	}
	switch st.s.Keys.Lookup(st.Top().Scope(), k) {
	case keymap.Close, keymap.Interrupt:
		return false
	case keymap.Choose, keymap.NextMatch, keymap.PreviousMatch:
		l, ok := st.Top().(list)
		return behind || ok && l.reading()
	}
	return behind
}

// notRead says why a list could not be read.
func (st *Stack) notRead(err error) tea.Cmd {
	st.ListFailed()
	return st.s.Failed(err)
}

// Paste puts text into the field of the dialog on top.
func (st *Stack) Paste(s string) tea.Cmd {
	f := st.Field()
	if f == nil {
		return nil
	}
	f.Paste(s)
	return st.Top().Press("", tea.KeyMsg{})
}

// Spin turns the spinner for as long as the dialog on top is busy.
func (st *Stack) Spin() tea.Cmd {
	w, ok := st.Top().(worker)
	return st.spinner.Spin(ok && w.busy())
}

// isOpen reports whether the dialog is open still.
func (st *Stack) isOpen(d Dialog) bool { return slices.Contains(st.open, d) }

// The cells of a box. Beside the content there is a line and a blank on each
// side, and a blank row above and below it where the screen is high enough.
const (
	minBeside   = 8  // the least width worth leaving beside a box
	mostWidth   = 76 // of the content
	mostHeight  = 24
	leastHeight = 12 // where that many may be needed
	sides       = 4
	airyHeight  = 20 // of a screen
	borderLines = 2
)

// place finds the box of the dialog on top in the area of the screen that is for
// it. Where only scraps of the screen would show beside it, it takes the width. It
// draws the content to know its height.
func (st *Stack) place(area layout.Rect) View {
	w, h := mostWidth, mostHeight
	if d, ok := st.Top().(sized); ok {
		w, h = d.Most()
	}
	w += sides
	if area.W < w+2*minBeside {
		w = area.W
	}
	air := 0
	if area.H >= airyHeight {
		air = 1
	}
	frame := borderLines + 2*air
	v := st.Top().View(w-sides, min(h, area.H-frame))
	most := min(max(len(v.Rows), v.Height), h, area.H-frame)
	h = min(max(len(v.Rows), leastHeight), most)
	b := &st.box
	b.outer = layout.Rect{X: area.X + (area.W-w)/2, Y: area.Y + (area.H-most-frame)/3, W: w, H: h + frame}
	b.inner = layout.Rect{X: b.outer.X + sides/2, Y: b.outer.Y + 1 + air, W: w - sides, H: h}
	b.first = 0
	if v.Cursor != nil { // what is typed into is seen, if not all is
		b.first = max(v.Cursor.Y+1-h, 0)
	}
	return v
}

// Click takes a click at a cell of the screen; beside the box it leaves the
// dialog.
func (st *Stack) Click(x, y int) tea.Cmd {
	st.s.ClearAnswer()
	switch b := &st.box; {
	case b.inner.Contains(x, y):
		return st.Top().Click(x-b.inner.X, y-b.inner.Y+b.first)
	case b.outer.Contains(x, y):
		return nil
	}
	return st.Leave()
}

// Draw lays the box over what is drawn already, in the area of the screen that is
// for it.
func (st *Stack) Draw(c *canvas.Canvas, area layout.Rect) *term.Point {
	v, th, b := st.place(area), &st.s.Theme, &st.box
	more := func(there bool, mark string) string {
		if there {
			return mark
		}
		return ""
	}
	c.Frame(b.outer, b.inner, canvas.Box{
		Border: th.Border(), Edge: th.OverlayEdge, Name: th.OverlayTitle, Ground: th.Overlay,
		Title: v.Title + st.spinner.View(), Above: more(v.Above, "↑"), Below: more(v.Below, "↓"),
	}, v.Rows[b.first:])
	if v.Cursor == nil {
		return nil
	}
	return &term.Point{X: b.inner.X + v.Cursor.X, Y: b.inner.Y + v.Cursor.Y - b.first}
}

// hint is the first key of an action, with its title.
func (st *Stack) hint(a keymap.Action, title string) Hint {
	return Hint{Key: st.s.Keys.Key(a, keymap.Dialogs|keymap.FileEntry), Title: title}
}

func (st *Stack) backHint() Hint {
	return st.hint(keymap.Close, st.s.Locale.Action(string(keymap.Back)))
}
