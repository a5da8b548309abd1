package inbox

import (
	"strconv"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// hereSign stands before the name of an operator who looks at a chat; an ellipsis
// behind it says that they type.
const hereSign = "◎ "

// longestName is the most cells that an operator's name takes on a row.
const longestName = 12

// ofOthers reports whether other operators work on the chat, and this one does not.
func (it *item) ofOthers(o RenderOptions) bool {
	c := &it.row.Chat
	return c.State == core.Active && !c.Owner.Nobody() && !it.row.Concerns(o.Me)
}

// colleagues says on a row which other operators have to do with the chat: who is asked
// to take it, who holds it, and who is there.
func (it *item) colleagues(o RenderOptions) (string, theme.Style) {
	c, t, w := &it.row.Chat, it.row.Transfer, o.Locale
	name := func(s string) string { return text.Cut(clean.Line(s).String(), longestName) }
	switch {
	case t.ID != 0 && t.AsksOf(o.Me), c.Handover.OfferedTo == o.Me && o.Me != 0:
		return w.Screen("to_you"), o.Theme.Warn
	case t.ID != 0 && t.To == 0:
		return w.Screen("to_anybody"), o.Theme.Dim
	case t.ID != 0:
		return w.Screen("to", name(t.ToName)), o.Theme.Dim
	case c.Handover.OfferedTo != 0:
		return w.Screen("to", name(it.row.OfferedTo)), o.Theme.Dim
	}
	present, n := o.Present(o.Me, *c)
	heldByOther := c.State == core.Active && !c.Owner.Nobody() && !c.HeldBy(o.Me)
	switch {
	case n == 0 && heldByOther:
		return name(it.row.Owner), o.Theme.Dim
	case n == 0:
		return "", o.Theme.Dim
	}
	who, style := hereSign+name(present.Name), o.Theme.Dim
	if present.Typing {
		who, style = who+"…", o.Theme.Note
	}
	if n > 1 {
		who += " +" + strconv.Itoa(n-1)
	}
	if heldByOther && !c.Owner.Is(present.Operator) {
		who = name(it.row.Owner) + " " + who
	}
	return who, style
}
