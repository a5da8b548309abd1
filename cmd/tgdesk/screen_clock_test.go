package main

import (
	"strings"
	"testing"
	"time"

	"tgdesk/core"
)

// setClock sets the machine's clock so far off.
func (d *drive) setClock(off time.Duration) {
	d.skew.Store(int64(off))
	d.advance(time.Minute) // the timers look at least once a minute
}

// TestScreenClockJumpsForward: a month at once completes nothing as long as it
// may be a mistake, and says so; a mistake that is put right was none.
func TestScreenClockJumpsForward(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("hello")
		d.setClock(30 * core.Day)
		d.expect("! The clock of this machine jumped forward by 1 month. If that is wrong, set it right", "until 00:1")
		d.expectCounts(1, 0, 0, 0)
		d.setClock(0)
		d.expectNot("The clock of this machine")
		d.advance(2 * time.Minute)
		d.expectCounts(1, 0, 0, 0)
		d.advance(2 * time.Minute)
		d.expectCounts(0, 0, 1, 0) // after the five minutes of its limit
		d.setClock(30 * core.Day)
		d.advance(8 * time.Minute)
		d.expectCounts(0, 0, 1, 0)
		d.advance(2 * time.Minute) // it is no mistake: what fell due is applied
		d.expectCounts(0, 0, 0, 1)
		d.expectNot("The clock of this machine")
		if log := d.log.String(); strings.Count(log, "the clock of this machine jumped") != 2 || strings.Count(log, "moves with time again") != 2 {
			t.Error("the log does not tell of the two jumps")
		}
	})
}

// TestScreenClockJumpsBack: nothing that was done is done again or undone.
func TestScreenClockJumpsBack(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.visitor("acme", "Ana Diaz").say("me too")
		d.press("esc 2 e y")
		d.expectCounts(1, 0, 0, 1)
		d.setClock(-core.Day)
		d.expect("! The clock of this machine jumped back by 1 day.")
		d.advance(5 * time.Minute)
		d.expectCounts(0, 0, 1, 1) // the deadline holds meanwhile
		d.advance(5 * time.Minute)
		d.expectNot("The clock of this machine")
		d.expectCounts(0, 0, 1, 1)
		hana.say("again")
		d.expectCounts(1, 0, 1, 1)
		d.advance(6 * time.Minute)
		d.expectCounts(0, 0, 2, 1)
		d.restart()
		d.expectCounts(0, 0, 2, 1)
	})
}
