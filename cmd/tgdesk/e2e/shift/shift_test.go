package shift_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var shiftSeed = flag.Uint64("seed", 0, "what decides the choices of operators and visitors; 0 draws one")

// plan is how long a shift is and who is there.
type plan struct {
	operators, visitors int
	rate                float64       // messages of visitors a second
	think               time.Duration // between two actions of an operator, on average
	often               int           // so many actions of each; 0 is as long as the shift is
	length              time.Duration // 0 is as long as the actions take
	restarts            int
	soon                time.Duration // how long an answer is waited for that need not come
}

// TestShift is a short shift: operators do whatever they can do while visitors write.
func TestShift(t *testing.T) {
	t.Parallel()
	s := newServer(t, 6)
	runShift(s, plan{operators: 6, visitors: 60, rate: 20, think: 20 * time.Millisecond, often: 12, soon: time.Second})
}

// TestShiftWithRestarts is TestShift with a server that is stopped and killed meanwhile.
func TestShiftWithRestarts(t *testing.T) {
	t.Parallel()
	s := newServer(t, 4)
	runShift(s, plan{operators: 4, visitors: 60, rate: 20, think: 20 * time.Millisecond, often: 12, restarts: 2, soon: time.Second})
}

// shift is one that was worked.
type shift struct {
	*server
	*ledger
	visitors *visitors
	took     time.Duration
	cpu      time.Duration // of the server that ran last
	peak     int           // of its memory, in kB; 0 where that is not known
	received int           // replies
}

// runShift works a shift and holds the desk against it.
func runShift(s *server, p plan) *shift {
	s.t.Helper()
	seed := *shiftSeed
	for seed == 0 {
		seed = rand.Uint64() >> 16
	}
	s.t.Logf("-seed %d makes the same choices; what they meet differs", seed)
	h := &shift{server: s, ledger: newLedger(), visitors: newVisitors(s, p.visitors)}
	s.start()
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	if p.length > 0 {
		ctx, cancel = context.WithTimeout(ctx, p.length)
		defer cancel()
	}
	began := time.Now()
	var others, work sync.WaitGroup
	others.Go(func() { h.visitors.write(ctx, newRand(seed, 0), p.rate) })
	others.Go(func() { h.restart(ctx, newRand(seed, 1), p.restarts, p.length) })
	failed := make(chan error, p.operators)
	for i, op := range s.operators {
		w := &worker{server: s, operator: op, ledger: h.ledger, rng: newRand(seed, uint64(2+i)), think: p.think, soon: p.soon}
		work.Go(func() {
			if err := w.work(ctx, p.often); err != nil {
				failed <- err
				cancel()
			}
		})
	}
	work.Wait()
	cancel()
	others.Wait()
	h.took = time.Since(began)
	close(failed)
	for err := range failed {
		s.t.Error(err)
	}
	h.finish()
	return h
}

func newRand(seed, of uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, of)) }

// restart stops or kills the server n times, and starts it again.
func (h *shift) restart(ctx context.Context, rng *rand.Rand, n int, length time.Duration) {
	every := 1500 * time.Millisecond
	if n > 0 && length > 0 {
		every = length / time.Duration(n+1)
	}
	for i := range n {
		select {
		case <-ctx.Done():
			return
		case <-time.After(every/2 + time.Duration(rng.Int64N(int64(every)))):
		}
		by := []os.Signal{syscall.SIGKILL, syscall.SIGTERM}[i%2]
		if by == syscall.SIGKILL {
			h.killed()
		}
		h.stop(by)
		h.count(fmt.Sprintf("restarts after %s", by))
		h.start()
	}
}

// finish lets the desk come to rest, stops it and verifies what is left.
func (h *shift) finish() {
	h.t.Helper()
	h.visitors.rested()
	process := h.cmd
	h.peak = peakMemory(process.Process.Pid)
	h.stop(syscall.SIGTERM)
	h.cpu = process.ProcessState.UserTime() + process.ProcessState.SystemTime()
	if status, printed, err := h.home.Run("doctor"); status != 0 || err != nil {
		h.t.Errorf("doctor: status %d (%v)\n%s", status, err, printed)
	}
	db := h.openDatabase()
	db.invariants(h.server)
	h.received = db.talks(h.visitors)
	db.texts(h.ledger)
	h.t.Logf("%d operators, %d visitors, %s: %d messages, %d replies received, %d texts typed; %s",
		len(h.operators), len(h.visitors.all), h.took.Round(time.Second), h.visitors.total, h.received, len(h.typed), h.summary())
}

// peakMemory is the most memory that a process has had, in kB; 0 where that is not known.
func peakMemory(pid int) (kB int) {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)) // only Linux has it
	if _, rest, ok := strings.Cut(string(text), "VmHWM:"); ok {
		_, _ = fmt.Sscan(rest, &kB)
	}
	return kB
}
