package compose

import (
	"errors"
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/canvas"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/richtext"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// maxWidth is the most cells of a row of text, and the cursor's: as wide as it will
// be read.
const maxWidth = 91

// textWidth is the width of the text in w cells.
func textWidth(w int) int { return max(min(w-2, maxWidth), 1) }

// Draw draws the composer, or off, which says why nothing can be written. It returns
// the place of the cursor if the composer has the focus.
func (c *Composer) Draw(cv *canvas.Canvas, rule, r layout.Rect, off string, focused bool) *term.Point {
	th := &c.s.Theme
	if r.Empty() || c.open().Chat.ID == 0 {
		return nil
	}
	c.drawRule(cv, rule, focused)
	e, can := c.Editor(), c.CanWrite()
	if !can && e.Empty() {
		cv.Line(r, th.Dim, " "+text.Cut(off, max(r.W-1, 0)))
		return nil
	}
	lines, x, y := e.Render(textWidth(r.W), r.H)
	edge, edgeStyle, style := "▏", th.Dim, th.Composer
	switch {
	case !can:
		edge, style = " ", th.Dim
	case focused:
		edge, edgeStyle = "▎", th.Cursor
	}
	rows := make([]term.Row, r.H)
	for i := range rows {
		rows[i] = term.Row{{W: 1, Text: edgeStyle.Paint(edge)}}
		if i < len(lines) {
			rows[i] = append(rows[i], term.Span{X: 1, W: r.W - 1, Text: style.Paint(lines[i])})
		}
	}
	if e.Empty() {
		hint := c.s.Locale.Screen("reply_to", c.s.Name(c.open()))
		switch {
		case c.Noting():
			hint = c.s.Locale.Screen("note_hint")
		case c.Editing():
			hint = c.s.Locale.Screen("edit_hint")
		}
		rows[0] = append(rows[0][:1], term.Span{X: 1, W: r.W - 1, Text: th.Placeholder.Paint(text.Cut(hint, r.W-1))})
	}
	cv.Put(r, rows)
	if !focused || !can {
		return nil
	}
	return &term.Point{X: r.X + 1 + x, Y: r.Y + y}
}

// drawRule draws the line above the composer. It says that a note is written or a
// reply edited, which message is answered, that there is an unfinished edit or note,
// or what becomes of a draft where nothing can be written.
func (c *Composer) drawRule(cv *canvas.Canvas, r layout.Rect, focused bool) {
	th, w := &c.s.Theme, c.s.Locale
	style, dash := th.Line(th.Rule, focused)
	labelStyle, label := style, ""
	keysOf := func(a keymap.Action) string {
		if focused {
			return c.s.Key(keymap.Back) + " " + c.s.Key(a)
		}
		return c.s.Key(a)
	}
	switch {
	case !c.CanWrite() && !c.Editor().Empty():
		keys := c.s.Key(keymap.Copy)
		if focused {
			keys = w.Screen("then", c.s.Key(keymap.Back), keys)
		}
		label = " ✎ " + w.Screen("draft_waits", keys) + " "
		if c.open().Chat.Open() || c.Editor() == c.edit().Editor {
			label = " ✎ " + w.Screen("draft_kept", keys) + " "
		}
	case c.Noting() && c.CanWrite():
		labelStyle, label = th.Note, " ✎ "+w.Action("note")+" "
	case c.Editing():
		labelStyle, label = th.Warn, " ✎ "+w.Screen("editing")+" "
	case c.reply().about.ID != 0:
		answered := c.reply().about
		label = " ↩ " + richtext.Plain(answered.Text, answered.Markup) + " "
	case !c.edit().Empty() && c.open().Chat.Open():
		label = " ✎ " + w.Screen("edit_begun", keysOf(keymap.Edit)) + " "
	case !c.note().Empty() && c.open().Chat.Open():
		label = " ✎ " + w.Screen("note_begun", keysOf(keymap.Note)) + " "
	}
	if files := c.filesLabel(); files != "" {
		labelStyle, label = th.Attachment, files+label
	}
	label = text.Cut(label, max(r.W-4, 0))
	at := 2 + text.Width(label)
	cv.Put(r, []term.Row{{
		{W: 2, Text: style.Paint(strings.Repeat(dash, 2))},
		{X: 2, W: at - 2, Text: labelStyle.Paint(label)},
		{X: at, W: max(r.W-at, 0), Text: style.Paint(strings.Repeat(dash, max(r.W-at, 0)))},
	}})
}

// Off says why nothing can be written.
func (c *Composer) Off() string {
	w, row, err := c.s.Locale, c.open(), c.MayWrite()
	e, ok := errors.AsType[*core.Error](err)
	switch {
	case !ok:
	case e.ID == "chat_completed" && row.Visitor.OnBlockList():
		return w.Screen("off_listed")
	case e.ID == "chat_completed":
		return w.Screen("off_completed")
	case e.ID == "chat_held_by_chatbot":
		return w.Screen("off_chatbot")
	case e.ID == "chat_not_active":
		return w.Screen("off_pending")
	case e.ID == "chat_not_yours":
		return w.Screen("off_other", clean.Line(row.Owner).String())
	case e.ID == "visitor_blocked":
		return w.Screen("off_blocked", c.s.Name(row))
	}
	return c.s.Sentence(err)
}
