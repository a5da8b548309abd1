package tui

import (
	"tgdesk/core"
	"tgdesk/tui/canvas"
	"tgdesk/tui/chat"
	"tgdesk/tui/inbox"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// Frame draws the whole screen. It costs work for what is visible only.
func (m *Model) Frame() term.Frame {
	f := term.Frame{Width: m.screen.width, Height: m.screen.height, Title: windowTitle(m)}
	p := &m.screen.plan
	if p.TooSmall {
		f.Rows = canvas.Wrapped(m.s.Locale.Screen("too_small", f.Width, f.Height), 0, f.Width, m.s.Theme.Text)
		return f
	}
	c := canvas.New(f.Height)
	m.drawTop(c)
	if m.settings.isOpen() {
		f.Cursor = m.settings.draw(c, p)
	} else if m.search.Shown() {
		f.Cursor = m.search.Draw(c, p.Middle)
	} else if m.reports.IsOpen() {
		m.reports.Draw(c, p.Middle)
	} else {
		dialog := !m.dialogs.Empty()
		m.inbox.Draw(c, p, inbox.Look{
			BrandWidth: m.channels.NameWidth(), Dimmed: dialog, AnswerLimit: m.channels.AnswerLimit, Opens: m.channels.Opens, OpenLimit: m.channels.OpenLimit, FirstOpens: m.channels.FirstOpens, Unfinished: m.compose.Unfinished,
			Empty: m.channels.HowToConnect(),
		})
		m.chat.Draw(c, p, chat.Look{
			Messages: m.focus == layout.Transcript && !dialog, Panel: m.focus == layout.Panel && !dialog,
			Taking: m.compose.PickingUp(m.chat.ID()), Nothing: nothingOpen(m),
		})
		f.Cursor = m.compose.Draw(c, p.ComposerRule, p.Composer, m.off(), m.focus == layout.Composer && !dialog)
		m.mention.Draw(c, cannedArea(p))
		if at := m.canned.Draw(c, cannedArea(p)); at != nil {
			f.Cursor = at
		}
	}
	m.screen.notice.draw(c, p.Notice, m.s)
	m.drawBottom(c)
	if !m.dialogs.Empty() { // the bars stay as they are: who waits, and the keys
		c.Dim(p.Middle, m.s.Theme.Behind)
		f.Cursor = m.dialogs.Draw(c, p.Middle)
	}
	m.drawToast(c)
	f.Rows = c.Rows()
	return f
}

// nothingOpen says how a chat is opened, where none is.
func nothingOpen(m *Model) string {
	if m.inbox.Overview.Chats == nil { // not read yet
		return ""
	}
	if _, listed := m.inbox.Current(); listed {
		return m.s.Locale.Screen("no_chat")
	}
	for _, s := range core.States() {
		if m.inbox.Overview.Chats[s] > 0 {
			return m.s.Locale.Why("empty_list")
		}
	}
	return m.s.Locale.Screen("no_chats")
}

// notice is what a toast is not: it stays above the bottom line as long as what
// it is about lasts, because it concerns whatever anybody does. It is about the
// machine under the desk only. It holds lines, none while all is well.
type notice []string

// noticeMark stands before a notice, so that colour is not its only sign.
const noticeMark = " ! "

// noticeOf is the present notice, wrapped to a width.
func noticeOf(s *session.Session, width int) (lines notice) {
	add := func(sentence string) {
		lines = append(lines, text.Wrap(sentence, max(width-len(noticeMark)-1, 1))...)
	}
	if err := s.Desk.StorageError(); err != nil {
		add(s.Locale.StorageError(err))
	}
	if j, ok := s.Desk.Jump(); ok {
		add(s.Locale.Jump(j.By, j.Until))
	}
	return lines
}

// draw draws as many rows as the layout has given.
func (n notice) draw(c *canvas.Canvas, r layout.Rect, s *session.Session) {
	mark := noticeMark
	for i := range min(r.H, len(n)) {
		c.Line(layout.Rect{X: r.X, Y: r.Y + i, W: r.W, H: 1}, s.Theme.Bar.And(s.Theme.Bad), mark+n[i])
		mark = "   "
	}
}
