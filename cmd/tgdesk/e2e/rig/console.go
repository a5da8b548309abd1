package rig

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"

	"tgdesk/cmd/tgdesk/root"

	"github.com/creack/pty"
)

// Console is a real pseudo-terminal with the program at its other end.
type Console struct {
	t      *testing.T
	master *os.File
	Cancel context.CancelFunc
	Status chan int

	mu    sync.Mutex
	Shown strings.Builder
	more  *sync.Cond
	ended bool
	Errs  strings.Builder // valid after end
}

// endLine is what a seat's terminal shows after the program's end.
const endLine = "the program has ended"

// StartConsole starts the program on a terminal of 120×36.
func (s *Sandbox) StartConsole(args ...string) *Console {
	s.T.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		s.T.Fatal(err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: 36, Cols: 120}); err != nil {
		s.T.Fatal(err)
	}
	ctx, leave := context.WithCancel(s.T.Context())
	c := &Console{t: s.T, master: master, Cancel: leave, Status: make(chan int, 1)}
	c.more = sync.NewCond(&c.mu)
	env := s.Env
	env.In, env.Out, env.Err = slave, slave, &c.Errs
	go c.read()
	go func() {
		status := root.Run(ctx, env, args)
		// A terminal outlives its programs, so it is not closed to tell the
		// end; this line does.
		_, _ = slave.WriteString(endLine)
		c.Status <- status
	}()
	return c
}

func (s *Console) read() {
	buf := make([]byte, 32<<10)
	for {
		n, err := s.master.Read(buf)
		s.mu.Lock()
		s.Shown.Write(buf[:n])
		s.ended = err != nil || strings.HasSuffix(s.Shown.String(), endLine)
		s.more.Broadcast()
		s.mu.Unlock()
		if s.ended {
			return
		}
	}
}

// WaitFor waits until text was shown.
func (s *Console) WaitFor(text string) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !strings.Contains(s.Shown.String(), text) {
		if s.ended {
			s.t.Fatalf("the program ended without showing %q: %q", text, s.Shown.String())
		}
		s.more.Wait()
	}
}

func (s *Console) Press(keys string) {
	s.t.Helper()
	if _, err := s.master.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// ExpectEnd waits for the program's end and checks its status, what it said, and
// that the terminal was left as it was found.
func (s *Console) ExpectEnd(status int, errs string) {
	s.t.Helper()
	got := <-s.Status
	if got != status || !strings.Contains(s.Errs.String(), errs) || (errs == "") != (s.Errs.Len() == 0) {
		s.t.Errorf("status %d, %q; want %d, %q", got, s.Errs.String(), status, errs)
	}
	s.WaitFor(endLine)
	s.WaitFor("\x1b[?1049l")
	s.Cancel()
}
