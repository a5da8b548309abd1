package canned

import (
	"strconv"
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/canvas"
	"tgdesk/tui/layout"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// The sizes of the popup, in cells.
const (
	mostRows    = 8  // of the list and of the preview beside it
	besideWidth = 76 // from here the preview stands beside the list
	belowRows   = 4  // of the preview below it
	// dividerWidth is that of the line between the two.
	dividerWidth = 3
)

// Draw draws the popup at the foot of the area, which ends above the composer. It
// returns the place of the cursor where the popup has it.
func (p *Popup) Draw(c *canvas.Canvas, area layout.Rect) *term.Point {
	p.rows = layout.Rect{}
	room := area.H - 1 // below the title
	if !p.Shown() || room < 1 || area.W < 4 {
		return nil
	}
	listed, list, preview := min(max(len(p.hits), 1), mostRows), area, area
	var shown []term.Row
	if area.W >= besideWidth {
		list.W = area.W * 45 / 100
		preview.X, preview.W = area.X+list.W, area.W-list.W
		shown = p.preview(preview.W-dividerWidth, min(mostRows, room))
		room = min(room, max(listed, len(shown)))
		list.H, preview.H = room, room
		list.Y = area.Y + area.H - room
		preview.Y = list.Y
	} else {
		shown = p.preview(area.W-dividerWidth, min(belowRows, room/2))
		list.H, preview.H = min(listed, room-len(shown)), len(shown)
		preview.Y = area.Y + area.H - preview.H
		list.Y = preview.Y - list.H
	}
	p.rows = list
	p.top = min(max(p.top, p.at-list.H+1), max(p.at, 0))
	for i := range list.H {
		c.Over(layout.Rect{X: list.X, Y: list.Y + i, W: list.W, H: 1}, p.row(p.top+i, list.W))
	}
	blank, th := preview.W-dividerWidth, &p.s.Theme
	for i := range preview.H {
		at := layout.Rect{X: preview.X, Y: preview.Y + i, W: dividerWidth, H: 1}
		c.Over(at, term.Row{{W: at.W, Text: th.Overlay.And(th.Dim).Paint(" │ ")}})
		at.X, at.W = at.X+dividerWidth, blank
		row := term.Row{{W: blank, Text: th.Overlay.Paint(text.Fit("", blank))}}
		if i < len(shown) {
			row = shown[i]
		}
		c.Over(at, row)
	}
	return p.drawTitle(c, layout.Rect{X: area.X, Y: list.Y - 1, W: area.W, H: 1})
}

// drawTitle draws the line above the list: what is searched for, and how much fits.
func (p *Popup) drawTitle(c *canvas.Canvas, at layout.Rect) *term.Point {
	th, w := &p.s.Theme, p.s.Locale
	count := " " + w.Screen("canned_count", len(p.hits)) + " "
	if p.mode == following {
		title := text.Cut(" "+w.Panel("canned")+" ", max(at.W-text.Width(count), 0))
		c.Over(at, term.Row{
			{W: at.W - text.Width(count), Text: th.OverlayTitle.Paint(text.Fit(title, at.W-text.Width(count)))},
			{X: at.W - text.Width(count), W: text.Width(count), Text: th.Overlay.And(th.Dim).Paint(count)},
		})
		return nil
	}
	room := max(at.W-text.Width(count)-1, 1)
	typed, x := p.field.Row(th, room, w.Panel("canned_hint"), true)
	c.Over(at, term.Row{
		{W: 1, Text: th.InputFocused.Paint(" ")}, {X: 1, W: room, Text: typed[0].Text},
		{X: 1 + room, W: text.Width(count), Text: th.Overlay.And(th.Dim).Paint(count)},
	})
	return &term.Point{X: at.X + 1 + x, Y: at.Y}
}

// row is one canned reply in the list, in w cells.
func (p *Popup) row(i, w int) term.Row {
	th := &p.s.Theme
	if i >= len(p.hits) && i > 0 {
		return term.Row{{W: w, Text: th.Overlay.Paint(text.Fit("", w))}}
	} else if i >= len(p.hits) {
		none := p.s.Locale.Panel("canned_none")
		switch {
		case p.loading():
			none = p.s.Locale.Screen("loading")
		case p.query == "":
			none = p.s.Locale.Panel("canned_empty")
		}
		return term.Row{{W: w, Text: th.Overlay.And(th.Dim).Paint(text.Fit("  "+none, w))}}
	}
	r := p.hits[i]
	ground, mark := th.Choice(th.Overlay, i == p.at)
	name := clean.Line(r.Shortcut).String()
	if r.Language != "" {
		name += " " + clean.Line(r.Language).String()
	}
	files := ""
	if n := len(r.Files); n > 0 {
		files = " ▣" + strconv.Itoa(n) + " "
	}
	name = text.Cut(mark+name, max(w-text.Width(files), 0)) + " "
	rest := max(w-text.Width(name)-text.Width(files), 0)
	return term.Row{
		{W: text.Width(name), Text: ground.And(th.Strong).Paint(name)},
		{X: text.Width(name), W: rest, Text: ground.And(th.Preview).Paint(text.Fit(clean.Line(r.Text).String(), rest))},
		{X: text.Width(name) + rest, W: text.Width(files), Text: ground.And(th.Attachment).Paint(files)},
	}
}

// preview is the canned reply that is chosen, or else the first one, as it would be
// inserted: at most h rows of w cells.
func (p *Popup) preview(w, h int) (rows []term.Row) {
	r := p.choice(max(p.at, 0))
	if r.ID == 0 || w < 1 || h < 1 {
		return nil
	}
	th := &p.s.Theme
	filled, gaps := core.FillCanned(r.Text, p.values)
	for _, line := range text.Wrap(clean.Message(filled).String(), w) {
		rows = append(rows, gapRow(text.Clip(line, w), gaps, w, th.Overlay, th.Overlay.And(th.Warn)))
	}
	for _, f := range r.Files {
		line := "▣ " + clean.Name(f.Name, "?").String() + " · " + core.ShortSize(f.Size)
		rows = append(rows, term.Row{{W: w, Text: th.Overlay.And(th.Attachment).Paint(text.Fit(text.Cut(line, w), w))}})
	}
	if len(rows) > h {
		rows = rows[:h]
		rows[h-1] = term.Row{{W: w, Text: th.Overlay.And(th.Dim).Paint(text.Fit("…", w))}}
	}
	return rows
}

// gapRow is a line in which the variables without a value stand out.
func gapRow(line string, gaps []string, w int, plain, gap theme.Style) (row term.Row) {
	x := 0
	add := func(s string, style theme.Style) {
		if n := text.Width(s); n > 0 {
			row = append(row, term.Span{X: x, W: n, Text: style.Paint(s)})
			x += n
		}
	}
	for line != "" {
		first, name := len(line), ""
		for _, g := range gaps {
			if i := strings.Index(line, core.Gap(g)); i >= 0 && i < first {
				first, name = i, core.Gap(g)
			}
		}
		add(line[:first], plain)
		add(name, gap)
		line = line[first+len(name):]
	}
	return canvas.Filled(row, w, plain)
}
