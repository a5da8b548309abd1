package settings

import (
	"slices"
	"strings"

	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// headRows are the way to the page and the rule below it.
const headRows = 2

// Render draws the screen in w × h cells: h rows, and the cursor while a text
// field has the focus. Clicks refer to the last rendering.
func (s *Screen) Render(w, h int) (rows []term.Row, cursor *term.Point) {
	s.view = view{width: w, screen: h}
	if w < 1 || h < 1 {
		return nil, nil
	}
	f := s.form()
	c := drawContext{theme: &s.o.Theme, width: w, labelWidth: f.labelWidth(), columns: f.columns()}
	if focused, ok := f.focused(s.top().state().focus); ok {
		c.focus = focused.id
	}
	var body []row
	for _, part := range f.widgets {
		body = append(body, part.draw(c)...)
	}
	foot := f.foot(c)
	if len(foot) > 0 && h-headRows-len(foot) < 3 {
		foot = nil
	}
	_, whole := s.top().(*codePage)
	s.view.height = max(0, h-headRows-len(foot))
	if whole {
		s.view.height = h
	}
	s.view.maxScroll = max(0, len(body)-s.view.height)
	first := s.scrollTo(body)
	end := min(first+s.view.height, len(body))
	var all []row
	if !whole {
		all = s.head(f, c, first > 0, end < len(body))
	}
	all = append(all, body[first:end]...)
	for len(foot) > 0 && len(all) < h-len(foot) {
		all = append(all, newRow(w))
	}
	all = append(all, foot...)
	rows = make([]term.Row, h)
	for y, r := range all[:min(len(all), h)] {
		rows[y] = r.spans
		for _, t := range r.targets {
			t.y = y
			s.view.targets = append(s.view.targets, t)
		}
		if r.cursor >= 0 {
			cursor = &term.Point{X: r.cursor, Y: y}
		}
	}
	return rows, cursor
}

// scrollTo returns the first row of the body to show: where the operator
// scrolled to, else where the control with the focus is in sight. A
// bubbles/viewport would know neither the focus nor where the mouse meets a
// control: it holds text.
func (s *Screen) scrollTo(body []row) int {
	p := s.top().state()
	if !p.scrolled {
		if first := slices.IndexFunc(body, func(r row) bool { return r.focused }); first >= 0 {
			end := first
			for end < len(body) && body[end].focused {
				end++
			}
			p.scroll = min(max(p.scroll, end-s.view.height), first)
		}
	}
	p.scroll = max(0, min(p.scroll, s.view.maxScroll))
	return p.scroll
}

// head draws the way to the page, the button in the corner, and the rule,
// which also says whether there is more above or below.
func (s *Screen) head(f *form, c drawContext, above, below bool) []row {
	top, room := newRow(c.width), c.width
	if f.topRight != nil {
		room = max(0, c.width-text.Width(f.topRight.text())-2)
	}
	x := top.write(1, room, s.o.Theme.PanelTitle, s.breadcrumbs(room-1))
	top.write(x, room, s.o.Theme.Dim, s.requests.spinner.View())
	if f.topRight != nil {
		f.topRight.draw(&top, c, min(room+1, c.width))
	}
	more := ""
	if above {
		more += "↑"
	}
	if below {
		more += "↓"
	}
	if more != "" {
		more = " " + more + " "
	}
	rule := newRow(c.width)
	x = rule.write(0, c.width, s.o.Theme.Rule, strings.Repeat("─", max(0, c.width-text.Width(more)-2)))
	x = rule.write(x, c.width, s.o.Theme.Strong, more)
	rule.write(x, c.width, s.o.Theme.Rule, "──")
	return []row{top, rule}
}

// breadcrumbs is the way to the page; when it does not fit its beginning goes.
func (s *Screen) breadcrumbs(room int) string {
	parts := []string{s.t("settings")}
	for i, p := range s.pages {
		if i == 0 && len(s.pages) > 1 && isSection(s.pages[1]) {
			continue // it is beside the first page, not below it
		}
		parts = append(parts, p.title())
	}
	whole := strings.Join(parts, " › ")
	for i := 1; text.Width(whole) > room && i < len(parts); i++ {
		whole = "… › " + strings.Join(parts[i:], " › ")
	}
	return text.Cut(whole, room)
}

// isSection reports whether a page is a part of the settings by itself, wherever it was
// opened.
func isSection(p page) bool {
	switch p.(type) {
	case *operatorsPage, *auditPage, *cannedPage, *operatorPage:
		return true
	}
	return false
}
