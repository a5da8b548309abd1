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
	supervisor                         chan struct{} // size 1
	senders, fetchers, chatbots, faces brandSignals
	chatbotChanges                     brandSignals // a brand has another chatbot
}

// brandQueues pass values to one goroutine of each brand; the zero value works. What
// nobody listens for, and what does not fit, is dropped.
type brandQueues[T any] struct {
	mu     sync.Mutex
	queues map[core.BrandID]chan T
}

// listen returns the queue of a brand, with room for so many. It replaces the one of an
// earlier listener.
func (q *brandQueues[T]) listen(id core.BrandID, size int) <-chan T {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.queues == nil {
		q.queues = map[core.BrandID]chan T{}
	}
	q.queues[id] = make(chan T, size)
	return q.queues[id]
}

// put queues a value, and reports whether it did.
func (q *brandQueues[T]) put(id core.BrandID, v T) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	select {
	case q.queues[id] <- v:
		return true
	default:
		return false
	}
}

// brandSignals wakes one goroutine of each brand, which listens with a size of 1. A
// signal without a listener is lost, which is right: a listener begins by looking.
type brandSignals struct{ brandQueues[struct{}] }

func (s *brandSignals) wake(id core.BrandID) { s.put(id, struct{}{}) }

// eachOf gives do what comes through a queue, until ctx ends.
func eachOf[T any](ctx context.Context, queue <-chan T, do func(T)) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case v := <-queue:
			do(v)
		}
	}
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
