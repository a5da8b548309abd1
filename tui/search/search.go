// Package search is the search over everything that a desk has in writing: a line to type
// into, and what it finds, in the place of the lists and the chat. It finds while one
// types, reads on as one goes down, and stays behind the hits that are walked in their
// chats.
//
// It must not know the areas beside it, nor open a chat itself: what a hit leads to is
// given to it as a function.
package search

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/fulltext"
	"tgdesk/tui/compose"
	"tgdesk/tui/session"
)

// Sizes of the search.
const (
	pageSize    = 50
	mostEarlier = 20 // searches that can be recalled
)

// debounce is how long nothing must be typed before a query is made.
const debounce = 100 * time.Millisecond

// Options are what the search leads to, and what it asks the screen.
type Options struct {
	Brands func() []core.BrandView
	Open   func(core.Hit) tea.Cmd // shows a hit in its chat
	Leave  func() tea.Cmd         // goes back to where the search began
}

// mode is where the operator is.
type mode uint8

const (
	closed  mode = iota
	typing       // at the line and its results
	walking      // in the chat of a hit
)

// Search is the search of one screen.
type Search struct {
	s       *session.Session
	o       Options
	mode    mode
	field   *compose.Field
	spinner *session.Spinner

	reads     session.Repeated
	waiting   bool  // for the end of what is being typed
	failed    bool  // the last read of a page did
	openFirst bool  // enter was struck before there was an answer
	wrong     error // of the line as it is
	results   results
	follow    following
	step      int // how far to walk once the next page is there

	earlier  []string // searches, the newest first
	recalled int      // the one of them in the line, -1 for none
	values   values
	cycle    cycle

	first, rows, visible int // where results were drawn last: the first row, how many, and how many hits
}

// results are what the latest query without a fault has found so far.
type results struct {
	text    string // of the query
	query   core.SearchQuery
	hits    []core.Hit
	more    bool
	at, top int // the chosen hit, and the first one shown
	fresh   int // hits that came above the first one, and have not been seen yet
}

// New returns a search that is closed.
func New(s *session.Session, o Options) *Search {
	rest := func(took time.Duration) time.Duration { return max(leastRest, restPerRead*took) }
	return &Search{s: s, o: o, field: compose.NewField(core.MaxSearchLength), reads: session.Repeated{Rest: rest}, spinner: s.NewSpinner(), recalled: -1}
}

// Start opens the search with a text in its line.
func (a *Search) Start(text string) tea.Cmd {
	a.Close()
	a.mode = typing
	a.field.Editor.SetText(text)
	return tea.Batch(a.readValues(), a.changed())
}

// Shown reports whether the results are on the screen.
func (a *Search) Shown() bool { return a.mode == typing }

// Walking reports whether hits are walked in their chats.
func (a *Search) Walking() bool { return a.mode == walking }

// Walk leaves the results for the chat of the chosen hit. They stay what they are while they
// are walked.
func (a *Search) Walk() {
	a.mode = walking
	if a.follow.reading {
		a.stop()
		a.follow.stale = true
	}
}

// Back goes back to the results.
func (a *Search) Back() tea.Cmd {
	a.mode, a.step = typing, 0
	return a.again()
}

// Close ends the search. Its text can be recalled.
func (a *Search) Close() {
	a.remember()
	a.stop()
	a.mode, a.results, a.wrong, a.recalled, a.cycle, a.follow.stale = closed, results{}, nil, -1, cycle{}, false
	a.field.SetText("")
}

// stop drops what is being looked for.
func (a *Search) stop() {
	a.reads.Cancel()
	a.waiting, a.openFirst, a.failed, a.step, a.follow.reading = false, false, false, 0, false
}

// remember makes the search the first one to be recalled.
func (a *Search) remember() {
	text := strings.TrimSpace(a.field.Text())
	if text == "" {
		return
	}
	a.earlier = slices.DeleteFunc(a.earlier, func(s string) bool { return s == text })
	a.earlier = slices.Insert(a.earlier, 0, text)
	a.earlier = a.earlier[:min(len(a.earlier), mostEarlier)]
}

// Field is the line.
func (a *Search) Field() *compose.Field { return a.field }

// Words are what the results have in common.
func (a *Search) Words() fulltext.Pattern { return a.results.query.Words }

// Place is the number of the chosen hit, and how many there are so far.
func (a *Search) Place() (at, of int, more bool) {
	return a.results.at + 1, len(a.results.hits), a.results.more
}

// page is a page of what was found.
type page struct {
	text   string
	query  core.SearchQuery
	result core.SearchResult
}

// changed follows the line: what was looked for until now is of no use.
func (a *Search) changed() tea.Cmd {
	a.stop()
	if strings.TrimSpace(a.field.Text()) == "" {
		a.results, a.wrong = results{}, nil
		return nil
	}
	a.waiting = true
	version := a.field.Version()
	return a.s.After(debounce, session.ThenMsg(func() tea.Cmd {
		if version != a.field.Version() || !a.waiting {
			return nil
		}
		return a.ask()
	}))
}

// ask makes the query of the line.
func (a *Search) ask() tea.Cmd {
	a.waiting, a.follow.stale = false, false
	text := a.field.Text()
	search, err := core.ParseSearch(text, a.s.Now())
	if err != nil {
		a.wrong, a.openFirst = err, false
		return nil
	}
	return a.read(func(ctx context.Context) (p page, err error) {
		if p.query, err = search.Query(ctx, a.s.Desk); err == nil {
			p.query.Limit, p.text = pageSize, text
			p.result, err = a.s.Desk.Search(ctx, p.query)
		}
		return p, err
	})
}

// readOn reads on where the results end.
func (a *Search) readOn() tea.Cmd {
	query := a.results.query
	return a.read(func(ctx context.Context) (p page, err error) {
		p.query = query
		p.result, err = a.s.Desk.Search(ctx, query)
		return p, err
	})
}

// read looks for a page beside the screen, which ends early when it is of no use any more.
func (a *Search) read(do func(context.Context) (page, error)) tea.Cmd {
	return session.Restart(a.s, &a.reads, do, func(p page, err error) tea.Cmd { return tea.Batch(a.take(p, err), a.again()) })
}

// take takes a page of the newest query.
func (a *Search) take(p page, err error) tea.Cmd {
	onward, again := p.query.Cursor != (core.SearchCursor{}), a.follow.reading
	a.follow.reading = false
	if err != nil {
		a.failed, a.openFirst, a.step = true, false, 0
		switch core.CodeOf(err) {
		case core.CodeInvalid, core.CodeNotFound, core.CodeForbidden:
			a.wrong = err
			return nil
		}
		return a.s.ReadFailed(err)
	}
	r := &a.results
	switch {
	case again:
		a.replace(p.result.Hits)
	case onward:
		r.hits = append(r.hits, p.result.Hits...)
	default:
		*r, a.wrong = results{text: p.text, hits: p.result.Hits}, nil
	}
	r.query, r.more = p.query, p.result.More
	r.query.Cursor, r.query.Limit = p.result.Next, pageSize
	first, step := a.openFirst, a.step
	a.openFirst, a.step = false, 0
	switch {
	case first:
		return a.open()
	case step != 0 && a.Walking():
		return a.Step(step)
	}
	return nil
}

// Fill reads the next page if the end of the results is near.
func (a *Search) Fill() tea.Cmd {
	r := &a.results
	near := max(r.top+2*a.visible, r.at+1)
	if a.mode != typing || !r.more || a.reads.Busy() || a.waiting || a.failed || a.wrong != nil || near < len(r.hits) {
		return nil
	}
	return a.readOn()
}

// Refresh looks for the same again, as the operator has other brands. Hits that are walked
// stay as far as they are of these until they are gone back to.
func (a *Search) Refresh() tea.Cmd {
	a.stop()
	if a.mode == walking {
		a.follow.stale = true
		a.keep(func(h core.Hit) bool { return core.MayUseBrand(a.s.Operator, h.BrandID) == nil })
		return nil
	}
	if a.mode == closed || strings.TrimSpace(a.field.Text()) == "" {
		return nil
	}
	a.results = results{}
	return a.ask()
}

// Erased lets go of the hits in a chat, whose messages were removed.
func (a *Search) Erased(chat core.ChatID) {
	a.keep(func(h core.Hit) bool { return h.Chat != chat })
}

// keep lets go of all other hits. One that is kept stays chosen, and where it is on the
// screen.
func (a *Search) keep(wanted func(core.Hit) bool) {
	r := &a.results
	before := 0
	for _, h := range r.hits[:r.at] {
		if !wanted(h) {
			before++
		}
	}
	r.hits = slices.DeleteFunc(r.hits, func(h core.Hit) bool { return !wanted(h) })
	r.at, r.top = r.at-before, max(r.top-before, 0)
	a.move(0)
}

// Spin turns the spinner while something is being looked for that was asked for.
func (a *Search) Spin() tea.Cmd { return a.spinner.Spin(a.reads.Busy() && !a.follow.reading) }

// move moves the choice by n hits, as far as there are hits.
func (a *Search) move(n int) {
	a.failed = false
	a.results.at = max(min(a.results.at+n, len(a.results.hits)-1), 0)
}

// open shows the chosen hit in its chat.
func (a *Search) open() tea.Cmd {
	if len(a.results.hits) == 0 {
		return nil
	}
	a.remember()
	return a.o.Open(a.results.hits[a.results.at])
}

// MayStep says why there is no hit after the one that is walked, or before it.
func (a *Search) MayStep(by int) error {
	r := &a.results
	switch {
	case len(r.hits) == 0 && !r.more:
		return session.Reason("hits_gone")
	case r.at+by < 0:
		return session.Reason("first_hit")
	case r.at+by >= len(r.hits) && !r.more:
		return session.Reason("last_hit")
	}
	return nil
}

// Step walks to the hit after the chosen one, or before it, once it has been read.
func (a *Search) Step(by int) tea.Cmd {
	r := &a.results
	switch to := r.at + by; {
	case a.MayStep(by) != nil:
		return nil
	case to < len(r.hits):
		r.at = to
		return a.open()
	case a.reads.Busy():
		a.step = by
		return nil
	}
	a.step = by
	return a.readOn()
}
