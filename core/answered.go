package core

import (
	"context"
	"slices"
)

// Answered reads the messages that those of a page answer and that are not
// among them: they may be far above, or in an earlier chat of the visitor's.
// One that the desk never had is left out.
func (d *Desk) Answered(ctx context.Context, page []Message) ([]Message, error) {
	var found []Message
	for _, m := range page {
		here := func(o Message) bool { return o.VisitorID == m.VisitorID && o.TelegramID == m.ReplyTo }
		if m.ReplyTo == 0 || slices.ContainsFunc(page, here) || slices.ContainsFunc(found, here) {
			continue
		}
		to, err := d.store.MessageByTelegram(ctx, m.VisitorID, m.ReplyTo)
		switch {
		case err == nil:
			found = append(found, to)
		case !IsNotFound(err):
			return nil, err
		}
	}
	return found, nil
}

// answeredBy is what is kept of the message that in answers: nothing, if the
// desk has it, else what was told of it.
func (w *work) answeredBy(ctx context.Context, v VisitorID, in Incoming) (Answered, error) {
	if in.Answered == (Answered{}) {
		return in.Answered, nil
	}
	if in.ReplyTo != 0 {
		if _, err := w.MessageByTelegram(ctx, v, in.ReplyTo); !IsNotFound(err) {
			return Answered{}, err
		}
	}
	if text := []rune(in.Answered.Text); len(text) > answeredMost {
		in.Answered.Text = string(text[:answeredMost-1]) + "…"
	}
	return in.Answered, nil
}

// answeredMost is how much is kept, in characters, of an answered message that
// the desk does not have.
const answeredMost = 256
