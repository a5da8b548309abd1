package engine

import (
	"context"
	"sync"
	"time"

	"tgdesk/core"
)

const (
	// actPause is how often a chat's visitor is told at most; what Telegram
	// shows fades after 5 s.
	actPause = 4 * time.Second
	// actLimit ends a request that would come too late.
	actLimit = 5 * time.Second
	// actsWaiting is how many may wait for a brand's link; more are dropped.
	actsWaiting = 16
	// actsKept is how many chats are remembered before old ones are forgotten.
	actsKept = 1024
)

// act is something that a visitor sees an operator do.
type act struct {
	telegramID int64
	action     core.ChatAction
	at         time.Time
}

// acts carries them from operators and senders to each brand's link.
type acts struct {
	mu    sync.Mutex
	last  map[core.ChatID]time.Time
	calls map[core.BrandID]chan act
}

func newActs() *acts {
	return &acts{last: map[core.ChatID]time.Time{}, calls: map[core.BrandID]chan act{}}
}

// due reports whether a chat's visitor may be told again.
func (a *acts) due(chat core.ChatID) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return time.Since(a.last[chat]) >= actPause
}

// offer hands an act on if its time has come and somebody listens.
func (a *acts) offer(brand core.BrandID, chat core.ChatID, telegramID int64, action core.ChatAction) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if now.Sub(a.last[chat]) < actPause {
		return
	}
	select {
	case a.calls[brand] <- act{telegramID, action, now}:
		a.remember(chat, now)
	default:
	}
}

func (a *acts) remember(chat core.ChatID, now time.Time) {
	if len(a.last) >= actsKept {
		for c, at := range a.last {
			if now.Sub(at) >= actPause {
				delete(a.last, c)
			}
		}
	}
	a.last[chat] = now
}

func (a *acts) listen(brand core.BrandID) <-chan act {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := make(chan act, actsWaiting)
	a.calls[brand] = c
	return c
}

// runActs shows a brand's acts until ctx ends. One that waited so long that
// it may no longer be true is dropped, and so are all while Telegram wants none.
func (e *oneRun) runActs(ctx context.Context, calls <-chan act, link core.Link) error {
	var quiet time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case a := <-calls:
			if now := time.Now(); now.Sub(a.at) < actPause && !now.Before(quiet) {
				quiet = now.Add(e.act(ctx, link, a))
			}
		}
	}
}

// act shows one and returns for how long none may follow.
func (e *oneRun) act(ctx context.Context, link core.Link, a act) time.Duration {
	ctx, cancel := context.WithTimeout(ctx, actLimit)
	defer cancel()
	err := link.Act(ctx, a.telegramID, a.action)
	if err == nil {
		return 0
	}
	e.log.Debug("action not shown", "action", a.action, "err", err)
	if failure := core.SendFailure(err); failure.Outcome == core.OutcomeLater {
		return failure.RetryAfter
	}
	return 0
}
