package tui

import (
	"context"
	"sync"
	"time"
)

// writeQueue runs use cases one after the other, in the order in which the
// operator asked for them: a reply typed right after a pick-up follows it.
// What was asked for is done even when the screen ends first.
type writeQueue struct {
	running sync.Mutex // held while a use case runs
	mu      sync.Mutex // guards waiting
	waiting []effect
}

// drainTime bounds how long the end of a screen waits for use cases, and before
// that for what else it began.
const drainTime = 5 * time.Second

// do queues a use case.
func (m *Model) do(e effect) {
	m.writes.push(e)
	m.queue(func(ctx context.Context) any {
		result, _ := m.writes.next(context.WithoutCancel(ctx))
		return result
	})
}

func (q *writeQueue) push(e effect) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, e)
}

// next runs the first use case that waits; ok is false when none does.
func (q *writeQueue) next(ctx context.Context) (result any, ok bool) {
	q.running.Lock()
	defer q.running.Unlock()
	q.mu.Lock()
	if len(q.waiting) == 0 {
		q.mu.Unlock()
		return nil, false
	}
	e := q.waiting[0]
	q.waiting = q.waiting[1:]
	q.mu.Unlock()
	return e(ctx), true
}

// drain runs what still waits, and waits for what runs.
func (q *writeQueue) drain() {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	for ctx.Err() == nil {
		if _, ok := q.next(ctx); !ok {
			return
		}
	}
}
