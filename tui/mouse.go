package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/text"
)

// wheelLines is how far one notch of the wheel goes.
const wheelLines = 3

// mouse takes a click of the first button or a turn of the wheel. A click counts
// once the button is up, where it went down: until then nothing under the pointer
// may move. Whoever moves off the row has thought better of it.
func (m *Model) mouse(msg tea.MouseMsg) tea.Cmd {
	wheel := 0
	switch {
	case msg.Button == tea.MouseButtonWheelUp:
		wheel = -1
	case msg.Button == tea.MouseButtonWheelDown:
		wheel = 1
	case msg.Action == tea.MouseActionPress:
		m.window.pressed = msg
		return nil
	case msg.Action != tea.MouseActionRelease:
		return nil
	default:
		down := m.window.pressed
		m.window.pressed = tea.MouseMsg{}
		if down.Button != tea.MouseButtonLeft || down.Y != msg.Y {
			return nil
		}
		msg = down
	}
	switch {
	case m.screen.plan.TooSmall:
		return nil
	case m.screen.plan.BottomBar.Contains(msg.X, msg.Y):
		return clickHint(m, msg.X, wheel)
	case !m.dialogs.Empty() && wheel != 0:
		m.dialogs.Top().Scroll(wheel)
		return nil
	case !m.dialogs.Empty():
		return m.dialogs.Click(msg.X, msg.Y)
	case m.settings.isOpen():
		return m.settings.mouse(msg.X, msg.Y, wheel)
	case m.search.Shown() && wheel != 0:
		m.search.Wheel(wheel)
		return nil
	case m.search.Shown():
		return m.search.Click(msg.Y - m.screen.plan.Middle.Y)
	case m.reports.IsOpen():
		return mouseReports(m, msg.X, msg.Y, wheel)
	}
	if m.mention.Contains(msg.X, msg.Y) {
		if wheel != 0 {
			m.mention.Move(wheel)
			return nil
		}
		return completeMention(m, m.mention.Click(msg.Y))
	}
	if m.canned.Contains(msg.X, msg.Y) {
		if wheel != 0 {
			m.canned.Move(wheel)
			return nil
		}
		return insertCanned(m, m.canned.Click(msg.X, msg.Y))
	}
	area, dy := m.screen.plan.At(msg.X, msg.Y)
	if wheel != 0 {
		return scrollArea(m, area, wheel*wheelLines)
	}
	return click(m, area, dy)
}

// clickHint presses the key whose hint was clicked. A toast in its place, or beside it, goes.
func clickHint(m *Model, x, wheel int) tea.Cmd {
	free := m.screen.width - text.Width(newsBeside(m))
	if wheel != 0 || m.s.Toast.Text != "" && (free == m.screen.width || x >= free) {
		m.s.ClearToast()
		return nil
	}
	for _, p := range hintPieces(m, free) {
		if x -= text.Width(p.Text); x >= 0 {
			continue
		}
		if k, ok := keymap.Parse(p.Key); ok {
			return m.key(k)
		}
		return nil
	}
	return nil
}

// scrollArea scrolls an area by n lines or chats. In the list with the focus the cursor may have to move
// along, and the transcript follows it.
func scrollArea(m *Model, area layout.Area, n int) tea.Cmd {
	switch {
	case area == m.focus && area.IsList():
		m.inbox.Scroll(area, n)
		return m.preview()
	case area.IsList():
		m.inbox.Scroll(area, n)
	case area == layout.Panel:
		m.chat.Panel.Scroll(n)
	default:
		m.chat.Messages.Scroll(n)
	}
	return nil
}

// click focuses an area and chooses what was clicked; dy counts from its top. A
// click on the chosen chat opens it as enter does.
func click(m *Model, area layout.Area, dy int) tea.Cmd {
	switch {
	case area.IsList():
		again := m.inbox.Click(area, dy)
		m.setFocus(area)
		if again {
			return tea.Batch(m.preview(), enter(m))
		}
		return m.preview()
	case area == layout.Transcript && m.chat.ID() != 0:
		m.chat.Messages.ClickAt(dy)
		m.setFocus(area)
	case area == layout.Panel:
		m.setFocus(area)
	case area == layout.Composer && m.compose.CanWrite():
		enterComposer(m)
	}
	return nil
}
