package chat

import (
	"slices"
	"strings"
	"time"

	"tgdesk/core/clean"
	"tgdesk/tui/canvas"
	"tgdesk/tui/keymap"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// What other operators have to do with the open chat stands on the rule above its
// messages, so that nothing moves when it comes or goes.

// teamX is where it begins on the rule, and teamBeside how many cells of the rule are
// left beside it.
const (
	teamX      = 2
	teamBeside = teamX + 3
)

// teamPiece is what stands on a rule of w cells; its text is "" if there is nothing to
// say, or no room.
func (c *Chat) teamPiece(w int) canvas.Piece {
	all, style := c.team()
	room := w - teamBeside
	if len(all) == 0 || room < leastName {
		return canvas.Piece{}
	}
	s := all[len(all)-1]
	for _, longer := range slices.Backward(all) {
		if text.Width(longer) <= room {
			s = longer
		}
	}
	return canvas.Piece{Text: " " + text.Cut(s, room) + " ", Style: style}
}

// team says who is asked to take the chat, or else who is there: in a sentence, or in
// shorter ones behind it.
func (c *Chat) team() ([]string, theme.Style) {
	w, th, t, h := c.s.Locale, &c.s.Theme, c.row.Transfer, c.row.Chat.Handover
	until := func(at time.Time) string { return at.In(c.s.Now().Location()).Format("15:04:05") }
	from, to := clean.Line(t.FromName).String(), clean.Line(t.ToName).String()
	asks := func(sentence, from, to string, keys ...string) []string {
		return []string{sentence + strings.Join(keys, ""), sentence, w.Screen("asks_short", from, to, until(t.ExpiresAt))}
	}
	key := func(a keymap.Action, title string) string { return "  " + c.s.Key(a) + " " + w.Action(title) }
	you, anybody := w.Panel("you"), w.Screen("anybody_short")
	switch {
	case t.ID != 0 && t.AsksOf(c.s.Me) && t.To == 0:
		return asks(w.Screen("asks_anybody", from, until(t.ExpiresAt)), from, anybody, key(keymap.Accept, "accept")), th.Warn
	case t.ID != 0 && t.AsksOf(c.s.Me):
		return asks(w.Screen("asks_you", from, until(t.ExpiresAt)), from, you, key(keymap.Accept, "accept"), key(keymap.Refuse, "refuse")), th.Warn
	case t.ID != 0 && t.From == c.s.Me && t.To == 0:
		return asks(w.Screen("asked_all_by_you", until(t.ExpiresAt)), you, anybody, key(keymap.Refuse, "withdraw")), th.Warn
	case t.ID != 0 && t.From == c.s.Me:
		return asks(w.Screen("asked_by_you", to, until(t.ExpiresAt)), you, to, key(keymap.Refuse, "withdraw")), th.Warn
	case t.ID != 0:
		return asks(w.Screen("asks", from, to, until(t.ExpiresAt)), from, to), th.Dim
	case h.OfferedTo == c.s.Me && c.s.Me != 0:
		return []string{w.Screen("offered_you", until(h.OfferedUntil))}, th.Warn
	case h.OfferedTo != 0:
		return []string{w.Screen("offered", clean.Line(c.row.OfferedTo).String(), until(h.OfferedUntil))}, th.Dim
	}
	if s := c.present(); s != "" {
		return []string{s}, th.Note
	}
	return nil, th.Note
}

// present says which other operators look at the chat or type in it.
func (c *Chat) present() string {
	present, n := c.s.Desk.PresentIn(c.s.Operator.ID, c.row.Chat)
	name := clean.Line(present.Name).String()
	switch {
	case n == 0:
		return ""
	case present.Typing:
		return c.s.Locale.Screen("typing", name)
	case n > 1:
		return c.s.Locale.Screen("here", n-1, name)
	}
	return c.s.Locale.Screen("viewing", name)
}
