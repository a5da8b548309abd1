package session

import (
	"github.com/charmbracelet/bubbles/spinner"
	tea "github.com/charmbracelet/bubbletea"
)

// Spinner turns while something is busy. At rest it sets no timer, and what takes
// less than its first turn shows none.
type Spinner struct {
	model spinner.Model
	ticks int // since it was busy; 0 at rest
}

// NewSpinner returns a spinner at rest.
func NewSpinner() Spinner { return Spinner{model: spinner.New(spinner.WithSpinner(spinner.MiniDot))} }

// NewSpinner returns a spinner that Turn turns.
func (s *Session) NewSpinner() *Spinner {
	sp := NewSpinner()
	s.spinners = append(s.spinners, &sp)
	return &sp
}

// Turn turns the spinners of NewSpinner.
func (s *Session) Turn(msg spinner.TickMsg) tea.Cmd {
	var cmds []tea.Cmd
	for _, sp := range s.spinners {
		cmds = append(cmds, sp.Update(msg))
	}
	return tea.Batch(cmds...)
}

// Spin says whether something is busy, and returns the command that begins to
// turn the spinner, if it has to.
func (sp *Spinner) Spin(busy bool) tea.Cmd {
	if !busy {
		sp.ticks = 0
		return nil
	}
	if sp.ticks > 0 {
		return nil
	}
	sp.ticks = 1
	return sp.model.Tick
}

// Update turns the spinner by its own ticks.
func (sp *Spinner) Update(msg spinner.TickMsg) (cmd tea.Cmd) {
	if sp.ticks == 0 || msg.ID != sp.model.ID() {
		return nil
	}
	sp.ticks++
	sp.model, cmd = sp.model.Update(msg)
	return cmd
}

// View is the spinner with a space before it, "" while it does not show. The first
// tick comes at once, the second after one turn.
func (sp *Spinner) View() string {
	if sp.ticks < 3 {
		return ""
	}
	return " " + sp.model.View()
}

// Frame is the spinner as it stands, where its sign has a place at all times.
func (sp *Spinner) Frame() string { return sp.model.View() }
