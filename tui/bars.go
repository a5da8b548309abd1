package tui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/canvas"
	"tgdesk/tui/countdown"
	"tgdesk/tui/dialog"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
	"tgdesk/tui/team"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// drawTop draws the top line: brands and their health, who waits, who works
// here, the time. Who waits, a channel in trouble, an engine that stopped and that the
// operator is away are never left out.
func (m *Model) drawTop(c *canvas.Canvas) {
	r, th := m.screen.plan.TopBar, &m.s.Theme
	left := []canvas.Piece{{Text: " tgdesk ", Style: th.Title}}
	operator := canvas.Piece{Text: text.Cut(clean.Line(m.s.Operator.Name).String(), 20), Style: th.Bar}
	clock := canvas.Piece{Text: "  " + m.s.Now().Format("15:04") + " ", Style: th.Bar}
	status, style := team.Status(m.s, m.team.Own())
	if m.team.Own() == core.Available {
		style = th.Bar
	}
	right := []canvas.Piece{operator, {Text: " " + status, Style: th.Bar.And(style)}, clock}
	trouble := m.channels.TroubleWidth()
	least := 1
	switch {
	case m.state.engineDead:
		sign, style := m.s.HealthSign(core.HealthStopped)
		right = []canvas.Piece{operator, clock, {Text: " " + sign + " " + m.s.Locale.Health(core.HealthStopped) + " ", Style: th.Bar.And(style)}}
	case trouble > 0 && !m.team.Away():
		least = 0
	}
	shortest := right[len(right)-least:]
	if m.team.Away() && !m.state.engineDead { // then the time goes before it
		shortest = []canvas.Piece{{Text: right[1].Text + " ", Style: right[1].Style}}
	}
	fixed := canvas.Width(left) + trouble + canvas.Width(shortest) + 3
	var middle []canvas.Piece
	others := canvas.Width(right) - canvas.Width(shortest) // what all of the words would take the place of
	for detail := 3; detail >= 0; detail-- {
		if middle = waiting(m, detail); canvas.Width(middle)+fixed+others <= r.W {
			break
		}
		others = 0
	}
	mw := canvas.Width(middle) + 2
	for len(right) > least && canvas.Width(left)+trouble+mw+canvas.Width(right)+1 > r.W {
		if right = right[1:]; len(right) == least {
			right = shortest
		}
	}
	rw := canvas.Width(right)
	if m.demo && canvas.Width(left)+mw+rw+10 < r.W {
		left = append(left, canvas.Piece{Text: m.s.Locale.Screen("demo") + " ", Style: th.BarDim})
	}
	left = append(left, m.channels.Pieces(r.W-canvas.Width(left)-mw-rw-1)...)
	at := min(max((r.W-mw)/2, canvas.Width(left)+1), r.W-rw-mw)
	c.Pieces(r, 0, left)
	c.Pieces(r, at, middle)
	c.Pieces(r, r.W-rw, right)
	c.Fill(r, th.Bar)
}

// waiting says how many chats wait to be picked up, and in how many of this
// operator's the visitor waits for an answer. The higher detail is, from 0 to 3, the
// more words it takes.
func waiting(m *Model, detail int) []canvas.Piece {
	th, w, all, own := &m.s.Theme, m.s.Locale, m.inbox.Overview, m.inbox.Workload
	var out []canvas.Piece
	if n := all.Waiting(); n > 0 {
		p := canvas.Piece{Text: w.Screen("waiting", n), Style: th.Bar}
		if detail > 1 {
			p.Text += w.Screen("longest", countdown.Waited(w, all.WaitingSince, m.s.Now()))
		}
		switch {
		case all.Chats[core.Unanswered] > 0:
			p.Style = p.Style.And(th.ClockLate)
		case m.inbox.PendingLate(m.channels.OpenLimit):
			p.Style = p.Style.And(th.ClockWarn)
		}
		out = append(out, p)
	}
	if own.Awaiting > 0 {
		p := canvas.Piece{Text: w.Screen("for_you", own.Awaiting), Style: th.Bar}
		if detail == 3 || detail == 2 && len(out) == 0 {
			p.Text = w.Screen("awaiting", own.Awaiting)
		}
		switch waited, limit := m.s.Now().Sub(own.AwaitingSince), m.channels.AnswerLimit(own.AwaitingBrand); {
		case waited >= limit:
			p.Style = p.Style.And(th.ClockLate)
		case waited >= limit/2:
			p.Style = p.Style.And(th.ClockWarn)
		}
		out = addPiece(th, out, p)
	}
	if own.Asked > 0 {
		out = addPiece(th, out, counted(m, "asked", own.Asked, detail))
		out[len(out)-1].Style = th.Bar.And(th.Warn)
	}
	asked := len(out)
	if n := len(own.Mentions); n > 0 {
		out = addPiece(th, out, counted(m, "mentions", n, detail))
	}
	if all.BlocksAsked > 0 && m.s.Operator.Supervises() {
		out = addPiece(th, out, counted(m, "blocks_asked", all.BlocksAsked, detail))
	}
	switch {
	case len(out) == 0:
		return []canvas.Piece{{Text: w.Screen("nobody_waits"), Style: th.BarDim}}
	case detail == 0 && own.Asked > 0 && asked > 1: // who waits, and what runs out in minutes
		return append(out[:1:1], out[asked-2:asked]...)
	case detail == 0:
		return out[:1]
	}
	return out
}

// addPiece adds a piece of the top line, apart from the one before it.
func addPiece(th *theme.Theme, to []canvas.Piece, p canvas.Piece) []canvas.Piece {
	if len(to) > 0 {
		to = append(to, canvas.Piece{Text: " · ", Style: th.BarDim})
	}
	return append(to, p)
}

// counted says how many of something wait for this operator, in words or by a sign.
func counted(m *Model, id string, n, detail int) canvas.Piece {
	if detail < 3 {
		id += "_short"
	}
	return canvas.Piece{Text: m.s.Locale.Screen(id, n), Style: m.s.Theme.Bar}
}

// windowTitle says how many wait, as the top line does, and roughly how long.
func windowTitle(m *Model) string {
	now, all, own := m.s.Now(), m.inbox.Overview, m.inbox.Workload
	var parts []string
	add := func(n int, text string, since time.Time) {
		if longest := countdown.Rough(since, now); longest != "" {
			text += " · " + longest
		}
		if n > 0 {
			parts = append(parts, text)
		}
	}
	add(all.Waiting(), strconv.Itoa(all.Waiting()), all.WaitingSince)
	add(own.Awaiting, m.s.Locale.Screen("for_you", own.Awaiting), own.AwaitingSince)
	if len(parts) == 0 {
		return "tgdesk"
	}
	return "(" + strings.Join(parts, ", ") + ") tgdesk"
}

// newsWidth is the width of a screen from which news stand beside the keys; on a narrower
// one they take their place.
const newsWidth = 60

// drawBottom draws the keys that work now, where there is no toast, or only news beside them.
func (m *Model) drawBottom(c *canvas.Canvas) {
	r, news := m.screen.plan.BottomBar, newsBeside(m)
	if news == "" && m.s.Toast.Text != "" {
		return
	}
	free := r.W - text.Width(news)
	c.Pieces(r, 0, hintPieces(m, free))
	c.Pieces(r, free, []canvas.Piece{{Text: news, Style: m.s.Theme.ToastInfo}})
}

// besideKeys reports whether the toast is news that stand beside the keys.
func besideKeys(m *Model) bool {
	return m.s.Toast.Text != "" && m.s.Toast.Kind == session.ToastNews && m.screen.plan.BottomBar.W >= newsWidth
}

// newsBeside are the news that stand at the end of the bottom line, "" for none: as much of
// them as all keys leave room for, or half of the line.
func newsBeside(m *Model) string {
	w := m.screen.plan.BottomBar.W
	if !besideKeys(m) {
		return ""
	}
	room := max(w-canvas.Width(hintPieces(m, w))-1, w/2)
	return "│ " + text.Cut(m.s.Toast.Text, room-3) + " "
}

// maxToast is how many rows a toast takes at most.
const maxToast = 4

// drawToast draws the toast on the bottom line and, if it is longer, over the rows
// above until the next key.
func (m *Model) drawToast(c *canvas.Canvas) {
	r, toast, th := m.screen.plan.BottomBar, m.s.Toast, &m.s.Theme
	if toast.Text == "" || besideKeys(m) {
		return
	}
	lines := []string{toast.Text}
	if !toast.Folded {
		lines = text.Wrap(toast.Text, r.W-2)
	}
	if len(lines) > maxToast {
		lines = append(lines[:maxToast-1], strings.Join(lines[maxToast-1:], " "))
	}
	style := th.ToastInfo
	switch toast.Kind {
	case session.ToastGood:
		style = th.ToastGood
	case session.ToastBad:
		style = th.ToastError
	}
	r.Y -= len(lines) - 1
	for _, line := range lines {
		c.Over(r, term.Row{{W: r.W, Text: style.Paint(text.Fit(" "+text.Cut(line, r.W-2), r.W))}})
		r.Y++
	}
}

// hintPieces are the bottom line's keys, as many as fit. The last one, which
// leads to all the others, always has its place, and so have those that are kept;
// the short help of bubbles/help would cut them off, and could not be
// clicked.
func hintPieces(m *Model, w int) []canvas.Piece {
	th := &m.s.Theme
	pieces := func(h dialog.Hint) []canvas.Piece {
		press := cmp.Or(h.Press, h.Key)
		return []canvas.Piece{{Text: h.Key, Style: th.Key, Key: press}, {Text: " " + h.Title + "  ", Style: th.KeyTitle, Key: press}}
	}
	out := []canvas.Piece{{Text: " ", Style: th.KeyTitle}}
	if m.dialogs.Empty() && !m.settings.isOpen() {
		out = []canvas.Piece{{Text: " " + areaName(m) + "  ", Style: th.Strong}}
	}
	hints := hints(m)
	if len(hints) == 0 {
		return out
	}
	last := pieces(hints[len(hints)-1])
	last[1].Text = strings.TrimRight(last[1].Text, " ") // nothing follows it
	kept := canvas.Width(last)
	for _, h := range hints[:len(hints)-1] {
		if h.Kept {
			kept += canvas.Width(pieces(h))
		}
	}
	for _, h := range hints[:len(hints)-1] {
		ps := pieces(h)
		if h.Kept {
			kept -= canvas.Width(ps)
		}
		if canvas.Width(out)+canvas.Width(ps)+kept <= w {
			out = append(out, ps...)
		}
	}
	return append(out, last...)
}

// areaName is what the area with the focus is called.
func areaName(m *Model) string {
	w := m.s.Locale
	switch {
	case m.search.Shown():
		return w.Screen("area_search")
	case m.reports.IsOpen():
		return w.Screen("area_reports")
	case m.walking():
		return hitsName(m)
	case m.focus == layout.Composer && m.compose.Noting():
		return w.Screen("area_note")
	case m.focus == layout.Composer:
		return w.Screen("area_composer")
	case m.focus == layout.Transcript:
		return w.Screen("area_transcript")
	case m.focus == layout.Panel:
		return w.Screen("area_panel")
	}
	return w.Screen("area_" + string(core.States()[m.focus]))
}

// promised reports whether the bottom line offers an action that can be done: not one of
// which only reading will tell, and not to go back but where nothing else shows what
// that does.
func promised(m *Model, id keymap.Action) bool {
	switch id {
	case keymap.OpenFile, keymap.SaveFile:
		_, known := m.chat.Newest(hasFile)
		_, err := selected(m)
		return known || err == nil
	case keymap.Back:
		return endsFilter(m) || m.reports.IsOpen()
	}
	return true
}

// hints are the keys of the present mode that work now, most useful first.
func hints(m *Model) []dialog.Hint {
	switch {
	case !m.dialogs.Empty():
		return m.dialogs.Top().Hints()
	case m.settings.isOpen():
		return m.settings.hints()
	case m.search.Shown():
		return m.search.Hints()
	case m.canned.Shown():
		return popupHints(m, m.canned.Actions())
	case m.mention.Shown():
		return popupHints(m, []keymap.Action{keymap.ChooseCanned, keymap.NextCanned, keymap.PreviousCanned, keymap.CloseCanned})
	}
	scope := m.scope()
	var out []dialog.Hint
	for b := range m.s.Keys.Ranked(scope) {
		a, ok := m.find(b.Action)
		if !ok || m.allowed(a) != nil || !promised(m, a.id) {
			continue
		}
		wayBack := a.id == keymap.Results || a.id == keymap.Back && m.reports.IsOpen()
		h := dialog.Hint{Key: b.Key(scope), Title: m.titleOf(a), Kept: wayBack}
		if !slices.ContainsFunc(out, func(o dialog.Hint) bool { return o.Title == h.Title }) {
			out = append(out, h)
		}
	}
	return out
}
