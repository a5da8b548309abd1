package engine

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"tgdesk/core"
)

// healthyTime is how long a disk must work for the next failure to be probed as
// often as the first.
const healthyTime = time.Minute

// storageHealth is whether a disk takes what the desk writes: the one of its
// database, or of the directory of its files. Whoever meets an error reports it;
// [storageHealth.run] then probes until the disk has recovered, so that everybody
// else can wait for that.
type storageHealth struct {
	hub   *core.Hub
	log   *slog.Logger
	probe func(context.Context) error
	alert chan struct{} // wakes run; size 1

	mu        sync.Mutex
	cause     error         // nil while the disk works
	recovered chan struct{} // closed when it works again; nil while it works
}

func newStorageHealth(hub *core.Hub, log *slog.Logger, probe func(context.Context) error) *storageHealth {
	return &storageHealth{hub: hub, log: log, probe: probe, alert: make(chan struct{}, 1)}
}

// failed reports an error.
func (s *storageHealth) failed(err error) {
	s.mu.Lock()
	before := s.cause
	s.cause = err
	if before == nil {
		s.recovered = make(chan struct{})
	}
	s.mu.Unlock()
	notify(s.alert)
	if before == nil || core.ProblemOf(before) != core.ProblemOf(err) {
		s.hub.Publish(core.Event{Kind: core.EventSystem})
	}
}

// met reports an error that somebody met at a store, if the disk caused it.
func (s *storageHealth) met(err error) {
	if e, ok := diskError(err); ok {
		s.failed(e)
	}
}

// check probes the disk, and reports an error.
func (s *storageHealth) check(ctx context.Context) {
	if err := s.probe(ctx); err != nil && ctx.Err() == nil {
		s.failed(err)
	}
}

// worked reports that a write succeeded. If the disk had failed, everybody reads
// anew.
func (s *storageHealth) worked() {
	s.mu.Lock()
	recovered := s.recovered
	s.cause, s.recovered = nil, nil
	s.mu.Unlock()
	if recovered != nil {
		close(recovered)
		s.hub.Resync()
	}
}

// err is why the disk fails, nil while it works.
func (s *storageHealth) err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cause
}

// recovery is closed when the present failure is over; nil while the disk works.
func (s *storageHealth) recovery() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.recovered
}

// wait waits for d, or until the disk recovers or ctx ends.
func (s *storageHealth) wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	case <-s.recovery():
	}
}

// retryUntilWritable calls write until it succeeds, fails for another reason than
// the disk, or ctx ends.
func (s *storageHealth) retryUntilWritable(ctx context.Context, write func() error) error {
	for backoff := newRetryBackoff(); ; {
		err := write()
		if core.CodeOf(err) != core.CodeUnavailable {
			return err
		}
		s.log.Warn("waiting for the disk", "err", err)
		if s.wait(ctx, backoff.Next(rand.Float64())); ctx.Err() != nil {
			return err
		}
	}
}

// run probes a failing disk until it works again: after a second first, then less
// and less often.
func (s *storageHealth) run(ctx context.Context) error {
	backoff, healthySince := newProbeBackoff(), time.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.alert:
		}
		if time.Since(healthySince) > healthyTime {
			backoff.Reset()
		}
		for s.err() != nil {
			if sleep(ctx, backoff.Next(rand.Float64())); ctx.Err() != nil {
				return nil
			}
			if s.err() == nil {
				break // somebody else wrote successfully
			}
			err := s.probe(ctx)
			switch {
			case ctx.Err() != nil:
				return nil
			case err == nil:
				s.worked()
			default:
				s.failed(err)
			}
		}
		healthySince = time.Now()
	}
}

// diskError finds the error of a [core.Store] that the disk caused.
func diskError(err error) (*core.Error, bool) {
	e, ok := errors.AsType[*core.Error](err)
	return e, ok && e.Code == core.CodeUnavailable && strings.HasPrefix(e.ID, "store_")
}
