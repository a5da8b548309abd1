package engine

import (
	"context"
	"math"
	"sync"
	"time"

	"tgdesk/core"
)

// wakeups are the channels on which goroutines of the engine are woken.
type wakeups struct {
	supervisor chan struct{} // size 1
	senders    *brandSignals
	fetchers   *brandSignals
	chatbots   *brandSignals
	// chatbotChanges tell that a brand has another chatbot.
	chatbotChanges *brandSignals
	faces          *brandSignals
}

func newWakeups() wakeups {
	return wakeups{supervisor: make(chan struct{}, 1), senders: newBrandSignals(), fetchers: newBrandSignals(),
		chatbots: newBrandSignals(), chatbotChanges: newBrandSignals(), faces: newBrandSignals()}
}

// brandSignals wakes one goroutine of each brand. A signal without a listener is
// lost, which is right: a listener begins by looking.
type brandSignals struct {
	mu      sync.Mutex
	signals map[core.BrandID]chan struct{}
}

func newBrandSignals() *brandSignals {
	return &brandSignals{signals: map[core.BrandID]chan struct{}{}}
}

// listen returns the channel, of size 1, of the brand's signals. It replaces the
// one of an earlier listener.
func (s *brandSignals) listen(id core.BrandID) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := make(chan struct{}, 1)
	s.signals[id] = c
	return c
}

func (s *brandSignals) wake(id core.BrandID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	notify(s.signals[id])
}

// notify sends on a channel of size 1, unless it is full or nil.
func notify(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// forever is a wait that only a signal ends.
const forever time.Duration = math.MaxInt64

// sleep waits for d, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
