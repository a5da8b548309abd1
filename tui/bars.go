package tui

import (
	"cmp"
	"slices"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/canvas"
	"tgdesk/tui/countdown"
	"tgdesk/tui/dialog"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// piece is a stretch of a bar; it is left out as a whole where there is no room.
type piece struct {
	text  string
	style theme.Style
	key   string // a click on it presses this key
}

func width(ps []piece) int {
	n := 0
	for _, p := range ps {
		n += text.Width(p.text)
	}
	return n
}

func drawPieces(c *canvas.Canvas, r layout.Rect, x int, ps []piece) {
	for _, p := range ps {
		w := text.Width(p.text)
		if x < 0 || x+w > r.W {
			return
		}
		c.Over(layout.Rect{X: r.X + x, Y: r.Y, W: w, H: 1}, term.Row{{W: w, Text: p.style.Paint(p.text)}})
		x += w
	}
}

// drawTop draws the top line: brands and their health, who waits, who works
// here, the time. Who waits is the last thing to be left out.
func (m *Model) drawTop(c *canvas.Canvas) {
	r, th := m.screen.plan.TopBar, &m.s.Theme
	c.Line(r, th.Bar, "")
	left := []piece{{text: " tgdesk ", style: th.Title}}
	middle := m.waitingPiece(r.W >= 60)
	right := m.topRight()
	mw := text.Width(middle.text) + 2
	for len(right) > 1 && width(left)+mw+width(right) > r.W {
		right = right[1:]
	}
	if m.demo && width(left)+mw+width(right)+10 < r.W {
		left = append(left, piece{text: m.s.Locale.Demo + " ", style: th.BarDim})
	}
	left = append(left, m.brandPieces(r.W-width(left)-mw-width(right)-1)...)
	at := min(max((r.W-mw)/2, width(left)+1), r.W-width(right)-mw+1)
	drawPieces(c, r, 0, left)
	drawPieces(c, r, at, []piece{middle})
	drawPieces(c, r, r.W-width(right), right)
}

func (m *Model) topRight() []piece {
	th := &m.s.Theme
	me := clean.Line(m.s.Operator.Name).String()
	mark := piece{text: " ● " + m.s.Locale.Available, style: th.Bar}
	if m.state.engineDead {
		mark = piece{text: " ✗ " + m.s.Locale.Health(core.HealthStopped), style: th.Bar.And(th.Bad)}
	}
	return []piece{{text: text.Cut(me, 20), style: th.Bar}, mark, {text: "   " + m.s.Now().Format("15:04") + " ", style: th.Bar}}
}

// waitingPiece says how many wait, and with long true for how long.
func (m *Model) waitingPiece(long bool) piece {
	th, w := &m.s.Theme, m.s.Locale
	n := m.inbox.Counts()[core.Pending]
	switch {
	case n == 0:
		return piece{text: w.NobodyWaits, style: th.BarDim}
	case !long:
		return piece{text: w.WaitingShort(n), style: th.Bar}
	}
	return piece{text: w.Waiting(n, countdown.Waited(countdown.Seconds(m.inbox.Longest(), m.s.Now()))), style: th.Bar}
}

// brandPieces are the brands with the marks of their health, as many as fit.
func (m *Model) brandPieces(room int) []piece {
	var out []piece
	for _, b := range m.brands.list {
		name := piece{text: "  " + text.Cut(clean.Line(b.Name).String(), 16) + " ", style: m.s.Theme.Bar}
		mark := m.healthPiece(b)
		if width(out)+text.Width(name.text)+text.Width(mark.text) > room {
			break
		}
		out = append(out, name, mark)
	}
	return out
}

// healthPiece marks what a channel does; its shape says as much as its colour.
func (m *Model) healthPiece(b core.Brand) piece {
	th, w := &m.s.Theme, m.s.Locale
	waits := m.heldUntil(b)
	if waits.IsZero() {
		waits = m.doubtedUntil(b)
	}
	switch {
	case !b.Enabled:
		return piece{text: "○", style: th.BarDim}
	case b.Health.State == core.HealthUnauthorized:
		return piece{text: "✗ " + w.Health(b.Health.State), style: th.Bar.And(th.Bad)}
	case !waits.IsZero():
		left := countdown.Left(countdown.Seconds(m.s.Now(), waits))
		return piece{text: "! " + w.WaitsShort(left), style: th.Bar.And(th.Warn)}
	case b.Health.State == core.HealthPolling:
		return piece{text: "●", style: th.Bar.And(th.Good)}
	case b.Health.State == core.HealthConflict, b.Health.State == core.HealthBackingOff:
		return piece{text: "! " + w.Health(b.Health.State), style: th.Bar.And(th.Warn)}
	}
	return piece{text: "◌", style: th.BarDim}
}

// drawBottom draws the toast, or the keys that work now.
func (m *Model) drawBottom(c *canvas.Canvas) {
	r, toast, th := m.screen.plan.BottomBar, m.s.Toast, &m.s.Theme
	if toast.Text == "" {
		drawPieces(c, r, 0, m.hintPieces(r.W))
		return
	}
	style := th.ToastInfo
	switch toast.Kind {
	case session.ToastGood:
		style = th.ToastGood
	case session.ToastBad:
		style = th.ToastError
	}
	c.Line(r, style, " "+toast.Text)
}

// hintPieces are the bottom line's keys, as many as fit. The last one, which
// leads to all the others, always has its place; bubbles/help, which draws the
// page of help, would cut it off.
func (m *Model) hintPieces(w int) []piece {
	th := &m.s.Theme
	pieces := func(h dialog.Hint) []piece {
		return []piece{{text: h.Key, style: th.Key, key: h.Key}, {text: " " + h.Title + "  ", style: th.KeyTitle, key: h.Key}}
	}
	out := []piece{{text: " ", style: th.KeyTitle}}
	hints := m.hints()
	if len(hints) == 0 {
		return out
	}
	last := pieces(hints[len(hints)-1])
	for _, h := range hints[:len(hints)-1] {
		if ps := pieces(h); width(out)+width(ps)+width(last) <= w {
			out = append(out, ps...)
		}
	}
	return append(out, last...)
}

// hints are the keys of the present mode that work now, most useful first.
func (m *Model) hints() []dialog.Hint {
	switch {
	case !m.dialogs.Empty():
		return m.dialogs.Top().Hints()
	case m.settings != nil:
		return m.settingsHints()
	}
	scope := m.scope()
	bound := m.s.Keys.In(scope)
	slices.SortStableFunc(bound, func(a, b keymap.Binding) int { return cmp.Compare(a.Rank, b.Rank) })
	var out []dialog.Hint
	for _, b := range bound {
		a, ok := m.find(b.Action)
		if !ok || b.Rank == 0 || m.allowed(a) != nil {
			continue
		}
		h := dialog.Hint{Key: m.s.Keys.Key(b.Action, scope), Title: m.titleOf(a)}
		if !slices.ContainsFunc(out, func(o dialog.Hint) bool { return o.Title == h.Title }) {
			out = append(out, h)
		}
	}
	return out
}
