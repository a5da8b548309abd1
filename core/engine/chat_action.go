package engine

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"

	"tgdesk/core"
)

const (
	// actionInterval is how often an action is shown in a chat at most; Telegram
	// shows one for 5 s.
	actionInterval = 4 * time.Second
	// actionTimeout ends a request that would be too late.
	actionTimeout = 5 * time.Second
	// actionQueue is how many actions may wait for a brand's link; more are dropped.
	actionQueue = 16
	// actionChats is how many chats are remembered before old ones are forgotten.
	actionChats = 1024
)

// actions pass chat actions ("typing…") from operators and senders to the
// brand's link, and keep to actionInterval.
type actions struct {
	mu     sync.Mutex
	last   map[core.ChatID]time.Time
	queues brandQueues[chatAction]
}

type chatAction struct {
	telegramID int64
	thread     int64
	action     core.ChatAction
	at         time.Time
}

// ActionDue reports whether an action may be shown in the chat now.
func (c *actions) ActionDue(chat core.ChatID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Since(c.last[chat]) >= actionInterval
}

// ShowAction queues an action if one is due and the queue has room.
func (c *actions) ShowAction(brand core.BrandID, chat core.ChatID, telegramID, thread int64, action core.ChatAction) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if now.Sub(c.last[chat]) < actionInterval || !c.queues.put(brand, chatAction{telegramID, thread, action, now}) {
		return
	}
	if len(c.last) >= actionChats {
		maps.DeleteFunc(c.last, func(_ core.ChatID, at time.Time) bool { return now.Sub(at) >= actionInterval })
	}
	c.last[chat] = now
}

// sendActions sends the actions of a queue until ctx ends. It drops those that
// waited so long that they may no longer be true, and all of them while Telegram
// rate-limits them.
func sendActions(ctx context.Context, queue <-chan chatAction, link core.Link, log *slog.Logger) error {
	var limited time.Time
	return eachOf(ctx, queue, func(a chatAction) {
		if now := time.Now(); now.Sub(a.at) >= actionInterval || now.Before(limited) {
			return
		}
		ctx, cancel := context.WithTimeout(ctx, actionTimeout)
		defer cancel()
		err := link.SendAction(ctx, a.telegramID, a.thread, a.action)
		if err == nil {
			return
		}
		log.Debug("chat action not shown", "action", a.action, "err", err)
		if failure := core.SendFailure(err); failure.Outcome == core.OutcomeRateLimited {
			limited = time.Now().Add(failure.RetryAfter)
		}
	})
}
