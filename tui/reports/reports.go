// Package reports is the screen of reports: the figures of a period, charts of it, and a
// table of its parts, its operators or its brands. It reads beside the screen and follows
// what happens.
//
// It must not count anything or decide who may read what: both are core's. It must not know
// the areas beside it.
package reports

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/scroll"
	"tgdesk/tui/session"
)

// Reports is the screen of one operator. What was chosen stays while it is closed.
type Reports struct {
	s      *session.Session
	brands func() []core.BrandView

	open     bool
	period   period
	custom   custom
	by       core.ReportBy
	brand    core.BrandID  // 0 = all
	operator core.Operator // its ID is 0 for everybody

	reads   session.Repeated
	spinner *session.Spinner
	answer  *answer // nil until there is one to the present question
	failed  error   // why there is none

	view    view
	heat    heat
	top     int         // the first row of the table that is shown
	column  int         // the first of its columns beside the key
	figures scroll.Rows // where they are a view of their own
	drawn   drawn
}

// drawn is what keys and clicks need to know of the last frame.
type drawn struct {
	views   []view // of which one is shown at a time; nil if all are shown
	rows    int    // of the table
	cut     bool   // it has columns to the right of those that are shown
	targets []target
}

// target is a place that can be clicked.
type target struct {
	layout.Rect
	action keymap.Action // "" for a view
	view   view
}

// New returns the screen, closed; brands are those that the operator works for.
func New(s *session.Session, brands func() []core.BrandView) *Reports {
	rest := func(took time.Duration) time.Duration { return max(leastRest, restPerRead*took) }
	return &Reports{s: s, brands: brands, period: periodMonth, by: core.ReportByDay, view: viewFigures, reads: session.Repeated{Rest: rest}, spinner: s.NewSpinner()}
}

// IsOpen reports whether the screen is shown.
func (r *Reports) IsOpen() bool { return r.open }

// Open shows the screen and reads its report.
func (r *Reports) Open() tea.Cmd {
	r.open = true
	return r.ask()
}

// Return shows the screen again as it was left, and reads its report anew.
func (r *Reports) Return() tea.Cmd {
	r.open = true
	return r.read()
}

// Close leaves the screen; what is being read for it is cancelled.
func (r *Reports) Close() {
	r.open, r.answer, r.failed = false, nil, nil
	r.reads.Cancel()
}

// NextPeriod takes the next period, or with -1 the one before. After one that was typed
// comes the first of them, before it the last.
func (r *Reports) NextPeriod(by int) tea.Cmd {
	if r.period == periodCustom && by > 0 {
		r.period = -1
	}
	r.period = (r.period + period(by) + periodCustom) % periodCustom
	return r.ofPeriod()
}

// SetPeriod takes the period that a text names: a day, a week or another part of the
// calendar, or two of them with two dots between.
func (r *Reports) SetPeriod(text string) (tea.Cmd, error) {
	c := customOf(text)
	if _, _, err := c.span(r.s.Now()); err != nil {
		return nil, err
	}
	r.period, r.custom = periodCustom, c
	return r.ofPeriod(), nil
}

// ofPeriod reads the report of another period, with rows as long as suits it.
func (r *Reports) ofPeriod() tea.Cmd {
	if from, to, err := r.span(); err == nil && r.by.OfTime() {
		r.by = suitableParts(to.Sub(from))
	}
	return r.ask()
}

// NextRows takes the next kind of rows, or with -1 the one before.
func (r *Reports) NextRows(by int) tea.Cmd {
	kinds := core.ReportKinds()
	at := slices.Index(kinds[:], r.by)
	r.by = kinds[(at+by+len(kinds))%len(kinds)]
	return r.ask()
}

// SetBrand reports on one brand; 0 is all.
func (r *Reports) SetBrand(id core.BrandID) tea.Cmd {
	r.brand = id
	return r.ask()
}

// SetOperator reports what one operator did; the zero one is everybody.
func (r *Reports) SetOperator(op core.Operator) tea.Cmd {
	r.operator = op
	return r.ask()
}

// OperatorChanged takes another role or other brands of who reads; before is who they were.
func (r *Reports) OperatorChanged(before core.Operator) tea.Cmd {
	if now := r.s.Operator; !r.open || before.Role == now.Role && before.Scope() == now.Scope() {
		return nil
	}
	return r.ask()
}

// span is the period from its begin until its end.
func (r *Reports) span() (from, to time.Time, err error) {
	return r.period.span(r.s.Now(), r.custom)
}

// query is what is asked for now. Who may read only what they did themselves asks for that,
// and a brand that is gone is none.
func (r *Reports) query() (q core.ReportQuery, err error) {
	q.By, q.Operator = r.by, r.operator.ID
	if core.MayReport(r.s.Operator, q.Operator) != nil {
		q.Operator = r.s.Operator.ID
	}
	if b, ok := r.chosenBrand(); ok {
		q.Brands = core.SetOf(b.ID)
	}
	if q.From, q.To, err = r.span(); err != nil {
		return q, err
	}
	return q, q.Check()
}

func (r *Reports) chosenBrand() (core.BrandView, bool) {
	all := r.brands()
	i := slices.IndexFunc(all, func(b core.BrandView) bool { return b.ID == r.brand })
	if i < 0 {
		return core.BrandView{}, false
	}
	return all[i], true
}

// whose names the operator whose figures are shown, "" for everybody.
func (r *Reports) whose() string {
	switch {
	case r.operator.ID != 0 && core.MayReport(r.s.Operator, r.operator.ID) == nil:
		return clean.Line(r.operator.Name).String()
	case core.MayReport(r.s.Operator, 0) != nil:
		return clean.Line(r.s.Operator.Name).String()
	}
	return ""
}

// hoursOf names the brands of the report with business hours, in which alone times count.
func (r *Reports) hoursOf() (names []string) {
	for _, b := range r.brands() {
		if r.brand != 0 && r.brand != b.ID {
			continue
		}
		if !b.Options.OpenHours().Always() {
			names = append(names, clean.Line(b.Name).String())
		}
	}
	return names
}

// Clock is what on the screen counts the time: who waits longest. It is nil if nobody does.
func (r *Reports) Clock() *core.Chat {
	if !r.open || r.answer == nil || r.answer.now.WaitingSince.IsZero() {
		return nil
	}
	return &core.Chat{State: core.Pending, WaitingSince: r.answer.now.WaitingSince}
}
