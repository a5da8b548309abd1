package search

import (
	"fmt"
	"slices"
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/canvas"
	"tgdesk/tui/countdown"
	"tgdesk/tui/dialog"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/richtext"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// hitRows is the height of a hit.
const hitRows = 2

// mostWrong is how many rows a sentence about the line takes at most.
const mostWrong = 5

// prompt stands before the line.
const prompt = " / "

// Draw draws the line, what is to be said about it, and the results.
func (a *Search) Draw(c *canvas.Canvas, r layout.Rect) *term.Point {
	th := &a.s.Theme
	line, x := a.field.Render(r.W - len(prompt) - 1)
	rows := []term.Row{{{W: r.W, Text: th.InputFocused.Paint(text.Fit(prompt+line, r.W))}}}
	if a.field.Text() == "" {
		hint := prompt + a.s.Locale.Screen("search_hint")
		rows[0] = term.Row{{W: r.W, Text: th.InputFocused.And(th.Placeholder).Paint(text.Fit(hint, r.W))}}
	}
	rows = append(rows, a.about(r.W)...)
	a.first, a.rows = len(rows), max(r.H-len(rows), 0)
	a.visible = a.rows / hitRows
	if strings.TrimSpace(a.field.Text()) == "" {
		rows = append(rows, a.help(r.W)...)
	} else {
		rows = append(rows, a.hits(r.W)...)
	}
	c.Put(r, rows)
	return &term.Point{X: r.X + len(prompt) + x, Y: r.Y}
}

// about says what the line can be completed to, what is wrong with it, or how much it has
// found.
func (a *Search) about(w int) (rows []term.Row) {
	th, lc := &a.s.Theme, a.s.Locale
	if choices, at := a.offered(); len(choices) > 0 {
		return []term.Row{a.offer(choices, at, w)}
	}
	if a.wrong != nil && !a.waiting {
		rows = canvas.Wrapped("! "+a.s.Sentence(a.wrong), 1, w-2, th.InputError)
		return rows[:min(len(rows), mostWrong)]
	}
	n, said := len(a.results.hits), ""
	switch {
	case strings.TrimSpace(a.field.Text()) == "":
		said = lc.Screen("search_filters", strings.Join(core.SearchFilters(), ": ")+":")
	case (a.waiting || a.reads.Busy() && !a.follow.reading) && n == 0:
		said = lc.Screen("search_running")
	case a.results.more:
		said = lc.Screen("search_so_far", n)
	default:
		said = lc.Screen("search_found", n)
	}
	if r := &a.results; n > 0 {
		r.fresh = min(r.fresh, r.top, r.at) // those below have been seen
	}
	if a.results.fresh > 0 {
		said += " · " + lc.Screen("search_new", a.results.fresh)
	}
	said = text.Cut(said, w-4) + a.spinner.View()
	return []term.Row{{{X: 1, W: text.Width(said), Text: th.Dim.Paint(said)}}}
}

// offer lists what a filter can be completed to, the chosen one in brackets.
func (a *Search) offer(choices []string, at, w int) (row term.Row) {
	th := &a.s.Theme
	first := 0
	width := func(from, to int) (n int) {
		for _, c := range choices[from:to] {
			n += text.Width(strings.TrimSpace(c)) + 3
		}
		return n
	}
	for first < at && width(first, at+1) > w-2 {
		first++
	}
	x := 1
	for i, c := range choices[first:] {
		shown, style := " "+strings.TrimSpace(c)+" ", th.Dim
		if first+i == at {
			shown, style = "["+strings.TrimSpace(c)+"]", th.Strong
		}
		shown = text.Cut(shown, w-1-x)
		if text.Width(shown) < 3 {
			break
		}
		row = append(row, term.Span{X: x, W: text.Width(shown), Text: style.Paint(shown)})
		x += text.Width(shown) + 1
	}
	return row
}

// help says what can be searched for, and lists the latest searches.
func (a *Search) help(w int) (rows []term.Row) {
	th, lc := &a.s.Theme, a.s.Locale
	rows = append(rows, nil)
	if len(a.earlier) > 0 {
		rows = append(rows, term.Row{{X: 1, W: w - 1, Text: th.Section.Paint(text.Cut(lc.Screen("search_earlier"), w-1))}})
		for _, s := range a.earlier[:min(len(a.earlier), 5)] {
			shown := text.Cut(s, w-4)
			rows = append(rows, term.Row{{X: 3, W: text.Width(shown), Text: shown}})
		}
		rows = append(rows, nil)
	}
	rows = append(append(rows, canvas.Wrapped(lc.Screen("search_about"), 1, w-2, th.Dim)...), nil)
	for _, f := range core.SearchFilters() {
		shown := text.Cut(lc.Screen("search_help_"+f), w-14)
		rows = append(rows, term.Row{{X: 3, W: text.Width(f) + 1, Text: th.Key.Paint(f + ":")}, {X: 13, W: text.Width(shown), Text: th.Dim.Paint(shown)}})
	}
	return rows[:min(len(rows), a.rows)]
}

// hits draws the results around the chosen one.
func (a *Search) hits(w int) (rows []term.Row) {
	r := &a.results
	r.top = max(min(r.top, r.at), r.at-a.visible+1, 0)
	for i := r.top; i < min(r.top+a.visible, len(r.hits)); i++ {
		base := a.s.Theme.Row
		if i == r.at {
			base = a.s.Theme.RowSelected
		}
		first, second := a.nameLine(r.hits[i], w, base), a.snippetLine(r.hits[i], w, base)
		if i == r.at {
			mark := term.Row{{W: 1, Text: base.And(a.s.Theme.Cursor).Paint("▌")}}
			first, second = canvas.Filled(slices.Concat(mark, first), w, base), canvas.Filled(slices.Concat(mark, second), w, base)
		}
		rows = append(rows, first, second)
	}
	return rows
}

// nameLine says whose chat a hit is in, who wrote it, where it stands, which chat that is and
// when it was. What stands last goes first where there is no room.
func (a *Search) nameLine(h core.Hit, w int, base theme.Style) term.Row {
	th := &a.s.Theme
	when := countdown.Stamp(a.s.Locale, h.At, a.s.Now())
	at := w - 1 - text.Width(when)
	name := text.Cut(clean.Name(h.Visitor, a.s.Locale.Screen("search_visitor")).String(), at-4)
	row := term.Row{{X: 2, W: text.Width(name), Text: base.And(th.Strong).Paint(name)}}
	x := 2 + text.Width(name)
	facts := []string{clean.Line(h.Brand).String(), a.who(h), a.place(h), a.s.Locale.State(h.State), fmt.Sprintf("#%d", h.Chat)}
	for _, f := range slices.DeleteFunc(facts, func(f string) bool { return f == "" }) {
		if f = " · " + f; x+text.Width(f) > at-1 {
			break
		}
		row = append(row, term.Span{X: x, W: text.Width(f), Text: base.And(th.Dim).Paint(f)})
		x += text.Width(f)
	}
	return append(row, term.Span{X: at, W: text.Width(when), Text: base.And(th.Time).Paint(when)})
}

// who wrote what was found.
func (a *Search) who(h core.Hit) string {
	switch author := clean.Line(h.Author).String(); {
	case h.Message == 0:
		return ""
	case h.From == core.FromVisitor:
		return a.s.Locale.Screen("search_visitor")
	case h.From == core.FromBot:
		return a.s.Locale.Screen("bot")
	case h.From == core.FromNote:
		return a.s.Locale.Chat("note_by", author)
	default:
		return author
	}
}

// place says where the words stand, if it is not a message as it is now.
func (a *Search) place(h core.Hit) string {
	switch h.Place {
	case core.FoundInFile:
		return a.s.Locale.Screen("search_file")
	case core.FoundInEarlier:
		return a.s.Locale.Screen("search_earlier_version")
	case core.FoundInVisitor:
		return a.s.Locale.Screen("search_name")
	case core.FoundInField:
		return a.s.Locale.Screen("search_field")
	case core.FoundInTag:
		return a.s.Locale.Screen("search_tag")
	}
	return ""
}

// snippetLine shows the words that were found, with what stands around them.
func (a *Search) snippetLine(h core.Hit, w int, base theme.Style) (row term.Row) {
	th := &a.s.Theme
	p := richtext.MarkLine(h.Snippet, h.Matches)
	if h.Snippet == "" {
		p = richtext.MarkLine(a.s.Locale.Screen("search_no_text"), nil)
	}
	if th.Profile() == theme.Plain {
		p = p.Bracketed()
	}
	const indent = 3
	x, end := indent, w-1
	skip := hidden(p, end-x)
	if skip > 0 {
		row, x = append(row, term.Span{X: x, W: 1, Text: base.And(th.Preview).Paint(text.Ellipsis)}), x+1
	}
	for _, run := range p.Runs {
		s := p.Text[min(max(run.Start, skip), run.End):run.End]
		shown := text.Cut(s, end-x)
		if shown == "" {
			continue
		}
		style := base.And(th.Preview)
		if run.Style&richtext.Match != 0 {
			style = base.And(th.Match)
		}
		row = append(row, term.Span{X: x, W: text.Width(shown), Text: style.Paint(shown)})
		x += text.Width(shown)
	}
	return row
}

// hidden is how many bytes of a line are left out at its beginning, so that the first words
// that were found are seen in w cells.
func hidden(p richtext.Paragraph, w int) (skip int) {
	i := slices.IndexFunc(p.Runs, func(r richtext.Run) bool { return r.Style&richtext.Match != 0 })
	if i < 0 || text.Width(p.Text[:p.Runs[i].End]) < w {
		return 0
	}
	before := text.Width(p.Text[:p.Runs[i].Start])
	for before > w/3 {
		size, cells := text.Step(p.Text[skip:])
		skip, before = skip+size, before-cells
	}
	return skip
}

// Hints are the keys that work now.
func (a *Search) Hints() (all []dialog.Hint) {
	add := func(k keymap.Action, title string) {
		all = append(all, dialog.Hint{Key: a.s.Keys.Key(k, keymap.SearchLine), Title: a.s.Locale.Action(title)})
	}
	if len(a.results.hits) > 0 {
		add(keymap.OpenHit, string(keymap.OpenHit))
		add(keymap.NextResult, string(keymap.NextResult))
	}
	if len(a.earlier) > 0 && a.results.at == 0 && (a.recalled >= 0 || a.field.Text() == "") {
		add(keymap.PreviousResult, "earlier_search")
	}
	add(keymap.CompleteFilter, string(keymap.CompleteFilter))
	add(keymap.CloseSearch, string(keymap.CloseSearch))
	return all
}
