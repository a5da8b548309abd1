package desk

import (
	"context"
	"slices"
	"tgdesk/core"
)

// Answered reads the messages that those of a page answer and that are not
// among them: they may be far above, or in an earlier chat of the visitor's.
// One that the desk never had is left out.
func (d *Desk) Answered(ctx context.Context, page []core.Message) ([]core.Message, error) {
	var found []core.Message
	for _, m := range page {
		here := func(o core.Message) bool { return o.VisitorID == m.VisitorID && o.TelegramID == m.ReplyTo }
		if m.ReplyTo == 0 || slices.ContainsFunc(page, here) || slices.ContainsFunc(found, here) {
			continue
		}
		to, err := d.store.MessageByTelegram(ctx, m.VisitorID, m.ReplyTo)
		switch {
		case err == nil:
			found = append(found, to)
		case !core.IsNotFound(err):
			return nil, err
		}
	}
	return found, nil
}
