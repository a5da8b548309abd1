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
	"strings"

	"github.com/charmbracelet/bubbles/spinner"
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/canvas"
	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// Dialog is one box.
type Dialog interface {
	// Scope says which keys are in force.
	Scope() keymap.Scope
	// Press takes a key with the action that it stands for, "" for none.
	Press(a keymap.Action, k tea.KeyMsg) tea.Cmd
	// Scroll takes n notches of the mouse's wheel, down where n is positive.
	Scroll(n int)
	// Click takes a click on a row of the content.
	Click(row int) tea.Cmd
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
}

// Hint is a key, as people read it, and what it does now.
type Hint struct{ Key, Title string }

// writer is a dialog in which text is written.
type writer interface {
	// Field is where what is typed now goes; nil for nowhere.
	Field() *compose.Field
}

// leaver is a dialog that holds something typed, which is not to be lost when
// the dialog is left before it did what it is for.
type leaver interface{ Leave() tea.Cmd }

// worker is a dialog that may wait for the desk or the disk.
type worker interface{ busy() bool }

// Stack is the open dialogs; the one on top takes the keys.
type Stack struct {
	s       *session.Session
	open    []Dialog
	spinner session.Spinner
	from    string // where files were attached from
	saveIn  string // where files were saved
}

// NewStack returns a stack without dialogs.
func NewStack(s *session.Session) *Stack {
	return &Stack{s: s, spinner: session.NewSpinner(), from: "~/", saveIn: "~/Downloads"}
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

// close takes a dialog away, wherever it is.
func (st *Stack) close(d Dialog) {
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

// Key takes a key press. It returns a key that is still to be taken: esc and a
// letter struck quickly after it come as one key.
func (st *Stack) Key(k tea.KeyMsg) (cmd tea.Cmd, rest tea.KeyMsg, more bool) {
	d := st.Top()
	a := st.s.Keys.Lookup(d.Scope(), k)
	if next, ok := keymap.AfterEsc(k); ok && a == "" {
		return st.Leave(), next, true
	}
	if a == keymap.Close || a == keymap.Interrupt && d.Scope() != keymap.QuitQuestion {
		return st.Leave(), k, false
	}
	return d.Press(a, k), k, false
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

// Update takes the result of a dialog's command. A result for a dialog that was
// closed, or that comes too late, changes nothing on the screen.
func (st *Stack) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case spinner.TickMsg:
		return st.spinner.Update(msg)
	case foundMsg:
		return msg.search.found(msg)
	case directoryMsg:
		msg.box.directory(msg)
	case fileCheckedMsg:
		msg.dialog.checked(msg)
	case attachedMsg:
		return msg.dialog.attached(msg)
	case fileSavedMsg:
		return msg.dialog.saved(msg)
	}
	return nil
}

// Spin turns the spinner for as long as the dialog on top is busy.
func (st *Stack) Spin() tea.Cmd {
	w, ok := st.Top().(worker)
	return st.spinner.Spin(ok && w.busy())
}

// isOpen reports whether the dialog is open still.
func (st *Stack) isOpen(d Dialog) bool { return slices.Contains(st.open, d) }

// minBeside is the least width worth leaving on each side of a dialog.
const minBeside = 8

// box is where the content goes on a screen of that size; the frame of the box
// is around it. Where only scraps of the screen would show beside it, it takes
// the width.
func box(width, height int) layout.Rect {
	w := 76
	if width < w+2*minBeside {
		w = width
	}
	h := min(height-5, 24)
	return layout.Rect{X: (width - w) / 2, Y: max((height-h-2)/3, 1) + 1, W: w, H: h}
}

// Click takes a click at a cell of a screen of that size; beside the box it
// leaves the dialog.
func (st *Stack) Click(x, y, width, height int) tea.Cmd {
	r := box(width, height)
	if r.Contains(x, y) {
		return st.Top().Click(y - r.Y)
	}
	return st.Leave()
}

// Draw lays the box over what is drawn already, on a screen of that size.
func (st *Stack) Draw(c *canvas.Canvas, width, height int) *term.Point {
	r, th := box(width, height), &st.s.Theme
	v := st.Top().View(r.W-4, r.H)
	r.H = min(len(v.Rows), r.H)
	over := func(y int, row term.Row) { c.Over(layout.Rect{X: r.X, Y: y, W: r.W, H: 1}, row) }
	over(r.Y-1, term.Row{{W: r.W, Text: th.Section.And(th.PanelTitle).Paint(text.Fit(" "+v.Title+st.spinner.View(), r.W))}})
	for i := range r.H {
		over(r.Y+i, nil)
	}
	c.Put(layout.Rect{X: r.X + 2, Y: r.Y, W: r.W - 2, H: r.H}, v.Rows)
	over(r.Y+r.H, term.Row{{W: r.W, Text: th.Rule.Paint(strings.Repeat("─", r.W))}})
	if v.Cursor == nil {
		return nil
	}
	return &term.Point{X: r.X + 2 + v.Cursor.X, Y: r.Y + v.Cursor.Y}
}

// hint is the first key of an action, with its title.
func (st *Stack) hint(a keymap.Action, title string) Hint {
	return Hint{Key: st.s.Keys.Key(a, keymap.Dialogs|keymap.FileEntry), Title: title}
}

func (st *Stack) backHint() Hint {
	return st.hint(keymap.Close, st.s.Locale.Action(string(keymap.Back)))
}

// wrapped is a text in one style, as rows of at most w cells.
func wrapped(s string, w int, style theme.Style) (rows []term.Row) {
	for _, l := range text.Wrap(s, w) {
		rows = append(rows, term.Row{{W: text.Width(l), Text: style.Paint(l)}})
	}
	return rows
}
