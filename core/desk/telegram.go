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
func (d *Desk) atTelegram(ctx context.Context, b core.BrandView, request func(context.Context, core.Link) error) error {
	if !b.Enabled || !b.RemovedAt.IsZero() {
		return core.NewError(core.CodeConflict, "channel_off", b.Name)
	}
	link, err := d.connect(ctx, b.ID)
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
		return core.NewError(core.CodeConflict, "change_refused", failure.Detail).Because(err)
	case core.OutcomeBotBlocked:
		return core.ErrBotBlocked()
	case core.OutcomeUnauthorized:
		return core.NewError(core.CodeUnauthorized, "change_unauthorized", failure.Detail).Because(err)
	case core.OutcomeRateLimited:
		wait := fmt.Sprint(failure.RetryAfter.Round(time.Second))
		return core.NewError(core.CodeUnavailable, "telegram_later", wait).Because(err)
	case core.OutcomeNotSent:
		return core.NewError(core.CodeUnavailable, "telegram_down", failure.Detail).Because(err)
	}
	return core.NewError(core.CodeUnavailable, "change_unknown").Because(err)
}
