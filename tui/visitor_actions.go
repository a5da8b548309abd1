package tui

import (
	"cmp"
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/dialog"
	"tgdesk/tui/keymap"
	"tgdesk/tui/session"
)

// visitorActions are what operators do about visitors, and the notes that call them.
func visitorActions() []action {
	return []action{
		{keymap.Block, mayBlockHere, block, blockTitle},
		{keymap.BlockList, nil, openBlockList, nil},
		{keymap.Mentions, nil, openMentions, nil},
	}
}

// mayBlockHere guards the key about the visitor of the chat that actions are about.
func mayBlockHere(m *Model) error {
	row, err := m.subject()
	if row.Chat.ID == 0 {
		return err
	}
	if row.Visitor.OnBlockList() {
		return core.MayBlock(m.s.Operator, row.Chat.BrandID)
	}
	return core.MayAskBlock(m.s.Operator, row.Chat.BrandID)
}

// blockTitle names what the key does, by how the visitor stands.
func blockTitle(m *Model) string {
	row, _ := m.subject()
	switch {
	case row.Visitor.Block == core.BlockApproved:
		return "unblock"
	case row.Visitor.Block == core.BlockAsked:
		return "block_request"
	case row.Chat.ID != 0 && core.MayBlock(m.s.Operator, row.Chat.BrandID) != nil:
		return "ask_block"
	}
	return "block"
}

// block asks why, and blocks the visitor or asks for it; of one who is listed it shows
// what can be done.
func block(m *Model) tea.Cmd {
	row, _ := m.subject()
	id, name := row.Visitor.ID, m.s.Name(row)
	if row.Visitor.Block != "" {
		return dialog.OpenList(m.dialogs, "block_entry", func(ctx context.Context) (core.VisitorRow, error) {
			return m.s.Desk.VisitorRow(ctx, id)
		}, func(r core.VisitorRow) []dialog.Command { return blockCommands(m, r) })
	}
	does := blockTitle(m)
	m.dialogs.OpenPrompt(does, m.s.Locale.Panel(does+"_do"), func(reason string) (tea.Cmd, error) {
		return changeBlock(m, name, func(ctx context.Context) (core.Block, error) {
			return m.s.Desk.BlockVisitor(ctx, m.s.Me, id, reason)
		}), nil
	})
	return nil
}

// changeBlock runs a use case of the block list, and says what became of the visitor.
func changeBlock(m *Model, name string, do func(context.Context) (core.Block, error)) tea.Cmd {
	return m.s.Write(session.Then(do, func(b core.Block, err error) tea.Cmd {
		done := m.s.Locale.Toast("block_"+string(cmp.Or(b.State, core.BlockLifted)), name)
		return tea.Batch(m.s.Done(session.DoneMsg{Err: err, Toast: done}), m.chat.Refresh())
	}))
}

// openBlockList lists who is blocked, requests first. It only reads until one is chosen.
func openBlockList(m *Model) tea.Cmd {
	return dialog.OpenLive(m.dialogs, "blocks", m.s.Locale.Panel("blocks_none"), func(ctx context.Context) ([]core.VisitorRow, error) {
		return m.s.Desk.Visitors(ctx, core.VisitorQuery{Listed: true, Limit: mostListed})
	}, func(rows []core.VisitorRow) (all []dialog.Command) {
		for _, r := range rows {
			all = append(all, dialog.Command{Key: int64(r.Visitor.ID), Title: visitorName(r), Right: blockFacts(m, r), Run: func() tea.Cmd {
				m.dialogs.OpenChoices("block_entry", blockCommands(m, r))
				return nil
			}})
		}
		return all
	})
}

// mostListed bounds the visitors that the list shows.
const mostListed = 1000

func visitorName(r core.VisitorRow) string {
	return clean.Name(r.Visitor.Name(), r.Visitor.Handle()).String()
}

// blockFacts say how an entry stands, who asked or decided, and why.
func blockFacts(m *Model, r core.VisitorRow) string {
	by, state := r.DecidedBy, "block_state_approved"
	if r.Block.State == core.BlockAsked {
		by, state = r.AskedBy, "block_state_asked"
	}
	if by == "" {
		by = m.s.Locale.Screen("the_chatbot")
	}
	return strings.Join([]string{clean.Line(r.Block.Reason).String(), m.s.Locale.Screen(state, clean.Line(by).String()), clean.Line(r.Brand).String()}, " · ")
}

// blockCommands are what can be done about an entry of the block list.
func blockCommands(m *Model, r core.VisitorRow) []dialog.Command {
	w, id, name := m.s.Locale, r.Visitor.ID, visitorName(r)
	why := ""
	if err := core.MayBlock(m.s.Operator, r.Visitor.BrandID); err != nil {
		why = m.s.Sentence(err)
	}
	command := func(title, why string, do func(context.Context) (core.Block, error)) dialog.Command {
		return dialog.Command{Title: w.Panel(title), Why: why, Right: name, Run: func() tea.Cmd { return changeBlock(m, name, do) }}
	}
	decide := func(approve bool) func(context.Context) (core.Block, error) {
		return func(ctx context.Context) (core.Block, error) {
			return m.s.Desk.DecideBlock(ctx, m.s.Me, id, approve)
		}
	}
	lift := func(ctx context.Context) (core.Block, error) {
		return m.s.Desk.UnblockVisitor(ctx, m.s.Me, id)
	}
	about := dialog.Command{Title: w.Panel("block_reason") + " " + blockFacts(m, r), Run: func() tea.Cmd { return nil }}
	switch r.Block.State {
	case core.BlockAsked:
		back := why
		if r.Block.AskedBy == m.s.Operator.ID {
			back = ""
		}
		return []dialog.Command{command("block_approve", why, decide(true)), command("block_reject", why, decide(false)), command("block_withdraw", back, lift), about}
	case core.BlockApproved:
		read := dialog.Command{Title: w.Panel("block_read"), Right: name, Run: func() tea.Cmd { return readApart(m, r.Block.Chat) }}
		if r.Block.Chat == 0 {
			read.Why = w.Panel("block_silent")
		}
		return []dialog.Command{read, command("block_lift", why, lift), about}
	}
	return []dialog.Command{about}
}

// readApart reads a chat to show it among those that are kept apart.
func readApart(m *Model, id core.ChatID) tea.Cmd {
	return reach(m, func(ctx context.Context) (core.ChatRow, error) { return m.s.Desk.Row(ctx, id) }, func(row core.ChatRow) tea.Cmd {
		narrowApart(m, row)
		return m.goTo(row)
	})
}
