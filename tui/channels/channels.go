// Package channels is the brands on the top line and what their channels do. It
// says when one stops for a reason that only a person can remove, and takes a bot
// back from another program.
//
// It must not know the areas beside it, or decide what a channel does.
package channels

import (
	"context"
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
	s           *session.Session
	brands      []core.BrandView
	read        bool // they have been read once
	busy, again bool // a read is under way; another one is to follow it
}

// New returns no channels; they have to be read.
func New(s *session.Session) *Channels { return &Channels{s: s} }

// restBetweenReads is the least time between two reads of the brands.
const restBetweenReads = 25 * time.Millisecond

type (
	// ReadMsg is the brands as they were read.
	ReadMsg struct {
		brands []core.BrandView
		err    error
	}
	// readAgainMsg says that the next read may start.
	readAgainMsg struct{}
	// HolderMsg is what holds the bot of a brand: the host of a webhook, "" for
	// another program that polls.
	HolderMsg struct {
		Brand core.BrandView
		Host  string
		Err   error
	}
)

// Refresh reads the brands, one read at a time.
func (c *Channels) Refresh() tea.Cmd {
	if c.busy {
		c.again = true
		return nil
	}
	c.busy = true
	desk := c.s.Desk
	return c.s.Read(func(ctx context.Context) tea.Msg {
		brands, err := desk.Brands(ctx)
		return ReadMsg{brands: brands, err: err}
	})
}

// Update takes the results of the commands, but ReadMsg and HolderMsg.
func (c *Channels) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(readAgainMsg); !ok {
		return nil
	}
	c.busy = false
	return c.Refresh()
}

// Read takes the brands as they were read. none is that this was the first time
// and there are none: the desk is new.
func (c *Channels) Read(msg ReadMsg) (cmd tea.Cmd, none bool) {
	var again tea.Cmd
	c.busy = c.again
	if c.again {
		c.again = false
		again = c.s.After(restBetweenReads, readAgainMsg{})
	}
	if msg.err != nil {
		return tea.Batch(again, c.s.ReadFailed(msg.err)), false
	}
	fault := c.announceFaults(msg.brands)
	none = !c.read && len(msg.brands) == 0
	c.brands, c.read = msg.brands, true
	return tea.Batch(again, fault), none
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

// One reports whether there is one brand only.
func (c *Channels) One() bool { return len(c.brands) == 1 }

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

// Holder asks what holds the bot of a brand.
func (c *Channels) Holder(b core.BrandView) tea.Cmd {
	desk, op := c.s.Desk, c.s.Operator.ID
	return c.s.Write(func(ctx context.Context) tea.Msg {
		_, host, err := desk.Waiting(ctx, op, b.ID)
		return HolderMsg{Brand: b, Host: host, Err: err}
	})
}

// TakeOver takes a bot back from whatever else receives its messages.
func (c *Channels) TakeOver(b core.BrandView) tea.Cmd {
	desk, op, done := c.s.Desk, c.s.Operator.ID, c.s.Locale.Toast("took_over", clean.Line(b.Name))
	return c.s.Write(func(ctx context.Context) tea.Msg {
		return session.DoneMsg{Err: desk.TakeOver(ctx, op, b.ID), Toast: done}
	})
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

// Pieces are the brands with the marks of their health, as many as fit.
func (c *Channels) Pieces(room int) []canvas.Piece {
	var out []canvas.Piece
	for _, b := range c.brands {
		name := canvas.Piece{Text: "  " + text.Cut(clean.Line(b.Name).String(), 16) + " ", Style: c.s.Theme.Bar}
		if out = append(out, name, c.mark(b)); canvas.Width(out) > room {
			return out[:len(out)-2]
		}
	}
	return out
}

// mark is what a channel does; its shape says as much as its colour.
func (c *Channels) mark(b core.BrandView) canvas.Piece {
	th, w, waits := &c.s.Theme, c.s.Locale, c.waits(b)
	switch {
	case !b.Enabled:
		return canvas.Piece{Text: "○", Style: th.BarDim}
	case b.Health.State == core.HealthUnauthorized:
		return canvas.Piece{Text: "✗ " + w.Health(b.Health.State), Style: th.Bar.And(th.Bad)}
	case !waits.IsZero():
		left := countdown.Left(c.s.Locale, c.s.Now(), waits)
		return canvas.Piece{Text: "! " + w.Chat("waits_short", left), Style: th.Bar.And(th.Warn)}
	case b.Health.State == core.HealthPolling:
		return canvas.Piece{Text: "●", Style: th.Bar.And(th.Good)}
	case b.Health.State == core.HealthConflict, b.Health.State == core.HealthBackingOff:
		return canvas.Piece{Text: "! " + w.Health(b.Health.State), Style: th.Bar.And(th.Warn)}
	}
	return canvas.Piece{Text: "◌", Style: th.BarDim}
}
