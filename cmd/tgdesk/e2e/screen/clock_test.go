package screen

import (
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// setClock sets the machine's clock so far off.
func setClock(s *rig.Session, off time.Duration) {
	s.ClockSkew.Store(int64(off))
	s.Advance(time.Minute) // the timers look at least once a minute
}

// TestScreenClockJumpsForward: a month at once completes nothing as long as it
// may be a mistake, and says so; a mistake that is put right was none.
func TestScreenClockJumpsForward(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("hello")
		setClock(s, 30*core.Day)
		s.Expect("! The clock of this machine jumped forward by 1 month. If that is wrong, set it right", "until 00:1")
		s.ExpectCounts(1, 0, 0, 0)
		setClock(s, 0)
		s.ExpectNot("The clock of this machine")
		s.Advance(2 * time.Minute)
		s.ExpectCounts(1, 0, 0, 0)
		s.Advance(2 * time.Minute)
		s.ExpectCounts(0, 0, 1, 0) // after the five minutes of its limit
		setClock(s, 30*core.Day)
		s.Advance(8 * time.Minute)
		s.ExpectCounts(0, 0, 1, 0)
		s.Advance(2 * time.Minute) // it is no mistake: what fell due is applied
		s.ExpectCounts(0, 0, 0, 1)
		s.ExpectNot("The clock of this machine")
		if log := s.Log.String(); strings.Count(log, "the clock of this machine jumped") != 2 || strings.Count(log, "moves with time again") != 2 {
			t.Error("the log does not tell of the two jumps")
		}
	})
}

// TestScreenClockJumpsBack: nothing that was done is done again or undone.
func TestScreenClockJumpsBack(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Visitor("acme", "Ana Diaz").Write("me too")
		s.Press("esc 2 e y")
		s.ExpectCounts(1, 0, 0, 1)
		setClock(s, -core.Day)
		s.Expect("! The clock of this machine jumped back by 1 day.")
		s.Advance(5 * time.Minute)
		s.ExpectCounts(0, 0, 1, 1) // the deadline holds meanwhile
		s.Advance(5 * time.Minute)
		s.ExpectNot("The clock of this machine")
		s.ExpectCounts(0, 0, 1, 1)
		hana.Write("again")
		s.ExpectCounts(1, 0, 1, 1)
		s.Advance(6 * time.Minute)
		s.ExpectCounts(0, 0, 2, 1)
		s.Restart()
		s.ExpectCounts(0, 0, 2, 1)
	})
}
