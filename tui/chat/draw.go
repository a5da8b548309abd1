package chat

import (
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/canvas"
	"tgdesk/tui/countdown"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// Look is what the area's look depends on beside the chat.
type Look struct {
	Messages bool // the messages have the focus
	Panel    bool // the panel has
	Taking   bool // the chat is being picked up
}

// Draw draws the header of the open chat, its messages and the panel.
func (c *Chat) Draw(cv *canvas.Canvas, p *layout.Plan, look Look) {
	if p.ChatHeader.Empty() {
		return
	}
	th := &c.s.Theme
	style, dash := th.Rule, "─"
	if look.Messages {
		style, dash = th.SectionFocused, "━"
	}
	cv.Line(p.ChatRule, style, strings.Repeat(dash, p.ChatRule.W))
	if c.ID() == 0 {
		cv.Line(p.ChatHeader, th.Dim, " "+c.s.Locale.Screen("no_chat"))
		return
	}
	c.drawHeader(cv, p.ChatHeader, look.Taking)
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
	resend := w.Panel("resend_hint")
	o := Options{
		Now: c.s.Now(), Theme: &c.s.Theme, Locale: w, Focused: focused, Progress: c.s.Desk.Progress,
		Hints: Hints{Failed: resend, Unknown: resend, File: file, Fetch: w.Panel("fetch_hint")},
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

// drawHeader draws who the chat is with and how it stands.
func (c *Chat) drawHeader(cv *canvas.Canvas, r layout.Rect, taking bool) {
	th := &c.s.Theme
	state := text.Cut(" "+c.state()+" ", r.W*2/3)
	sw := text.Width(state)
	name := " " + c.s.Name(c.row) + "  "
	nw := min(text.Width(name), max(r.W-sw, 0))
	spans := term.Row{{W: nw, Text: th.Strong.Paint(text.Cut(name, nw))}}
	if rest := r.W - sw - nw; rest > 2 {
		spans = append(spans, term.Span{X: nw, W: rest, Text: th.Dim.Paint(text.Cut(c.about(), rest))})
	}
	style := th.Dim
	if c.row.Chat.State.Waiting() {
		style = th.Warn
	}
	if taking {
		state = text.FitRight(c.spinner.View()+" "+c.s.Locale.Panel("holding")+" ", sw)
	}
	spans = append(spans, term.Span{X: r.W - sw, W: sw, Text: style.Paint(state)})
	cv.Put(r, []term.Row{spans})
}

// about is the header's middle: "@hana_s · acme · ja · 2 earlier chats".
func (c *Chat) about() string {
	row, w := c.row, c.s.Locale
	var parts []string
	if u := clean.Line(row.Visitor.Username).String(); u != "" && "@"+u != c.s.Name(row) {
		parts = append(parts, "@"+u)
	}
	parts = append(parts, clean.Line(row.Brand).String())
	if l := clean.Line(row.Visitor.Language).String(); l != "" {
		parts = append(parts, l)
	}
	if row.Visitor.Blocked() {
		parts = append(parts, "⊘ "+w.Panel("blocked"))
	}
	if row.Chat.Flood.ActiveAt(c.s.Now()) {
		parts = append(parts, "≋ "+w.Panel("flood"))
	}
	if row.Earlier > 0 {
		parts = append(parts, w.Chat("earlier", row.Earlier))
	}
	return strings.Join(parts, " · ")
}

// state is the header's end: "active · mika · 23:41 left".
func (c *Chat) state() string {
	row, w, now := c.row, c.s.Locale, c.s.Now()
	parts := []string{w.State(row.Chat.State)}
	switch row.Chat.State {
	case core.Active:
		parts = append(parts, clean.Line(row.Owner).String(), w.Screen("left", countdown.Left(w, now, row.Chat.DeadlineAt)))
	case core.Completed:
		parts = append(parts, w.Reason(row.Chat.Reason, clean.Line(row.EndedBy).String()))
	default:
		parts = append(parts, countdown.Waited(w, row.Chat.WaitingSince, now))
	}
	return strings.Join(parts, " · ")
}
