package core

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// machine is a machine with a clock that can be set.
type machine struct {
	passed time.Duration
	off    time.Duration // what its clock shows more than it should
}

func dawn() time.Time { return time.Date(2026, 11, 25, 6, 0, 0, 0, time.UTC) }

func (m *machine) wall() time.Time       { return dawn().Add(m.passed + m.off) }
func (m *machine) steady() time.Duration { return time.Hour + m.passed }

func (m *machine) clock() *Clock { return NewClock(m.wall, m.steady) }

// shows checks what the desk takes the time for, as the time passed since dawn
// on a clock that was never set, and what it says of a jump.
func shows(t *testing.T, c *Clock, want time.Duration, by time.Duration) {
	t.Helper()
	if got := c.Now().Sub(dawn()); got != want {
		t.Errorf("the desk's clock shows %v, want %v", got, want)
	}
	if j, ok := c.Jump(); ok != (by != 0) || j.By != by {
		t.Errorf("jump %v %v, want %v", ok, j.By, by)
	}
}

func TestClockFollowsSmallSteps(t *testing.T) {
	t.Parallel()
	m := &machine{}
	c := m.clock()
	for _, step := range []time.Duration{time.Second, -90 * time.Second, 119 * time.Second, -time.Minute} {
		m.passed += time.Hour
		m.off += step
		shows(t, c, m.passed+m.off, 0)
	}
	m.passed += 5 * Day // the machine slept; its steady clock did not
	shows(t, c, m.passed+m.off, 0)
}

func TestClockDoubtsJumps(t *testing.T) {
	t.Parallel()
	for name, jump := range map[string]time.Duration{"a month ahead": 30 * Day, "a day back": -Day, "just too far": maxDrift + 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &machine{passed: time.Hour}
			c := m.clock()
			start := m.passed
			m.off = jump
			shows(t, c, start, jump)
			if j, _ := c.Jump(); !j.Until.Equal(dawn().Add(start + jumpTimeout)) {
				t.Errorf("it will be followed at %v", j.Until)
			}
			m.passed += jumpTimeout - 1
			shows(t, c, m.passed, jump)
			m.passed++
			shows(t, c, m.passed+jump, 0)
		})
	}
}

func TestClockForgetsAJumpThatIsTakenBack(t *testing.T) {
	t.Parallel()
	m := &machine{}
	c := m.clock()
	for range 5 {
		m.off = 30 * Day
		shows(t, c, m.passed, 30*Day)
		m.passed += jumpTimeout - time.Second
		shows(t, c, m.passed, 30*Day)
		m.off = time.Second
		shows(t, c, m.passed+time.Second, 0)
		m.passed += time.Second
		m.off = 0
		shows(t, c, m.passed, 0)
	}
	m.off = 30 * Day
	shows(t, c, m.passed, 30*Day)
	m.passed += jumpTimeout - time.Second
	m.off = -Day // from one wrong time to another
	shows(t, c, m.passed, -Day)
	m.passed += jumpTimeout - time.Second
	shows(t, c, m.passed, -Day)
}

// TestClockHandsOutNoWildTime: whatever happens to the machine's clock, the
// desk's moves with time, but for small steps, and for jumps that have lasted.
func TestClockHandsOutNoWildTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := &machine{}
		c := m.clock()
		last, shown := time.Duration(0), c.Now()
		lasted := map[time.Duration]time.Duration{} // since when the clock has been so far off
		for range rapid.IntRange(1, 60).Draw(t, "looks") {
			m.passed += time.Duration(rapid.Int64Range(0, int64(4*time.Minute)).Draw(t, "passes"))
			switch rapid.IntRange(0, 5).Draw(t, "clock") {
			case 0:
				m.off = time.Duration(rapid.SampledFrom([]int64{0, 1, -1, 30, -400}).Draw(t, "jump")) * Day
			case 1:
				m.off += time.Duration(rapid.Int64Range(int64(-maxDrift), int64(maxDrift)).Draw(t, "step"))
			}
			now := c.Now()
			step := now.Sub(shown) - (m.passed - last)
			for off := range lasted {
				if !near(off, m.off) {
					delete(lasted, off)
				}
			}
			if _, known := lasted[m.off]; !known {
				lasted[m.off] = m.passed
			}
			if step.Abs() > maxDrift && !long(lasted, m.passed) {
				t.Fatalf("the desk's clock jumped by %v with a machine's clock that is %v off since %v", step, m.off, lasted)
			}
			last, shown = m.passed, now
		}
		m.off = 7 * Day
		c.Now()
		m.passed += jumpTimeout
		if now := c.Now(); !now.Equal(m.wall()) {
			t.Fatalf("in the end it shows %v, the machine %v", now, m.wall())
		}
	})
}

func long(lasted map[time.Duration]time.Duration, passed time.Duration) bool {
	for _, since := range lasted {
		if passed-since >= jumpTimeout {
			return true
		}
	}
	return false
}
