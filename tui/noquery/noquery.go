// Package noquery keeps Bubble Tea v1 from asking the terminal for its
// background colour while the program starts.
//
// Importing Bubble Tea makes its init function send a query and wait for the
// answer, in every command that runs on a terminal: up to 5 seconds where the
// terminal does not answer, and where it does, the answer may arrive as typed
// text (github.com/charmbracelet/bubbletea/issues/1036). No query is sent to a
// dumb terminal, so TERM says "dumb" until package tui, which imports Bubble
// Tea and is therefore initialized after it, calls Restore.
//
// This works only because Go initializes this package first: of the packages
// whose imports are ready it takes the first by path (language specification,
// "Package initialization"), this one needs nothing but syscall, and Bubble Tea
// needs time and unicode, whose paths sort after ours. It must not
// import anything else; a test fails when the order changes.
package noquery

import "syscall"

var term, found = syscall.Getenv("TERM")

func init() {
	if found {
		_ = syscall.Setenv("TERM", "dumb")
	}
}

// Restore gives TERM back its value from before the program started. Package
// tui calls it once, while it is initialized.
func Restore() {
	if found {
		_ = syscall.Setenv("TERM", term)
	}
}
