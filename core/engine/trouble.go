package engine

import (
	"context"
	"errors"
	"time"

	"tgdesk/core"
)

// suffer shows why a poll, or taking its batch in, failed after it took so
// long, and waits as long as is wise before the next.
func (i *intake) suffer(ctx context.Context, err error, took time.Duration) {
	i.ailing = true
	p, ok := errors.AsType[*core.PollError](err)
	if !ok { // the disk, most likely: poll again from the old offset
		i.troubled = false // a poll that lasts says nothing about the disk
		wait := i.tries.next()
		i.showRest(ctx, core.Health{State: core.HealthBackingOff, Detail: core.ProblemOf(err)}, wait)
		i.database.wait(ctx, wait)
		return
	}
	lasted := took >= pollGrace
	i.troubled = p.Trouble != core.PollConflict && p.Trouble != core.PollWebhook && !lasted
	switch p.Trouble {
	case core.PollUnauthorized:
		// One refusal is enough, though Telegram has been seen to refuse a good
		// token now and then just after /revoke (tdlib/telegram-bot-api#77):
		// stopping loses nothing, for updates and queue wait, and a person is
		// asked who knows whether a new token was given out. Asking on with a
		// dead one for hours is what gets an address locked out.
		i.refused(p.Detail)
	case core.PollConflict, core.PollWebhook:
		i.giveWay(ctx, p)
	case core.PollLater:
		i.rest(ctx, core.Health{State: core.HealthBackingOff, Detail: p.Detail, Told: true}, max(p.RetryAfter, time.Second))
	default:
		i.silent = lasted
		i.channels.ail(i.brand, !p.Unreached)
		wait := i.tries
		if p.Unreached {
			wait = i.dials
		}
		i.rest(ctx, core.Health{State: core.HealthBackingOff, Detail: p.Detail}, wait.next())
	}
}

// rest shows h and waits.
func (i *intake) rest(ctx context.Context, h core.Health, wait time.Duration) {
	i.showRest(ctx, h, wait)
	pause(ctx, wait)
}

func (i *intake) showRest(ctx context.Context, h core.Health, wait time.Duration) {
	h.Until = i.now().Add(wait)
	i.log.Debug("polling waits", "brand", i.brand, "state", h.State, "wait", wait, "detail", h.Detail)
	i.setHealth(ctx, i.brand, h)
}

// giveWay waits until a bot that another program holds may be polled again. It
// only looks meanwhile (see truce), unless a person has just taken the bot over.
func (i *intake) giveWay(ctx context.Context, p *core.PollError) {
	i.held = time.Time{}
	i.truce.lost(p.Trouble)
	h := core.Health{State: core.HealthConflict, Detail: p.Detail}
	if p.Trouble == core.PollWebhook {
		h.Detail = webhookDetail(i.look(ctx).webhook, p.Detail)
	} else if again, beaten := i.channels.insists(i.brand, time.Now()); again {
		i.rest(ctx, h, aSecond())
		return
	} else if beaten {
		h.Detail = core.NewProblem("conflict_taken_back")
	}
	for ctx.Err() == nil {
		i.rest(ctx, h, i.truces.next())
		if ctx.Err() != nil {
			return
		}
		l := i.look(ctx)
		if i.truce.mayPoll(l) {
			return
		}
		h.Detail = webhookDetail(l.webhook, h.Detail)
	}
}

// look asks what waits for the bot and who takes it.
func (i *intake) look(ctx context.Context) look {
	ctx, cancel := context.WithTimeout(ctx, knockLimit)
	defer cancel()
	waiting, host, err := i.link.Waiting(ctx)
	if err != nil {
		return look{failed: true}
	}
	return look{waiting: waiting, webhook: host}
}

// webhookDetail names where the bot's messages go instead; otherwise is for where
// no webhook is known.
func webhookDetail(host string, otherwise core.Problem) core.Problem {
	if host == "" {
		return otherwise
	}
	return core.NewProblem("conflict_webhook_host", host)
}
