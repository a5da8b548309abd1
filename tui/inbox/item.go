package inbox

import (
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/locale"
	"tgdesk/tui/richtext"
)

// item is a chat of the window with its texts cleaned, once.
type item struct {
	row    core.ChatRow
	name   clean.Text
	brand  clean.Text
	last   string // of the last message, spoilers hidden
	author clean.Text
}

func newItems(rows []core.ChatRow) []item {
	items := make([]item, len(rows))
	for i, r := range rows {
		items[i] = newItem(r)
	}
	return items
}

func newItem(r core.ChatRow) item {
	return item{
		row:    r,
		name:   clean.Name(r.Visitor.Name(), r.Visitor.Handle()),
		brand:  clean.Line(r.Brand),
		last:   richtext.Plain(r.Last.Text, r.Last.Markup),
		author: clean.Line(r.Last.Author),
	}
}

// The signs before a preview and a name.
const (
	noteSign    = "✎ "
	blockedSign = "⊘ "
	floodSign   = "≋ "
)

// preview is the second line: the chat's last message. you is what the screen
// calls the operator me.
func (it *item) preview(w *locale.Catalogue, me core.OperatorID, you string) string {
	m := &it.row.Last
	switch m.From {
	case core.FromNote:
		return noteSign + it.content(w)
	case core.FromOperator:
		if m.OperatorID == me && you != "" {
			return you + ": " + it.content(w)
		}
		return it.author.String() + ": " + it.content(w)
	case core.FromDesk:
		return w.System(m.Kind, it.author.String())
	default:
		return it.content(w)
	}
}

func (it *item) content(w *locale.Catalogue) string {
	if m := &it.row.Last; m.ID != 0 && m.Kind != core.KindText {
		return w.Placeholder(m.Kind, it.last)
	}
	return it.last
}
