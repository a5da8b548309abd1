package reports

import (
	"slices"
	"strings"

	"tgdesk/core"
	"tgdesk/tui/canvas"
	"tgdesk/tui/countdown"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// figure is one number of the report with its name.
type figure struct{ name, value string }

// The least width of a figure, and that of its name.
const figureWidth, nameWidth = 26, 12

// figureRows are the figures of the period, and what stands of the present.
func (r *Reports) figureRows(w int) (rows []term.Row) {
	th, all := &r.s.Theme, r.allFigures()
	least := figureWidth
	for _, f := range all {
		least = max(least, nameWidth+text.Width(f.value)+1)
	}
	beside := max(w/least, 1)
	width := w / beside
	for i := 0; i < len(all); i += beside {
		var row term.Row
		for j, f := range all[i:min(i+beside, len(all))] {
			x := j * width
			row = append(row, term.Span{X: x + 1, W: nameWidth, Text: th.Label.Paint(text.Fit(f.name, nameWidth))},
				term.Span{X: x + 1 + nameWidth, W: width - nameWidth - 1, Text: th.Strong.Paint(text.Cut(f.value, width-nameWidth-1))})
		}
		rows = append(rows, row)
	}
	return slices.Concat(rows, canvas.Wrapped(r.completed(), 1, w-2, th.Text), canvas.Wrapped(r.backlog(), 1, w-2, th.Text), canvas.Wrapped(r.timesCounted(), 1, w-2, th.Dim))
}

// allFigures are those of the whole period.
func (r *Reports) allFigures() []figure {
	w, t := r.s.Locale, r.answer.report.Total
	share := func(n int) string { return w.Report("share", n, w.Report("percent", percent(n, t.Opened))) }
	both := func(p core.Percentiles) string {
		if p.Count == 0 {
			return w.Report("none")
		}
		return w.Report("median_most", w.ReportSpan(p.P50), w.ReportSpan(p.P90))
	}
	rating := w.Report("none")
	if t.Ratings.Count > 0 {
		rating = w.Report("rating", w.Report("mean", t.Ratings.Mean), t.Ratings.Count)
	}
	return []figure{
		{w.Report("opened"), w.Report("number", t.Opened)}, {w.Report("answered"), share(t.Answered)}, {w.Report("unanswered"), share(t.Unanswered)},
		{w.Report("response"), both(t.FirstResponse)}, {w.Report("wait"), both(t.Wait)}, {w.Report("handling"), both(t.Handling)},
		{w.Report("received"), w.Report("number", t.MessagesIn)}, {w.Report("sent"), w.Report("number", t.MessagesOut)}, {w.Report("ratings"), rating},
	}
}

// percent is n of all in percent, as far as it can be said.
func percent(n, all int) float64 {
	if all == 0 {
		return 0
	}
	return 100 * float64(n) / float64(all)
}

// completed says how many chats were completed, and why.
func (r *Reports) completed() string {
	w, all := r.s.Locale, r.answer.report.Total
	var parts []string
	for _, why := range core.ReportReasons() {
		if count := all.Completed[why]; count > 0 {
			parts = append(parts, w.Report("completed_"+string(why), count))
		}
	}
	line := w.Report("completed_all", completedIn(all))
	if len(parts) > 0 {
		line += ": " + strings.Join(parts, " · ")
	}
	return line
}

// backlog says what waits now, whatever the period.
func (r *Reports) backlog() string {
	w, now := r.s.Locale, r.answer.now
	parts := []string{w.Report("now_pending", now.Chats[core.Pending]), w.Report("now_unanswered", now.Chats[core.Unanswered]), w.Report("now_active", now.Chats[core.Active])}
	if since := now.WaitingSince; !since.IsZero() {
		parts = append(parts, w.Report("now_longest", countdown.Waited(w, since, r.s.Now())))
	}
	return w.Report("now") + ": " + strings.Join(parts, " · ")
}

// timesCounted says what times are, and for which brands only business hours count.
func (r *Reports) timesCounted() string {
	if names := r.hoursOf(); len(names) > 0 {
		return r.s.Locale.Report("times_open", strings.Join(names, ", "))
	}
	return r.s.Locale.Report("times")
}
