package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// steady counts the time since the machine was started, its sleep included,
// whatever becomes of its clock.
func steady() func() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
		return nil // a kernel that keeps none: do as other systems do
	}
	return func() time.Duration {
		var t unix.Timespec
		_ = unix.ClockGettime(unix.CLOCK_BOOTTIME, &t) // it worked before
		return time.Duration(t.Nano())
	}
}
