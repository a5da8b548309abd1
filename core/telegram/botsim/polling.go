package botsim

import (
	"bytes"
	"context"
	"encoding/json"
	"time"
)

// The limits of getUpdates; the server clamps other values.
const (
	maxLimit   = 100
	maxTimeout = 50 // seconds

	minRepeatTimeout  = 3 * time.Second
	repeatLimitWindow = 500 * time.Millisecond
	conflictInterval  = 3 * time.Second

	otherGetUpdates = "terminated by other getUpdates request; make sure that only one bot instance is running"
)

// poll is a waiting getUpdates. ended has room for its answer.
type poll struct {
	offset int64
	limit  int
	ended  chan answer
}

// pollHistory is the state of the anti-hammer limits.
type pollHistory struct {
	offset       int64
	started      time.Time
	nextConflict time.Time
}

func (s *Sim) getUpdates(ctx context.Context, b *Bot, p params) answer {
	s.mu.Lock()
	if b.webhook != "" {
		a := b.conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
		s.mu.Unlock()
		return a
	}
	b.setAllowedUpdates(p)
	offset := p.integer("offset", 0)
	limit := int(min(max(p.integer("limit", maxLimit), 1), maxLimit))
	timeout := time.Duration(min(max(p.integer("timeout", 0), 0), maxTimeout)) * time.Second
	limit, timeout = b.slowDown(offset, limit, timeout)
	batch := b.queue.take(offset, limit, time.Now())
	b.polling.fire() // the queue may be drained now
	if len(batch) > 0 || timeout == 0 {
		s.mu.Unlock()
		return updates(batch)
	}
	if b.poll != nil { // the older one gets the conflict
		b.endPoll(b.conflict(otherGetUpdates))
	}
	mine := &poll{offset: max(offset, 0), limit: limit, ended: make(chan answer, 1)}
	b.poll = mine
	b.polling.fire()
	s.mu.Unlock()
	return b.await(ctx, mine, timeout)
}

// await returns the answer of a waiting poll: updates, a conflict, a revoked
// token, or no updates after timeout.
func (b *Bot) await(ctx context.Context, p *poll, timeout time.Duration) answer {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case a := <-p.ended:
		return a
	case <-timer.C:
	case <-ctx.Done():
	}
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	if b.poll == p {
		b.poll = nil
		return updates(nil)
	}
	return <-p.ended // it ended at the same moment
}

// slowDown applies the anti-hammer limits. The caller holds sim.mu.
func (b *Bot) slowDown(offset int64, limit int, timeout time.Duration) (int, time.Duration) {
	if !b.sim.antiHammer {
		return limit, timeout
	}
	now := time.Now()
	if since := now.Sub(b.history.started); offset == b.history.offset && !b.history.started.IsZero() {
		if timeout < minRepeatTimeout && since < minRepeatTimeout {
			timeout = minRepeatTimeout
		}
		if since < repeatLimitWindow {
			limit = 1
		}
	}
	b.history.offset, b.history.started = offset, now
	return limit, timeout
}

// conflict is a 409. The anti-hammer limits delay it after a recent one. The
// caller holds sim.mu.
func (b *Bot) conflict(why string) answer {
	a := failure(409, "Conflict: "+why)
	if !b.sim.antiHammer {
		return a
	}
	if now := time.Now(); now.Before(b.history.nextConflict) {
		a.delay = conflictInterval
	} else {
		b.history.nextConflict = now.Add(conflictInterval)
	}
	return a
}

// endPoll answers the waiting poll, if there is one. The caller holds sim.mu.
func (b *Bot) endPoll(a answer) {
	if b.poll != nil {
		b.poll.ended <- a
		b.poll = nil
	}
}

// enqueue queues an update and answers the waiting poll. See queue.push for the
// arguments. The caller holds sim.mu.
func (b *Bot) enqueue(members string, date time.Time) int64 {
	now := time.Now()
	id := b.queue.push(members, date, now)
	if b.poll == nil {
		return id
	}
	if batch := b.queue.take(b.poll.offset, b.poll.limit, now); len(batch) > 0 {
		b.endPoll(updates(batch))
	}
	return id
}

func updates(batch []event) answer {
	list := make([][]byte, len(batch))
	for i, e := range batch {
		list[i] = e.data
	}
	return success(append(append([]byte("["), bytes.Join(list, []byte(","))...), ']'))
}

// updatesByDefault are the kinds of updates that Telegram sends by default.
func updatesByDefault() []string {
	return []string{
		"message", "edited_message", "channel_post", "edited_channel_post",
		"business_connection", "business_message", "edited_business_message", "deleted_business_messages",
		"inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
		"purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_join_request",
		"chat_boost", "removed_chat_boost",
	}
}

// updatesOnRequest are those that allowed_updates must name.
func updatesOnRequest() []string {
	return []string{"chat_member", "message_reaction", "message_reaction_count"}
}

func defaultUpdates() map[string]bool {
	kinds := map[string]bool{}
	for _, k := range updatesByDefault() {
		kinds[k] = true
	}
	return kinds
}

// setAllowedUpdates applies the parameter allowed_updates, which is valid until
// another call has one. Unknown names are ignored; a list without a known name is
// the default. A malformed list changes nothing. The caller holds sim.mu.
func (b *Bot) setAllowedUpdates(p params) {
	list, given := p["allowed_updates"]
	if !given {
		return
	}
	var names []string
	if json.Unmarshal([]byte(list), &names) != nil {
		return
	}
	known := defaultUpdates()
	for _, k := range updatesOnRequest() {
		known[k] = true
	}
	kinds := map[string]bool{}
	for _, n := range names {
		if known[n] {
			kinds[n] = true
		}
	}
	if len(kinds) == 0 {
		kinds = defaultUpdates()
	}
	b.allowed = kinds
}
