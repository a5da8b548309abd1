package tui

import (
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/text"
)

// mouseEvent is a click or a turn of the wheel at a cell of the screen.
type mouseEvent struct {
	x, y  int
	click bool
	wheel int // -1 up, 1 down
}

// wheelLines is how far one notch of the wheel goes.
const wheelLines = 3

func (m *Model) mouse(e mouseEvent) {
	if m.plan.TooSmall || (!e.click && e.wheel == 0) {
		return
	}
	defer m.arrange()
	switch {
	case m.plan.BottomBar.Contains(e.x, e.y):
		m.clickHint(e)
	case m.overlay != nil:
		m.mouseOverlay(e)
	case m.settings != nil:
		m.mouseSettings(e)
	default:
		m.mouseArea(e)
	}
}

// clickHint presses the key whose hint was clicked.
func (m *Model) clickHint(e mouseEvent) {
	if !e.click || m.toast.text != "" {
		m.toast.text = ""
		return
	}
	x := 0
	for _, p := range m.hintPieces(m.width) {
		x += text.Width(p.text)
		if e.x < x {
			if p.key != "" {
				if k, ok := keymap.Parse(p.key); ok {
					m.press(pressOf(k))
				}
			}
			return
		}
	}
}

func (m *Model) mouseOverlay(e mouseEvent) {
	r := m.box()
	switch {
	case e.wheel < 0:
		m.overlay.press(m, press{name: "up"})
	case e.wheel > 0:
		m.overlay.press(m, press{name: "down"})
	case r.Contains(e.x, e.y):
		m.overlay.click(m, e.y-r.Y)
	default:
		m.leaveOverlay()
	}
}

func (m *Model) mouseArea(e mouseEvent) {
	area, _, dy := m.plan.At(e.x, e.y)
	switch {
	case area.IsList() && e.wheel != 0:
		m.wheelList(area, e.wheel*wheelLines)
	case area.IsList():
		m.clickList(area, e)
	case e.wheel != 0:
		m.chat.view.Scroll(e.wheel * wheelLines)
		m.fill()
		m.markRead()
	case area == layout.Transcript && m.chat.id != 0:
		m.chat.view.ClickAt(dy)
		m.setFocus(layout.Transcript)
	case area == layout.Composer && m.canWrite():
		m.enterComposer()
	}
}

// wheelList scrolls a list. In the focused one the cursor may have to move
// along, and the transcript follows it.
func (m *Model) wheelList(area layout.Area, n int) {
	m.lists[area].Scroll(n)
	m.fill()
	if m.focus == area {
		m.chat.lost = false
		m.preview()
	}
}

// clickList focuses the pane and chooses the chat that was clicked; a click
// on the chosen chat opens it as enter does.
func (m *Model) clickList(area layout.Area, e mouseEvent) {
	body := m.plan.Panes[area].Body
	focused := m.focus == area
	before, _ := m.lists[area].Current()
	m.chat.lost = false
	if !body.Contains(e.x, e.y) {
		m.setFocus(area)
		m.preview()
		return
	}
	hit := m.lists[area].ClickAt(e.y - body.Y)
	m.setFocus(area)
	m.preview()
	now, ok := m.lists[area].Current()
	if hit && ok && focused && now.Chat.ID == before.Chat.ID {
		m.enterRow()
	}
}

func (m *Model) toggleMouse() {
	m.mouseOn = !m.mouseOn
	m.o.Terminal.SetMouse(m.mouseOn)
	if m.mouseOn {
		m.toastGood(m.o.Words.Toast("mouse_on"))
	} else {
		m.toastGood(m.o.Words.Toast("mouse_off"))
	}
}

func (m *Model) redraw() { m.o.Terminal.Refresh() }
