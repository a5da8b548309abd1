package tui

import (
	"context"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/inbox"
)

// reader keeps the reads of the lists and brands in order.
type reader struct {
	lists    coalescer
	brands   coalescer
	expected core.ChatID // left its list by this operator's own deed
	jumping  bool        // the cursor goes to an end of its list that is still to be read
}

// readLists marks the lists as stale and reads again what is shown of them.
func (m *Model) readLists() {
	for _, l := range m.lists {
		l.Invalidate()
	}
	m.fill()
}

// fill reads what is missing of the lists and the transcript.
func (m *Model) fill() {
	m.sizeLists()
	m.readPages()
	m.readMessages()
}

func (m *Model) sizeLists() {
	for i, l := range m.lists {
		l.SetHeight(m.plan.Panes[i].Body.H)
	}
}

// listPages is one read of everything that the lists and the top line need.
type listPages struct {
	asked   []asked
	counts  core.Counts
	longest time.Time
	unsent  int
	err     error
}

type asked struct {
	list *inbox.List
	req  inbox.Request
	rows []core.ChatRow
}

// readPages reads the pages that the lists need, all in one effect.
func (m *Model) readPages() {
	if !m.reads.lists.ask(m.o.Desk.Now()) {
		return
	}
	var pages []asked
	for _, l := range m.lists {
		if req, ok := l.Need(); ok {
			pages = append(pages, asked{list: l, req: req})
		}
	}
	if len(pages) == 0 {
		m.reads.lists.busy = false
		return
	}
	desk := m.o.Desk
	m.queue(func(ctx context.Context) any { return readPages(ctx, desk, pages) })
}

func readPages(ctx context.Context, desk *desk.Desk, pages []asked) listPages {
	r := listPages{asked: pages}
	for i := range pages {
		if pages[i].rows, r.err = desk.Rows(ctx, pages[i].req.Query); r.err != nil {
			return r
		}
	}
	if r.counts, r.err = desk.Counts(ctx); r.err != nil {
		return r
	}
	if r.longest, r.err = desk.LongestWaiting(ctx); r.err != nil {
		return r
	}
	r.unsent, r.err = desk.Unsent(ctx)
	return r
}

func (r listPages) apply(m *Model) {
	wait, again := m.reads.lists.done(m.o.Desk.Now())
	if r.err != nil {
		for _, a := range r.asked {
			a.list.Fail(a.req)
		}
		m.readFailed(r.err)
		return
	}
	before, had := m.underCursor()
	for _, a := range r.asked {
		a.list.Deliver(a.req, a.rows)
	}
	m.counts, m.longest, m.unsent = r.counts, r.longest, r.unsent
	m.followCursor(before, had)
	m.tick()
	if again {
		m.after(wait, fillAgain{})
		return
	}
	m.fill()
}

// fillAgain makes a read that was asked for while another was under way.
type fillAgain struct{}

func (fillAgain) apply(m *Model) { m.fill() }

func (m *Model) underCursor() (core.ChatID, bool) {
	if !m.focus.IsList() {
		return 0, false
	}
	row, ok := m.lists[m.focus].Current()
	return row.Chat.ID, ok
}

// followCursor keeps the transcript on the chat under the cursor. When that
// chat left the list by somebody else's hand, the transcript stays on it and
// the next key only says so: nobody acts on a chat that slid under the cursor.
func (m *Model) followCursor(before core.ChatID, had bool) {
	if !m.focus.IsList() || m.chat.lost {
		return
	}
	now, ok := m.lists[m.focus].Current()
	switch {
	case ok && had && now.Chat.ID == before:
		m.refreshRow(now)
	case had && before == m.chat.id && before != m.reads.expected && !m.reads.jumping:
		m.chat.lost = true
		m.readChat()
	case ok:
		m.reads.expected, m.reads.jumping = 0, false
		m.open(now)
	}
}

// refreshRow takes what a list tells of the open chat.
func (m *Model) refreshRow(row core.ChatRow) {
	if row.Chat.ID == m.chat.id {
		m.chat.row = row
	}
	if m.chat.id == 0 {
		m.open(row)
	}
}

// readBrands reads the brands for the top line. With first true, a desk
// without brands opens the wizard.
func (m *Model) readBrands(first bool) {
	if !m.reads.brands.ask(m.o.Desk.Now()) {
		return
	}
	desk := m.o.Desk
	m.queue(func(ctx context.Context) any {
		brands, err := desk.Brands(ctx)
		return brandsRead{brands: brands, first: first, err: err}
	})
}

type brandsRead struct {
	brands []core.Brand
	first  bool
	err    error
}

func (r brandsRead) apply(m *Model) {
	wait, again := m.reads.brands.done(m.o.Desk.Now())
	if r.err != nil {
		m.readFailed(r.err)
		return
	}
	m.heed(m.brands, r.brands)
	m.brands = r.brands
	m.tick()
	if r.first && len(r.brands) == 0 && m.o.Operator.Admin() {
		m.openWizard()
	}
	if again {
		m.after(wait, brandsAgain{})
	}
}

type brandsAgain struct{}

func (brandsAgain) apply(m *Model) { m.readBrands(false) }

// tick wakes the screen when the next clock on it changes; with nothing that
// counts, that is the next full minute.
func (m *Model) tick() {
	now := m.o.Desk.Now()
	next := time.Minute - time.Duration(now.Second())*time.Second - time.Duration(now.Nanosecond())
	if d := m.nextClock(now); d > 0 {
		next = min(next, d)
	}
	m.ticks++
	m.after(max(next, 50*time.Millisecond), ticked{number: m.ticks})
}

// nextClock is when the first of the visible clocks changes; 0 if none does.
func (m *Model) nextClock(now time.Time) time.Duration {
	var next time.Duration
	sooner := func(d time.Duration) {
		if d > 0 && (next == 0 || d < next) {
			next = d
		}
	}
	for i, l := range m.lists {
		if m.plan.Panes[i].Body.H > 0 {
			sooner(l.NextTick(now))
		}
	}
	if m.chat.id != 0 && !m.plan.ChatHeader.Empty() {
		sooner(inbox.NextTick(now, m.chat.row.Chat))
	}
	for _, until := range m.waits() {
		sooner(inbox.NextTick(now, core.Chat{State: core.Active, DeadlineAt: until}))
	}
	if m.counts[core.Pending] > 0 {
		sooner(inbox.NextTick(now, core.Chat{State: core.Pending, WaitingSince: m.longest}))
	}
	return next
}

// ticked is one tick of the screen's clock.
type ticked struct{ number int }

func (t ticked) apply(m *Model) {
	if t.number == m.ticks {
		m.tick()
	}
}
