package chat

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/canvas"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/scroll"
	"tgdesk/tui/term"
)

// Another chat of the visitor can be read in the place of the panel, beside the
// open one.

// beside is that chat; nothing can be done with it.
type beside struct {
	row      core.ChatRow
	messages *Transcript
}

// CanOpenBeside reports whether another chat is chosen in the panel.
func (c *Chat) CanOpenBeside() bool {
	row, ok := c.Panel.current()
	return ok && c.Panel.beside == nil && row.Chat.ID != c.ID()
}

// OpenBeside shows the chat that is chosen in the panel in the panel's place.
func (c *Chat) OpenBeside() tea.Cmd {
	row, _ := c.Panel.current()
	c.Panel.beside = &beside{row: row, messages: NewTranscript()}
	c.Panel.beside.messages.SetChat(row, 0)
	return c.Fill()
}

// CloseBeside goes back from that chat to the panel; false if none is shown.
func (p *Panel) CloseBeside() bool {
	was := p.beside != nil
	p.beside = nil
	return was
}

// current is the chat that is chosen in the panel.
func (p *Panel) current() (core.ChatRow, bool) {
	if p.chosen >= len(p.past) {
		return core.ChatRow{}, false
	}
	return p.past[p.chosen], true
}

// take takes the visitor's chats. The chosen one stays chosen; at first it is the
// newest one but the open one.
func (p *Panel) take(rows []core.ChatRow, open core.ChatID) {
	was, had := p.current()
	had = had && len(p.past) > 1
	if p.past = rows; p.beside != nil {
		if i := slices.IndexFunc(rows, func(r core.ChatRow) bool { return r.Chat.ID == p.beside.row.Chat.ID }); i >= 0 {
			p.beside.row = rows[i]
		}
	}
	if had {
		p.chosen = max(slices.IndexFunc(rows, func(r core.ChatRow) bool { return r.Chat.ID == was.Chat.ID }), 0)
		return
	}
	if p.chosen = 0; len(rows) > 1 && rows[0].Chat.ID == open {
		p.chosen = 1
	}
}

// Scroll scrolls what the panel shows by n lines.
func (p *Panel) Scroll(n int) {
	if p.beside != nil {
		p.beside.messages.Scroll(n)
		return
	}
	p.Rows.Scroll(n)
}

// Do runs an action that moves: up and down go from chat to chat.
func (p *Panel) Do(a keymap.Action) {
	last := len(p.past) - 1
	switch {
	case p.beside != nil:
		scroll.Do(p.beside.messages, a)
		return
	case a == keymap.MoveDown && p.chosen < last:
		p.chosen, p.reveal = p.chosen+1, true
		return
	case a == keymap.MoveUp && p.chosen > 0:
		p.chosen, p.reveal = p.chosen-1, true
		return
	case a == keymap.MoveFirst:
		p.chosen = 0
	case a == keymap.MoveLast:
		p.chosen = max(last, 0)
	}
	scroll.Do(&p.Rows, a)
}

func (c *Chat) drawBeside(cv *canvas.Canvas, r layout.Rect, focused bool) {
	b, o := c.Panel.beside, c.options(focused)
	o.Pictures, o.Hints = nil, Hints{}
	cv.Put(r, []term.Row{c.panelTitle(c.pastTitle(b.row, r.W-4), r.W, focused)})
	body := layout.Rect{X: r.X, Y: r.Y + 1, W: r.W, H: r.H - 1}
	cv.Put(body, b.messages.Render(body.W, body.H, o))
}
