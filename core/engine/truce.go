package engine

import (
	"time"

	"tgdesk/core"
)

const (
	// unfetched is how many looks in a row must find updates waiting before
	// the other program counts as gone: one may fall between two of its polls.
	unfetched = 2
	// findOutFirst and findOutLast are after how many looks that tell nothing a
	// poll is risked, at first and at most.
	findOutFirst, findOutLast = 3, 24
	// truceProof is for how long polls must succeed after a conflict to show that
	// the other program is gone for good. It is longer than the longest pause
	// between two polls that find out: two desks that hold the bot by turns
	// must go on to ask each other less and less often.
	truceProof = findOutLast*time.Minute + 6*time.Minute
	// insistPolls is how often a channel polls again when it loses a bot within
	// insistTime of a person's taking it over: a program that gives way, or whose
	// poll was under way, needs no more, and with any other it would be a fight.
	insistPolls = 3
	insistTime  = time.Minute
)

// insistence is how a channel holds on to a bot that a person took over.
type insistence struct {
	left  int // polls
	until time.Time
}

func (i insistence) more(now time.Time) (again, beaten bool) {
	if !now.Before(i.until) {
		return false, false
	}
	return i.left > 0, i.left == 0
}

// look is what a question about a bot's updates found. It disturbs nobody:
// unlike a poll it takes the bot from no other program.
type look struct {
	waiting int    // updates that nobody has fetched
	webhook string // where they go instead; "" for nowhere
	failed  bool   // there was no answer, and the rest means nothing
}

// truce decides when a bot is polled again that another program holds. Whoever
// polls last wins, so polling is no way to wait: two programs would take the
// bot from each other for ever. Not safe for concurrent use.
type truce struct {
	webhook bool // the holder is one; otherwise another poller
	waiting int  // looks in a row that found updates waiting
	looks   int  // since the last poll
	findOut int  // after how many a poll is risked
	risked  bool // the last poll was
}

// lost notes that a poll failed because of another program.
func (t *truce) lost(trouble core.PollTrouble) {
	if t.risked { // in vain
		t.findOut = min(2*t.findOut, findOutLast)
	}
	t.findOut = max(t.findOut, findOutFirst)
	t.webhook = trouble == core.PollWebhook
	t.waiting, t.looks, t.risked = 0, 0, false
}

// mayPoll takes what a look found and reports whether to poll now: when
// nobody fetches what waits, when the webhook is gone, or when looking has told
// nothing for so long that only a poll can.
func (t *truce) mayPoll(l look) bool {
	t.looks++
	switch {
	case !l.failed && l.webhook != "":
		t.webhook, t.waiting, t.looks = true, 0, 0
		return false
	case !l.failed && t.webhook:
		return true
	case l.failed || l.waiting == 0:
		t.waiting = 0
	default:
		t.waiting++
	}
	t.risked = t.waiting < unfetched && t.looks >= t.findOut
	return t.risked || t.waiting >= unfetched
}

// kept notes that the bot was held long enough to call it ours.
func (t *truce) kept() { *t = truce{} }
