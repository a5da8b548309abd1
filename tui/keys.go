package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/paste"
	"tgdesk/tui/session"
)

// keys takes a key message, which may hold several keys.
func (m *Model) keys(msg tea.KeyMsg) tea.Cmd {
	if msg.Paste {
		return m.pasted(paste.Paste{Text: string(msg.Runes), Length: len(msg.Runes)})
	}
	var cmds []tea.Cmd
	for _, k := range keymap.Split(msg) {
		cmds = append(cmds, m.key(k))
		m.arrange()
	}
	return tea.Batch(cmds...)
}

// key takes one key, or holds it until what it acts on is there.
func (m *Model) key(k tea.KeyMsg) tea.Cmd {
	if m.waits(k) {
		m.held = append(m.held, k)
		return nil
	}
	m.held = nil // who quits does not want them any more, least of all as an answer
	return m.press(k)
}

// pasted takes a paste, or holds it as a key: what it is pasted into is there with what the
// keys before it act on.
func (m *Model) pasted(p paste.Paste) tea.Cmd {
	if m.waits(p) {
		m.held = append(m.held, p)
		return nil
	}
	return m.paste(p)
}

// waits reports whether a key or a paste has to wait: behind others that do, while the
// cursor is under way to a chat, while what a key means is being read, or the list or page
// that it acts on, and, where a key edits, until it is known whether an edit has begun
// already.
func (m *Model) waits(msg tea.Msg) bool {
	behind := len(m.held) > 0
	switch {
	case m.screen.plan.TooSmall:
		return false
	case !m.dialogs.Empty():
		return m.dialogs.Waits(msg, behind)
	case m.settings.isOpen():
		return m.settings.open.Waits(msg, behind)
	case m.search.Shown():
		return behind || m.finding
	case m.reports.IsOpen():
		return false
	}
	a := keymap.Action("")
	if k, ok := msg.(tea.KeyMsg); ok {
		a = m.s.Keys.Lookup(m.scope(), k)
	}
	return a != keymap.Quit && (behind || a == keymap.Send && m.canned.Waiting() || m.finding || m.inbox.Jumping() || a == keymap.Edit && m.compose.Loading())
}

// pressHeld presses the keys that waited, and pastes what did.
func (m *Model) pressHeld() tea.Cmd {
	var cmds []tea.Cmd
	for len(m.held) > 0 {
		held := m.held
		m.held = nil
		if m.waits(held[0]) {
			m.held = held
			break
		}
		switch msg := held[0].(type) {
		case tea.KeyMsg:
			cmds = append(cmds, m.press(msg))
		case paste.Paste:
			cmds = append(cmds, m.paste(msg))
		}
		m.held = held[1:]
		m.arrange()
	}
	return tea.Batch(cmds...)
}

// press routes one key: to the dialog, the settings, an action, or the composer.
func (m *Model) press(k tea.KeyMsg) tea.Cmd {
	m.window.away = false
	m.s.FoldToast()
	switch {
	case m.screen.plan.TooSmall:
		if m.s.Keys.Lookup(keymap.TooSmall, k) != keymap.Quit {
			return nil
		}
		if !m.dialogs.Empty() { // the question cannot be seen
			return m.quit()
		}
		return m.askQuit()
	case !m.dialogs.Empty():
		return m.dialogs.Key(k)
	case m.settings.isOpen():
		return pressSettings(m, k)
	case m.search.Shown():
		return pressSearch(m, k)
	case m.reports.IsOpen():
		return pressReports(m, k)
	}
	if cmd, used := pressCanned(m, k); used {
		return cmd
	}
	if cmd, used := pressMention(m, k); used {
		return cmd
	}
	scope := m.scope()
	action := m.s.Keys.Lookup(scope, k)
	if a, ok := m.find(action); ok {
		_, why := m.subject()
		refused := why != nil && m.inbox.Unchosen() != "" && (action == keymap.Open || action == keymap.Reply || action == keymap.Note)
		if refused {
			return shut(m, why)
		}
		return m.perform(a)
	}
	if scope == keymap.Composer {
		if cmd, used := m.compose.Press(action, k); used {
			if m.compose.CanWrite() {
				m.s.ClearAnswer()
			}
			followCanned(m, k)
			return cmd
		}
	}
	if scope == keymap.Composer && !m.compose.CanWrite() {
		return m.s.Info(m.compose.Off()) // and nothing else: somebody is typing
	}
	return elsewhere(m, scope, k)
}

// elsewhere says where a key works that has nothing to do in a scope of the screen.
func elsewhere(m *Model, scope keymap.Scope, k tea.KeyMsg) tea.Cmd {
	if scope == keymap.Composer || keymap.AltLetter(k) {
		return nil // somebody is typing
	}
	for _, p := range [...]struct {
		scope keymap.Scope
		id    string
	}{
		{keymap.Lists, "only_lists"}, {keymap.Transcript, "only_transcript"}, {keymap.Hits, "only_hits"},
		{keymap.Caption, "only_text"}, {keymap.Composer, "only_composer"},
	} {
		if a := m.s.Keys.Lookup(p.scope, k); a != "" {
			return m.s.Info(m.s.Locale.Toast(p.id, keymap.Spell(k), m.s.Locale.Action(string(a))))
		}
	}
	return nil
}

// shut says why a key opens no text, and gives the composer the focus: what is typed behind
// the key goes nowhere, rather than run as commands.
func shut(m *Model, why error) tea.Cmd {
	if why == session.Reason("unchosen") {
		why = session.Reason("unchosen_there") // the keys of the list do not work there
	}
	m.compose.Shut(why)
	enterComposer(m)
	return m.s.Refuse(why)
}

// pressSettings gives a key to the settings, which are open.
func pressSettings(m *Model, k tea.KeyMsg) tea.Cmd {
	m.s.ClearToast() // it was about an earlier key
	switch m.s.Keys.Lookup(m.settings.open.Scope(), k) {
	case keymap.Interrupt:
		return m.askQuit()
	case keymap.Help:
		return openHelp(m)
	case keymap.Redraw:
		m.s.Terminal.Refresh()
		return nil
	}
	return m.settings.update(k)
}

// paste puts text where text is written; it is never a command. A part of it is
// never put in: who does not see the end would send a text without one.
func (m *Model) paste(p paste.Paste) tea.Cmd {
	var cmd tea.Cmd
	switch {
	case !m.dialogs.Empty():
		cmd = m.dialogs.Paste(p.Text)
	case m.settings.isOpen():
		m.s.ClearToast()
		m.settings.open.Paste(p.Text)
	case m.search.Shown():
		m.s.ClearToast()
		cmd = m.search.Paste(p.Text)
	case m.reports.IsOpen(): // nothing is written there
	case m.canned.Field() != nil:
		m.canned.Field().Paste(p.Text)
		m.canned.Typed()
	case m.focus != layout.Composer:
		if err := mayReply(m); err != nil {
			return m.s.Refuse(err)
		}
		cmd = tea.Batch(reply(m), m.compose.Paste(p.Text))
	default:
		cmd = m.compose.Paste(p.Text)
	}
	f := writtenIn(m)
	if f == nil {
		return cmd
	}
	refused := f.Refused
	if p.Text == "" {
		refused = p.Length
	}
	room := f.Limit - f.Length
	switch {
	case refused == 0:
		return cmd
	case room == f.Limit:
		return tea.Batch(cmd, m.s.Bad(m.s.Locale.Toast("paste_too_long", refused, room)))
	}
	return tea.Batch(cmd, m.s.Bad(m.s.Locale.Toast("paste_too_long_for_rest", refused, room, f.Limit)))
}

// writtenIn is where text is written now, nil if nowhere.
func writtenIn(m *Model) *compose.Editor {
	var f *compose.Field
	switch {
	case !m.dialogs.Empty():
		f = m.dialogs.Field()
	case m.settings.isOpen():
		return m.settings.open.Editor()
	case m.search.Shown():
		f = m.search.Field()
	case m.reports.IsOpen():
		return nil
	case m.canned.Field() != nil:
		f = m.canned.Field()
	case m.focus == layout.Composer && m.compose.CanWrite():
		return m.compose.Editor()
	}
	if f == nil {
		return nil
	}
	return f.Editor
}

// askQuit leaves, after asking when there is something to lose sight of. Replies and
// others matter where the desk ends with this screen.
func (m *Model) askQuit() tea.Cmd {
	held, unsent, others := m.inbox.Workload.Held, m.inbox.Overview.Unsent, 0
	if m.s.Attached {
		unsent = 0
	} else if m.s.Others != nil {
		others = m.s.Others()
	}
	if held == 0 && unsent == 0 && others == 0 {
		return m.quit()
	}
	m.dialogs.AskQuit(m.s.Locale.AskQuit(held, unsent, others), m.quit)
	return nil
}

func (m *Model) quit() tea.Cmd {
	m.state.quitting = true
	return m.compose.SaveDrafts()
}
