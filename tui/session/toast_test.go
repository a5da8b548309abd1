package session

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// TestNewsWaits: what others did covers no answer to what the operator did, and
// follows it.
func TestNewsWaits(t *testing.T) {
	t.Parallel()
	s := &Session{Delay: func(_ time.Duration, msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }}
	shows := func(want string) {
		t.Helper()
		if s.Toast.Text != want {
			t.Errorf("shows %q, want %q", s.Toast.Text, want)
		}
	}
	for _, answer := range []func(string) tea.Cmd{s.Info, s.Good, s.Bad} {
		s.News("Ana wrote.")
		over := answer("answer")
		s.News("Hana wrote.")
		s.News("Hana and Ana wrote.")
		shows("answer")
		s.ToastOver(over().(ToastOverMsg))
		shows("Hana and Ana wrote.")
		s.News("Sam wrote.")
		shows("Sam wrote.")
		s.ClearToast()
	}
	over := s.Good("answer")
	s.News("Hana wrote.")
	s.ClearToast() // by a key
	s.ToastOver(over().(ToastOverMsg))
	shows("")
}

// TestNewsRest: news that come all the time leave the bottom line free in between.
func TestNewsRest(t *testing.T) {
	t.Parallel()
	s := &Session{Delay: func(_ time.Duration, msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }}
	over := s.News("one")
	if s.ToastOver(over().(ToastOverMsg)) != nil {
		t.Error("a single piece of news makes the next one wait")
	}
	over = s.News("two")
	s.News("three")
	if s.Toast.Text != "three" {
		t.Errorf("shows %q", s.Toast.Text)
	}
	rested := s.ToastOver(over().(ToastOverMsg))
	s.News("four")
	if rested == nil || s.Toast.Text != "" {
		t.Fatalf("shows %q instead of nothing", s.Toast.Text)
	}
	if s.ToastOver(rested().(ToastOverMsg)) == nil || s.Toast.Text != "four" {
		t.Errorf("shows %q after the rest", s.Toast.Text)
	}
}
