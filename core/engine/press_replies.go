package engine

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"tgdesk/core"
)

const (
	// pressTimeout ends an answer that Telegram would refuse as too old.
	pressTimeout = 10 * time.Second
	// pressQueue is how many presses may wait to be answered; more are dropped, and their
	// buttons stay.
	pressQueue = 256
	// pressWait is the longest rate limit that the change of a message's buttons waits for.
	pressWait = time.Minute
)

// pressReplies pass what became of presses to the brands' links.
type pressReplies struct {
	mu     sync.Mutex
	queues map[core.BrandID]pressQueues
}

// pressQueues are what waits for a brand's link: presses to be answered, and after that
// messages whose buttons change.
type pressQueues struct{ answers, changes chan core.PressReply }

func newPressReplies() *pressReplies {
	return &pressReplies{queues: map[core.BrandID]pressQueues{}}
}

// listen returns the queues of a brand. They replace earlier ones.
func (p *pressReplies) listen(brand core.BrandID) pressQueues {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := pressQueues{make(chan core.PressReply, pressQueue), make(chan core.PressReply, pressQueue)}
	p.queues[brand] = q
	return q
}

// put queues a reply, unless the queue is full or nobody listens.
func (p *pressReplies) put(brand core.BrandID, r core.PressReply) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case p.queues[brand].answers <- r:
	default:
	}
}

// answer answers presses until ctx ends. The visitor can press again, so that a failure
// is only logged.
func (q pressQueues) answer(ctx context.Context, link core.Link, log *slog.Logger) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case r := <-q.answers:
			if r.ID != "" {
				answerPress(ctx, r, link, log)
			}
			if r.Keep {
				continue
			}
			select {
			case q.changes <- r:
			default:
			}
		}
	}
}

func answerPress(ctx context.Context, r core.PressReply, link core.Link, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(ctx, pressTimeout)
	defer cancel()
	if err := link.AnswerPress(ctx, r.ID, r.Text); err != nil {
		log.Debug("press not answered", "err", err)
	}
}

// change gives messages the buttons that they have after a press, until ctx ends.
func (q pressQueues) change(ctx context.Context, link core.Link, log *slog.Logger) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case r := <-q.changes:
			changeButtons(ctx, r, link, log)
		}
	}
}

// changeButtons waits once for the end of a short rate limit.
func changeButtons(ctx context.Context, r core.PressReply, link core.Link, log *slog.Logger) {
	for range 2 {
		changing, cancel := context.WithTimeout(ctx, sendTimeout)
		err := link.SetButtons(changing, r.Visitor, r.Message, r.Buttons)
		cancel()
		if err == nil {
			return
		}
		log.Debug("buttons not changed", "err", err)
		failure := core.SendFailure(err)
		if failure.Outcome != core.OutcomeRateLimited || failure.RetryAfter > pressWait {
			return
		}
		sleep(ctx, failure.RetryAfter)
	}
}
