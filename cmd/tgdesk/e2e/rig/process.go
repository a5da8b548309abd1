//go:build unix

package rig

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

// Process is the program as a process of its own on a pseudo-terminal, with a
// sandbox's folders and its Telegram.
type Process struct {
	T      *testing.T
	cmd    *exec.Cmd
	Master *os.File
	Slave  *os.File // kept open, so that the terminal outlives the program
	before *term.State

	mu    sync.Mutex
	shown strings.Builder
	more  *sync.Cond
	over  bool // the terminal is gone
}

// StartProcess starts the program's screen.
func (s *Sandbox) StartProcess(args ...string) *Process {
	s.T.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		s.T.Fatal(err)
	}
	p := &Process{T: s.T, Master: master, Slave: slave}
	p.more = sync.NewCond(&p.mu)
	if err := pty.Setsize(master, &pty.Winsize{Rows: 36, Cols: 120}); err != nil {
		s.T.Fatal(err)
	}
	if p.before, err = term.GetState(slave.Fd()); err != nil {
		s.T.Fatal(err)
	}
	below := func(name string) string { return filepath.Join(s.Root, name) }
	p.cmd = exec.Command(os.Args[0], args...)
	p.cmd.Env = []string{
		envIsProgram + "=1", "TERM=xterm-256color", "HOME=" + s.Root, "LOGNAME=mika", "TMPDIR=" + s.Root, "TGDESK_DATA=" + s.DeskDir,
		"XDG_DATA_HOME=" + below("data"), "XDG_CONFIG_HOME=" + below("config"), "XDG_STATE_HOME=" + below("state"),
		"TGDESK_API_URL=" + s.Env.Getenv("TGDESK_API_URL"), "GOTRACEBACK=all",
	}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = slave, slave, slave
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true} // a login does so
	go p.read()
	if err := p.cmd.Start(); err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

func (p *Process) read() {
	buf := make([]byte, 32<<10)
	for {
		n, err := p.Master.Read(buf)
		p.mu.Lock()
		p.shown.Write(buf[:n])
		p.over = err != nil
		p.more.Broadcast()
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// WaitFor waits until text was shown.
func (p *Process) WaitFor(text string) {
	p.T.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for !strings.Contains(p.shown.String(), text) {
		if p.over {
			p.T.Fatalf("the terminal is gone without %q: %q", text, p.shown.String())
		}
		p.more.Wait()
	}
}

func (p *Process) Press(keys string) {
	p.T.Helper()
	if _, err := p.Master.WriteString(keys); err != nil {
		p.T.Fatal(err)
	}
}

func (p *Process) Signal(s os.Signal) {
	p.T.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.T.Fatal(err)
	}
}

// ExpectStatus waits for the program's end and checks its status (-1 is a signal).
func (p *Process) ExpectStatus(status int) {
	p.T.Helper()
	_ = p.cmd.Wait() // the status tells
	if got := p.cmd.ProcessState.ExitCode(); got != status {
		p.T.Errorf("status %d, want %d; shown: %q", got, status, p.tail())
	}
}

func (p *Process) tail() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.shown.String()
	return s[max(0, len(s)-2000):]
}

// ExpectTerminalRestored checks that the terminal is as it was.
func (p *Process) ExpectTerminalRestored() {
	p.T.Helper()
	p.WaitFor("\x1b[?1049l")
	now, err := term.GetState(p.Slave.Fd())
	if err != nil || *now != *p.before {
		p.T.Errorf("the terminal's mode is not what it was: %v", err)
	}
}
