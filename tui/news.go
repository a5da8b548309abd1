package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// NewsMsg are events of the desk.
type NewsMsg struct {
	Events []core.Event
	Resync bool // some were lost: all of it may have changed
}

// changes are what events are about, as far as this screen shows it.
type changes struct {
	chats, brands, canned, operator bool
	team                            bool          // some operator
	present                         bool          // how available some operator is
	self                            bool          // how available this one is
	open                            bool          // something of the chats whose messages are shown
	own                             bool          // something of this operator alone
	mine                            bool          // something in chats of this operator
	read, drafted                   []core.ChatID // by this operator, on whatever screen
}

// changed sorts events by what has to be read again. Of those that are only for one
// operator, the screens of others read nothing.
func (m *Model) changed(msg NewsMsg) changes {
	all := msg.Resync
	c := changes{chats: all, brands: all, canned: all, operator: all, team: all, present: all, open: all}
	for _, e := range msg.Events {
		own := e.Operator == m.s.Operator.ID
		switch e.Kind {
		case core.EventBrand, core.EventHealth:
			c.brands = true
		case core.EventOperator:
			c.team, c.operator = true, c.operator || own
		case core.EventAvailability: // no row of a list shows it
			c.present, c.self = true, c.self || own
		case core.EventSystem, core.EventPresence: // they are drawn with everything else
		case core.EventDraft:
			if own {
				c.own, c.drafted = true, append(c.drafted, e.Chat)
			}
		case core.EventRead:
			if own {
				c.own, c.read = true, append(c.read, e.Chat)
			}
		case core.EventCanned: // no row of a list shows them
			c.canned = true
		case core.EventFile: // no row of a list shows it
			c.open = c.open || m.chat.Shows(e.Chat)
		default:
			c.chats, c.mine = true, c.mine || m.inbox.Concerns(e)
			c.open = c.open || m.chat.Shows(e.Chat)
		}
	}
	return c
}

// news reads again what events are about. Of chats of brands that the operator does not
// work for nothing can be read.
func (m *Model) news(msg NewsMsg) tea.Cmd {
	msg.Events = slices.DeleteFunc(slices.Clone(msg.Events), func(e core.Event) bool {
		return e.Chat != 0 && e.Brand != 0 && !m.s.Operator.Serves(e.Brand)
	})
	m.s.Alert(msg.Events)
	var cmds []tea.Cmd
	msg.Events, cmds = calls(m, msg.Events)
	for _, e := range msg.Events {
		if e.Chat != 0 && (e.Kind == core.EventMessage || e.Alert) {
			m.inbox.Happened(e.Chat, e.Alert && e.Kind == core.EventMessage)
		}
	}
	c := m.changed(msg)
	if c.operator {
		cmds = append(cmds, readOperator(m))
	}
	if c.team || c.self {
		cmds = append(cmds, m.team.Refresh())
	}
	if c.brands {
		cmds = append(cmds, m.channels.Refresh(), m.settings.refresh())
	}
	if c.canned || c.brands { // those of a removed brand are gone
		cmds = append(cmds, m.canned.Refresh())
	}
	if (c.canned || c.team || c.present) && !c.brands {
		cmds = append(cmds, m.settings.refresh())
	}
	for _, chat := range c.read {
		cmds = append(cmds, m.s.RefreshMark(chat))
	}
	for _, chat := range c.drafted {
		cmds = append(cmds, m.compose.Follow(chat))
	}
	switch {
	case msg.Resync:
		cmds = append(cmds, m.inbox.Reload(), m.chat.RefreshPanel())
	case c.chats && !c.mine:
		cmds = append(cmds, m.inbox.RefreshOthers(), m.chat.RefreshPanel())
	case c.chats:
		cmds = append(cmds, m.inbox.Refresh(), m.chat.RefreshPanel())
	case c.own:
		cmds = append(cmds, m.inbox.RefreshOwn())
	}
	if c.open {
		cmds = append(cmds, m.chat.Refresh(), m.compose.Refresh())
	}
	if msg.Resync {
		cmds = append(cmds, m.compose.RetrySaves(), m.compose.FollowAll())
	}
	return tea.Batch(cmds...)
}
