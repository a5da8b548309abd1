package system

import (
	"time"

	"golang.org/x/sys/unix"
)

// SinceBoot returns a clock of the time since the machine was started, its
// sleep included, whatever becomes of the time of day; nil if there is none.
func SinceBoot() func() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
		return nil
	}
	return func() time.Duration {
		var t unix.Timespec
		_ = unix.ClockGettime(unix.CLOCK_BOOTTIME, &t) // it worked before
		return time.Duration(t.Nano())
	}
}
