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

// Terminal is a real pseudo-terminal of 120×36, and all that was written to it.
type Terminal struct {
	T      *testing.T
	Master *os.File
	Slave  *os.File // kept open, so that the terminal outlives the program
	Shown  strings.Builder

	mu    sync.Mutex // guards Shown and ended until the end
	more  *sync.Cond
	ended bool
}

// endLine is what the terminal of a Console shows after the program's end.
const endLine = "the program has ended"

func openTerminal(t *testing.T) *Terminal {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: 36, Cols: 120}); err != nil {
		t.Fatal(err)
	}
	p := &Terminal{T: t, Master: master, Slave: slave}
	p.more = sync.NewCond(&p.mu)
	go p.read()
	return p
}

func (p *Terminal) read() {
	buf := make([]byte, 32<<10)
	for ended := false; !ended; {
		n, err := p.Master.Read(buf)
		p.mu.Lock()
		p.Shown.Write(buf[:n])
		ended = err != nil || strings.HasSuffix(p.Shown.String(), endLine)
		p.ended = ended
		p.more.Broadcast()
		p.mu.Unlock()
	}
}

// WaitFor waits until text was shown.
func (p *Terminal) WaitFor(text string) {
	p.T.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for !strings.Contains(p.Shown.String(), text) {
		if p.ended {
			p.T.Fatalf("the program ended without showing %q: %q", text, p.Shown.String())
		}
		p.more.Wait()
	}
}

// Text is what was shown until now.
func (p *Terminal) Text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.Shown.String()
}

func (p *Terminal) Press(keys string) {
	p.T.Helper()
	if _, err := p.Master.WriteString(keys); err != nil {
		p.T.Fatal(err)
	}
}

// Console is the program in this process on a pseudo-terminal.
type Console struct {
	*Terminal
	Cancel context.CancelFunc
	Status chan int
	Errs   strings.Builder // valid after the end
}

// StartConsole starts the program on a terminal.
func (s *Sandbox) StartConsole(args ...string) *Console {
	s.T.Helper()
	ctx, leave := context.WithCancel(s.T.Context())
	c := &Console{Terminal: openTerminal(s.T), Cancel: leave, Status: make(chan int, 1)}
	env := s.Env
	env.In, env.Out, env.Err = c.Slave, c.Slave, &c.Errs
	go func() {
		status := root.Run(ctx, env, args)
		// A terminal outlives its programs, so it is not closed to tell the
		// end; this line does.
		_, _ = c.Slave.WriteString(endLine)
		c.Status <- status
	}()
	return c
}

// withoutPatience takes out of what a program said that its end takes a moment, which
// depends on how busy the machine is.
func withoutPatience(said string) string {
	if before, after, ok := strings.Cut(said, "tgdesk: Requests to Telegram are under way, "); ok {
		_, after, _ = strings.Cut(after, "\n")
		return before + after
	}
	return said
}

// ExpectEnd waits for the program's end and checks its status, what it said, and
// that the terminal was left as it was found.
func (c *Console) ExpectEnd(status int, errs string) {
	c.T.Helper()
	got, said := <-c.Status, withoutPatience(c.Errs.String())
	if got != status || !strings.Contains(said, errs) || (errs == "") != (said == "") {
		c.T.Errorf("status %d, %q; want %d, %q", got, said, status, errs)
	}
	c.WaitFor(endLine)
	c.WaitFor("\x1b[?1049l")
	c.Cancel()
}
