package core

import "time"

// wholeBot stands for every visitor of a brand: the bot itself was told to wait.
const wholeBot VisitorID = 0

// hold notes until when Telegram wants no messages for a visitor, or for
// wholeBot.
func (s *channelStates) hold(id BrandID, v VisitorID, now time.Time, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := s.holds[id]
	if of == nil {
		of = map[VisitorID]time.Time{}
		s.holds[id] = of
	}
	for other, until := range of {
		if !until.After(now) {
			delete(of, other)
		}
	}
	of[v] = latest(of[v], now.Add(wait))
}

func (s *channelStates) heldUntil(id BrandID, v VisitorID, now time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	until := latest(s.holds[id][v], s.holds[id][wholeBot])
	if !until.After(now) {
		return time.Time{}
	}
	return until
}

// HeldUntil is until when messages of a brand for one of its visitors wait
// because Telegram said so (its answer 429), zero if they do not. Visitor 0
// asks for what holds all of the brand's visitors. It never waits itself, so a
// screen may ask with every frame; an [EventHealth] or [EventMessage] tells when
// there is news.
func (d *Desk) HeldUntil(id BrandID, v VisitorID) time.Time {
	return d.channels.heldUntil(id, v, d.now())
}
