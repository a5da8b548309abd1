// Package team is what a screen tells the operator's colleagues of them, and what it
// knows of those: whether the operator is available, and which chat they look at.
//
// It must not know the areas of the screen or decide who may see what.
package team

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/session"
	"tgdesk/tui/theme"
)

// Team is the desk's operators as one screen needs them.
type Team struct {
	s     *session.Session
	own   core.Availability
	alone bool // nobody else can use the desk
	reads session.Repeated

	shown    core.ChatID // that is on the screen, 0 for none
	reported core.ChatID // that the others know of
	due      bool        // viewRest has begun
}

// viewRest is how long a chat is looked at before the others are told: who goes
// through a list looks at none.
const viewRest = 100 * time.Millisecond

// New returns the team of an operator whose screen has just been opened.
func New(s *session.Session) *Team {
	return &Team{s: s, own: core.Availability{Operator: s.Operator.ID, State: core.Available}, alone: true}
}

// Refresh reads how available the operator is, and whether there are others.
func (t *Team) Refresh() tea.Cmd { return t.reads.Refresh(t.s, t.read) }

func (t *Team) read() tea.Cmd {
	var all []core.Operator
	return session.Restart(t.s, &t.reads, func(ctx context.Context) (core.Availability, error) {
		own, err := t.s.Desk.Availability(ctx, t.s.Me)
		if err == nil {
			all, err = t.s.Desk.Operators(ctx)
		}
		return own, err
	}, func(own core.Availability, err error) tea.Cmd {
		if err != nil {
			return t.s.ReadFailed(err)
		}
		t.own, t.alone = own, !slices.ContainsFunc(all, func(o core.Operator) bool { return o.ID != t.s.Me && o.Enabled() })
		return nil
	})
}

// Alone reports whether nobody else can use the desk, as far as is known.
func (t *Team) Alone() bool { return t.alone }

// Away reports whether the operator is away.
func (t *Team) Away() bool { return t.own.State == core.Away }

// Status is the sign of an availability with its word, and its style.
func Status(s *session.Session, a core.AvailabilityState) (string, theme.Style) {
	word := s.Locale.Screen(string(a))
	switch a {
	case core.Available:
		return "● " + word, s.Theme.Good
	case core.Away:
		return "○ " + word, s.Theme.Warn
	}
	return "· " + word, s.Theme.Dim
}

// Own is how available the operator is.
func (t *Team) Own() core.AvailabilityState { return t.own.State }

// Toggle is the switch between available and away.
func (t *Team) Toggle() tea.Cmd {
	away := t.own.State != core.Away
	return t.s.Write(session.Then(func(ctx context.Context) (core.Availability, error) {
		return t.s.Desk.SetAvailability(ctx, t.s.Me, away)
	}, t.set))
}

// set takes the outcome of a change of the operator's availability.
func (t *Team) set(own core.Availability, err error) tea.Cmd {
	if err != nil {
		return t.s.Failed(err)
	}
	if t.own = own; t.reads.Busy() {
		return t.read() // what is under way may have seen what was before
	}
	return nil
}

// KeyPressed notes that the operator is at the keyboard. Who was away only for want of
// keys is back.
func (t *Team) KeyPressed() tea.Cmd {
	if !t.s.Desk.KeyPressed(t.s.Me) {
		return nil
	}
	return t.s.Write(session.Then(func(ctx context.Context) (core.Availability, error) { return t.s.Desk.ComeBack(ctx, t.s.Me) }, t.set))
}

// Show says which chat is on the screen, 0 for none. The others learn of it once it has
// been looked at for a moment.
func (t *Team) Show(chat core.ChatID) tea.Cmd {
	t.shown = chat
	if t.shown == t.reported || t.due {
		return nil
	}
	t.due = true
	return t.s.After(viewRest, session.QuietMsg(func() tea.Cmd {
		if t.due = false; chat == t.shown {
			return t.report()
		}
		return t.Show(t.shown)
	}))
}

func (t *Team) report() tea.Cmd {
	if t.shown == t.reported {
		return nil
	}
	t.reported = t.shown
	chat := t.shown
	return t.s.Read(func(ctx context.Context) tea.Msg {
		_ = t.s.Desk.View(ctx, t.s.Me, t.s.ID, chat) // a chat that cannot be read shows that itself
		return nil
	})
}
