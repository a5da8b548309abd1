package reports

import (
	"strconv"
	"strings"

	"github.com/guptarohit/asciigraph"

	"tgdesk/core"
	"tgdesk/tui/canvas"
	"tgdesk/tui/layout"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// point is a part of the period in the plot.
type point struct {
	label            string
	opened, answered int
}

// course are the points of the plot, at most n of them: the parts of the period, or several
// of them together, and of a single day its hours.
func (r *Reports) course(n int) (points []point, together int) {
	c := &r.answer.course
	if r.hourly() {
		for h, f := range c.Week[c.From.Weekday()] {
			points = append(points, point{clock(h), f.Opened, f.FirstResponse.Count})
		}
		return points, 1
	}
	together = (len(c.Rows) + n - 1) / n
	for i, row := range c.Rows {
		if i%together == 0 {
			points = append(points, point{label: r.partLabel(c.By, row)})
		}
		p := &points[len(points)-1]
		p.opened, p.answered = p.opened+row.Opened, p.answered+row.Answered
	}
	return points, together
}

// hourly reports whether the points are the hours of a single day.
func (r *Reports) hourly() bool {
	c := &r.answer.course
	first, last := dates(c.From, c.To)
	return len(c.Rows) == 1 && first == last
}

// partLabel is a short name of a part of the period.
func (r *Reports) partLabel(by core.ReportBy, row core.ReportRow) string {
	if by == core.ReportByDay {
		return r.s.Locale.ShortDate(row.From)
	}
	return row.Key
}

// answeredSign draws the line of the answered chats, so that lines differ without colour.
const answeredSign = "•"

// drawCourse draws a plot of the chats that were opened, and answered, over the period.
func (r *Reports) drawCourse(c *canvas.Canvas, area layout.Rect) {
	const axis, legend, left = 2, 1, 8
	height := area.H - axis - legend
	if height < 2 || area.W < 2*left {
		return
	}
	width := area.W - left - 4 // half of the last label
	points, together := r.course(width)
	r.drawLegend(c, area, together)
	opened, answered, most := make([]float64, 0, len(points)+1), make([]float64, 0, len(points)+1), 0
	for _, p := range points {
		opened, answered, most = append(opened, float64(p.opened)), append(answered, float64(p.answered)), max(most, p.opened, p.answered)
	}
	if len(points) == 1 { // one point is no line
		opened, answered = append(opened, opened...), append(answered, answered...)
	}
	// A row stands for a whole number of chats.
	step := wholeStep(most, height-1)
	top := max((most+step-1)/step, 1)
	plot := asciigraph.PlotMany([][]float64{opened, answered},
		asciigraph.Width(width), asciigraph.Height(top), asciigraph.LowerBound(0), asciigraph.UpperBound(float64(step*top)),
		asciigraph.SeriesChars(asciigraph.DefaultCharSet, asciigraph.CreateCharSet(answeredSign)),
		asciigraph.YAxisValueFormatter(func(v float64) string { return text.FitRight(strconv.Itoa(int(v+0.5)), left-3) }),
		asciigraph.XAxisRange(0, float64(len(points)-1)), asciigraph.XAxisTickCount(max(min(width/12, len(points)), 2)),
		asciigraph.XAxisValueFormatter(func(v float64) string { return points[min(max(int(v+0.5), 0), len(points)-1)].label }))
	lines := strings.Split(plot, "\n")
	var rows []term.Row
	for _, l := range lines {
		rows = append(rows, r.plotRow(l, left, area.W, len(rows) < len(lines)-axis))
	}
	c.Put(below(area, legend), rows)
}

// wholeStep is the number of chats that a row of the plot stands for, so that most fits into
// height rows: 1, 2 or 5, or tenfold.
func wholeStep(most, height int) int {
	for step := 1; ; step *= 10 {
		for _, n := range [...]int{step, 2 * step, 5 * step} {
			if n*height >= most {
				return n
			}
		}
	}
}

// plotRow paints a line of the plot: the axis in its first cells, and then lines by their
// signs.
func (r *Reports) plotRow(line string, left, w int, plot bool) term.Row {
	th := &r.s.Theme
	runes := []rune(line)
	runes = runes[:min(len(runes), w)]
	if !plot {
		return term.Row{{W: w, Text: th.Dim.Paint(string(runes))}}
	}
	at := min(left, len(runes))
	row := term.Row{{W: left, Text: th.Dim.Paint(string(runes[:at]))}}
	for from := at; from < len(runes); {
		to, answered := from, string(runes[from]) == answeredSign
		for to < len(runes) && (string(runes[to]) == answeredSign) == answered {
			to++
		}
		style := th.ChartOpened
		if answered {
			style = th.ChartAnswered
		}
		row = append(row, term.Span{X: from, W: to - from, Text: style.Paint(string(runes[from:to]))})
		from = to
	}
	return row
}

// drawLegend says what the lines are, and what a point stands for.
func (r *Reports) drawLegend(c *canvas.Canvas, area layout.Rect, together int) {
	th, w := &r.s.Theme, r.s.Locale
	unit := "per_" + string(r.answer.course.By)
	if r.hourly() {
		unit = "per_hour"
	}
	c.Pieces(area, 1, []canvas.Piece{
		{Text: "── ", Style: th.ChartOpened}, {Text: w.Report("opened") + "  ", Style: th.Text},
		{Text: answeredSign + answeredSign + " ", Style: th.ChartAnswered}, {Text: w.Report("answered") + "  ", Style: th.Text},
		{Text: w.Report(unit, together), Style: th.Dim},
	})
}
