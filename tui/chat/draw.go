package chat

import (
	"tgdesk/core"
	"tgdesk/tui/canvas"
	"tgdesk/tui/countdown"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
)

// Look is what the area's look depends on beside the chat.
type Look struct {
	Messages bool // the messages have the focus
	Panel    bool // the panel has
	Taking   bool // the chat is being picked up
	// Nothing is said where no chat is open.
	Nothing string
}

// Draw draws the header of the open chat, its messages and the panel.
func (c *Chat) Draw(cv *canvas.Canvas, p *layout.Plan, look Look) {
	if p.ChatHeader.Empty() {
		return
	}
	th := &c.s.Theme
	nothing := ""
	if c.ID() == 0 {
		nothing = look.Nothing
	} else if err := core.MayUseBrand(c.s.Operator, c.row.Chat.BrandID); err != nil { // it was taken away meanwhile
		nothing = c.s.Sentence(err)
	}
	if nothing != "" {
		cv.Line(p.ChatHeader, th.Dim, " "+nothing)
		c.drawRule(cv, p.ChatRule, look, canvas.Piece{}, canvas.Piece{})
		return
	}
	c.drawTitle(cv, p, look)
	if r := p.Transcript; !r.Empty() {
		cv.Put(r, c.Messages.Render(r.W, r.H, c.options(look.Messages)))
	}
	if !p.Panel.Empty() {
		cv.Rule(p.PanelRule, th.Rule)
		c.drawPanel(cv, p.Panel, look.Panel)
	}
}

func (c *Chat) options(focused bool) Options {
	w := c.s.Locale
	file := c.s.Key(keymap.SaveFile) + " " + w.Action("save")
	if c.s.CanOpen() {
		file = c.s.Key(keymap.OpenFile) + " " + w.Action("open") + "  " + file
	}
	resend, blocked := "", false
	switch mine := c.row.Chat.HeldBy(c.s.Operator.ID); {
	case core.MayReply(c.s.Operator, c.row.Chat, c.row.Visitor) == nil:
		resend = w.Panel("resend_hint")
	case mine && c.row.Visitor.HasBlockedBot():
		resend, blocked = w.Panel("resend_later"), true
	}
	o := Options{
		Now: c.s.Now(), Theme: &c.s.Theme, Locale: w, Focused: focused, Progress: c.s.Desk.Progress,
		Hints: Hints{Failed: resend, Unknown: resend, Blocked: blocked, File: file, Fetch: w.Panel("fetch_hint")},
	}
	if c.pictures.on {
		o.Pictures = c.pictures
	}
	if until, asked := c.heldUntil(); !until.IsZero() {
		left := countdown.Left(w, o.Now, until)
		o.Wait, o.WaitShort = w.Chat("next_try", left), w.Chat("waits_short", left)
		if asked {
			o.Wait = w.Chat("waits", left)
		}
	}
	return o
}
