package txn

import (
	"context"

	"tgdesk/core"
)

// askRating asks the visitor of a chat that an operator held until it was completed for a
// rating, where the brand wants that.
func (t *Tx) askRating(ctx context.Context, before, after core.Chat) error {
	known, err := t.textsOf(ctx, after.BrandID)
	if err != nil || !known.brand.Options.Rating.Asks(before, after) {
		return err
	}
	m, ok, err := t.AutoText(ctx, after, core.TextRating, core.TextValues{})
	if err != nil || !ok {
		return err
	}
	m.Buttons = known.brand.Options.Rating.Labels()
	_, err = t.QueueText(ctx, after, m)
	return err
}
