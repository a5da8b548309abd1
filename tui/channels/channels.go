// Package channels is the brands on the top line and what their channels do. It
// says when one stops for a reason that only a person can remove, and takes a bot
// back from another program.
//
// It must not know the areas beside it, or decide what a channel does.
package channels

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/canvas"
	"tgdesk/tui/countdown"
	"tgdesk/tui/session"
	"tgdesk/tui/text"
)

// Channels are the brands with their channels.
type Channels struct {
	s         *session.Session
	brands    []core.BrandView
	hours     hours
	nameWidth int  // of the longest of their names
	read      bool // they have been read once
	reads     session.Repeated
}

// New returns no channels; they have to be read.
func New(s *session.Session) *Channels {
	return &Channels{s: s, reads: session.Repeated{Rest: func(time.Duration) time.Duration { return restBetweenReads }}}
}

// restBetweenReads is the least time between two reads of the brands.
const restBetweenReads = 25 * time.Millisecond

// Refresh reads the brands, which taken gives to Take.
func (c *Channels) Refresh(taken func([]core.BrandView, error) tea.Cmd) tea.Cmd {
	return c.reads.Refresh(c.s, func() tea.Cmd { return session.Restart(c.s, &c.reads, c.s.Desk.Brands, taken) })
}

// Take takes the brands as they were read. none is that this was the first time and there
// are none: the desk is new.
func (c *Channels) Take(brands []core.BrandView, err error) (cmd tea.Cmd, none bool) {
	if err != nil {
		return c.s.ReadFailed(err), false
	}
	fault := c.announceFaults(brands)
	none = !c.read && len(brands) == 0
	c.brands, c.read, c.nameWidth, c.hours = brands, true, 0, hoursOf(brands)
	for _, b := range c.brands {
		c.nameWidth = max(c.nameWidth, text.Width(clean.Line(b.Name).String()))
	}
	return fault, none
}

// announceFaults says that a channel has stopped for a reason that only a person
// can remove.
func (c *Channels) announceFaults(now []core.BrandView) (cmd tea.Cmd) {
	was := map[core.BrandID]core.HealthState{}
	for _, b := range c.brands {
		if b.Enabled {
			was[b.ID] = b.Health.State
		}
	}
	for _, b := range now {
		if !b.Enabled || was[b.ID] == b.Health.State {
			continue
		}
		id := ""
		switch b.Health.State {
		case core.HealthConflict:
			id = "conflict"
		case core.HealthUnauthorized:
			id = "unauthorized"
			if b.TokenSealed {
				id = "sealed"
			}
		default:
			continue
		}
		if c.s.Operator.Admin() {
			id += "_admin"
		}
		cmd = c.s.Bad(c.s.Locale.Toast(id, clean.Line(b.Name)))
	}
	return cmd
}

// Brands are the brands as they were read last, by name.
func (c *Channels) Brands() []core.BrandView { return c.brands }

// Brand is one of them.
func (c *Channels) Brand(id core.BrandID) (core.BrandView, bool) {
	i := slices.IndexFunc(c.brands, func(b core.BrandView) bool { return b.ID == id })
	if i < 0 {
		return core.BrandView{}, false
	}
	return c.brands[i], true
}

// NameWidth is the width of the longest brand's name, 0 if there is one brand only.
func (c *Channels) NameWidth() int {
	if len(c.brands) == 1 {
		return 0
	}
	return c.nameWidth
}

// AnswerLimit is how soon the visitors of a brand are to be answered.
func (c *Channels) AnswerLimit(id core.BrandID) time.Duration {
	if b, ok := c.Brand(id); ok {
		return b.Limits.Answer
	}
	return core.LimitAnswer.Rule().Default
}

// In is a brand whose channel is enabled and in a state: the preferred one if it
// is, else the first.
func (c *Channels) In(state core.HealthState, preferred core.BrandID) (found core.BrandView, ok bool) {
	for _, b := range c.brands {
		if b.Enabled && b.Health.State == state && (!ok || b.ID == preferred) {
			found, ok = b, true
		}
	}
	return found, ok
}

// TakeOver takes a bot back from whatever else receives its messages.
func (c *Channels) TakeOver(b core.BrandView) tea.Cmd {
	return c.s.Do(c.s.Locale.Toast("took_over", clean.Line(b.Name)), func(ctx context.Context) error { return c.s.Desk.TakeOver(ctx, c.s.Me, b.ID) })
}

// waits is until when all of a brand's replies wait: Telegram asked for it, or
// the outcome of the last one is unknown though the channel is well. It is zero
// when they do not.
func (c *Channels) waits(b core.BrandView) time.Time {
	until, h := c.s.Desk.RetryAfter(b.ID, 0), b.Health
	switch {
	case h.RateLimited && h.Until.After(until) && h.Until.After(c.s.Now()):
		return h.Until
	case until.IsZero() && h.State == core.HealthPolling:
		return c.s.Desk.NextTry(b.ID)
	}
	return until
}

// Countdowns are the moments to which something on the top line counts down.
func (c *Channels) Countdowns() (all []time.Time) {
	for _, b := range c.brands {
		if until := c.waits(b); b.Enabled && !until.IsZero() {
			all = append(all, until)
		}
	}
	return all
}

// noBot reports whether no brand has a channel that is on.
func (c *Channels) noBot() bool {
	return c.read && !slices.ContainsFunc(c.brands, func(b core.BrandView) bool { return b.Enabled })
}

// HowToConnect says that the desk has no bot, and how to connect one; "" if it has.
func (c *Channels) HowToConnect() string {
	switch {
	case !c.noBot():
		return ""
	case c.s.Operator.Admin() && len(c.brands) > 0:
		return c.s.Locale.Screen("all_disabled_admin")
	case c.s.Operator.Admin():
		return c.s.Locale.Screen("no_bot_admin")
	}
	return c.s.Locale.Screen("no_bot")
}

// inTrouble reports whether a channel that is on does not do its work.
func (c *Channels) inTrouble(b core.BrandView) bool {
	return b.Enabled && (b.Health.State != core.HealthPolling && b.Health.State != "" || !c.waits(b).IsZero())
}

// ordered are the brands, those in trouble first.
func (c *Channels) ordered() []core.BrandView {
	brands := slices.Clone(c.brands)
	slices.SortStableFunc(brands, func(a, b core.BrandView) int {
		switch left := c.inTrouble(a); {
		case left == c.inTrouble(b):
			return 0
		case left:
			return -1
		}
		return 1
	})
	return brands
}

// TroubleWidth is the room that Pieces needs for the first channel in trouble, 0 if
// none is.
func (c *Channels) TroubleWidth() int {
	if c.noBot() {
		return text.Width(c.noBotPiece().Text)
	}
	brands := c.ordered()
	if len(brands) == 0 || !c.inTrouble(brands[0]) {
		return 0
	}
	return canvas.Width(c.pieces(brands[0], shortName)) + canvas.Width(c.rest(brands[1:]))
}

func (c *Channels) noBotPiece() canvas.Piece {
	return canvas.Piece{Text: "  ! " + c.s.Locale.Screen("no_bot_short"), Style: c.s.Theme.Bar.And(c.s.Theme.Warn)}
}

// Pieces are the brands with the marks of their health, those in trouble first, as
// many as fit, and how many do not. Their names are cut only where not all of them
// fit. Where there is no room for the first one, its name is cut further, and its mark
// stands without the word.
func (c *Channels) Pieces(room int) (out []canvas.Piece) {
	if c.noBot() {
		out = append(out, c.noBotPiece())
	}
	brands, all := c.ordered(), slices.Clone(out)
	for _, b := range brands {
		all = append(all, c.pieces(b, c.nameWidth)...)
	}
	if canvas.Width(all) <= room {
		return all
	}
	for i, b := range brands {
		next, rest := c.pieces(b, shortName), c.rest(brands[i+1:])
		if i == 0 && canvas.Width(next)+canvas.Width(rest) > room {
			next[1].Text, _, _ = strings.Cut(next[1].Text, " ")
			free := room - canvas.Width(rest) - text.Width(next[1].Text) - 3
			if c.inTrouble(b) || free >= leastName {
				next[0].Text = "  " + text.Cut(strings.TrimSpace(next[0].Text), max(free, 1)) + " "
			}
		}
		if canvas.Width(out)+canvas.Width(next)+canvas.Width(rest) > room {
			rest = c.rest(brands[i:])
			if len(out) == 0 { // a bare number would say nothing
				if named := []canvas.Piece{{Text: "  " + c.s.Locale.Screen("bots", len(brands)), Style: rest[0].Style}}; canvas.Width(named) <= room {
					return named
				}
			}
			if canvas.Width(out)+canvas.Width(rest) <= room {
				out = append(out, rest...)
			}
			return out
		}
		out = append(out, next...)
	}
	return out
}

// The widths to which names are cut where room is scarce, and where there is room for
// one brand only.
const (
	shortName = 16
	leastName = 4
)

// pieces are a brand's name, cut to w cells, and its mark.
func (c *Channels) pieces(b core.BrandView, w int) []canvas.Piece {
	return []canvas.Piece{{Text: "  " + text.Cut(clean.Line(b.Name).String(), w) + " ", Style: c.s.Theme.Bar}, c.mark(b)}
}

// rest says how many brands there are besides.
func (c *Channels) rest(brands []core.BrandView) []canvas.Piece {
	style := c.s.Theme.BarDim
	switch {
	case len(brands) == 0:
		return nil
	case slices.ContainsFunc(brands, c.inTrouble):
		style = c.s.Theme.Bar.And(c.s.Theme.Warn)
	}
	return []canvas.Piece{{Text: fmt.Sprintf("  +%d", len(brands)), Style: style}}
}

// mark is what a channel does: its sign, and a word for trouble.
func (c *Channels) mark(b core.BrandView) canvas.Piece {
	th, w, waits := &c.s.Theme, c.s.Locale, c.waits(b)
	state := b.Health.State
	switch {
	case !b.Enabled:
		state = core.HealthDisabled
	case state != core.HealthUnauthorized && !waits.IsZero():
		left := countdown.Left(c.s.Locale, c.s.Now(), waits)
		return canvas.Piece{Text: "! " + w.Chat("waits_short", left), Style: th.Bar.And(th.Warn)}
	}
	sign, style := c.s.HealthSign(state)
	switch {
	case c.inTrouble(b):
		sign += " " + w.Health(state)
	case b.Enabled && !c.Opens(b.ID).IsZero():
		sign, style = sign+" "+w.Hours("closed"), th.BarDim
	}
	return canvas.Piece{Text: sign, Style: th.Bar.And(style)}
}
