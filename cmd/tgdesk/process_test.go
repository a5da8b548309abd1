package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

// process is the program as a process of its own on a pseudo-terminal, with a
// bench's folders and its Telegram.
type process struct {
	t      *testing.T
	bench  *bench
	cmd    *exec.Cmd
	master *os.File
	slave  *os.File // kept open, so that the terminal outlives the program
	before *term.State

	mu    sync.Mutex
	shown strings.Builder
	more  *sync.Cond
	over  bool // the terminal is gone
}

// start starts the program's screen.
func (b *bench) start(args ...string) *process {
	b.t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		b.t.Fatal(err)
	}
	p := &process{t: b.t, bench: b, master: master, slave: slave}
	p.more = sync.NewCond(&p.mu)
	if err := pty.Setsize(master, &pty.Winsize{Rows: 36, Cols: 120}); err != nil {
		b.t.Fatal(err)
	}
	if p.before, err = term.GetState(slave.Fd()); err != nil {
		b.t.Fatal(err)
	}
	below := func(name string) string { return filepath.Join(b.root, name) }
	p.cmd = exec.Command(os.Args[0], args...)
	p.cmd.Env = []string{
		envProgram + "=1", "TERM=xterm-256color", "HOME=" + b.root, "LOGNAME=mika", "TMPDIR=" + b.root, "TGDESK_DATA=" + b.dir,
		"XDG_DATA_HOME=" + below("data"), "XDG_CONFIG_HOME=" + below("config"), "XDG_STATE_HOME=" + below("state"),
		"TGDESK_API_URL=" + b.host.env("TGDESK_API_URL"), "GOTRACEBACK=all",
	}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = slave, slave, slave
	p.cmd.SysProcAttr = onTerminalOf(slave)
	go p.watch()
	if err := p.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

func (p *process) watch() {
	buf := make([]byte, 32<<10)
	for {
		n, err := p.master.Read(buf)
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

// see waits until text was shown.
func (p *process) see(text string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for !strings.Contains(p.shown.String(), text) {
		if p.over {
			p.t.Fatalf("the terminal is gone without %q: %q", text, p.shown.String())
		}
		p.more.Wait()
	}
}

func (p *process) press(keys string) {
	p.t.Helper()
	if _, err := p.master.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
}

func (p *process) signal(s os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// ended waits for the program's end and checks its status (-1 is a signal).
func (p *process) ended(status int) {
	p.t.Helper()
	_ = p.cmd.Wait() // the status tells
	if got := p.cmd.ProcessState.ExitCode(); got != status {
		p.t.Errorf("status %d, want %d; shown: %q", got, status, p.tail())
	}
}

func (p *process) tail() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.shown.String()
	return s[max(0, len(s)-2000):]
}

// givenBack checks that the terminal is as it was.
func (p *process) givenBack() {
	p.t.Helper()
	p.see("\x1b[?1049l")
	now, err := term.GetState(p.slave.Fd())
	if err != nil || *now != *p.before {
		p.t.Errorf("the terminal's mode is not what it was: %v", err)
	}
}
