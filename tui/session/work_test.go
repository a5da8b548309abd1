package session

import (
	"context"
	"testing"
	"testing/synctest"

	tea "github.com/charmbracelet/bubbletea"
)

// TestCatchUp: no more keys are read while too much of what they asked for is to be
// done, until it is done or the screen ends.
func TestCatchUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		s := &Session{Context: ctx, work: newWork()}
		var work []tea.Cmd
		done := 0
		add := func() {
			work = append(work, s.Write(func(context.Context) tea.Msg { done++; return nil }))
		}
		for range maxQueued {
			add()
		}
		s.CatchUp()
		add()
		read := 0
		go func() {
			for range 2 {
				s.CatchUp()
				read++
			}
		}()
		if synctest.Wait(); read != 0 {
			t.Error("keys are read while the screen is behind")
		}
		work[0]()
		if synctest.Wait(); read != 2 || done != 1 {
			t.Errorf("read %d times after %d were done", read, done)
		}
		add()
		go func() { s.CatchUp(); read++ }()
		synctest.Wait()
		end()
		if synctest.Wait(); read != 3 {
			t.Error("the end of the screen waits for what its keys asked for")
		}
	})
}
