// Package before keeps Bubble Tea v1 from asking the terminal for its
// background colour while the program starts.
//
// Importing Bubble Tea makes its init function send a query and wait for the
// answer, in every verb that runs on a terminal: up to 5 seconds where the
// terminal does not answer, and where it does, the answer may arrive as typed
// text (github.com/charmbracelet/bubbletea/issues/1036). The query is left out
// when the answer is known, and it must be known before that init runs. Go
// initialises packages that do not depend on each other in the order of their
// import paths (language specification, "Package initialization"), so this
// package is a module of its own whose path sorts before github.com.
//
// It must not hold anything else. Our themes do not use the value.
package before

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
