package remote

import (
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"tgdesk/core/clean"
)

// Failures are logins that failed since the last report: a scanner makes
// thousands a second, which neither the log nor the audit should hold.
type Failures struct {
	Count     int
	Addresses int // how many different ones, at most maxCounted
	// Of the latest:
	Address, Fingerprint, Reason string
}

const (
	failureInterval = time.Minute // the least time between two reports
	maxCounted      = 1000        // addresses that are told apart
	maxReason       = 200         // bytes of a reason, which the client has a hand in
)

// failureLog reports the first failed login at once, and those after it together,
// once in a failureInterval.
type failureLog struct {
	log    *slog.Logger
	report func(Failures)

	mu        sync.Mutex
	pending   Failures
	addresses map[netip.Prefix]struct{}
	quiet     *time.Timer // runs until the next report may be made
}

func newFailureLog(log *slog.Logger, report func(Failures)) *failureLog {
	return &failureLog{log: log, report: report, addresses: map[netip.Prefix]struct{}{}}
}

func (f *failureLog) add(network netip.Prefix, address, fingerprint, reason string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pending.Count++
	if len(f.addresses) < maxCounted {
		f.addresses[network] = struct{}{}
	}
	f.pending.Address, f.pending.Fingerprint, f.pending.Reason = address, fingerprint, reason[:min(len(reason), maxReason)]
	if f.quiet == nil {
		f.write()
		f.quiet = after(failureInterval, f.next)
	}
}

// next reports what has come together, and goes on as long as there is something.
func (f *failureLog) next() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.quiet = nil
	if f.pending.Count > 0 {
		f.write()
		f.quiet = after(failureInterval, f.next)
	}
}

// flush reports what has come together, at the end.
func (f *failureLog) flush() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.quiet != nil {
		f.quiet.Stop()
		f.quiet = nil
	}
	if f.pending.Count > 0 {
		f.write()
	}
}

func (f *failureLog) write() {
	p := f.pending
	p.Addresses, p.Reason = len(f.addresses), clean.Line(p.Reason).String()
	f.pending = Failures{}
	clear(f.addresses)
	f.log.Warn("login failed", "count", p.Count, "addresses", p.Addresses, "address", p.Address, "key", p.Fingerprint, "reason", p.Reason)
	if f.report != nil {
		f.report(p)
	}
}
