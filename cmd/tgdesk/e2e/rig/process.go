//go:build unix

package rig

import (
	"os"
	"os/exec"
	"syscall"

	"github.com/charmbracelet/x/term"
)

// Process is the program as a process of its own on a pseudo-terminal, with a
// sandbox's folders and its Telegram.
type Process struct {
	*Terminal
	cmd    *exec.Cmd
	before *term.State
}

// StartProcess starts the program's screen.
func (s *Sandbox) StartProcess(args ...string) *Process {
	s.T.Helper()
	p := &Process{Terminal: openTerminal(s.T)}
	var err error
	if p.before, err = term.GetState(p.Slave.Fd()); err != nil {
		s.T.Fatal(err)
	}
	p.cmd = exec.Command(os.Args[0], args...)
	p.cmd.Env = append(programEnv(s.Root, s.Env.Getenv("TGDESK_API_URL")), "TGDESK_DATA="+s.DeskDir, "GOTRACEBACK=all")
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = p.Slave, p.Slave, p.Slave
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true} // a login does so
	if err := p.cmd.Start(); err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

// ServerProcess is tgdesk serve as a process of its own.
type ServerProcess struct {
	*Server
	cmd *exec.Cmd
}

// StartServerProcess starts tgdesk serve as a process on a free port and waits until it
// can be reached.
func (s *Sandbox) StartServerProcess() *ServerProcess {
	s.T.Helper()
	p := &ServerProcess{Server: &Server{s: s, Out: newOutput(), Errs: newOutput()}}
	p.cmd = exec.Command(os.Args[0], "serve", "--listen", "127.0.0.1:0")
	p.cmd.Env = append(programEnv(s.Root, s.Env.Getenv("TGDESK_API_URL")), "TGDESK_DATA="+s.DeskDir, "GOTRACEBACK=all")
	p.cmd.Stdout, p.cmd.Stderr = p.Out, p.Errs
	if err := p.cmd.Start(); err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(func() { _ = p.cmd.Process.Kill() })
	p.findAddress()
	return p
}

// Kill ends the server as the system does for want of memory, and waits until it has
// gone.
func (p *ServerProcess) Kill() {
	p.s.T.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		p.s.T.Fatal(err)
	}
	_ = p.cmd.Wait() // it was killed
	p.Out.close()
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
		p.mu.Lock()
		defer p.mu.Unlock()
		shown := p.Shown.String()
		p.T.Errorf("status %d, want %d; shown: %q", got, status, shown[max(0, len(shown)-2000):])
	}
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
