package search

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// Results that are shown follow what happens: the same is looked for again, after a rest
// that is the longer the longer it takes, as other screens and the intake share the machine.
// Nothing moves under the hands: the chosen hit stays chosen, and where it is on the screen.
const (
	leastRest   = time.Second
	restPerRead = 50
)

// following is how far results follow what happens.
type following struct {
	stale   bool // something happened since it was looked for
	reading bool // the read under way is one that nobody asked for
}

// Happened says that something changed that searches find.
func (a *Search) Happened() tea.Cmd {
	a.follow.stale = a.mode != closed
	return a.again()
}

// again looks for the same again if something happened and the results are shown, once it
// has rested.
func (a *Search) again() tea.Cmd {
	if !a.outOfDate() {
		return nil
	}
	return a.reads.Refresh(a.s, a.lookAgain)
}

func (a *Search) outOfDate() bool {
	return a.follow.stale && a.mode == typing && !a.reads.Busy() && !a.waiting && a.wrong == nil && strings.TrimSpace(a.field.Text()) != ""
}

func (a *Search) lookAgain() tea.Cmd {
	search, err := core.ParseSearch(a.results.text, a.s.Now())
	if err != nil || !a.outOfDate() {
		return nil // the line says what is wrong with it
	}
	a.follow.stale, a.follow.reading = false, true
	text, known := a.results.text, slices.Clone(a.results.hits)
	return a.read(func(ctx context.Context) (p page, err error) {
		p.text = text
		if p.query, err = search.Query(ctx, a.s.Desk); err == nil {
			p.result, err = searchBackTo(ctx, a.s.Desk, p.query, known)
		}
		return p, err
	})
}

// mostNew is how many new hits are read at most to get to those that are known.
const mostNew = 3200

// searchBackTo finds as much as was found before, and what is new. Read on where it ends,
// which is with the oldest of the hits that are known.
func searchBackTo(ctx context.Context, desk core.Reader, q core.SearchQuery, known []core.Hit) (r core.SearchResult, err error) {
	for more := pageSize; ; more *= 4 {
		q.Limit = len(known) + more
		if r, err = desk.Search(ctx, q); err != nil {
			return r, err
		}
		n := len(r.Hits)
		if !r.More || more >= mostNew || n == 0 || len(known) == 0 || !r.Hits[n-1].At.After(known[len(known)-1].At) {
			break
		}
	}
	were := map[hitKey]bool{}
	for _, h := range known {
		were[keyOf(h)] = true
	}
	end := len(r.Hits)
	for end > pageSize && !were[keyOf(r.Hits[end-1])] {
		end--
	}
	if end < len(r.Hits) {
		r.Hits, r.More, r.Next = r.Hits[:end], true, core.SearchCursor{}
		for _, h := range r.Hits {
			r.Next = r.Next.After(h)
		}
	}
	return r, nil
}

// hitKey is the same in each read of a hit.
type hitKey struct {
	chat    core.ChatID
	message core.MessageID
}

func keyOf(h core.Hit) hitKey { return hitKey{h.Chat, h.Message} }

// replace takes the same results as they are now. In the place of a chosen hit that is gone
// comes the next one that is left, or else the one before.
func (a *Search) replace(hits []core.Hit) {
	r := &a.results
	now, first := map[hitKey]int{}, len(hits)
	for i, h := range hits {
		now[keyOf(h)] = i
	}
	chosen, beyond := -1, false
	for i, h := range r.hits {
		to, ok := now[keyOf(h)]
		if !ok {
			continue
		}
		first = min(first, to)
		if !beyond {
			chosen, beyond = to, i >= r.at
		}
	}
	if r.hits = hits; chosen < 0 {
		r.at, r.top, r.fresh = 0, 0, 0
		return
	}
	r.at, r.top, r.fresh = chosen, max(r.top+chosen-r.at, 0), r.fresh+first
}
