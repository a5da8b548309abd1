package remote

import (
	"time"

	"tgdesk/core/crash"
)

// after is time.AfterFunc for functions that may panic.
func after(d time.Duration, fn func()) *time.Timer {
	return time.AfterFunc(d, func() { _ = crash.Do("a timer", func() error { fn(); return nil }) })
}
