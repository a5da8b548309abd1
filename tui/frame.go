package tui

import (
	"fmt"
	"strconv"
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/chat"
	"tgdesk/tui/inbox"
	"tgdesk/tui/layout"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// Frame draws the whole screen. It costs work for what is visible only.
func (m *Model) Frame() term.Frame {
	f := term.Frame{Width: m.width, Height: m.height, Title: m.windowTitle()}
	if m.plan.TooSmall {
		f.Rows = m.tooSmall()
		return f
	}
	c := newCanvas(m.height)
	m.drawTop(c)
	if m.settings != nil {
		f.Cursor = m.drawSettings(c)
	} else {
		m.drawLists(c)
		m.drawChat(c)
		f.Cursor = m.drawComposer(c)
	}
	m.drawNotice(c)
	m.drawBottom(c)
	if m.overlay != nil {
		f.Cursor = m.drawOverlay(c)
	}
	f.Rows = c.sorted()
	return f
}

func (m *Model) windowTitle() string {
	if n := m.counts[core.Pending]; n > 0 {
		return fmt.Sprintf("(%d) tgdesk", n)
	}
	return "tgdesk"
}

func (m *Model) tooSmall() []term.Row {
	rows := make([]term.Row, m.height)
	for i, l := range text.Wrap(m.o.Words.TooSmall(m.width, m.height), m.width) {
		if i < m.height {
			rows[i] = term.Row{{W: m.width, Text: l}}
		}
	}
	return rows
}

// drawLists draws the four panes with their bars.
func (m *Model) drawLists(c *canvas) {
	for i, s := range core.States() {
		p := m.plan.Panes[i]
		if p.Header.Empty() {
			continue
		}
		m.drawSection(c, p.Header, i, s)
		if !p.Body.Empty() {
			c.put(p.Body, m.lists[i].Render(p.Body.W, p.Body.H, m.listOptions(i)))
		}
	}
	if r := m.plan.Rule; !r.Empty() {
		m.drawRule(c, r)
	}
}

func (m *Model) listOptions(i int) inbox.RenderOptions {
	return inbox.RenderOptions{
		Now: m.o.Desk.Now(), Theme: &m.o.Theme, Words: m.o.Words, Me: m.o.Operator.ID, You: m.o.Words.Panel("you"),
		Focused: m.focus == layout.Area(i) && m.overlay == nil && !m.chat.lost,
		Open:    m.chat.id, OneBrand: len(m.brands) == 1,
	}
}

// drawRule draws the vertical rule between the lists and the chat.
func (m *Model) drawRule(c *canvas, r layout.Rect) {
	bar := term.Row{{W: 1, Text: m.o.Theme.Rule.Paint("│")}}
	for i := range r.H {
		c.put(layout.Rect{X: r.X, Y: r.Y + i, W: 1, H: 1}, []term.Row{bar})
	}
}

// drawSection draws the bar over a pane: "1 PENDING ━━━━━━ 3".
func (m *Model) drawSection(c *canvas, r layout.Rect, i int, s core.State) {
	th := &m.o.Theme
	style := th.Section
	if m.focus == layout.Area(i) {
		style = th.SectionFocused
	}
	title := fmt.Sprintf(" %d %s ", i+1, m.o.Words.Pane(s))
	count := " " + strconv.Itoa(m.counts[s]) + " "
	fill := max(r.W-text.Width(title)-text.Width(count), 0)
	mark := "━"
	if m.focus != layout.Area(i) {
		mark = "─"
	}
	title = text.Clip(title+strings.Repeat(mark, fill), max(r.W-text.Width(count), 0))
	c.put(r, []term.Row{{
		{W: text.Width(title), Text: style.Paint(title)},
		{X: r.W - text.Width(count), W: text.Width(count), Text: th.SectionCount.Paint(count)},
	}})
}

// drawChat draws the header of the open chat and its transcript.
func (m *Model) drawChat(c *canvas) {
	p := &m.plan
	if p.ChatHeader.Empty() {
		return
	}
	th := &m.o.Theme
	c.line(p.ChatRule, th.Rule, strings.Repeat("─", p.ChatRule.W))
	if m.chat.id == 0 {
		c.line(p.ChatHeader, th.Dim, " "+m.o.Words.NoChat)
		return
	}
	m.drawHeader(c, p.ChatHeader)
	if !p.Transcript.Empty() {
		c.put(p.Transcript, m.chat.view.Render(p.Transcript.W, p.Transcript.H, m.transcriptOptions()))
	}
	if !p.Panel.Empty() {
		m.drawPanel(c)
	}
}

func (m *Model) transcriptOptions() chat.Options {
	hint, w := m.o.Words.Panel("resend_hint"), m.o.Words
	file := "s " + w.Action("save")
	if m.o.Open != nil && m.o.Terminal.Capabilities().OpenFile {
		file = "o " + w.Action("open") + "  " + file
	}
	wait, short := m.chatWait()
	return chat.Options{
		Now: m.o.Desk.Now(), Theme: &m.o.Theme, Words: m.o.Words,
		Focused: m.focus == layout.Transcript && m.overlay == nil,
		Hints: chat.Hints{
			Failed: hint, Unknown: hint, File: file, Fetch: w.Panel("fetch_hint"),
		},
		Pictures: m.pictures.shown(), Progress: m.o.Desk.Progress,
		Wait: wait, WaitShort: short,
	}
}

// drawHeader draws who the chat is with and how it stands.
func (m *Model) drawHeader(c *canvas, r layout.Rect) {
	th, row, w := &m.o.Theme, m.chat.row, m.o.Words
	right := " " + m.standing(row) + " "
	right = text.Cut(right, r.W*2/3)
	rw := text.Width(right)
	name := " " + m.nameOf(row) + "  "
	nw := min(text.Width(name), max(r.W-rw, 0))
	about := m.about(row)
	spans := term.Row{{W: nw, Text: th.Strong.Paint(text.Cut(name, nw))}}
	if rest := r.W - rw - nw; rest > 2 {
		spans = append(spans, term.Span{X: nw, W: rest, Text: th.Dim.Paint(text.Cut(about, rest))})
	}
	style := th.Dim
	if row.Chat.State == core.Pending || row.Chat.State == core.Unanswered {
		style = th.Warn
	}
	if m.write.taking == row.Chat.ID {
		right = text.FitRight(" "+w.Panel("holding")+" ", rw)
	}
	spans = append(spans, term.Span{X: r.W - rw, W: rw, Text: style.Paint(right)})
	c.put(r, []term.Row{spans})
}

// about is the header's middle: "@hana_s · acme · ja · 2 earlier chats".
func (m *Model) about(row core.ChatRow) string {
	var parts []string
	if u := clean.Line(row.Visitor.Username); u != "" && "@"+string(u) != m.nameOf(row) {
		parts = append(parts, "@"+string(u))
	}
	parts = append(parts, string(clean.Line(row.Brand)))
	if l := clean.Line(row.Visitor.Language); l != "" {
		parts = append(parts, string(l))
	}
	if row.Visitor.Blocked() {
		parts = append(parts, "⊘ "+m.o.Words.Panel("blocked"))
	}
	if row.Chat.Flood.On(m.o.Desk.Now()) {
		parts = append(parts, "≋ "+m.o.Words.Panel("flood"))
	}
	if row.Earlier > 0 {
		parts = append(parts, m.o.Words.Earlier(row.Earlier))
	}
	return strings.Join(parts, " · ")
}

// standing is the header's end: "active · mika · 23:41 left".
func (m *Model) standing(row core.ChatRow) string {
	w := m.o.Words
	parts := []string{w.State(row.Chat.State)}
	switch row.Chat.State {
	case core.Active:
		parts = append(parts, string(clean.Line(row.Owner)), w.Left(inbox.Left(inbox.Seconds(m.o.Desk.Now(), row.Chat.DeadlineAt))))
	case core.Completed:
		parts = append(parts, w.Reason(row.Chat.Reason, string(clean.Line(row.EndedBy))))
	default:
		parts = append(parts, inbox.Waited(inbox.Seconds(row.Chat.WaitingSince, m.o.Desk.Now())))
	}
	return strings.Join(parts, " · ")
}
