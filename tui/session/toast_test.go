package session

import (
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// toasts are a session's, whose timers run in the fake time of a bubble.
type toasts struct {
	*Session
	t      *testing.T
	timers []tea.Cmd
}

func testToasts(t *testing.T, fn func(*toasts)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { fn(&toasts{t: t, Session: &Session{Context: t.Context()}}) })
}

// set keeps the timer that showing a toast has returned.
func (s *toasts) set(timer tea.Cmd) {
	if timer != nil {
		s.timers = append(s.timers, timer)
	}
}

// over lets the first timer that was set end.
func (s *toasts) over() {
	timer := s.timers[0]
	s.timers = s.timers[1:]
	s.set(timer().(ThenMsg)())
}

func (s *toasts) shows(want string) {
	s.t.Helper()
	if s.Toast.Text != want {
		s.t.Errorf("shows %q, want %q", s.Toast.Text, want)
	}
}

// TestNewsWaits: what others did covers no answer to what the operator did, and
// follows it.
func TestNewsWaits(t *testing.T) {
	t.Parallel()
	for _, answer := range []func(*Session, string) tea.Cmd{(*Session).Info, (*Session).Good, (*Session).Bad} {
		testToasts(t, func(s *toasts) {
			s.set(answer(s.Session, "answer"))
			s.set(s.News("Hana wrote."))
			s.set(s.News("Hana and Ana wrote."))
			s.shows("answer")
			s.over()
			s.shows("Hana and Ana wrote.")
			s.set(s.News("Sam wrote."))
			s.shows("Sam wrote.")
		})
	}
	testToasts(t, func(s *toasts) {
		s.set(s.Good("answer"))
		s.set(s.News("Hana wrote."))
		s.ClearToast() // by a key
		s.over()
		s.shows("")
	})
}

// TestNewsRest: news that come all the time leave the bottom line free in between.
func TestNewsRest(t *testing.T) {
	t.Parallel()
	testToasts(t, func(s *toasts) {
		s.set(s.News("one"))
		s.over()
		if len(s.timers) > 0 {
			t.Error("a single piece of news makes the next one wait")
		}
		s.set(s.News("two"))
		s.set(s.News("three"))
		s.shows("three")
		s.over()
		s.set(s.News("four"))
		s.shows("")
		s.over()
		s.shows("four")
	})
}

// TestToastsStayTheirTime, each from when it was shown, and however many are shown, as
// by a key that repeats without end, a timer or two run.
func TestToastsStayTheirTime(t *testing.T) {
	t.Parallel()
	testToasts(t, func(s *toasts) {
		began := time.Now()
		for range 1000 {
			s.set(s.Bad("refused"))
			s.set(s.Info("there is no chat"))
		}
		if len(s.timers) > 2 {
			t.Fatalf("%d timers", len(s.timers))
		}
		time.Sleep(toastTime / 2)
		s.set(s.Info("last"))
		for s.timers = s.timers[len(s.timers)-1:]; s.Toast.Text != ""; {
			s.shows("last")
			s.over()
		}
		if stayed := time.Since(began); stayed != toastTime*3/2 {
			t.Errorf("it was gone after %v", stayed)
		}
		s.set(s.Bad("failed"))
		s.over()
		if stayed := time.Since(began); stayed != toastTime*3/2+toastBadTime {
			t.Errorf("the failure was gone after %v", stayed)
		}
	})
}
