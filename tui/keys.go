package tui

import (
	"strings"

	"tgdesk/core"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
)

// press routes one key: to the overlay, the settings, the composer, or the
// registry of actions.
func (m *Model) press(k press) {
	m.lookedAway = false
	switch {
	case m.plan.TooSmall:
		if k.command() == "q" || k.name == "ctrl+c" {
			m.askQuit()
		}
	case m.overlay != nil:
		m.pressOverlay(k)
	case m.settings != nil:
		m.pressSettings(k)
	default:
		m.pressMain(k)
	}
	if k.paste {
		m.tooLong(k)
	}
	m.arrange()
}

func (m *Model) pressOverlay(k press) {
	switch {
	case k.name == "ctrl+c" && m.asksQuit():
		m.quit()
	case k.name == "esc" || k.name == "ctrl+c":
		m.leaveOverlay()
	case strings.HasPrefix(k.name, "alt+") && len(k.runes) == 1:
		// A terminal sends esc and a letter struck quickly after it as one key.
		m.leaveOverlay()
		m.press(typed(k.runes[0]))
	default:
		m.overlay.press(m, k)
	}
}

// pressMain takes a key outside overlays and settings.
func (m *Model) pressMain(k press) {
	scope := m.scope()
	if k.paste {
		m.paste(k)
		return
	}
	if a, ok := m.find(m.keys.Lookup(scope, k.msg)); ok {
		m.perform(a)
		return
	}
	if scope == keymap.Composer && m.compose(k) {
		return
	}
	if strings.HasPrefix(k.name, "alt+") && len(k.runes) == 1 {
		m.back()
		m.press(typed(k.runes[0]))
		return
	}
	if scope == keymap.Composer && !m.canWrite() {
		m.toastInfo(m.composerOff()) // and nothing else: somebody is typing
	}
}

// askQuit leaves, after asking when there is something to lose sight of.
func (m *Model) askQuit() {
	held := m.heldByMe()
	if held == 0 && m.unsent == 0 {
		m.quit()
		return
	}
	m.overlay = &question{Question: m.o.Words.AskQuit(held, m.unsent), yes: m.quit, ofQuit: true}
}

// asksQuit reports whether the question is whether to quit; a second ctrl+c is
// an answer to it.
func (m *Model) asksQuit() bool {
	q, ok := m.overlay.(*question)
	return ok && q.ofQuit
}

func (m *Model) quit() {
	m.saveDrafts()
	m.quitting = true
}

// heldByMe counts the active chats of this operator that the list knows.
func (m *Model) heldByMe() int {
	n := 0
	for _, row := range m.lists[layout.ListActive].Rows() {
		if row.Chat.State == core.Active && row.Chat.OwnerID == m.o.Operator.ID {
			n++
		}
	}
	return n
}
