package desk

import (
	"context"
	"fmt"
	"time"

	"tgdesk/core"
)

// editTimeout ends a request that edits or deletes a message.
const editTimeout = 30 * time.Second

// atTelegram makes a request that can be repeated without harm, and explains in
// what way it failed.
func (d *Desk) atTelegram(ctx context.Context, b core.Brand, request func(context.Context, core.Link) error) error {
	if !b.Enabled || !b.RemovedAt.IsZero() {
		return core.Errorf(core.CodeConflict, "channel_off", "The channel of %s is disabled: nothing can be changed at Telegram.", b.Name)
	}
	link, err := core.Connect(d.messenger, b)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, editTimeout)
	defer cancel()
	err = request(ctx, link)
	if err == nil || core.CodeOf(err) != core.CodeInternal {
		return err
	}
	failure := core.SendFailure(err)
	switch failure.Outcome {
	case core.OutcomeRefused:
		return core.Errorf(core.CodeConflict, "telegram_refused", "%s", failure.Detail).Because(err)
	case core.OutcomeBlocked:
		return core.ErrBlocked()
	case core.OutcomeUnauthorized:
		return core.Errorf(core.CodeUnauthorized, "telegram_unauthorized", "%s", failure.Detail).Because(err)
	case core.OutcomeLater:
		wait := fmt.Sprint(failure.RetryAfter.Round(time.Second))
		return core.Errorf(core.CodeUnavailable, "telegram_later", "Telegram asks to wait %s. Nothing was changed.", wait).Because(err)
	case core.OutcomeNotSent:
		return core.Errorf(core.CodeUnavailable, "telegram_down", "%s Nothing was changed.", failure.Detail).Because(err)
	}
	return core.Errorf(core.CodeUnavailable, "change_unknown", "It is not known whether that worked. Try again: doing it twice does no harm.").Because(err)
}
