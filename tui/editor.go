package tui

import (
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/layout"
	"tgdesk/tui/richtext"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// drawComposer draws the composer, or why it is off, and returns the cursor.
func (m *Model) drawComposer(c *canvas) *term.Point {
	r, th := m.plan.Composer, &m.o.Theme
	if r.Empty() || m.chat.id == 0 {
		return nil
	}
	m.drawComposerRule(c)
	if !m.canWrite() {
		c.line(r, th.Dim, " "+text.Cut(m.composerOff(), max(r.W-1, 0)))
		return nil
	}
	box := m.write.box()
	lines, x, y := box.Render(max(r.W-2, 1), r.H)
	edge := "▏"
	if m.focus == layout.Composer {
		edge = "▎"
	}
	rows := make([]term.Row, r.H)
	for i := range rows {
		rows[i] = term.Row{{W: 1, Text: th.Cursor.Paint(edge)}}
		if i < len(lines) {
			rows[i] = append(rows[i], term.Span{X: 1, W: r.W - 1, Text: th.Composer.Paint(lines[i])})
		}
	}
	if box.Empty() {
		rows[0] = append(rows[0][:1], term.Span{X: 1, W: r.W - 1, Text: th.Placeholder.Paint(text.Cut(m.placeholder(), r.W-1))})
	}
	c.put(r, rows)
	if m.focus != layout.Composer {
		return nil
	}
	return &term.Point{X: r.X + 1 + x, Y: r.Y + y}
}

// drawComposerRule draws the line above the composer; it tells whether a note is
// written or a reply edited, which message is answered, and that a note waits
// to be finished.
func (m *Model) drawComposerRule(c *canvas) {
	r, th := m.plan.ComposerRule, &m.o.Theme
	style, label := th.Rule, ""
	switch {
	case m.write.noting && m.canWrite():
		style, label = th.Note, " ✎ "+m.o.Words.Action("note")+" "
	case m.write.editing.ID != 0:
		style, label = th.Warn, " ✎ "+m.o.Words.Editing+" "
	case m.write.replyTo.ID != 0:
		label = " ↩ " + richtext.Plain(m.write.replyTo.Text, m.write.replyTo.Markup) + " "
	case !m.write.note.Empty() && m.chat.row.Chat.Open():
		label = " ✎ " + m.o.Words.NoteBegun(m.keysToNote()) + " "
	}
	label = text.Cut(label, max(r.W-4, 0))
	fill := max(r.W-text.Width(label)-2, 0)
	c.line(r, style, "──"+label+strings.Repeat("─", fill))
}

// keysToNote lead to the note from where the focus is.
func (m *Model) keysToNote() string {
	if m.focus == layout.Composer {
		return "esc n"
	}
	return "n"
}

func (m *Model) placeholder() string {
	if m.write.noting {
		return m.o.Words.NoteHint
	}
	return m.o.Words.ReplyTo(m.nameOf(m.chat.row))
}

// composerOff says why nothing can be written.
func (m *Model) composerOff() string {
	w, row := m.o.Words, m.chat.row
	switch {
	case row.Chat.State == core.Completed:
		return w.OffCompleted
	case row.Chat.State != core.Active:
		return w.OffPending
	case row.Chat.OwnerID != m.o.Operator.ID:
		return w.OffOther(string(clean.Line(row.Owner)))
	}
	return w.OffBlocked(m.nameOf(row))
}
