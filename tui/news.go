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

// changes are what has to be read again after events; own is this operator's.
type changes struct {
	chats, ownChats, openChat     bool
	found                         bool // what a search finds
	brands, canned                bool
	operators, ownAccount         bool
	availability, ownAvailability bool
	read, drafted                 []core.ChatID // by this operator, on any of their screens
}

// listed reports whether lists in dialogs may have changed, which show operators, what
// they hold and look at, notes that call, and the block list.
func (msg NewsMsg) listed() bool {
	return msg.Resync || slices.ContainsFunc(msg.Events, func(e core.Event) bool {
		switch e.Kind {
		case core.EventMessage, core.EventHealth, core.EventFile, core.EventDraft, core.EventRead, core.EventCanned, core.EventSystem:
			return false
		}
		return true
	})
}

// changed sorts events by what has to be read again. Drafts and reading are only ever
// this operator's: no mailbox has those of others.
func (m *Model) changed(msg NewsMsg) changes {
	all := msg.Resync
	c := changes{chats: all, brands: all, canned: all, operators: all, availability: all, openChat: all, found: all, ownAccount: all}
	for _, e := range msg.Events {
		own := e.Operator == m.s.Operator.ID
		switch e.Kind {
		case core.EventErased:
			m.chat.Erased(e.Chat)
			m.compose.Erased(e.Chat)
			m.search.Erased(e.Chat)
			if m.before != nil {
				m.before.chat.Erased(e.Chat)
			}
			c.openChat, c.found = c.openChat || m.chat.Shows(e.Chat), true
		case core.EventBrand, core.EventHealth:
			c.brands, c.found = true, c.found || e.Kind == core.EventBrand
		case core.EventOperator:
			c.operators, c.ownAccount = true, c.ownAccount || own
		case core.EventAvailability: // no row of a list shows it
			c.availability, c.ownAvailability = true, c.ownAvailability || own
		case core.EventSystem, core.EventPresence: // they are drawn with everything else
		case core.EventDraft:
			c.drafted = append(c.drafted, e.Chat)
		case core.EventRead:
			c.read = append(c.read, e.Chat)
		case core.EventCanned: // no row of a list shows them
			c.canned = true
		case core.EventFile: // no row of a list shows it
			c.openChat = c.openChat || m.chat.Shows(e.Chat)
		default:
			c.chats, c.found, c.ownChats = true, true, c.ownChats || m.inbox.Concerns(e)
			c.openChat = c.openChat || m.chat.Shows(e.Chat)
		}
	}
	return c
}

// news reads again what events are about. Of chats of brands that the operator does not
// work for nothing can be read.
func (m *Model) news(msg NewsMsg) tea.Cmd {
	msg.Events = slices.DeleteFunc(msg.Events, func(e core.Event) bool {
		return e.Chat != 0 && e.Brand != 0 && !m.s.Operator.Serves(e.Brand)
	})
	m.s.Alert(msg.Events)
	cmds := calls(m, msg.Events)
	if msg.listed() {
		cmds = append(cmds, m.dialogs.Refresh())
	}
	msg.Events = slices.DeleteFunc(msg.Events, forOneAlone)
	for _, e := range msg.Events {
		if e.Chat != 0 && (e.Kind == core.EventMessage || e.Alert) {
			m.inbox.Happened(e.Chat, e.Alert && e.Kind == core.EventMessage)
		}
	}
	c := m.changed(msg)
	if c.ownAccount {
		cmds = append(cmds, readOperator(m))
	}
	if c.operators || c.ownAvailability {
		cmds = append(cmds, m.team.Refresh())
	}
	if c.brands {
		cmds = append(cmds, readBrands(m), m.settings.refresh())
	}
	if c.canned || c.brands { // those of a removed brand are gone
		cmds = append(cmds, m.canned.Refresh())
	}
	if (c.canned || c.operators || c.availability) && !c.brands {
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
		cmds = append(cmds, m.inbox.Reload(), m.chat.RefreshPanel(), m.compose.RetrySaves(), m.compose.FollowAll())
	case c.chats && !c.ownChats:
		cmds = append(cmds, m.inbox.RefreshOthers(), m.chat.RefreshPanel())
	case c.chats:
		cmds = append(cmds, m.inbox.Refresh(), m.chat.RefreshPanel())
	case len(c.read)+len(c.drafted) > 0:
		cmds = append(cmds, m.inbox.RefreshOwn())
	}
	if c.chats {
		cmds = append(cmds, m.reports.Happened())
	}
	if c.found {
		cmds = append(cmds, m.search.Happened())
	}
	if c.openChat {
		cmds = append(cmds, m.chat.Refresh(), m.compose.Refresh())
	}
	return tea.Batch(cmds...)
}
