package remote_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"tgdesk/tui/remote"
)

// TestSizesAreClamped: no client makes a screen of more cells than are worth it, or
// of none.
func TestSizesAreClamped(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	client := r.dial()
	for _, c := range []struct {
		width, height int
		want          string
	}{{1 << 31, 1 << 31, "size 500x300"}, {0, 0, "size 80x24"}, {0, 7, "size 80x24"}, {1, 1, "size 1x1"}, {120, 36, "size 120x36"}} {
		screen := openScreen(t, client, c.width, c.height)
		screen.waitFor(c.want + "\r\n")
		if err := screen.WindowChange(1<<31, 1<<31); err != nil {
			t.Fatal(err)
		}
		screen.waitFor("size 500x300\r\n")
		screen.press("q")
		if err := screen.Wait(); err != nil {
			t.Error(err)
		}
	}
}

// TestResizesWithoutAScreen: a client that resizes 10,000 times and never starts
// leaves nothing behind.
func TestResizesWithoutAScreen(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	client := r.dial()
	s, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("xterm", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("xterm", 24, 80, nil); err == nil {
		t.Error("a second terminal was granted")
	}
	for i := range 10_000 {
		if err := s.WindowChange(i, i); err != nil {
			t.Fatal(err)
		}
	}
	screen := startScreen(t, s)
	screen.waitFor("size 500x300\r\n")
	if n := strings.Count(screen.text(), "size"); n != 1 {
		t.Errorf("%d sizes", n)
	}
	client.Close()
	r.server.WaitForSessions(0)
}

// TestSessionLimits: of a connection, an operator and the desk, each with a
// sentence.
func TestSessionLimits(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*remote.Limits){
		"This connection has 2 sessions open already": func(l *remote.Limits) { l.SessionsPerConnection = 2 },
		"mika has 2 sessions open already":            func(l *remote.Limits) { l.SessionsPerOperator = 2 },
		"The desk has 2 sessions open already":        func(l *remote.Limits) { l.Sessions = 2 },
		"mika has 1 connections open already":         func(l *remote.Limits) { l.Connections = 1 },
	} {
		r := start(t, func(o *remote.Options) { change(&o.Limits) })
		client := r.dial()
		first, second := openScreen(t, client, 80, 24), openScreen(t, client, 80, 24)
		_, err := client.NewSession()
		if !strings.Contains(want, "connections") {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("a third session: %v, want %s", err, want)
			}
			second.press("q")
			if err := second.Wait(); err != nil {
				t.Error(err)
			}
			r.server.WaitForSessions(1)
			openScreen(t, client, 80, 24).waitFor("screen of mika")
			continue
		}
		first.waitFor("screen")
		if _, errs, status := r.openSSH("", "who"); status != 255 || !strings.Contains(errs, want) {
			t.Errorf("a second connection: status %d, %q, want %s", status, errs, want)
		}
	}
}

// TestLimitsOfTheUnauthenticated: silent connections of one address keep few
// places, are thrown out, and leave nothing behind.
func TestLimitsOfTheUnauthenticated(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *remote.Options) {
		o.Limits.PerAddress, o.Limits.Waiting, o.Limits.Wait, o.Limits.Handshake = 3, 2, time.Hour, 200*time.Millisecond
	})
	silent := make([]net.Conn, 8)
	for i := range silent {
		silent[i] = r.connect()
	}
	// All are closed in the end: three after their time, then the two that waited,
	// and the others at once.
	told := 0
	for _, c := range silent {
		b, _ := io.ReadAll(c)
		if bytes.HasPrefix(b, []byte("SSH-2.0-tgdesk")) {
			told++
		}
	}
	if told != 5 {
		t.Errorf("%d connections were served", told)
	}
	r.dial()
	if log := r.log.String(); strings.Count(log, "login failed") != 1 {
		t.Errorf("logged:\n%s", log)
	}
}

// TestTotalOfTheUnauthenticated is counted over all addresses, and those who have
// authenticated are not.
func TestTotalOfTheUnauthenticated(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *remote.Options) { o.Limits.Unauthenticated = 2 })
	for range 3 {
		r.dial()
	}
	for range 2 {
		c := r.connect()
		if _, err := io.ReadFull(c, make([]byte, 10)); err != nil { // it is inside
			t.Fatal(err)
		}
	}
	if b, _ := io.ReadAll(r.connect()); len(b) > 0 {
		t.Errorf("a third one was told %q", b)
	}
}

// TestFailuresSlowAnAddressDown, and logins that succeed do not.
func TestFailuresSlowAnAddressDown(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *remote.Options) { o.Limits.FailedBurst, o.Limits.FailedRate = 3, 1 })
	for range 10 {
		c, err := r.dialAs(r.key)
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
	}
	stranger, _ := newKey(t)
	for range 3 {
		if _, err := r.dialAs(stranger); err == nil || !strings.Contains(err.Error(), "unable to authenticate") {
			t.Fatal(err)
		}
	}
	for { // until the server has noticed
		c, err := r.dialAs(r.key)
		if err != nil {
			break
		}
		c.Close()
	}
}

// TestTheDead: a client that answers nothing, one that reads nothing, one that says
// nothing and one that has nothing to do are thrown out, and their screens end.
func TestTheDead(t *testing.T) {
	t.Parallel()
	const soon = 50 * time.Millisecond
	for name, c := range map[string]struct {
		change func(*remote.Limits)
		die    func(*testing.T, *rig) *gossh.Client
	}{
		"answers nothing": {func(l *remote.Limits) { l.Keepalive, l.Misses = soon, 1 }, func(t *testing.T, r *rig) *gossh.Client {
			client := r.dialSilently()
			openScreen(t, client, 80, 24).waitFor("screen")
			return client
		}},
		"reads nothing": {func(l *remote.Limits) { l.Stalled = soon }, func(t *testing.T, r *rig) *gossh.Client {
			client := r.dial()
			stall(t, client)
			return client
		}},
		"says nothing": {func(l *remote.Limits) { l.Start, l.Unused = soon, soon }, func(t *testing.T, r *rig) *gossh.Client {
			client := r.dial()
			if _, err := client.NewSession(); err != nil {
				t.Fatal(err)
			}
			return client
		}},
		"has nothing to do": {func(l *remote.Limits) { l.Unused = soon }, func(_ *testing.T, r *rig) *gossh.Client { return r.dial() }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, func(o *remote.Options) { c.change(&o.Limits) })
			client := c.die(t, r)
			if err := client.Wait(); err == nil {
				t.Error("no error")
			}
			r.server.WaitForSessions(0)
			if n := openScreen(t, r.dial(), 80, 24); n == nil {
				t.Error("nobody else comes in")
			}
		})
	}
}

// stall opens a screen that writes without end, and reads nothing of it.
func stall(t *testing.T, client *gossh.Client) {
	t.Helper()
	s, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	in := keep(t, s)
	if _, err := s.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.RequestPty("xterm", 24, 80, nil), s.Shell()); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, "f"); err != nil {
		t.Fatal(err)
	}
}

// TestStalledHoldsNobodyBack: ten clients read nothing, and one is answered.
func TestStalledHoldsNobodyBack(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *remote.Options) { o.Limits.SessionsPerOperator, o.Limits.Stalled = 20, time.Hour })
	for range 10 {
		stall(t, r.dial())
	}
	screen := openScreen(t, r.dial(), 80, 24)
	for range 50 {
		screen.press("hello")
		screen.waitFor("HELLO")
		screen.forget()
	}
}

// TestIdleScreens end with a sentence when that is wanted.
func TestIdleScreens(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *remote.Options) { o.Limits.Idle = time.Second })
	screen := openScreen(t, r.dial(), 80, 24)
	if err := screen.Wait(); err == nil || !strings.Contains(screen.errors(), "No key was pressed for 1s") {
		t.Errorf("%v, told %q", err, screen.errors())
	}
}

// TestClientsThatGo in any way end their screens: the channel alone, the connection,
// or all of the network.
func TestClientsThatGo(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *remote.Options) { o.Limits.SessionsPerOperator, o.Limits.Connections = 100, 100 })
	before := runtime.NumGoroutine()
	client := r.dial()
	closed := openScreen(t, client, 80, 24)
	closed.waitFor("size")
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	r.server.WaitForSessions(0)
	client.Close()
	var clients []*gossh.Client
	for range 20 {
		client, conn := r.dialOver()
		openScreen(t, client, 80, 24).waitFor("size")
		if err := conn.(*net.TCPConn).SetLinger(0); err != nil { // a reset, not an orderly end
			t.Fatal(err)
		}
		conn.Close()
		clients = append(clients, client)
	}
	r.server.WaitForSessions(0)
	for _, c := range clients {
		c.Wait()
	}
	for runtime.NumGoroutine() > before+5 { // other tests run beside this one
		if t.Context().Err() != nil {
			t.Fatalf("%d goroutines, before %d", runtime.NumGoroutine(), before)
		}
		runtime.Gosched()
	}
}

// TestVerbsThatPanic end alone, and nothing of the panic's value is told.
func TestVerbsThatPanic(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	client := r.dial()
	screen := openScreen(t, client, 80, 24)
	s, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	s.Stderr = &errs
	if err := s.Run("panic"); err == nil || strings.Contains(errs.String(), "secret") {
		t.Errorf("%v: %q", err, errs.String())
	}
	screen.press("still here")
	screen.waitFor("STILL HERE")
}
