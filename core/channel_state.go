package core

import (
	"errors"
	"maps"
	"time"
)

const (
	// FastFailure is how soon servers that refuse a poll do so: one that lasts longer
	// shows that the server works.
	FastFailure = 2 * time.Second
	// ConflictMemory is how long polls must succeed after a conflict for the next one
	// to wait as little as the first. It is longer than the longest wait: two desks
	// that take the bot from each other by turns must do so less and less often.
	ConflictMemory = 2 * time.Hour
	// shortPause is for a failure that may be of one request or of all.
	shortPause = time.Second
)

// WholeBot stands for every visitor of a brand: the bot itself may be rate-limited.
const WholeBot VisitorID = 0

// RetryAfter is until when Telegram refuses messages to a visitor (its answer 429).
// It is stored, because a desk that forgot it with every start would ask again in
// the middle of the wait.
type RetryAfter struct {
	Visitor VisitorID
	Until   time.Time
}

// ChannelState is what is known of a brand's connection to Telegram: whether polls
// get through, and how long polls, replies and downloads wait. It is a value that
// only [ChannelState.Next] changes, by what poller, sender and fetcher report.
type ChannelState struct {
	Health     Health    // as polls found it
	PollFailed bool      // the last poll, or the storing of its batch
	Refusing   bool      // it failed so fast that one which lasts shows recovery
	Hanging    bool      // it failed after so long that one which lasts shows nothing
	Failing    bool      // the server answers polls with errors
	OneByOne   bool      // replies: an outcome is unknown, or who is rate-limited
	Unknown    bool      // replies wait for one whose outcome is unknown
	SendAt     time.Time // replies wait until then, as nothing gets through
	FetchAt    time.Time // and downloads
	// RetryAfter is until when Telegram accepts no messages to a visitor, or to
	// WholeBot. The map is replaced, never changed.
	RetryAfter map[VisitorID]time.Time

	probed   bool      // a hanging server answered a probe since it hung
	held     bool      // a poll succeeded since the last conflict
	conflict time.Time // when another program or a webhook was last in the way
	backoffs channelBackoffs
}

// channelBackoffs are many because each kind of failure has a wait of its own, which
// the others must not reset.
type channelBackoffs struct {
	polls     Backoff
	dials     Backoff // of polls, for a server that cannot be connected to
	conflicts Backoff // for a bot that was held and lost to another program
	blocked   Backoff // for a bot with a webhook, or taken back before a poll succeeds
	sends     Backoff
	unknowns  Backoff
	botLimits Backoff // while it is a guess that the bot as a whole is rate-limited
	fetches   Backoff
}

// NewChannelState is the state of a channel that starts: its polls are taken to
// succeed until one fails.
func NewChannelState(now time.Time) ChannelState {
	return ChannelState{
		Health: Health{State: HealthPolling, Since: now},
		backoffs: channelBackoffs{
			polls: Backoff{First: time.Second, Last: 30 * time.Second},
			// A try to connect costs neither side much, and after an outage of hours the
			// desk should be back within seconds. A server that answers with errors is
			// left alone longer.
			dials:     Backoff{First: time.Second, Last: 5 * time.Second},
			conflicts: Backoff{First: 10 * time.Second, Last: 45 * time.Minute},
			blocked:   Backoff{First: 30 * time.Second, Last: 5 * time.Minute},
			sends:     Backoff{First: time.Second, Last: 30 * time.Second},
			// Each further unknown outcome is one more that a person must decide about.
			unknowns:  Backoff{First: 2 * time.Second, Last: time.Minute},
			botLimits: Backoff{First: 2 * time.Second, Last: 10 * time.Minute},
			fetches:   Backoff{First: time.Second, Last: 30 * time.Second},
		},
	}
}

// Next returns the state after a report, and how long whoever made it waits before
// the next try. jitter is from [0, 1).
func (s ChannelState) Next(r ChannelReport, now time.Time, jitter float64) (next ChannelState, wait time.Duration) {
	wait = r.apply(&s, now, jitter)
	return s, wait
}

// SendWait is how long all replies wait.
func (s ChannelState) SendWait(now time.Time) time.Duration {
	return max(s.SendAt.Sub(now), s.RetryAfter[WholeBot].Sub(now), 0)
}

// NextTry is when replies are tried again after one whose outcome is unknown; zero
// if they do not wait.
func (s ChannelState) NextTry() time.Time {
	if s.Unknown {
		return s.SendAt
	}
	return time.Time{}
}

// ChannelReport is what poller, sender or fetcher learnt of a channel.
type ChannelReport interface {
	apply(s *ChannelState, now time.Time, jitter float64) (wait time.Duration)
}

type (
	// ChannelStarted forgets how the channel was. Waits that Telegram asked for stay:
	// it is the same bot.
	ChannelStarted struct{}
	// TokenRefused stops the channel until there is another token.
	TokenRefused struct{ Detail Problem }
	// PollSucceeded says that a batch came and was stored.
	PollSucceeded struct{}
	// PollLasts says that a poll goes on after FastFailure: with a quiet bot its end
	// may be most of a minute away.
	PollLasts struct{}
	// ProbeAnswered says that a server which hung answered something else than a poll.
	ProbeAnswered struct{}
	// PollFailed is a poll's *PollError after so long, or another error, by which its
	// batch was not stored.
	PollFailed struct {
		Err  error
		Took time.Duration
	}
	// SendAnswered says that Telegram accepted a reply, or refused it for good.
	SendAnswered struct{}
	// SendFailed is a request whose reply surely did not arrive.
	SendFailed struct{}
	// SendUnknown is a request of which nobody knows whether the reply arrived.
	SendUnknown struct{}
	// SendLimited is Telegram's answer 429.
	SendLimited struct {
		Visitor VisitorID
		Wait    time.Duration
	}
	// RetryAftersLoaded are the waits of earlier runs.
	RetryAftersLoaded []RetryAfter
	// FetchSucceeded says that a file came.
	FetchSucceeded struct{}
	// FetchFailed is a download that failed because of the server.
	FetchFailed struct{}
	// FetchRefused is one that failed, maybe only because of its file.
	FetchRefused struct{}
	// FetchLimited is Telegram's answer 429.
	FetchLimited struct{ Wait time.Duration }
)

func (ChannelStarted) apply(s *ChannelState, now time.Time, _ float64) time.Duration {
	retryAfter := s.RetryAfter
	*s = NewChannelState(now)
	s.RetryAfter = retryAfter
	return 0
}

func (r TokenRefused) apply(s *ChannelState, now time.Time, _ float64) time.Duration {
	s.setHealth(Health{State: HealthUnauthorized, Detail: r.Detail}, now)
	return 0
}

func (PollSucceeded) apply(s *ChannelState, now time.Time, _ float64) time.Duration {
	s.Hanging, s.probed, s.held = false, false, true
	s.backoffs.polls.Reset()
	s.backoffs.dials.Reset()
	s.backoffs.blocked.Reset()
	if now.Sub(s.conflict) > ConflictMemory {
		s.backoffs.conflicts.Reset()
	}
	s.recovered(now)
	return 0
}

func (PollLasts) apply(s *ChannelState, now time.Time, _ float64) time.Duration {
	s.recovered(now)
	return 0
}

func (ProbeAnswered) apply(s *ChannelState, now time.Time, _ float64) time.Duration {
	s.Hanging = false
	if !s.probed { // once: only polls may hang
		s.probed = true
		s.recovered(now)
	}
	return 0
}

// recovered ends what Telegram did not ask for: the server works.
func (s *ChannelState) recovered(now time.Time) {
	if s.PollFailed {
		s.endSendWaits()
		FetchSucceeded{}.apply(s, now, 0)
	}
	s.PollFailed, s.Refusing, s.Failing = false, false, false
	s.setHealth(Health{State: HealthPolling}, now)
}

func (r PollFailed) apply(s *ChannelState, now time.Time, jitter float64) (wait time.Duration) {
	s.PollFailed = true
	b, h := &s.backoffs, Health{State: HealthBackingOff, Detail: ProblemOf(r.Err)}
	e, ok := errors.AsType[*PollError](r.Err)
	if !ok { // most likely the disk: a poll that lasts shows nothing about that
		s.Refusing = false
		wait = b.polls.Next(jitter)
		h.Until = now.Add(wait)
		s.setHealth(h, now)
		return wait
	}
	h.Detail = e.Detail
	fast := r.Took < FastFailure
	s.Refusing = fast
	switch e.Kind {
	case PollConflict, PollWebhook:
		s.Refusing, h.State = false, HealthConflict
		backoff := &b.blocked
		if s.held && e.Kind == PollConflict {
			backoff = &b.conflicts // whoever polls last wins: the next poll takes it back
		}
		s.conflict, s.held = now, false
		wait = backoff.Next(jitter)
	case PollRateLimited:
		h.RateLimited = true
		wait = max(e.RetryAfter, MinRetryAfter)
	default:
		s.Hanging, s.Failing = !fast, !e.NotConnected
		backoff := &b.polls
		if e.NotConnected {
			backoff = &b.dials
		}
		wait = backoff.Next(jitter)
	}
	h.Until = now.Add(wait)
	s.setHealth(h, now)
	return wait
}

func (s *ChannelState) setHealth(h Health, now time.Time) {
	h.Since = now
	if s.Health.State == h.State {
		h.Since = s.Health.Since
	}
	s.Health = h
}

func (SendAnswered) apply(s *ChannelState, _ time.Time, _ float64) time.Duration {
	s.OneByOne = false
	s.backoffs.botLimits.Reset()
	s.endSendWaits()
	return 0
}

func (s *ChannelState) endSendWaits() {
	s.SendAt, s.Unknown = time.Time{}, false
	s.backoffs.sends.Reset()
	s.backoffs.unknowns.Reset()
}

func (SendFailed) apply(s *ChannelState, now time.Time, jitter float64) time.Duration {
	s.delaySends(&s.backoffs.sends, now, jitter)
	return 0
}

// A server that hangs must not make the whole queue unknown, one message after
// another.
func (SendUnknown) apply(s *ChannelState, now time.Time, jitter float64) time.Duration {
	s.OneByOne, s.Unknown = true, true
	s.delaySends(&s.backoffs.unknowns, now, jitter)
	return 0
}

// delaySends makes all replies wait, longer each time. Requests that fail together
// count once.
func (s *ChannelState) delaySends(b *Backoff, now time.Time, jitter float64) {
	if !s.SendAt.After(now) {
		s.SendAt = now.Add(b.Next(jitter))
	}
}

// Telegram does not say whether it means the visitor or the bot: if another visitor
// waits too, it may be the bot. As that is a guess, all wait for a short time, longer
// each time until a reply gets through, and then a single one finds out.
func (r SendLimited) apply(s *ChannelState, now time.Time, jitter float64) time.Duration {
	wait := max(r.Wait, MinRetryAfter)
	waits := s.retryAfters(now)
	s.OneByOne = false
	for v := range waits {
		if v != WholeBot && v != r.Visitor {
			s.OneByOne = true
		}
	}
	if s.OneByOne {
		setLatest(waits, WholeBot, now.Add(min(wait, s.backoffs.botLimits.Next(jitter))))
	}
	setLatest(waits, r.Visitor, now.Add(wait))
	s.RetryAfter = waits
	return 0
}

func (r RetryAftersLoaded) apply(s *ChannelState, now time.Time, _ float64) time.Duration {
	waits := s.retryAfters(now)
	for _, stored := range r {
		if wait := min(stored.Until.Sub(now), MaxRetryAfter); wait > 0 {
			setLatest(waits, stored.Visitor, now.Add(wait))
		}
	}
	s.RetryAfter = waits
	return 0
}

// retryAfters is a copy of the waits that are not over.
func (s *ChannelState) retryAfters(now time.Time) map[VisitorID]time.Time {
	waits := map[VisitorID]time.Time{}
	maps.Copy(waits, s.RetryAfter)
	maps.DeleteFunc(waits, func(_ VisitorID, until time.Time) bool { return !until.After(now) })
	return waits
}

func setLatest(waits map[VisitorID]time.Time, v VisitorID, until time.Time) {
	if until.After(waits[v]) {
		waits[v] = until
	}
}

func (FetchSucceeded) apply(s *ChannelState, _ time.Time, _ float64) time.Duration {
	s.FetchAt = time.Time{}
	s.backoffs.fetches.Reset()
	return 0
}

func (FetchFailed) apply(s *ChannelState, now time.Time, jitter float64) time.Duration {
	if !s.FetchAt.After(now) { // those that fail together count once
		s.FetchAt = now.Add(s.backoffs.fetches.Next(jitter))
	}
	return 0
}

func (FetchRefused) apply(s *ChannelState, now time.Time, jitter float64) time.Duration {
	return FetchLimited{Wait: shortPause + time.Duration(jitter*float64(shortPause/4))}.apply(s, now, jitter)
}

func (r FetchLimited) apply(s *ChannelState, now time.Time, _ float64) time.Duration {
	if until := now.Add(max(r.Wait, MinRetryAfter)); until.After(s.FetchAt) {
		s.FetchAt = until
	}
	return 0
}
