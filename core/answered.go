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

// quoteOf is the part that an incoming message answers: what its visitor chose
// or, of a message that the desk never had, how that begins.
func (w *work) quoteOf(ctx context.Context, v VisitorID, in Incoming) (string, error) {
	if in.Quote != "" || in.Answered == "" {
		return in.Quote, nil
	}
	_, err := w.MessageByTelegram(ctx, v, in.ReplyTo)
	if !IsNotFound(err) {
		return "", err
	}
	text := []rune(in.Answered)
	if len(text) > quoteMost {
		text = append(text[:quoteMost-1], '…')
	}
	return string(text), nil
}

// quoteMost is how much is kept, in characters, of an answered message that
// the desk does not have.
const quoteMost = 256
