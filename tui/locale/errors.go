package locale

import (
	"errors"
	"strings"
	"time"

	"tgdesk/core"
)

// Error makes the sentence of an error. An error that is not ours gives a fixed
// one: its text may hold what nobody should read.
func (c *Catalogue) Error(err error) string {
	if e, ok := errors.AsType[*core.Error](err); ok {
		return c.sentence(e.ID, e.Args)
	}
	if e, ok := errors.AsType[*core.SendError](err); ok {
		return c.Problem(e.Detail)
	}
	if e, ok := errors.AsType[*core.PollError](err); ok {
		return c.Problem(e.Detail)
	}
	if e, ok := errors.AsType[*core.FetchError](err); ok {
		return c.Problem(e.Detail)
	}
	return c.sentence("internal", nil)
}

// CommandError is [Catalogue.Error] for the command line, whose verbs and flags it names.
// named returns what the command line names where a sentence has {chat} or {brand}.
func (c *Catalogue) CommandError(err error, named func(noun string) string) string {
	e, ok := errors.AsType[*core.Error](err)
	if !ok || !c.has("command", e.ID) {
		return c.Error(err)
	}
	words := *c
	words.Key = named
	return words.text("command", e.ID, e.Args...)
}

// Problem makes the sentences of a problem; "" for none.
func (c *Catalogue) Problem(p core.Problem) string {
	var all []string
	for _, part := range p.Parts() {
		all = append(all, c.sentence(part.ID, part.Args))
	}
	return strings.Join(all, " ")
}

func (c *Catalogue) sentence(id string, args []any) string {
	if !c.has("error", id) {
		id, args = "internal", nil
	}
	return c.text("error", id, args...)
}

// StorageError says what is wrong with the machine under the desk, as long as it
// lasts, and what to do about it.
func (c *Catalogue) StorageError(err error) string {
	e, ok := errors.AsType[*core.Error](err)
	switch {
	case !ok:
		return c.Error(err)
	case c.has("machine", e.ID):
		return c.text("machine", e.ID)
	}
	return c.text("machine", "other", c.Error(err))
}

// Jump says that the machine's clock jumped, and until when the desk keeps the
// old time.
func (c *Catalogue) Jump(by time.Duration, until time.Time) string {
	id, unit := "clock_forward", time.Minute
	if by < 0 {
		id = "clock_back"
	}
	if by.Abs() >= core.Day {
		unit = time.Hour
	}
	return c.text("machine", id, c.Duration(by.Abs().Round(unit)), until.Format("15:04"))
}
