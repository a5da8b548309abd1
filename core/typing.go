package core

import (
	"context"
	"sync"
	"time"
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
	action     ChatAction
	at         time.Time
}

// acts carries them from operators and senders to each brand's link.
type acts struct {
	mu    sync.Mutex
	last  map[ChatID]time.Time
	calls map[BrandID]chan act
}

func newActs() *acts {
	return &acts{last: map[ChatID]time.Time{}, calls: map[BrandID]chan act{}}
}

// due reports whether a chat's visitor may be told again.
func (a *acts) due(chat ChatID) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return time.Since(a.last[chat]) >= actPause
}

// offer hands an act on if its time has come and somebody listens.
func (a *acts) offer(brand BrandID, chat ChatID, telegramID int64, action ChatAction) {
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

func (a *acts) remember(chat ChatID, now time.Time) {
	if len(a.last) >= actsKept {
		for c, at := range a.last {
			if now.Sub(at) >= actPause {
				delete(a.last, c)
			}
		}
	}
	a.last[chat] = now
}

func (a *acts) listen(brand BrandID) <-chan act {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := make(chan act, actsWaiting)
	a.calls[brand] = c
	return c
}

// Typing lets the visitor see that op writes, if the brand wants that and the
// chat is op's. Call it as often as keys are pressed: it returns at once when
// there is nothing to do, and reports nothing.
func (d *Desk) Typing(ctx context.Context, op OperatorID, chat ChatID) {
	if !d.acts.due(chat) {
		return
	}
	c, err := d.store.Chat(ctx, chat)
	if err != nil || c.State != Active || c.OwnerID != op {
		return
	}
	b, err := d.store.Brand(ctx, c.BrandID)
	if err != nil || !b.Manner.Typing || !b.Enabled {
		return
	}
	v, err := d.store.Visitor(ctx, c.VisitorID)
	if err == nil && !v.Blocked() {
		d.acts.offer(b.ID, chat, v.TelegramID, ActionTyping)
	}
}

// runActs shows a brand's acts until ctx ends. One that waited so long that
// it may no longer be true is dropped, and so are all while Telegram wants none.
func (e *engine) runActs(ctx context.Context, calls <-chan act, link Link) error {
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
func (e *engine) act(ctx context.Context, link Link, a act) time.Duration {
	ctx, cancel := context.WithTimeout(ctx, actLimit)
	defer cancel()
	err := link.Act(ctx, a.telegramID, a.action)
	if err == nil {
		return 0
	}
	e.log.Debug("action not shown", "action", a.action, "err", err)
	if failure := sendFailure(err); failure.Outcome == OutcomeLater {
		return failure.RetryAfter
	}
	return 0
}
