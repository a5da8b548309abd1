package tui

import (
	"strings"

	"tgdesk/tui/layout"
	"tgdesk/tui/locale"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// overlay is a box over the screen that takes the keys while it is open. It
// opens only because the operator asked for it, never by itself.
type overlay interface {
	// press takes a key that is not esc.
	press(m *Model, k press)
	// content returns the box's title and its lines, at most w cells wide and
	// h of them, and where the cursor stands, if anywhere.
	content(m *Model, w, h int) (title string, rows []term.Row, cursor *term.Point)
	// click takes a click on a line of the content.
	click(m *Model, line int)
	hints(m *Model) []hint
}

// minBeside is the least width worth leaving on each side of an overlay.
const minBeside = 8

func (m *Model) closeOverlay() { m.overlay = nil }

// leaveOverlay closes the overlay on the operator's wish, before it did what it
// is for. One that holds something typed may keep that.
func (m *Model) leaveOverlay() {
	o := m.overlay
	m.closeOverlay()
	if k, ok := o.(interface{ left(m *Model) }); ok {
		k.left(m)
	}
}

// box is where the overlay's content goes; the frame of the box is around it.
// Where only scraps of the screen would show beside it, it takes the width.
func (m *Model) box() layout.Rect {
	w := 76
	if m.width < w+2*minBeside {
		w = m.width
	}
	h := min(m.height-5, 24)
	return layout.Rect{X: (m.width - w) / 2, Y: max((m.height-h-2)/3, 1) + 1, W: w, H: h}
}

// drawOverlay lays the box over the rows that are already drawn.
func (m *Model) drawOverlay(c *canvas) *term.Point {
	r, th := m.box(), &m.o.Theme
	title, rows, cursor := m.overlay.content(m, r.W-4, r.H)
	r.H = min(len(rows), r.H)
	head := text.Fit(" "+title, r.W)
	c.over(layout.Rect{X: r.X, Y: r.Y - 1, W: r.W, H: 1}, term.Row{{W: r.W, Text: th.Section.And(th.PanelTitle).Paint(head)}})
	for i := range r.H {
		row := term.Row{}
		for _, s := range rows[i] {
			s.X += 2
			row = append(row, s)
		}
		c.over(layout.Rect{X: r.X, Y: r.Y + i, W: r.W, H: 1}, row)
	}
	c.over(layout.Rect{X: r.X, Y: r.Y + r.H, W: r.W, H: 1}, term.Row{{W: r.W, Text: th.Rule.Paint(strings.Repeat("─", r.W))}})
	if cursor == nil {
		return nil
	}
	return &term.Point{X: r.X + 2 + cursor.X, Y: r.Y + cursor.Y}
}

// over blanks r and draws a row there, above what was drawn before.
func (c *canvas) over(r layout.Rect, row term.Row) {
	if r.Y < 0 || r.Y >= len(c.rows) {
		return
	}
	c.clear(r)
	c.put(r, []term.Row{row})
}

// question asks before something that cannot be undone. Enter and y say yes,
// esc and n say no; every other key does nothing.
type question struct {
	locale.Question
	yes    func()
	ofQuit bool // whether to quit
}

func (m *Model) ask(q locale.Question, yes func()) {
	m.overlay = &question{Question: q, yes: yes}
}

func (q *question) press(m *Model, k press) {
	switch k.command() {
	case "y", "Y", "enter":
		m.closeOverlay()
		q.yes()
	case "n", "N", "q":
		m.closeOverlay()
	}
}

func (q *question) click(*Model, int) {}

func (q *question) content(m *Model, w, _ int) (string, []term.Row, *term.Point) {
	var rows []term.Row
	for _, l := range text.Wrap(q.Text, w) {
		rows = append(rows, term.Row{{W: w, Text: l}})
	}
	yes, no := " y "+q.Yes+" ", " esc "+q.No+" "
	x := text.Width(yes) + 2
	rows = append(rows, nil, term.Row{
		{W: text.Width(yes), Text: m.o.Theme.ButtonFocused.Paint(yes)},
		{X: x, W: text.Width(no), Text: m.o.Theme.Button.Paint(no)},
	})
	return "", rows, nil
}

func (q *question) hints(*Model) []hint {
	return []hint{{key: "y", title: q.Yes}, {key: "enter", title: q.Yes}, {key: "esc", title: q.No}}
}
