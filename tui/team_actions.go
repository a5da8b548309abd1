package tui

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/tui/countdown"
	"tgdesk/tui/dialog"
	"tgdesk/tui/keymap"
	"tgdesk/tui/session"
	"tgdesk/tui/team"
)

// teamActions are what operators do among each other.
func teamActions() []action {
	return []action{
		{keymap.Transfer, withOthers(mayTransfer), transfer, nil},
		{keymap.Accept, mayAccept, accept, nil},
		{keymap.Refuse, mayRefuse, refuse, either(withdraws, "withdraw", "refuse")},
		{keymap.Invite, withOthers(chatRule(core.MayInvite)), handTo("invite", "invited", (*desk.Desk).Invite), nil},
		{keymap.Join, mayJoinOrLeave, joinOrLeave, either(leaves, "leave", "join")},
		{keymap.Assign, chatRule(core.MayAssign), handTo("assign", "assigned", (*desk.Desk).Assign), nil},
		{keymap.Availability, nil, func(m *Model) tea.Cmd { return m.team.Toggle() }, either(func(m *Model) bool { return m.team.Away() }, "come_back", "go_away")},
		{keymap.Team, nil, openTeam, nil},
	}
}

// withOthers asks for colleagues besides.
func withOthers(may func(*Model) error) func(*Model) error {
	return func(m *Model) error {
		if err := may(m); err != nil || !m.team.Alone() {
			return err
		}
		return session.Reason("no_others")
	}
}

func mayTransfer(m *Model) error {
	row, err := m.subject()
	switch {
	case err != nil:
		return err
	case row.Chat.Handover.Transfer != 0 && row.Chat.HeldBy(m.s.Operator.ID):
		return core.NewError(core.CodeConflict, "transfer_open")
	}
	return core.NameHolder(core.MayTransfer(m.s.Operator, row.Chat), row.Owner)
}

func mayAccept(m *Model) error {
	row, err := m.subject()
	if err != nil {
		return err
	}
	return core.MayAcceptTransfer(m.s.Operator, row.Chat, row.Transfer.Transfer)
}

// mayRefuse guards the key that ends a transfer without its being accepted: whoever is
// asked rejects it, the owner withdraws it.
func mayRefuse(m *Model) error {
	row, err := m.subject()
	switch {
	case err != nil:
		return err
	case withdraws(m):
		return core.NameHolder(core.MayWithdrawTransfer(m.s.Operator, row.Chat), row.Owner)
	}
	return core.MayRejectTransfer(m.s.Operator, row.Chat, row.Transfer.Transfer)
}

// withdraws reports whether that key takes the request back, not rejects it.
func withdraws(m *Model) bool {
	row, err := m.subject()
	return err == nil && !row.Transfer.AsksOf(m.s.Operator.ID) && core.MayWithdrawTransfer(m.s.Operator, row.Chat) == nil
}

func mayJoinOrLeave(m *Model) error {
	if leaves(m) {
		return nil
	}
	return chatRule(core.MayJoin)(m)
}

// leaves reports whether the key that joins a chat would leave it.
func leaves(m *Model) bool {
	row, err := m.subject()
	return err == nil && core.MayLeave(m.s.Operator, row.Chat) == nil
}

// hand runs a use case that hands a chat to somebody.
func hand(m *Model, toast string, do func(context.Context) (desk.Handed, error)) tea.Cmd {
	return m.s.Write(session.Then(do, func(h desk.Handed, err error) tea.Cmd {
		if err == nil && h.Warning != nil {
			return tea.Batch(m.s.Refuse(h.Warning), m.chat.Refresh())
		}
		return tea.Batch(m.s.Done(session.DoneMsg{Err: err, Toast: toast}), m.chat.Refresh())
	}))
}

// transfer asks whom to give the chat to, and for a note to them.
func transfer(m *Model) tea.Cmd {
	row, _ := m.subject()
	return pickOperator(m, "transfer", row, m.s.Locale.Screen("anybody", clean.Line(row.Brand)), func(to core.OperatorID, name string) tea.Cmd {
		m.dialogs.OpenPrompt("transfer_note", m.s.Locale.Panel("ask"), func(note string) (tea.Cmd, error) {
			return hand(m, m.s.Locale.Toast("transfer_asked", name), func(ctx context.Context) (desk.Handed, error) {
				return m.s.Desk.AskTransfer(ctx, m.s.Me, row.Chat.ID, to, strings.TrimSpace(note))
			}), nil
		})
		return nil
	})
}

// handTo asks to whom a chat is to be handed, in a list of an id.
func handTo(id, toast string, do func(*desk.Desk, context.Context, core.OperatorID, core.ChatID, core.OperatorID) (desk.Handed, error)) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		row, _ := m.subject()
		return pickOperator(m, id, row, "", func(to core.OperatorID, name string) tea.Cmd {
			return hand(m, m.s.Locale.Toast(toast, name), func(ctx context.Context) (desk.Handed, error) { return do(m.s.Desk, ctx, m.s.Me, row.Chat.ID, to) })
		})
	}
}

// pickOperator lists the operators with how available and how busy they are, and calls
// chosen with one. anybody is a line for all of them, "" for none.
func pickOperator(m *Model, id string, row core.ChatRow, anybody string, chosen func(core.OperatorID, string) tea.Cmd) tea.Cmd {
	s := m.s
	return dialog.OpenLive(m.dialogs, id, s.Locale.Toast("no_match"), func(ctx context.Context) ([]core.TeamMember, error) {
		return s.Desk.Team(ctx, s.Me)
	}, func(members []core.TeamMember) (all []dialog.Command) {
		if anybody != "" {
			all = append(all, dialog.Command{Title: anybody, Run: func() tea.Cmd { return chosen(0, anybody) }})
		}
		for _, t := range members {
			if t.Operator.ID == s.Me && id != "assign" || row.Chat.Owner.Is(t.Operator.ID) {
				continue
			}
			name := clean.Line(t.Operator.Name).String()
			status, _ := team.Status(s, t.Availability.State)
			c := dialog.Command{Key: int64(t.Operator.ID), Title: name, Right: status + " · " + s.Locale.Screen("load", t.Held), Run: func() tea.Cmd { return chosen(t.Operator.ID, name) }}
			if err := core.MayBeAsked(t.Operator, row.Chat.BrandID, t.Availability); err != nil {
				c.Why = s.Sentence(err)
			}
			all = append(all, c)
		}
		return all
	})
}

// accept takes the chat over: it is this operator's at once, as after a pick-up.
func accept(m *Model) tea.Cmd {
	row, _ := m.subject()
	return tea.Batch(m.open(row), pickUpBy(m, row.Chat.ID, m.s.Desk.AcceptTransfer))
}

func refuse(m *Model) tea.Cmd {
	if withdraws(m) {
		return ofChat(m, "transfer_withdrawn", m.s.Desk.WithdrawTransfer)
	}
	return ofChat(m, "transfer_refused", m.s.Desk.RejectTransfer)
}

func joinOrLeave(m *Model) tea.Cmd {
	if leaves(m) {
		return ofChat(m, "left", m.s.Desk.LeaveChat)
	}
	return ofChat(m, "joined", m.s.Desk.Join)
}

// ofChat runs a use case about the chat that actions are about.
func ofChat(m *Model, toast string, do func(context.Context, core.OperatorID, core.ChatID) (core.Chat, error)) tea.Cmd {
	row, _ := m.subject()
	return m.s.Do(m.s.Locale.Toast(toast, m.s.Name(row)), func(ctx context.Context) error {
		_, err := do(ctx, m.s.Me, row.Chat.ID)
		return err
	})
}

// openTeam lists the operators: how available they are and since when, how many chats
// they hold, and what they look at. It follows all that. Choosing one goes to the chat that they look at.
func openTeam(m *Model) tea.Cmd {
	s := m.s
	return dialog.OpenLive(m.dialogs, "team", s.Locale.Toast("no_match"), func(ctx context.Context) ([]viewer, error) {
		return readViewers(ctx, s)
	}, func(viewers []viewer) (all []dialog.Command) {
		for _, t := range viewers {
			status, _ := team.Status(s, t.Availability.State)
			facts := []string{status, s.Locale.Screen("load", t.Held)}
			run := func() tea.Cmd { return nil }
			for _, row := range t.rows {
				facts = append(facts, s.Locale.Screen("views", s.Name(row)))
				run = func() tea.Cmd { return m.goTo(row) }
			}
			if since := t.Availability.Since; !since.IsZero() {
				facts = append(facts, s.Locale.Screen("since", countdown.Stamp(s.Locale, since, s.Now())))
			}
			all = append(all, dialog.Command{Key: int64(t.Operator.ID), Title: clean.Line(t.Operator.Name).String(), Right: strings.Join(facts, " · "), Run: run})
		}
		return all
	})
}

// viewer is an operator with the chats that they look at.
type viewer struct {
	core.TeamMember
	rows []core.ChatRow
}

func readViewers(ctx context.Context, s *session.Session) (all []viewer, err error) {
	members, err := s.Desk.Team(ctx, s.Me)
	for _, t := range members {
		v := viewer{TeamMember: t}
		for _, c := range t.Viewing {
			row, err := s.Desk.Row(ctx, c)
			if core.IsOutOfSight(err) {
				continue
			}
			if err != nil {
				return nil, err
			}
			v.rows = append(v.rows, row)
		}
		all = append(all, v)
	}
	return all, err
}
