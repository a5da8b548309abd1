package inbox

import (
	"context"
	"maps"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/session"
)

// Who waits for this operator, and who of them comes next.

// Waiting is how many chats wait for this operator: to be taken over from a colleague,
// for somebody to pick them up, and for an answer in those that this operator holds.
func (b *Inbox) Waiting() int { return b.Workload.Asked + b.Overview.Waiting() + b.Workload.Awaiting }

// Waits reports whether a chat that this operator may hold is one of them.
func (b *Inbox) Waits(c core.Chat) bool {
	return c.State.Waiting() || c.AwaitsAnswerOf(b.s.Operator.ID)
}

// waits reports whether a chat is one of those that wait in a list of waitingLists.
func waits(q core.RowQuery, row core.ChatRow) bool {
	switch {
	case row.Chat.State != q.State:
		return false
	case q.Asked != 0:
		return row.Asks(q.Asked)
	}
	return row.Chat.State.Waiting() || row.Chat.AwaitsAnswerOf(q.Owner)
}

// Next finds the chat that waits after the one that is shown: those that the operator is
// asked to take over, the pending ones, the unanswered ones, and those that wait for an
// answer of this operator, each by the longest wait. After the last one comes the first,
// as it does if the one that is shown does not wait, or is asked for and Next has not led
// there yet. A chat that the lists hold is found
// at once, so that enter pressed right after it finds the cursor there; longer lists are
// read by cmd, and what is found is given to found. Its id is 0 if no chat waits.
func (b *Inbox) Next(shown core.ChatRow, found func(core.ChatRow, error) tea.Cmd) (next core.ChatRow, ok bool, cmd tea.Cmd) {
	if b.Workload.Asked == 0 {
		clear(b.led)
	}
	if shown.Asks(b.s.Me) {
		b.led[shown.Transfer.ID] = true
	}
	var waiting []core.ChatRow
	for _, q := range waitingLists(b.s.Me) {
		for _, row := range b.lists[PaneOf(q.State)].Rows() {
			if waits(q, row) {
				waiting = append(waiting, row)
			}
		}
	}
	if len(waiting) < b.Waiting() {
		b.seeking = true
		led := maps.Clone(b.led)
		return next, false, b.s.Read(session.Then(func(ctx context.Context) (core.ChatRow, error) {
			return nextWaiting(ctx, b.s.Desk, b.s.Me, shown, led)
		}, func(row core.ChatRow, err error) tea.Cmd {
			b.seeking = false
			return found(row, err)
		}))
	}
	if len(waiting) == 0 {
		return next, false, nil
	}
	if i := newlyAsked(waiting, b.s.Me, b.led); i >= 0 {
		return waiting[i], true, nil
	}
	at := slices.IndexFunc(waiting, func(row core.ChatRow) bool { return row.Chat.ID == shown.Chat.ID })
	return waiting[(at+1)%len(waiting)], true, nil
}

// newlyAsked is the index of the first chat that an operator is asked to take over by a
// transfer that is none of led, -1 for none.
func newlyAsked(rows []core.ChatRow, op core.OperatorID, led map[core.TransferID]bool) int {
	return slices.IndexFunc(rows, func(row core.ChatRow) bool { return row.Asks(op) && !led[row.Transfer.ID] })
}

// mostAsked is among how many chats one is looked for that was not asked for before.
const mostAsked = 100

// waitingLists are the lists of chats that wait for an operator, in the order in
// which they are gone through. In the last one those that wait stand first.
func waitingLists(op core.OperatorID) []core.RowQuery {
	return []core.RowQuery{{State: core.Active, Asked: op, Limit: 1}, {State: core.Pending, Limit: 1}, {State: core.Unanswered, Limit: 1}, {State: core.Active, Owner: op, Limit: 1}}
}

func nextWaiting(ctx context.Context, d core.Reader, op core.OperatorID, shown core.ChatRow, led map[core.TransferID]bool) (core.ChatRow, error) {
	queries := waitingLists(op)
	asked := queries[0]
	asked.Limit = mostAsked
	rows, err := d.Rows(ctx, asked)
	if err != nil {
		return core.ChatRow{}, err
	}
	if i := newlyAsked(rows, op, led); i >= 0 {
		return rows[i], nil
	}
	if at := slices.IndexFunc(queries, func(q core.RowQuery) bool { return waits(q, shown) }); at >= 0 {
		rest, after := queries[at], shown.Cursor()
		rest.Cursor = &after
		queries = slices.Concat([]core.RowQuery{rest}, queries[at+1:], queries[:at+1])
	}
	for _, q := range queries {
		rows, err := d.Rows(ctx, q)
		if err != nil {
			return core.ChatRow{}, err
		}
		if len(rows) > 0 && waits(q, rows[0]) {
			return rows[0], nil
		}
	}
	return core.ChatRow{}, nil
}
