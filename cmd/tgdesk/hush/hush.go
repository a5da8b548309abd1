// Package hush keeps Bubble Tea from asking the terminal for its background
// before main begins.
//
// Bubble Tea v1 asks in an init function (tea_init.go, "this workaround will be
// removed in v2"), in every program that imports it, whatever it was called
// for. A terminal that does not answer holds the program up for five seconds,
// and a late answer is read as keys. It does not ask where TERM is dumb, so
// this package says so while the imports are initialized, and Restore takes it
// back.
//
// It works because Go initializes, of all packages that are ready, the one
// whose path sorts first (language specification, "Program initialization"):
// this one is ready once syscall is, and "tgdesk" sorts before "time", for
// which Bubble Tea has to wait. So it must not import anything but syscall,
// and must not do anything else.
package hush

import "syscall"

// saved is what TERM was. It is set before main and read once.
var saved, known = hush()

func hush() (string, bool) {
	term, ok := syscall.Getenv("TERM")
	if syscall.Setenv("TERM", "dumb") != nil {
		return term, false
	}
	return term, ok
}

// Restore gives TERM back. Package main calls it when all its imports are
// initialized, before anything else looks at the environment.
func Restore() error {
	if !known {
		return syscall.Unsetenv("TERM")
	}
	return syscall.Setenv("TERM", saved)
}
