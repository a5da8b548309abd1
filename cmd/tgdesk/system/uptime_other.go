//go:build !linux

package system

import "time"

// SinceBoot is nil: the monotonic clock serves. On macOS that one stands still
// while the machine sleeps, so that after a sleep of more than two minutes the
// desk takes ten to believe the new time.
func SinceBoot() func() time.Duration { return nil }
