package reports

import (
	"slices"
	"strconv"
	"strings"

	"tgdesk/core/clean"
	"tgdesk/tui/canvas"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/text"
)

// below is what is left of r under its first n rows.
func below(r layout.Rect, n int) layout.Rect {
	n = min(n, r.H)
	return layout.Rect{X: r.X, Y: r.Y + n, W: r.W, H: r.H - n}
}

// Draw draws the screen into an area.
func (r *Reports) Draw(c *canvas.Canvas, area layout.Rect) {
	r.drawn = drawn{views: viewsIn(area.W, area.H)}
	if r.HasViews() && !slices.Contains(r.drawn.views, r.view) {
		r.view = viewCourse
	}
	r.drawTitle(c, area)
	area = below(area, 1)
	switch {
	case r.failed != nil:
		c.Put(below(area, 1), canvas.Wrapped(r.s.Sentence(r.failed), 1, area.W-2, r.s.Theme.Bad))
		return
	case r.answer == nil:
		c.Put(below(area, 1), canvas.Wrapped(r.s.Locale.Report("counting"), 1, area.W-2, r.s.Theme.Dim))
		return
	}
	if !slices.Contains(r.drawn.views, viewFigures) {
		rows := r.figureRows(area.W)
		c.Put(area, rows)
		area = below(area, len(rows))
	}
	if !r.HasViews() {
		r.drawAll(c, area)
		return
	}
	r.drawTabs(c, area)
	view := below(area, 1)
	switch r.view {
	case viewFigures:
		r.drawFigures(c, area, view)
	case viewCourse:
		r.drawCourse(c, view)
	case viewHours:
		r.drawHours(c, view)
	case viewTable:
		r.drawTable(c, view)
		r.drawPlace(c, area)
	}
}

// drawFigures draws the figures as a view, and into the row of its tab whether there are
// more of them.
func (r *Reports) drawFigures(c *canvas.Canvas, tabs, area layout.Rect) {
	r.figures.Set(r.figureRows(area.W))
	rows, above, more := r.figures.Show(area.H)
	r.drawn.rows = area.H
	c.Put(area, rows)
	if above || more {
		c.Pieces(tabs, tabs.W-4, []canvas.Piece{{Text: " " + mark(above, "↑") + mark(more, "↓") + " ", Style: r.s.Theme.Strong}})
	}
}

// chartRows is how many rows charts take above the table.
const chartRows = 10

// drawAll draws the charts beside each other, and the table below them.
func (r *Reports) drawAll(c *canvas.Canvas, area layout.Rect) {
	left := area.W - hoursWidth(2) - 3
	r.drawRule(c, area, r.s.Locale.Report("course"), 0, left)
	r.drawRule(c, area, r.s.Locale.Report("hours"), left+2, area.W)
	area = below(area, 1)
	r.drawCourse(c, layout.Rect{X: area.X, Y: area.Y, W: left, H: chartRows})
	r.drawHours(c, layout.Rect{X: area.X + left + 2, Y: area.Y, W: area.W - left - 2, H: chartRows})
	area = below(area, chartRows)
	r.drawRule(c, area, r.s.Locale.Report("table"), 0, area.W)
	r.drawTable(c, below(area, 1))
	r.drawPlace(c, area)
}

// drawRule draws a line with a title from one column of the area to another.
func (r *Reports) drawRule(c *canvas.Canvas, area layout.Rect, title string, from, to int) {
	th := &r.s.Theme
	title = " " + title + " "
	c.Pieces(area, from, []canvas.Piece{{Text: title, Style: th.Section}, {Text: strings.Repeat("─", max(to-from-text.Width(title), 0)), Style: th.Rule}})
}

// drawTitle draws what the report is about; each part of it can be clicked.
func (r *Reports) drawTitle(c *canvas.Canvas, area layout.Rect) {
	th, w := &r.s.Theme, r.s.Locale
	type part struct {
		text        string
		action      keymap.Action
		dispensable bool
	}
	parts := []part{{w.Report("period_" + r.period.id()), keymap.ReportPeriod, false}}
	if from, to, err := r.span(); err == nil {
		parts = append(parts, part{days(from, to), keymap.ReportDates, r.period != periodCustom})
		if r.period == periodCustom {
			parts = parts[1:]
		}
	}
	brand, whose := w.Report("all_brands"), r.whose()
	b, one := r.chosenBrand()
	if one {
		brand = clean.Line(b.Name).String()
	}
	parts = append(parts, part{brand, keymap.ReportBrand, !one})
	if whose == "" {
		parts = append(parts, part{w.Report("everybody"), keymap.ReportOperator, true})
	} else {
		parts = append(parts, part{whose, keymap.ReportOperator, false})
	}
	parts = append(parts, part{w.Report("by_" + string(r.by)), keymap.ReportRows, false})
	width := func() (n int) {
		for _, p := range parts {
			n += text.Width(p.text) + 3
		}
		return n
	}
	for i := len(parts) - 1; i >= 0 && width() > area.W; i-- {
		if parts[i].dispensable {
			parts = append(parts[:i], parts[i+1:]...)
		}
	}
	if width() > area.W { // the table names its rows, too
		parts = parts[:len(parts)-1]
	}
	pieces, x := []canvas.Piece{{Text: " "}}, 1
	for i, p := range parts {
		if i > 0 && x+4 >= area.W {
			pieces = append(pieces, canvas.Piece{Text: " " + text.Ellipsis, Style: th.Dim})
			break
		}
		if i > 0 {
			pieces, x = append(pieces, canvas.Piece{Text: " · ", Style: th.Dim}), x+3
		}
		p.text = text.Cut(p.text, max(area.W-x-1, 0))
		r.drawn.targets = append(r.drawn.targets, target{Rect: at(area, x, text.Width(p.text)), action: p.action})
		pieces, x = append(pieces, canvas.Piece{Text: p.text, Style: th.PanelTitle}), x+text.Width(p.text)
	}
	c.Pieces(area, 0, append(pieces, canvas.Piece{Text: r.spinner.View(), Style: th.Dim}))
}

// drawTabs draws the names of the views, of which one is shown.
func (r *Reports) drawTabs(c *canvas.Canvas, area layout.Rect) {
	th := &r.s.Theme
	var pieces []canvas.Piece
	x := 0
	for _, v := range r.drawn.views {
		title := r.s.Locale.Report(v.id())
		if area.W < headWidth {
			title = r.s.Locale.Report(v.id() + "_short")
		}
		name, style := "  "+title+" ", th.Section
		if v == r.view {
			name, style = " ▌"+title+" ", th.SectionFocused
		}
		r.drawn.targets = append(r.drawn.targets, target{Rect: at(area, x, text.Width(name)), view: v})
		pieces, x = append(pieces, canvas.Piece{Text: name, Style: style}), x+text.Width(name)
	}
	c.Pieces(area, 0, append(pieces, canvas.Piece{Text: strings.Repeat("─", max(area.W-x, 0)), Style: th.Rule}))
}

func mark(shown bool, sign string) string {
	if shown {
		return sign
	}
	return " "
}

// drawPlace draws which rows of the table were drawn, where not all were.
func (r *Reports) drawPlace(c *canvas.Canvas, area layout.Rect) {
	n, shown := len(r.answer.report.Rows), r.drawn.rows
	if n <= shown || shown < 1 {
		return
	}
	place := " " + r.s.Locale.Report("place", r.top+1, r.top+shown, strconv.Itoa(n)) + " "
	if area.W < headWidth {
		place = " " + r.s.Locale.Report("place_short", r.top+shown, strconv.Itoa(n))
	}
	c.Pieces(area, max(area.W-text.Width(place)-1, 0), []canvas.Piece{{Text: place, Style: r.s.Theme.Strong}})
}
