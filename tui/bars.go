package tui

import (
	"cmp"
	"slices"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/inbox"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
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

// drawTop draws the top line: brands and their health, who waits, who works
// here, the time. Who waits is the last thing to be left out.
func (m *Model) drawTop(c *canvas) {
	r, th := m.plan.TopBar, &m.o.Theme
	c.line(r, th.Bar, "")
	left := []piece{{text: " tgdesk ", style: th.Title}}
	middle := m.waitingPiece(r.W >= 60)
	right := m.topRight()
	mw := text.Width(middle.text) + 2
	for len(right) > 1 && width(left)+mw+width(right) > r.W {
		right = right[1:]
	}
	if m.o.Demo && width(left)+mw+width(right)+10 < r.W {
		left = append(left, piece{text: m.o.Words.Demo + " ", style: th.BarDim})
	}
	left = append(left, m.brandPieces(r.W-width(left)-mw-width(right)-1)...)
	at := min(max((r.W-mw)/2, width(left)+1), r.W-width(right)-mw+1)
	drawPieces(c, r, 0, left)
	drawPieces(c, r, at, []piece{middle})
	drawPieces(c, r, r.W-width(right), right)
}

func drawPieces(c *canvas, r layout.Rect, x int, ps []piece) {
	var row term.Row
	for _, p := range ps {
		w := text.Width(p.text)
		if x < 0 || x+w > r.W {
			break
		}
		c.clear(layout.Rect{X: r.X + x, Y: r.Y, W: w, H: 1})
		row = append(row, term.Span{X: x, W: w, Text: p.style.Paint(p.text)})
		x += w
	}
	c.put(r, []term.Row{row})
}

func (m *Model) topRight() []piece {
	th := &m.o.Theme
	me := string(clean.Line(m.o.Operator.Name))
	clock := m.o.Desk.Now().Format("15:04")
	mark := piece{text: " ● " + m.o.Words.Available, style: th.Bar}
	if m.dead {
		mark = piece{text: " ✗ " + m.o.Words.Health(core.HealthStopped), style: th.Bar.And(th.Bad)}
	}
	return []piece{{text: text.Cut(me, 20), style: th.Bar}, mark, {text: "   " + clock + " ", style: th.Bar}}
}

// waitingPiece tells how many wait, and with long true for how long.
func (m *Model) waitingPiece(long bool) piece {
	th := &m.o.Theme
	n := m.counts[core.Pending]
	switch {
	case n == 0:
		return piece{text: m.o.Words.NobodyWaits, style: th.BarDim}
	case !long:
		return piece{text: m.o.Words.WaitingShort(n), style: th.Bar}
	}
	since := inbox.Waited(inbox.Seconds(m.longest, m.o.Desk.Now()))
	return piece{text: m.o.Words.Waiting(n, since), style: th.Bar}
}

// brandPieces are the brands with the marks of their health, as many as fit.
func (m *Model) brandPieces(room int) []piece {
	var out []piece
	for _, b := range m.brands {
		name := piece{text: "  " + text.Cut(string(clean.Line(b.Name)), 16) + " ", style: m.o.Theme.Bar}
		mark := m.healthPiece(b)
		if width(out)+text.Width(name.text)+text.Width(mark.text) > room {
			break
		}
		out = append(out, name, mark)
	}
	return out
}

// healthPiece marks what a channel does; its shape tells as much as its colour.
func (m *Model) healthPiece(b core.Brand) piece {
	th := &m.o.Theme
	switch {
	case !b.Enabled:
		return piece{text: "○", style: th.BarDim}
	case b.Health.State == core.HealthUnauthorized:
		return piece{text: "✗ " + m.o.Words.Health(b.Health.State), style: th.Bar.And(th.Bad)}
	case !m.brandHeld(b).IsZero():
		left := inbox.Left(inbox.Seconds(m.o.Desk.Now(), m.brandHeld(b)))
		return piece{text: "! " + m.o.Words.WaitsShort(left), style: th.Bar.And(th.Warn)}
	case !m.brandDoubted(b).IsZero():
		left := inbox.Left(inbox.Seconds(m.o.Desk.Now(), m.brandDoubted(b)))
		return piece{text: "! " + m.o.Words.WaitsShort(left), style: th.Bar.And(th.Warn)}
	case b.Health.State == core.HealthPolling:
		return piece{text: "●", style: th.Bar.And(th.Good)}
	case b.Health.State == core.HealthConflict, b.Health.State == core.HealthBackingOff:
		return piece{text: "! " + m.o.Words.Health(b.Health.State), style: th.Bar.And(th.Warn)}
	}
	return piece{text: "◌", style: th.BarDim}
}

// drawBottom draws the toast, or the keys that work now.
func (m *Model) drawBottom(c *canvas) {
	r := m.plan.BottomBar
	if m.toast.text != "" {
		c.line(r, m.toast.style(&m.o.Theme), " "+m.toast.text)
		return
	}
	drawPieces(c, r, 0, m.hintPieces(r.W))
}

// hintPieces are the bottom line's keys, as many as fit. The last one, which
// leads to all the others, always has its place.
func (m *Model) hintPieces(w int) []piece {
	out := []piece{{text: " ", style: m.o.Theme.KeyTitle}}
	hints := m.hints()
	if len(hints) == 0 {
		return out
	}
	last := m.hintPiece(hints[len(hints)-1])
	for _, h := range hints[:len(hints)-1] {
		ps := m.hintPiece(h)
		if width(out)+width(ps)+width(last) <= w {
			out = append(out, ps...)
		}
	}
	return append(out, last...)
}

func (m *Model) hintPiece(h hint) []piece {
	th := &m.o.Theme
	return []piece{{text: h.key, style: th.Key, key: h.key}, {text: " " + h.title + "  ", style: th.KeyTitle, key: h.key}}
}

// hint is a key and what it does now.
type hint struct{ key, title string }

// hints are the keys of the present mode that work now, most useful first.
func (m *Model) hints() []hint {
	switch {
	case m.overlay != nil:
		return m.overlay.hints(m)
	case m.settings != nil:
		return m.settingsHints()
	}
	scope := m.scope()
	bound := m.keys.In(scope)
	slices.SortStableFunc(bound, func(a, b keymap.Binding) int { return cmp.Compare(a.Rank, b.Rank) })
	var out []hint
	for _, b := range bound {
		a, ok := m.find(b.Action)
		if !ok || b.Rank == 0 || m.blocked(a) != "" {
			continue
		}
		h := hint{key: m.keys.Key(b.Action, scope), title: m.titleOf(a)}
		if !slices.ContainsFunc(out, func(o hint) bool { return o.title == h.title }) {
			out = append(out, h)
		}
	}
	return out
}

// scope is where keys go now.
func (m *Model) scope() keymap.Scope {
	switch {
	case m.focus == layout.Composer:
		return keymap.Composer
	case m.focus == layout.Transcript:
		return keymap.Transcript
	}
	return keymap.Lists
}
