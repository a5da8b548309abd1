package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/keymap"
	"tgdesk/tui/session"
)

// brands are the brands on the top line, with what their channels do.
type brands struct {
	list        []core.Brand
	busy, again bool // a read is under way; another one is to follow it
}

// restBetweenReads is the least time between two reads of the brands.
const restBetweenReads = 25 * time.Millisecond

// brandsMsg is the brands as they were read. With first true, a desk without
// brands opens the wizard.
type brandsMsg struct {
	brands []core.Brand
	first  bool
	err    error
}

// readBrandsMsg says that the next read may start.
type readBrandsMsg struct{}

func (m *Model) readBrands(first bool) tea.Cmd {
	if m.brands.busy {
		m.brands.again = true
		return nil
	}
	m.brands.busy = true
	desk := m.s.Desk
	return m.s.Read(func(ctx context.Context) tea.Msg {
		list, err := desk.Brands(ctx)
		return brandsMsg{brands: list, first: first, err: err}
	})
}

func (m *Model) brandsRead(msg brandsMsg) tea.Cmd {
	var again tea.Cmd
	m.brands.busy = false
	if m.brands.again {
		m.brands.busy, m.brands.again = true, false
		again = m.s.After(restBetweenReads, readBrandsMsg{})
	}
	if msg.err != nil {
		return tea.Batch(again, m.s.ReadFailed(msg.err))
	}
	trouble := m.tellTrouble(m.brands.list, msg.brands)
	m.brands.list = msg.brands
	if msg.first && len(msg.brands) == 0 && m.s.Operator.Admin() {
		return tea.Batch(again, trouble, m.showSettings(true, 0))
	}
	return tea.Batch(again, trouble)
}

// tellTrouble says that a channel has come into trouble that only a person can
// end.
func (m *Model) tellTrouble(before, now []core.Brand) tea.Cmd {
	was := map[core.BrandID]core.HealthState{}
	for _, b := range before {
		if b.Enabled {
			was[b.ID] = b.Health.State
		}
	}
	var cmd tea.Cmd
	for _, b := range now {
		if !b.Enabled || was[b.ID] == b.Health.State {
			continue
		}
		id := ""
		switch b.Health.State {
		case core.HealthConflict:
			id = "conflict"
		case core.HealthUnauthorized:
			id = "unauthorized"
			if b.Token.Sealed() {
				id = "sealed"
			}
		default:
			continue
		}
		if m.s.Operator.Admin() {
			id += "_admin"
		}
		cmd = m.s.Bad(m.s.Locale.Toast(id, clean.Line(b.Name)))
	}
	return cmd
}

// inTrouble is the brand whose channel is in a state: that of the chat that
// actions are about, else the first.
func (m *Model) inTrouble(state core.HealthState) (found core.Brand, ok bool) {
	row, _ := m.subject()
	for _, b := range m.brands.list {
		if b.Enabled && b.Health.State == state && (!ok || b.ID == row.Chat.BrandID) {
			found, ok = b, true
		}
	}
	return found, ok
}

// replaceToken opens the settings where the refused token is replaced.
func replaceToken(m *Model) tea.Cmd {
	if b, ok := m.inTrouble(core.HealthUnauthorized); ok {
		return m.showSettings(false, b.ID)
	}
	return nil
}

// holderMsg is what holds a bot: the host of a webhook, "" for another poller.
type holderMsg struct {
	brand core.Brand
	host  string
	err   error
}

// takeOver takes a bot back from whatever else receives its messages. A webhook
// is the work of another program that will miss it: that is asked.
func takeOver(m *Model) tea.Cmd {
	b, ok := m.inTrouble(core.HealthConflict)
	if !ok {
		return nil
	}
	desk := m.s.Desk
	return m.s.Write(func(ctx context.Context) tea.Msg {
		_, host, err := desk.Waiting(ctx, b.ID)
		return holderMsg{brand: b, host: host, err: err}
	})
}

func (m *Model) holderFound(msg holderMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		return m.s.Failed(msg.err)
	case msg.host == "":
		return m.takeOverNow(msg.brand)
	case m.dialogs.Empty() && m.settings == nil && m.scope() != keymap.Composer:
		m.dialogs.Ask(m.s.Locale.Ask("takeover", clean.Line(msg.brand.Name), clean.Line(msg.host)), func() tea.Cmd { return m.takeOverNow(msg.brand) })
	}
	return nil
}

func (m *Model) takeOverNow(b core.Brand) tea.Cmd {
	desk, op, done := m.s.Desk, m.s.Operator.ID, m.s.Locale.Toast("took_over", clean.Line(b.Name))
	return m.s.Write(func(ctx context.Context) tea.Msg {
		return session.DoneMsg{Err: desk.TakeOver(ctx, op, b.ID), Toast: done}
	})
}

// heldUntil is until when all of a brand waits because Telegram said so; zero
// when it does not.
func (m *Model) heldUntil(b core.Brand) time.Time {
	until := m.s.Desk.RetryAfter(b.ID, 0)
	if h := b.Health; h.Told && h.Until.After(until) && h.Until.After(m.s.Now()) {
		return h.Until
	}
	return until
}

// doubtedUntil is until when a brand's replies wait though its channel is well:
// the outcome of the last one is unknown.
func (m *Model) doubtedUntil(b core.Brand) time.Time {
	if b.Health.State != core.HealthPolling {
		return time.Time{}
	}
	return m.s.Desk.NextTry(b.ID)
}
