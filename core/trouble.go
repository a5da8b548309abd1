package core

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// suffer shows why a poll, or taking its batch in, failed, and waits as long as
// is wise before the next.
func (i *intake) suffer(ctx context.Context, err error) {
	h, wait := i.diagnose(ctx, err)
	if h.State == HealthUnauthorized {
		i.refused(h.Detail)
		return
	}
	h.Until = i.now().Add(wait)
	i.log.Warn("polling waits", "brand", i.brand, "state", h.State, "wait", wait, "detail", h.Detail)
	i.setHealth(ctx, i.brand, h)
	pause(ctx, wait)
}

func (i *intake) diagnose(ctx context.Context, err error) (Health, time.Duration) {
	p, ok := errors.AsType[*PollError](err)
	if !ok { // the disk, most likely: poll again from the old offset
		i.troubled = false // a poll that lasts says nothing about the disk
		return Health{State: HealthBackingOff, Detail: MessageOf(err)}, i.tries.next()
	}
	i.troubled = p.Trouble != PollConflict // the other poller shows itself late
	switch p.Trouble {
	case PollUnauthorized:
		return Health{State: HealthUnauthorized, Detail: p.Detail}, 0
	case PollConflict:
		i.fought = time.Now()
		return Health{State: HealthConflict, Detail: p.Detail}, i.truces.next()
	case PollWebhook:
		return Health{State: HealthConflict, Detail: i.webhook(ctx, p)}, i.truces.next()
	case PollLater:
		return Health{State: HealthBackingOff, Detail: p.Detail}, max(p.RetryAfter, time.Second)
	default:
		return Health{State: HealthBackingOff, Detail: p.Detail}, i.tries.next()
	}
}

// webhook is the sentence that names where the bot's messages go instead.
func (i *intake) webhook(ctx context.Context, p *PollError) string {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	_, host, err := i.link.Waiting(ctx)
	if err != nil || host == "" {
		return p.Detail
	}
	return fmt.Sprintf("A webhook sends this bot's messages to %s. Remove it to let the desk receive them.", host)
}
