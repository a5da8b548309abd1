package reports

import (
	"context"
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/spinner"
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/session"
)

// reading is the report that is on its way. Only the answer to the latest question counts.
type reading struct {
	number  int
	end     context.CancelFunc // nil while nothing is read
	stale   bool               // something happened since it was asked for
	rests   bool               // a dueMsg is under way
	rest    time.Duration      // after an answer, before the next question that nobody asked
	spinner session.Spinner
}

func (r *reading) busy() bool { return r.end != nil }

func (r *reading) cancel() {
	r.number++
	if r.end != nil {
		r.end()
	}
	r.end, r.stale = nil, false
}

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

// readMsg is the answer to a question.
type readMsg struct {
	number int
	answer answer
	took   time.Duration
	err    error
}

// dueMsg says that the rest is over.
type dueMsg struct{}

// ask reads the report of what is chosen now, in place of what is shown.
func (r *Reports) ask() tea.Cmd {
	r.answer, r.failed, r.top = nil, nil, 0
	r.figures.Top()
	return r.read()
}

// read reads the report. What is shown stays until it is there.
func (r *Reports) read() tea.Cmd {
	r.reading.cancel()
	q, err := r.query()
	if err != nil {
		r.answer, r.failed = nil, err
		return nil
	}
	number, desk, now := r.reading.number, r.s.Desk, r.s.Desk.Now
	ctx, cancel := context.WithCancel(r.s.Context)
	r.reading.end = cancel
	return func() tea.Msg {
		defer cancel()
		msg, began := readMsg{number: number, answer: answer{query: q}}, now()
		a := &msg.answer
		if a.report, msg.err = desk.Report(ctx, q); msg.err != nil {
			return msg
		}
		if a.course = a.report; !q.By.OfTime() {
			q.By = suitableParts(q.To.Sub(q.From))
			if a.course, msg.err = desk.Report(ctx, q); msg.err != nil {
				return msg
			}
		}
		if a.report.By.OfTime() { // the table begins with the newest
			a.report.Rows = slices.Clone(a.report.Rows)
			slices.Reverse(a.report.Rows)
		}
		a.now, msg.err = desk.Overview(ctx, q.Brands)
		msg.took = now().Sub(began)
		return msg
	}
}

// Update takes the results of the screen's commands.
func (r *Reports) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case readMsg:
		if msg.number == r.reading.number {
			return r.taken(msg)
		}
	case dueMsg:
		r.reading.rests = false
		return r.follow()
	case spinner.TickMsg:
		return r.reading.spinner.Update(msg)
	}
	return nil
}

// taken shows an answer.
func (r *Reports) taken(msg readMsg) tea.Cmd {
	r.reading.end = nil
	r.reading.rest = max(leastRest, restPerRead*msg.took)
	if r.failed = msg.err; msg.err != nil {
		r.answer = nil
		r.s.Desk.StorageFailed(msg.err)
	} else {
		r.answer = &msg.answer
		r.answer.keyWidth = r.keyWidth(msg.answer.report.Rows)
	}
	if r.reading.rests {
		return nil
	}
	r.reading.rests = true
	return r.s.After(r.reading.rest, dueMsg{})
}

// Happened says that something changed that reports count, or that the time went on.
func (r *Reports) Happened() tea.Cmd {
	r.reading.stale = r.open
	return r.follow()
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

// follow reads the report again if something happened, unless it rests or is being read.
func (r *Reports) follow() tea.Cmd {
	if !r.open || !r.reading.stale || r.reading.rests || r.reading.busy() {
		return nil
	}
	return r.read()
}

// Spin turns the spinner while a report is read that nothing is shown of yet.
func (r *Reports) Spin() tea.Cmd {
	return r.reading.spinner.Spin(r.open && r.answer == nil && r.reading.busy())
}
