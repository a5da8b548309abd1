package reports

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tgdesk/core"
	"tgdesk/tui/canvas"
	"tgdesk/tui/layout"
	"tgdesk/tui/locale"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// TestLegendAgreesWithShades: what the legend says of a shade is what the map draws with it.
func TestLegendAgreesWithShades(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		most := rapid.IntRange(1, 5000).Draw(rt, "most")
		n := rapid.IntRange(1, most).Draw(rt, "n")
		r := &Reports{s: &session.Session{Locale: locale.English()}}
		legend := r.legend(most, "Mon 10:00")
		sign := string([]rune(shades)[level(n, most)])
		_, after, ok := strings.Cut(legend, " "+sign+" ")
		if !ok {
			rt.Fatalf("%d of %d is %s, of which the legend says nothing: %s", n, most, sign, legend)
		}
		from, to := spanIn(after)
		if n < from || n > to {
			rt.Fatalf("%d of %d is %s, which stands for %d to %d: %s", n, most, sign, from, to, legend)
		}
	})
}

// spanIn reads "3–7" or "3" at the beginning of a text.
func spanIn(s string) (from, to int) {
	s = strings.Fields(s)[0]
	first, last, two := strings.Cut(s, "–")
	if !two {
		last = first
	}
	return atoi(first), atoi(last)
}

func atoi(s string) (n int) {
	for _, c := range s {
		n = 10*n + int(c-'0')
	}
	return n
}

// TestStepOfPlot: the rows of the plot have room for the highest figure, and stand for whole
// numbers that people count by.
func TestStepOfPlot(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]int{{0, 5, 1}, {5, 5, 1}, {6, 5, 2}, {11, 5, 5}, {26, 5, 10}, {999, 9, 200}, {1000000, 9, 200000}} {
		if got := wholeStep(c[0], c[1]); got != c[2] {
			t.Errorf("%d chats in %d rows: a row is %d, want %d", c[0], c[1], got, c[2])
		}
	}
}

// TestCourseLosesNothing: however few points there is room for, they hold all chats.
func TestCourseLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := &Reports{s: &session.Session{Locale: locale.English()}, answer: &answer{}}
		begin, want := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 0
		days := rapid.IntRange(2, 400).Draw(rt, "days")
		c := &r.answer.course
		c.By, c.From, c.To = core.ReportByDay, begin, begin.AddDate(0, 0, days)
		for i := range days {
			n := rapid.IntRange(0, 9).Draw(rt, "opened")
			want += n
			c.Rows = append(c.Rows, core.ReportRow{From: begin.AddDate(0, 0, i), Opened: n, Answered: n})
		}
		room := rapid.IntRange(2, 120).Draw(rt, "room")
		points, _ := r.course(room)
		got := 0
		for _, p := range points {
			got += p.opened
		}
		if got != want || len(points) > room {
			rt.Fatalf("%d points for %d hold %d of %d chats", len(points), room, got, want)
		}
	})
}

// TestCourseByHours: a period within one day is drawn by its hours, also where the clocks
// change, and no chat of a longer one is lost.
func TestCourseByHours(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		by     core.ReportBy
		period string
		hourly bool
	}{
		{core.ReportByDay, "2026-11-30", true},
		{core.ReportByDay, "2026-03-29", true}, // of 23 hours
		{core.ReportByDay, "2026-10-25", true}, // of 25 hours
		{core.ReportByWeek, "2026-11-24 10:00 .. 2026-11-24 17:00", true},
		{core.ReportByWeek, "2026-11-24 10:00 .. 2026-11-25 09:00", false},
		{core.ReportByWeek, "2026-11-24 10:00 .. 2026-11-25 10:30", false},
		{core.ReportByMonth, "2026-11-24 23:00 .. 2026-11-25 01:00", false},
	} {
		from, to, err := customOf(c.period).span(time.Date(2026, 11, 30, 15, 0, 0, 0, berlin))
		if err != nil {
			t.Fatal(err)
		}
		r := &Reports{s: &session.Session{Locale: locale.English(), Theme: theme.None()}, answer: &answer{}}
		r.answer.course = core.Report{By: c.by, From: from, To: to, Rows: []core.ReportRow{{From: from}}}
		want := 0
		for at := from; at.Before(to); at = at.Add(time.Hour) {
			want++
			r.answer.course.Rows[0].Opened++
			r.answer.course.Week[at.Weekday()][at.Hour()].Opened++
		}
		points, _ := r.course(50)
		got := 0
		for _, p := range points {
			got += p.opened
		}
		if got != want || (len(points) == 24) != c.hourly {
			t.Errorf("%s by %s: %d points hold %d of %d chats", c.period, c.by, len(points), got, want)
		}
		grid := canvas.New(1)
		r.drawLegend(grid, layout.Rect{W: 80, H: 1}, 1)
		if legend := (term.Frame{Width: 80, Height: 1, Rows: grid.Rows()}).String(); strings.Contains(legend, "per hour") != c.hourly {
			t.Errorf("%s by %s: the legend is %s", c.period, c.by, legend)
		}
	}
}

// TestFiguresAreWhole: no figure is cut or meets its neighbour, however large it is.
func TestFiguresAreWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		count := func(label string) int { return rapid.IntRange(0, 20_000_000).Draw(rt, label) }
		a := &answer{}
		a.report.Total = core.ReportRow{Opened: count("opened"), Answered: count("answered"), Unanswered: count("unanswered"), MessagesIn: count("in"), MessagesOut: count("out"),
			FirstResponse: core.Percentiles{Count: 1, P50: time.Duration(count("p50")) * time.Second, P90: time.Duration(count("p90")) * time.Second}}
		r := &Reports{s: &session.Session{Locale: locale.English(), Theme: theme.None()}, answer: a, brands: func() []core.BrandView { return nil }}
		w := rapid.IntRange(40, 160).Draw(rt, "width")
		rows := r.figureRows(w)
		all := term.Frame{Width: w, Height: len(rows), Rows: rows}.String() + "\n"
		for _, f := range r.allFigures() {
			if want := text.Fit(f.name, nameWidth) + f.value; !strings.Contains(all, " "+want+" ") && !strings.Contains(all, " "+want+"\n") {
				rt.Fatalf("no %q in\n%s", want, all)
			}
		}
	})
}

// TestPeriods: each period of the screen ends with today, so does one of which only a time
// was typed, and a day counts as one though the clocks change in it.
func TestPeriods(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 29, 15, 0, 0, 0, berlin) // of 23 hours
	for p, want := range map[period]string{
		periodToday: "2026-03-29", periodWeek: "2026-03-23 – 2026-03-29", periodMonth: "2026-02-28 – 2026-03-29", periodYear: "2025-04-01 – 2026-03-29",
	} {
		from, to, err := p.span(now, custom{})
		if got := days(from, to); err != nil || got != want {
			t.Errorf("%s is %s (%v), want %s", p.id(), got, err, want)
		}
	}
	for typed, want := range map[string]string{
		"2026-03-01 10:00 .. 2026-03-02 12:00": "2026-03-01 10:00 – 2026-03-02 12:00",
		"2026-03-01 10:00 .. 2026-03-01 12:00": "2026-03-01 10:00 – 12:00",
		"2026-03-01 10:00 .. 2026-03-01":       "2026-03-01 10:00 – 24:00",
		"2026-03-29 10:00":                     "2026-03-29 10:00 – 24:00",
		"4h":                                   "2026-03-29 11:00 – 24:00",
		"2d":                                   "2026-03-27",
	} {
		from, to, err := customOf(typed).span(now)
		if got := days(from, to); err != nil || got != want {
			t.Errorf("%s is %s (%v), want %s", typed, got, err, want)
		}
	}
}
