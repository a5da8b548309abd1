package engine

import (
	"context"
	"log/slog"
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

// pressQueues are what waits for a brand's link: presses to be answered, and after that
// messages whose buttons change.
type pressQueues struct {
	answers <-chan core.PressReply
	changes chan core.PressReply
}

// answer answers presses until ctx ends. The visitor can press again, so that a failure
// is only logged.
func (q pressQueues) answer(ctx context.Context, link core.Link, log *slog.Logger) error {
	return eachOf(ctx, q.answers, func(r core.PressReply) {
		if r.ID != "" {
			answerPress(ctx, r, link, log)
		}
		if r.Keep {
			return
		}
		select {
		case q.changes <- r:
		default:
		}
	})
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
	return eachOf(ctx, q.changes, func(r core.PressReply) { changeButtons(ctx, r, link, log) })
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
