package serve_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/remote"
)

// What one client may cost while it does its worst. A screen or a verb takes some 30
// goroutines, and two or three for each use case that waits its turn.
const (
	maxGoroutines = 1500
	maxFiles      = 250       // with those of the client
	maxHeap       = 192 << 20 // four screens of 500×300 that are not read take half of it
)

// What comes and goes by itself, of the engine and the screen at work: far less than one
// more screen.
const spareGoroutines, spareFiles = 15, 5

// abused is a server with one operator at work, and another one who means ill.
type abused struct {
	*testing.T
	s    *rig.Sandbox
	v    *rig.Server
	eve  rig.SSHKey
	hana *botsim.Visitor
	ann  *readScreen // at work
	n    int         // of the messages

	goroutines, files int // when nobody does anything
}

// TestAbuse: one client that does its worst changes nobody else's day: another operator's
// keys are echoed and messages come meanwhile, what it costs is bounded, and all of it
// comes back. It is not parallel: it counts what the process has.
func TestAbuse(t *testing.T) {
	x := startAbused(t)
	for _, c := range []struct {
		name  string
		abuse func(*abused) (stop func())
	}{
		{"keys that are refused", flood("D")},
		{"keys that change something each", flood("A")},
		{"keys that open and close", flood("\r\x1b,\x1b?\x1b/abc\x1b")},
		{"a list that never stands still", flood("\x1b[B\x1b[A\x1b[6~\x1b[5~")},
		{"escapes", flood("\x1b")},
		{"sequences that never end", flood("\x1b[1;1;1;1;1;1;1;1;\x1b]52;c;QUJD\x1bPQUJD")},
		{"no text", flood("\xff\xfe\xc0\x80\xed\xa0\x80")},
		{"answers that nobody asked for", flood("\x1b[?62;22c\x1b[24;80R\x1b]11;rgb:ffff/ffff/ffff\x07\x1b_Gi=1;OK\x1b\\")},
		{"the mouse", flood("\x1b[<0;5;5M\x1b[<35;10;10M\x1b[<64;3;3M\x1b[<0;5;5m")},
		{"a paste without an end", flood("\x1b[200~paste")},
		{"sizes of all kinds", (*abused).resize},
		{"a screen that is not read", unread("")},
		{"a verb that is not read", unread("chat export 1")},
		{"a verb that reads no input", feed("chat list")},
		{"a verb that may read no input", feed("canned import - --format toml")},
		{"a verb that reads a text", feed("chat note 1 -")},
		{"a verb that reads a file", feed("chat attach 2 film.mp4")},
		{"silent connections", (*abused).sayNothing},
		{"screens that are cut off", (*abused).cutOff},
		{"strangers", (*abused).knock},
	} {
		t.Run(c.name, func(t *testing.T) {
			x.T, x.s.T = t, t
			stop := c.abuse(x)
			x.expectUsualDay()
			x.expectBounded()
			stop()
			x.expectFreed()
		})
	}
	x.T, x.s.T = t, t
	x.v.Cancel()
	x.v.ExpectEnd(0, "")
	if found := x.s.CrashReports(); len(found) > 0 {
		t.Errorf("something crashed: %v", found)
	}
}

func startAbused(t *testing.T) *abused {
	x := &abused{T: t, s: rig.NewSandbox(t)}
	x.s.AddBrand()
	ann := x.s.AddOperator("ann", core.RoleOperator)
	x.eve = x.s.AddOperator("eve", core.RoleOperator)
	x.v = x.s.StartServer()
	x.s.Must(x.s.Bot.WaitPolling(t.Context()))
	x.hana = x.s.Bot.Visitor(hana())
	x.hana.Say("hello")
	x.ann = x.open(x.dial(ann))
	x.ann.waitFor("hello")
	x.ann.press("\r")
	x.ann.waitFor("Reply to Hana")
	x.s.Bot.Visitor(botsim.User{ID: 78, FirstName: "Ivo"}).Say("and me")
	x.ann.waitFor("and me")
	x.s.Expect(x.v.SSH(x.eve, "", "chat", "pickup", "2"), 0, "", "")
	x.expectUsualDay()
	x.goroutines, x.files = runtime.NumGoroutine(), openFiles(x)
	return x
}

// readScreen is a screen whose output is read.
type readScreen struct {
	*gossh.Session
	in io.Writer

	mu   sync.Mutex
	more *sync.Cond
	text []byte // since the last waitFor
}

func (c *readScreen) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text = append(c.text, p...)
	c.text = c.text[max(0, len(c.text)-256<<10):] // more than a frame
	c.more.Broadcast()
	return len(p), nil
}

func (c *readScreen) waitFor(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for !bytes.Contains(c.text, []byte(text)) {
		c.more.Wait()
	}
	c.text = nil
}

func (c *readScreen) press(keys string) { _, _ = io.WriteString(c.in, keys) }

func (x *abused) dial(k rig.SSHKey) *gossh.Client {
	x.Helper()
	client, err := x.v.Dial(k)
	if err != nil {
		x.Fatal(err)
	}
	if x.ann != nil { // who stays until the end
		x.Cleanup(func() { _ = client.Close() })
	}
	return client
}

// open opens a screen that is read.
func (x *abused) open(client *gossh.Client) *readScreen {
	x.Helper()
	c := &readScreen{}
	c.more = sync.NewCond(&c.mu)
	var err error
	c.Session, err = client.NewSession()
	x.s.Must(err)
	c.Stdout = c
	c.in, err = c.StdinPipe()
	x.s.Must(errors.Join(err, c.RequestPty("xterm-256color", 36, 120, nil), c.Shell()))
	return c
}

// expectUsualDay has the operator at work type, and get messages.
func (x *abused) expectUsualDay() {
	x.Helper()
	for range 3 {
		x.n++
		key := fmt.Sprintf("typed%d", x.n)
		x.ann.press(key)
		x.ann.waitFor(key[len("typed"):])
		x.ann.press("\x15") // all of it is taken back
		message := fmt.Sprintf("message %d", x.n)
		x.hana.Say(message)
		x.ann.waitFor(message)
	}
}

// expectBounded looks at what the abuse has cost until now.
func (x *abused) expectBounded() {
	x.Helper()
	if n := runtime.NumGoroutine() - x.goroutines; n > maxGoroutines {
		x.Errorf("%d goroutines more", n)
	}
	if n := openFiles(x) - x.files; n > maxFiles {
		x.Errorf("%d more open files", n)
	}
	runtime.GC()
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}} // without what is garbage since
	if metrics.Read(live); live[0].Value.Uint64() > maxHeap {
		x.Errorf("%d MB in use", live[0].Value.Uint64()>>20)
	}
}

// expectFreed waits until all of it has come back.
func (x *abused) expectFreed() {
	x.Helper()
	for runtime.NumGoroutine() > x.goroutines+spareGoroutines || openFiles(x) > x.files+spareFiles || sessions() > 1 {
		if x.Context().Err() != nil {
			x.Fatalf("%d goroutines, before %d; %d files, before %d", runtime.NumGoroutine(), x.goroutines, openFiles(x), x.files)
		}
		runtime.Gosched()
	}
}

// sessions counts the sessions that this process serves.
func sessions() int {
	stacks := make([]byte, 1<<20)
	return bytes.Count(stacks[:runtime.Stack(stacks, true)], []byte("remote.(*Server).serveChannel("))
}

// openFiles counts the open files of this process, where the system tells.
func openFiles(t testing.TB) int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	return len(entries)
}

// flood sends keys without an end to a screen.
func flood(keys string) func(*abused) func() {
	return func(x *abused) func() {
		client := x.dial(x.eve)
		c := x.open(client)
		c.waitFor("PENDING")
		ended := pour(c.in, strings.Repeat(keys, 32<<10/len(keys)))
		return func() { _ = client.Close(); <-ended }
	}
}

// pour writes text again and again until that fails.
func pour(w io.Writer, text string) (ended <-chan struct{}) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			if _, err := io.WriteString(w, text); err != nil {
				return
			}
		}
	}()
	return done
}

func (x *abused) resize() func() {
	client := x.dial(x.eve)
	c := x.open(client)
	c.waitFor("PENDING")
	for i := range 10_000 {
		x.s.Must(c.WindowChange([]int{0, 1, 1 << 31, i}[i%4], []int{1 << 31, i, 0, 1}[i%4]))
	}
	return func() { _ = client.Close() }
}

// unread opens a screen, or runs a verb again and again, and reads nothing of it.
func unread(verb string) func(*abused) func() {
	return func(x *abused) func() {
		client := x.dial(x.eve)
		for range 4 {
			s, err := client.NewSession()
			x.s.Must(err)
			_, err = s.StdoutPipe() // of which nobody reads
			x.s.Must(err)
			in, err := s.StdinPipe()
			x.s.Must(err)
			if verb != "" {
				x.s.Must(s.Start(verb))
			} else {
				x.s.Must(errors.Join(s.RequestPty("xterm", 300, 500, nil), s.Shell()))
				_, err = io.WriteString(in, strings.Repeat("\x0c", 16<<10)) // all of it anew, each time
				x.s.Must(err)
			}
		}
		return func() { _ = client.Close() }
	}
}

// feed runs a verb and sends it input without an end.
func feed(verb string) func(*abused) func() {
	return func(x *abused) func() {
		client := x.dial(x.eve)
		s, err := client.NewSession()
		x.s.Must(err)
		in, err := s.StdinPipe()
		x.s.Must(err)
		x.s.Must(s.Start(verb))
		ended := pour(in, strings.Repeat("\x00\x00\x00\x18ftypmp42", 3<<10))
		return func() {
			_ = s.Wait() // it ends by itself, whatever is sent
			<-ended
			_ = client.Close()
		}
	}
}

// sayNothing opens connections and leaves it at that.
func (x *abused) sayNothing() func() {
	var all []net.Conn
	for range 200 {
		conn, err := net.Dial("tcp", x.v.Addr)
		x.s.Must(err)
		all = append(all, conn)
	}
	return func() {
		for _, conn := range all {
			_ = conn.Close()
		}
	}
}

// cutOff resets connections in the middle of everything.
func (x *abused) cutOff() func() {
	for _, during := range []func(*gossh.Client){
		func(c *gossh.Client) { x.open(c).press("2\rhalf a rep") },
		func(c *gossh.Client) { x.open(c).press("2\r\x1b[200~" + strings.Repeat("half a paste ", 80<<10)) },
		func(c *gossh.Client) { x.open(c).press(",\x1b,") },
		func(c *gossh.Client) { x.start(c, "%PDF-1.7 half", "chat", "attach", "2", "half.pdf") },
		func(c *gossh.Client) { x.start(c, "", "chat", "export", "1") },
		func(c *gossh.Client) { x.start(c, "half", "chat", "note", "2", "-") },
	} {
		conn, err := net.Dial("tcp", x.v.Addr)
		x.s.Must(err)
		c, channels, requests, err := gossh.NewClientConn(conn, x.v.Addr, &gossh.ClientConfig{User: "x", Auth: []gossh.AuthMethod{gossh.PublicKeys(x.eve.Signer)}, HostKeyCallback: gossh.FixedHostKey(x.v.Host)})
		x.s.Must(err)
		during(gossh.NewClient(c, channels, requests))
		x.s.Must(conn.(*net.TCPConn).SetLinger(0)) // a reset, not an orderly end
		_ = conn.Close()
		_ = c.Wait()
		x.expectFreed()
	}
	return func() {}
}

// start runs a verb and sends it half of its input.
func (x *abused) start(client *gossh.Client, input string, args ...string) {
	x.Helper()
	s, err := client.NewSession()
	x.s.Must(err)
	in, err := s.StdinPipe()
	x.s.Must(err)
	x.s.Must(s.Start(remote.Quote(args)))
	_, _ = io.WriteString(in, input)
}

// knock comes with keys that nobody knows, far more often than one may. It is the last
// abuse: the address has to wait then.
func (x *abused) knock() func() {
	stranger := rig.NewSSHKey(x)
	for range 100 {
		if client, err := x.v.Dial(stranger); err == nil {
			_ = client.Close()
			x.Error("a stranger is let in")
		}
	}
	return func() {}
}
