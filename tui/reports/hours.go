package reports

import (
	"strconv"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/tui/canvas"
	"tgdesk/tui/layout"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// heat is what the map of the week shows of each hour.
type heat int

const (
	heatOpened heat = iota
	heatUnanswered
	heatResponse
	heats // how many there are
)

func (h heat) id() string { return [...]string{"opened", "unanswered", "response"}[h] }

// of is the figure of an hour; 0 if nothing happened in it. Times are in seconds.
func (h heat) of(w core.WeekHour) int {
	switch h {
	case heatUnanswered:
		return w.Unanswered
	case heatResponse:
		return int(w.FirstResponse.P50 / time.Second)
	}
	return w.Opened
}

// shades are the signs of an hour in which nothing happened, and then of ever more.
const shades = "·░▒▓█"

const levels = 4 // of shades without the first

// level is how dark an hour is whose figure is n, of at most most.
func level(n, most int) int {
	if n <= 0 {
		return 0
	}
	return (n*levels + most - 1) / most
}

// The columns of the map beside the hours: the days, and what is counted on each.
const dayWidth, sumWidth = 5, 7

// hoursWidth is how wide the map is with hours of so many cells.
func hoursWidth(cell int) int { return dayWidth + 24*cell + sumWidth }

// drawHours draws the hours of the week, Monday first, with what the shades stand for.
func (r *Reports) drawHours(c *canvas.Canvas, area layout.Rect) {
	th, w := &r.s.Theme, r.s.Locale
	cell := 1
	for cell < 3 && hoursWidth(cell+1) <= area.W {
		cell++
	}
	most, busiest := r.busiest()
	head := term.Row{}
	for h := 0; h < 24; h += 6 / cell {
		head = append(head, term.Span{X: dayWidth + h*cell, W: 2, Text: th.Label.Paint(strconv.Itoa(h))})
	}
	rows := []term.Row{head}
	signs := []rune(shades)
	for i := range 7 {
		d := time.Weekday((i + 1) % 7)
		var cells strings.Builder
		sum := 0
		for h := range 24 {
			n := r.heat.of(r.answer.report.Week[d][h])
			sum += n
			cells.WriteString(strings.Repeat(string(signs[level(n, most)]), max(cell-1, 1)))
			cells.WriteString(strings.Repeat(" ", min(cell-1, 1)))
		}
		row := term.Row{{X: 1, W: dayWidth - 1, Text: th.Label.Paint(w.Weekday(d))}, {X: dayWidth, W: 24 * cell, Text: th.Heat.Paint(cells.String())}}
		if r.heat != heatResponse {
			row = append(row, term.Span{X: dayWidth + 24*cell, W: sumWidth, Text: th.Text.Paint(text.FitRight(strconv.Itoa(sum), sumWidth-1))})
		}
		rows = append(rows, row)
	}
	c.Put(area, append(rows, canvas.Wrapped(r.legend(most, busiest), 1, area.W-2, th.Dim)...))
}

// busiest is the highest figure of all hours, and which hour has it.
func (r *Reports) busiest() (most int, hour string) {
	for i := range 7 {
		d := time.Weekday((i + 1) % 7)
		for h := range 24 {
			if n := r.heat.of(r.answer.report.Week[d][h]); n > most {
				most, hour = n, r.s.Locale.Weekday(d)+" "+clock(h)
			}
		}
	}
	return most, hour
}

func clock(hour int) string { return time.Date(2000, 1, 1, hour, 0, 0, 0, time.UTC).Format("15:04") }

// legend says what is shown, what the shades stand for, and which hour has most.
func (r *Reports) legend(most int, busiest string) string {
	w := r.s.Locale
	written := strconv.Itoa
	if r.heat == heatResponse {
		written = func(n int) string { return w.ReportSpan(time.Duration(n) * time.Second) }
	}
	line := w.Report("heat_" + r.heat.id())
	if most == 0 {
		return line + ": " + w.Report("none_in_week")
	}
	line += ":"
	signs := []rune(shades)
	last := 0
	for l := 1; l <= levels; l++ {
		if upTo := l * most / levels; upTo > last {
			first := last + 1
			last = upTo
			span := written(upTo)
			if first < upTo {
				span = w.Report("heat_span", written(first), span)
			}
			line += " " + string(signs[l]) + " " + span
		}
	}
	return line + " · " + w.Report("busiest", busiest, written(most))
}
