package reports

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/session"
)

// A report that follows what happens is read again after a rest, which is the longer the
// longer it took: other screens and the intake share the machine.
const (
	leastRest   = time.Second
	restPerRead = 20
)

// answer is what is shown.
type answer struct {
	query  core.ReportQuery
	report core.Report
	course core.Report // the period by its parts; the report itself where its rows are that
	now    core.Overview

	keyWidth int // of the table, whichever of its rows are shown
}

// ask reads the report of what is chosen now, in place of what is shown.
func (r *Reports) ask() tea.Cmd {
	r.answer, r.failed, r.top = nil, nil, 0
	r.figures.Top()
	return r.read()
}

// read reads the report. What is shown stays until it is there.
func (r *Reports) read() tea.Cmd {
	q, err := r.query()
	if err != nil {
		r.reads.Cancel()
		r.answer, r.failed = nil, err
		return nil
	}
	return session.Restart(r.s, &r.reads, func(ctx context.Context) (answer, error) { return newAnswer(ctx, r.s.Desk, q) }, r.taken)
}

// newAnswer reads the report that a question asks for.
func newAnswer(ctx context.Context, desk core.Reader, q core.ReportQuery) (a answer, err error) {
	a.query = q
	if a.report, err = desk.Report(ctx, q); err != nil {
		return a, err
	}
	if a.course = a.report; !q.By.OfTime() {
		q.By = suitableParts(q.To.Sub(q.From))
		if a.course, err = desk.Report(ctx, q); err != nil {
			return a, err
		}
	}
	if a.report.By.OfTime() { // the table begins with the newest
		a.report.Rows = slices.Clone(a.report.Rows)
		slices.Reverse(a.report.Rows)
	}
	a.now, err = desk.Overview(ctx, q.Brands)
	return a, err
}

// taken shows an answer.
func (r *Reports) taken(a answer, err error) tea.Cmd {
	if r.failed = err; err != nil {
		r.answer = nil
		r.s.Desk.StorageFailed(err)
	} else {
		r.answer = &a
		r.answer.keyWidth = r.keyWidth(a.report.Rows)
	}
	return nil
}

// Happened says that something changed that reports count, or that the time went on.
func (r *Reports) Happened() tea.Cmd {
	if !r.open {
		return nil
	}
	return r.reads.Refresh(r.s, r.read)
}

// DayOver reads the report of the present day once that has changed.
func (r *Reports) DayOver() tea.Cmd {
	if !r.open || r.answer == nil {
		return nil
	}
	if from, to, err := r.span(); err == nil && from.Equal(r.answer.query.From) && to.Equal(r.answer.query.To) {
		return nil
	}
	return r.Happened()
}

// Spin turns the spinner while a report is read that nothing is shown of yet.
func (r *Reports) Spin() tea.Cmd {
	return r.spinner.Spin(r.open && r.answer == nil && r.reads.Busy())
}
