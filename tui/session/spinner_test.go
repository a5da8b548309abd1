package session

import (
	"testing"

	"github.com/charmbracelet/bubbles/spinner"
)

// TestSpinner: a spinner turns while something is busy, shows itself after its
// first turn, and sets no timer at rest.
func TestSpinner(t *testing.T) {
	t.Parallel()
	sp := NewSpinner()
	if sp.Spin(false) != nil {
		t.Error("it turns at rest")
	}
	begin := sp.Spin(true)
	if begin == nil || sp.Spin(true) != nil {
		t.Fatal("it is not begun once")
	}
	turn := sp.Update(begin().(spinner.TickMsg))
	if turn == nil || sp.View() != "" {
		t.Errorf("after the first tick it shows %q", sp.View())
	}
	turn = sp.Update(turn().(spinner.TickMsg)) // waits for one turn
	if turn == nil || sp.View() == "" {
		t.Error("it does not show after one turn")
	}
	if sp.Spin(false); sp.View() != "" || sp.Update(turn().(spinner.TickMsg)) != nil {
		t.Error("it turns on at rest")
	}
}
