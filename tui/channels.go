package tui

import (
	"context"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/keymap"
)

// heed says that a channel has come into trouble that only a person can mend.
func (m *Model) heed(before, now []core.Brand) {
	was := map[core.BrandID]core.HealthState{}
	for _, b := range before {
		if b.Enabled {
			was[b.ID] = b.Health.State
		}
	}
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
		if m.o.Operator.Admin() {
			id += "_admin"
		}
		m.toastBad(m.o.Words.Toast(id, clean.Line(b.Name)))
	}
}

// inTrouble is the brand whose channel is in one of these states: that of the
// chat that actions are about, else the first.
func (m *Model) inTrouble(states ...core.HealthState) (found core.Brand, ok bool) {
	row, _ := m.subject()
	for _, b := range m.brands {
		for _, s := range states {
			if b.Enabled && b.Health.State == s && (!ok || b.ID == row.Chat.BrandID) {
				found, ok = b, true
			}
		}
	}
	return found, ok
}

func (m *Model) whyNotTakeOver() string {
	if _, ok := m.inTrouble(core.HealthConflict); !ok {
		return "no_conflict"
	}
	return m.whyNotAdmin()
}

func (m *Model) whyNotNewToken() string {
	if _, ok := m.inTrouble(core.HealthUnauthorized); !ok {
		return "token_fine"
	}
	return m.whyNotAdmin()
}

// pasteToken opens the settings where the refused token is replaced.
func (m *Model) pasteToken() {
	if b, ok := m.inTrouble(core.HealthUnauthorized); ok {
		m.showSettings(false, b.ID)
	}
}

// takeOver takes a bot back from whatever else receives its messages. A
// webhook is the work of another program that will miss it: that is asked.
func (m *Model) takeOver() {
	b, ok := m.inTrouble(core.HealthConflict)
	if !ok {
		return
	}
	desk := m.o.Desk
	m.do(func(ctx context.Context) any {
		_, host, err := desk.Waiting(ctx, b.ID)
		return holderFound{brand: b, host: host, err: err}
	})
}

type holderFound struct {
	brand core.Brand
	host  string
	err   error
}

func (r holderFound) apply(m *Model) {
	switch {
	case r.err != nil:
		m.toastError(r.err)
	case r.host == "":
		m.takeOverNow(r.brand)
	case m.overlay == nil && m.settings == nil && m.scope() != keymap.Composer:
		m.ask(m.o.Words.Ask("takeover", clean.Line(r.brand.Name), clean.Line(r.host)), func() { m.takeOverNow(r.brand) })
	}
}

func (m *Model) takeOverNow(b core.Brand) {
	desk, op := m.o.Desk, m.o.Operator.ID
	m.do(func(ctx context.Context) any {
		return tookOver{brand: b, err: desk.TakeOver(ctx, op, b.ID)}
	})
}

type tookOver struct {
	brand core.Brand
	err   error
}

func (r tookOver) apply(m *Model) {
	if r.err != nil {
		m.toastError(r.err)
	} else {
		m.toastGood(m.o.Words.Toast("took_over", clean.Line(r.brand.Name)))
	}
	m.readBrands(false)
}
