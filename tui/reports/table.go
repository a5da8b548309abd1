package reports

import (
	"strconv"
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/canvas"
	"tgdesk/tui/layout"
	"tgdesk/tui/locale"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// column is one of the table beside the key of its rows.
type column struct {
	id    string // of its title
	value func(*locale.Catalogue, core.ReportRow) string
}

func columns() []column {
	count := func(n func(core.ReportRow) int) func(*locale.Catalogue, core.ReportRow) string {
		return func(_ *locale.Catalogue, row core.ReportRow) string { return strconv.Itoa(n(row)) }
	}
	length := func(of func(core.ReportRow) core.Percentiles, at func(core.Percentiles) time.Duration) func(*locale.Catalogue, core.ReportRow) string {
		return func(w *locale.Catalogue, row core.ReportRow) string {
			if of(row).Count == 0 {
				return w.Report("none")
			}
			return w.ReportSpan(at(of(row)))
		}
	}
	half, most := func(p core.Percentiles) time.Duration { return p.P50 }, func(p core.Percentiles) time.Duration { return p.P90 }
	response := func(r core.ReportRow) core.Percentiles { return r.FirstResponse }
	wait := func(r core.ReportRow) core.Percentiles { return r.Wait }
	handling := func(r core.ReportRow) core.Percentiles { return r.Handling }
	return []column{
		{"column_opened", count(func(r core.ReportRow) int { return r.Opened })},
		{"column_answered", count(func(r core.ReportRow) int { return r.Answered })},
		{"column_unanswered", count(func(r core.ReportRow) int { return r.Unanswered })},
		{"column_share", func(w *locale.Catalogue, r core.ReportRow) string {
			return w.Report("percent", 100*r.UnansweredShare())
		}},
		{"column_response", length(response, half)}, {"column_most", length(response, most)},
		{"column_wait", length(wait, half)}, {"column_most", length(wait, most)},
		{"column_handling", length(handling, half)}, {"column_most", length(handling, most)},
		{"column_completed", count(completedIn)},
		{"column_received", count(func(r core.ReportRow) int { return r.MessagesIn })},
		{"column_sent", count(func(r core.ReportRow) int { return r.MessagesOut })},
		{"column_ratings", count(func(r core.ReportRow) int { return r.Ratings.Count })},
		{"column_mean", func(w *locale.Catalogue, r core.ReportRow) string {
			if r.Ratings.Count == 0 {
				return w.Report("none")
			}
			return w.Report("mean", r.Ratings.Mean)
		}},
	}
}

// completedIn is how many chats were completed, for whatever reason.
func completedIn(r core.ReportRow) (n int) {
	for _, count := range r.Completed {
		n += count
	}
	return n
}

// The widths of the table's columns.
const (
	leastKeyWidth, mostKeyWidth = 10, 24
	leastColumn                 = 8
)

// drawTable draws the head of the table, and as many of its rows as there is room for. Its
// rows are spans at their columns, and no bubbles/table, which measures texts by rune: names
// in Thai or with emoji would move its columns.
func (r *Reports) drawTable(c *canvas.Canvas, area layout.Rect) {
	w, th, all := r.s.Locale, &r.s.Theme, r.answer.report.Rows
	r.drawn.rows = max(area.H-1, 0)
	r.top = max(min(r.top, len(all)-r.drawn.rows), 0)
	rows := all[r.top:min(r.top+r.drawn.rows, len(all))]
	kw := min(r.answer.keyWidth, area.W/3)
	shown, widths := r.fitting(area.W - kw - 2)
	head := term.Row{{X: 1, W: kw, Text: th.Label.Paint(text.Fit(w.Report("key_"+string(r.answer.report.By)), kw))}}
	x := 1 + kw
	for i, col := range shown {
		head = append(head, term.Span{X: x, W: widths[i], Text: th.Label.Paint(text.FitRight(w.Report(col.id), widths[i]))})
		x += widths[i]
	}
	lines := []term.Row{head}
	for _, row := range rows {
		line, x := term.Row{{X: 1, W: kw, Text: th.Text.Paint(text.Fit(r.key(row), kw))}}, 1+kw
		for i, col := range shown {
			line = append(line, term.Span{X: x, W: widths[i], Text: th.Text.Paint(text.FitRight(col.value(w, row), widths[i]))})
			x += widths[i]
		}
		lines = append(lines, line)
	}
	if len(all) == 0 {
		lines = append(lines, term.Row{{X: 1, W: area.W - 1, Text: th.Dim.Paint(text.Cut(w.Report("empty"), area.W-1))}})
	}
	c.Put(area, lines)
}

// fitting are the columns from r.column on that fit into w cells, and their widths.
func (r *Reports) fitting(w int) (shown []column, widths []int) {
	all, room := columns(), w
	r.column = min(r.column, len(all)-1)
	for _, col := range all[r.column:] {
		width := max(text.Width(r.s.Locale.Report(col.id))+1, leastColumn)
		if room -= width; room < 0 {
			r.drawn.cut = true
			break
		}
		shown, widths = append(shown, col), append(widths, width)
	}
	return shown, widths
}

// keyWidth is how wide the column of the keys is for all rows.
func (r *Reports) keyWidth(rows []core.ReportRow) int {
	w := leastKeyWidth
	for _, row := range rows {
		w = min(max(w, text.Width(r.key(row))), mostKeyWidth)
	}
	return w
}

// key is what a row is called.
func (r *Reports) key(row core.ReportRow) string {
	if row.Key == "" {
		return r.s.Locale.Report("nobody")
	}
	return clean.Line(row.Key).String()
}
