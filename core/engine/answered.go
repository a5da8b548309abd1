package engine

import (
	"context"

	"tgdesk/core"
)

// answeredBy is what is kept of the message that in answers: nothing, if the
// desk has it, else what was told of it.
func (w *tx) answeredBy(ctx context.Context, v core.VisitorID, in core.Incoming) (core.Answered, error) {
	if in.Answered == (core.Answered{}) {
		return in.Answered, nil
	}
	if in.ReplyTo != 0 {
		if _, err := w.MessageByTelegram(ctx, v, in.ReplyTo); !core.IsNotFound(err) {
			return core.Answered{}, err
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
