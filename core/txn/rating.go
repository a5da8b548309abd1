package txn

import (
	"context"
	"slices"

	"tgdesk/core"
)

// maxThanks is how many characters of the text that thanks for a rating are shown.
const maxThanks = core.MaxPressAnswer

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

// RatingText is a text that is told with a rating: what thanks for it, or what asks for a
// comment. It is "" where the brand wants none.
func (t *Tx) RatingText(ctx context.Context, c core.Chat, kind core.TextKind) (string, error) {
	m, ok, err := t.AutoText(ctx, c, kind, core.TextValues{})
	if err != nil || !ok {
		return "", err
	}
	text := []rune(m.Text)
	if len(text) > maxThanks {
		text = append(slices.Clip(text[:maxThanks-1]), '…')
	}
	return string(text), nil
}
