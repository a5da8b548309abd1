package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/creack/pty"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/store"
)

// seat is a real pseudo-terminal with the program at its other end.
type seat struct {
	t      *testing.T
	master *os.File
	leave  context.CancelFunc
	status chan int

	mu    sync.Mutex
	shown strings.Builder
	more  *sync.Cond
	ended bool
	errs  strings.Builder // valid after end
}

// curtain is what a seat's terminal shows after the program's end.
const curtain = "the program has ended"

// sit starts the program on a terminal of 120×36.
func (b *bench) sit(args ...string) *seat {
	b.t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: 36, Cols: 120}); err != nil {
		b.t.Fatal(err)
	}
	ctx, leave := context.WithCancel(b.t.Context())
	s := &seat{t: b.t, master: master, leave: leave, status: make(chan int, 1)}
	s.more = sync.NewCond(&s.mu)
	h := b.host
	h.in, h.out, h.err = slave, slave, &s.errs
	go s.watch()
	go func() {
		status := run(ctx, h, args)
		// A terminal outlives its programs, so it is not closed to tell the
		// end; this line does.
		_, _ = slave.WriteString(curtain)
		s.status <- status
	}()
	return s
}

func (s *seat) watch() {
	buf := make([]byte, 32<<10)
	for {
		n, err := s.master.Read(buf)
		s.mu.Lock()
		s.shown.Write(buf[:n])
		s.ended = err != nil || strings.HasSuffix(s.shown.String(), curtain)
		s.more.Broadcast()
		s.mu.Unlock()
		if s.ended {
			return
		}
	}
}

// see waits until text was shown.
func (s *seat) see(text string) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !strings.Contains(s.shown.String(), text) {
		if s.ended {
			s.t.Fatalf("the program ended without showing %q: %q", text, s.shown.String())
		}
		s.more.Wait()
	}
}

func (s *seat) press(keys string) {
	s.t.Helper()
	if _, err := s.master.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// end waits for the program's end and checks its status, what it said, and
// that the terminal was left as it was found.
func (s *seat) end(status int, errs string) {
	s.t.Helper()
	got := <-s.status
	if got != status || !strings.Contains(s.errs.String(), errs) || (errs == "") != (s.errs.Len() == 0) {
		s.t.Errorf("status %d, %q; want %d, %q", got, s.errs.String(), status, errs)
	}
	s.see(curtain)
	s.see("\x1b[?1049l")
	s.leave()
}

// TestConsole runs the whole program on a terminal, with another one beside it.
func TestConsole(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	s := b.sit()
	s.see("PENDING")
	if err := b.acme.WaitPolling(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.want(b.run("brand", "set", "acme", "--answer-limit", "1m"), 1, "", "of mika")
	b.want(b.run("brand", "list"), 0, "polling", "")
	other := b.sit()
	if status := <-other.status; status != 1 || !strings.Contains(other.errs.String(), "holds this desk") {
		t.Errorf("a second console: status %d, %q", status, other.errs.String())
	}
	s.press("q")
	s.end(0, "")
	b.want(b.run("brand", "set", "acme", "--answer-limit", "1m"), 0, "answer limit 1m", "")
	info, err := os.Stat(b.host.logFile())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("log: %v %v", info, err)
	}
	b.printed.WriteString(s.shown.String())
	b.noToken(secretOf(b.acme.Token))
}

// TestConsoleEndsInOrder is a signal: main ends the context.
func TestConsoleEndsInOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.sit()
	s.see("\x1b[?1049h")
	s.leave()
	s.end(0, "")
	b.want(b.run("doctor"), 0, "nobody runs it now", "")
}

// TestConsoleBadSettings is refused before anything opens.
func TestConsoleBadSettings(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.file("config/tgdesk/config.toml", "[operator]\nrole = \"boss\"\n")
	s := b.sit()
	if status := <-s.status; status != 1 || !strings.Contains(s.errs.String(), "line 2: operator.role must be") {
		t.Errorf("status %d, %q", status, s.errs.String())
	}
}

func TestDemoLeavesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.sit("demo")
	s.see("PENDING")
	s.leave()
	s.end(0, "")
	entries, err := os.ReadDir(b.root)
	if err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}

// TestEngineThatDies wants its error told after the screen has gone.
func TestEngineThatDies(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	db, err := store.Open(b.dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, eng := assemble(db, b.messengerOf(), desk.Options{})
	e := startEngine(t.Context(), eng, quiet(), asIs)
	<-e.stopped
	if err := e.stop(); err == nil || !strings.Contains(err.Error(), "the engine") {
		t.Errorf("got %v", err)
	}
}

func (b *bench) messengerOf() core.Messenger { return (&cli{host: b.host}).messenger() }

func TestLogRotates(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	path := b.file("state/tgdesk/tgdesk.log", strings.Repeat("x", maxLog+1))
	log, file, err := b.host.openLog()
	if err != nil {
		t.Fatal(err)
	}
	secret := strings.Repeat("S", 35)
	log.Info("hello", "text", "123456:"+secret, "err", misusef("in 123456:%s", secret), "token", core.Token("123456:"+secret))
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "msg=hello") || strings.Contains(string(text), secret) {
		t.Errorf("%v %s", err, text)
	}
	if info, err := os.Stat(filepath.Join(b.root, "state/tgdesk/tgdesk.log.1")); err != nil || info.Size() != maxLog+1 {
		t.Errorf("%v %v", info, err)
	}
}

// TestConsoleWithoutALog: a log that cannot be kept keeps nobody waiting.
func TestConsoleWithoutALog(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.file("state", "no folder")
	s := b.sit()
	s.see("PENDING")
	s.press("q")
	s.end(0, "tgdesk: going on without a log: ")
}
