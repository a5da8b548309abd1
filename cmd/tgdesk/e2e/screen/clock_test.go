package screen

import (
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// setClock sets the machine's clock so far off.
func setClock(d *rig.Session, off time.Duration) {
	d.Skew.Store(int64(off))
	d.Advance(time.Minute) // the timers look at least once a minute
}

// TestScreenClockJumpsForward: a month at once completes nothing as long as it
// may be a mistake, and says so; a mistake that is put right was none.
func TestScreenClockJumpsForward(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("hello")
		setClock(d, 30*core.Day)
		d.Expect("! The clock of this machine jumped forward by 1 month. If that is wrong, set it right", "until 00:1")
		d.ExpectCounts(1, 0, 0, 0)
		setClock(d, 0)
		d.ExpectNot("The clock of this machine")
		d.Advance(2 * time.Minute)
		d.ExpectCounts(1, 0, 0, 0)
		d.Advance(2 * time.Minute)
		d.ExpectCounts(0, 0, 1, 0) // after the five minutes of its limit
		setClock(d, 30*core.Day)
		d.Advance(8 * time.Minute)
		d.ExpectCounts(0, 0, 1, 0)
		d.Advance(2 * time.Minute) // it is no mistake: what fell due is applied
		d.ExpectCounts(0, 0, 0, 1)
		d.ExpectNot("The clock of this machine")
		if log := d.Log.String(); strings.Count(log, "the clock of this machine jumped") != 2 || strings.Count(log, "moves with time again") != 2 {
			t.Error("the log does not tell of the two jumps")
		}
	})
}

// TestScreenClockJumpsBack: nothing that was done is done again or undone.
func TestScreenClockJumpsBack(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Visitor("acme", "Ana Diaz").Write("me too")
		d.Press("esc 2 e y")
		d.ExpectCounts(1, 0, 0, 1)
		setClock(d, -core.Day)
		d.Expect("! The clock of this machine jumped back by 1 day.")
		d.Advance(5 * time.Minute)
		d.ExpectCounts(0, 0, 1, 1) // the deadline holds meanwhile
		d.Advance(5 * time.Minute)
		d.ExpectNot("The clock of this machine")
		d.ExpectCounts(0, 0, 1, 1)
		hana.Write("again")
		d.ExpectCounts(1, 0, 1, 1)
		d.Advance(6 * time.Minute)
		d.ExpectCounts(0, 0, 2, 1)
		d.Restart()
		d.ExpectCounts(0, 0, 2, 1)
	})
}
