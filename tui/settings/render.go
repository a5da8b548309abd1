package settings

import (
	"strings"

	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

const headRows = 2 // the crumbs and the rule below them

// Render draws the screen in w × h cells: h rows, and the cursor while a text
// field has the focus. Clicks refer to the last drawing.
func (s *Screen) Render(w, h int) (rows []term.Row, cursor *term.Point) {
	s.drawn = drawing{}
	if w < 1 || h < 1 {
		return nil, nil
	}
	f := s.form()
	l := look{theme: &s.theme, width: w, label: f.labels(w)}
	if it, ok := s.focusIn(f); ok {
		l.focus = it.id
	}
	var body []line
	for _, b := range f.blocks {
		body = append(body, b.draw(l)...)
	}
	s.height = max(0, h-headRows)
	top := s.scroll(body)
	lines := append(s.head(f, l, top, len(body)), body[top:min(top+s.height, len(body))]...)
	return s.paint(lines[:min(len(lines), h)], h)
}

// scroll returns the first line of the body to show: where the page was
// scrolled to, or where the item with the focus is in sight.
func (s *Screen) scroll(body []line) int {
	p := s.top().state()
	s.drawn.bottom = max(0, len(body)-s.height)
	if !p.loose {
		first, last := -1, -1
		for i, n := range body {
			if n.focus {
				if first < 0 {
					first = i
				}
				last = i
			}
		}
		if first >= 0 {
			p.scroll = max(p.scroll, last+1-s.height)
			p.scroll = min(p.scroll, first)
		}
	}
	p.scroll = max(0, min(p.scroll, s.drawn.bottom))
	return p.scroll
}

// head draws the crumbs, the button in the corner, and the rule, which also
// says whether there is more above or below.
func (s *Screen) head(f *form, l look, top, total int) []line {
	n := newLine(l.width)
	room := l.width
	if f.corner != nil {
		room = max(0, l.width-text.Width(f.corner.text())-2)
	}
	crumbs := s.crumbs(room - 1)
	n.put(1, room, s.theme.PanelTitle, crumbs)
	if f.corner != nil {
		f.corner.at(&n, l, min(room+1, l.width))
	}
	rule := newLine(l.width)
	more := ""
	if top > 0 {
		more += "↑"
	}
	if top+s.height < total {
		more += "↓"
	}
	if more != "" {
		more = " " + more + " "
	}
	x := rule.put(0, l.width, s.theme.Rule, strings.Repeat("─", max(0, l.width-text.Width(more)-2)))
	x = rule.put(x, l.width, s.theme.Strong, more)
	rule.put(x, l.width, s.theme.Rule, "──")
	return []line{n, rule}
}

// crumbs is the way to the page; when it does not fit its beginning goes.
func (s *Screen) crumbs(room int) string {
	parts := []string{s.t("settings")}
	for _, p := range s.pages {
		parts = append(parts, p.crumb())
	}
	whole := strings.Join(parts, " › ")
	for i := 1; text.Width(whole) > room && i < len(parts); i++ {
		whole = "… › " + strings.Join(parts[i:], " › ")
	}
	return text.Cut(whole, room)
}

// paint turns lines into rows, fills up to h of them, and notes the hits.
func (s *Screen) paint(lines []line, h int) (rows []term.Row, cursor *term.Point) {
	rows = make([]term.Row, h)
	for y, n := range lines {
		for _, sp := range n.spans {
			rows[y] = append(rows[y], term.Span{X: sp.x, W: sp.w, Text: sp.style.Paint(sp.text)})
		}
		for _, h := range n.hits {
			h.y = y
			s.drawn.hits = append(s.drawn.hits, h)
		}
		if n.cursor >= 0 {
			cursor = &term.Point{X: n.cursor, Y: y}
		}
	}
	return rows, cursor
}
