package attach

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/store/folder"
)

// TestPathsOfAnyLength opens the socket, uses it and removes it, in folders whose
// paths are as long as a socket's may be and far longer.
func TestPathsOfAnyLength(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, length := range []int{maxPath - len(folder.Socket) - 1, maxPath - len(folder.Socket), 107, 108, 300, 1000} {
		dir := root
		for len(dir) < length {
			dir = filepath.Join(dir, strings.Repeat("d", max(1, min(200, length-len(dir)-1))))
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		for range 2 { // a socket that is left does not stand in the way
			l, err := Listen(dir, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatalf("%d: %v", len(dir), err)
			}
			expectEcho(t, dir, l)
		}
		l, err := Listen(dir, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		a, err := addressOf(dir)
		if err != nil {
			t.Fatal(err)
		}
		a.close()
		if info, err := os.Lstat(a.real); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%d: %v %v", len(dir), info, err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Lstat(a.real); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%d: the socket is left: %v", len(dir), err)
		}
	}
}

// expectEcho sends something through the socket of dir, which is then abandoned as
// by a process that was killed.
func expectEcho(t *testing.T, dir string, l *Listener) {
	t.Helper()
	accepted := make(chan error, 1)
	go func() {
		conn, err := l.Accept()
		if err == nil {
			_, err = io.WriteString(conn, "hello")
			err = errors.Join(err, conn.Close())
		}
		accepted <- err
	}()
	conn, err := connect(dir)
	if err != nil {
		t.Fatalf("%d: %v", len(dir), err)
	}
	said, err := io.ReadAll(conn)
	if err := errors.Join(err, conn.Close(), <-accepted, l.UnixListener.Close()); err != nil || string(said) != "hello" {
		t.Errorf("%d: %q %v", len(dir), said, err)
	}
}

// TestStrangers: only the own user is let in, at both ends.
func TestStrangers(t *testing.T) {
	t.Parallel()
	if err := sameUser(os.Geteuid()); err != nil {
		t.Error(err)
	}
	if err := sameUser(os.Geteuid() + 1); err == nil {
		t.Error("another user is let in")
	}
	dir := t.TempDir()
	l, err := Listen(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	conn, err := connect(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := ownPeer(conn); err != nil {
		t.Error(err)
	}
}

// heldDesk is a desk that is held by this process, which has done nothing more.
func heldDesk(t *testing.T) *cli.Env {
	t.Helper()
	root := t.TempDir()
	env := &cli.Env{
		Err: io.Discard, Login: "mika", Lookup: func(string) (string, bool) { return "", false },
		Dirs: cli.Dirs{Data: root, Config: filepath.Join(root, "config")},
	}
	lock, err := folder.Acquire(env.DeskDir(), folder.Holder{PID: 4711, Socket: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := lock.Release(); err != nil {
			t.Error(err)
		}
	})
	return env
}

// TestDeskThatDoesNotAnswer is called so, whatever keeps it from answering.
func TestDeskThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(dir string){
		"no socket": func(string) {},
		"a socket of a process that was killed": func(dir string) {
			l, err := Listen(dir, slog.New(slog.DiscardHandler))
			if err == nil {
				err = l.UnixListener.Close()
			}
			if err != nil {
				t.Error(err)
			}
		},
		"a process that hangs": func(dir string) {
			l, err := Listen(dir, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(func() { _ = l.Close() })
		},
	} {
		env := heldDesk(t)
		prepare(env.DeskDir())
		c, err := dialer{patience: 50 * time.Millisecond, greeting: 50 * time.Millisecond}.dial(t.Context(), env)
		if known, ok := errors.AsType[*core.Error](err); !ok || known.ID != "desk_silent" || c != nil {
			t.Errorf("%s: %v", name, err)
		}
		why := "nothing listens on its socket"
		if name == "a process that hangs" {
			why = "it takes connections and says nothing"
		}
		if text := env.ErrorText(err); !strings.Contains(text, "kill 4711") || !strings.Contains(text, why) {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// TestNoDeskRuns: a lock without a socket is that of a verb at work, and a lock that
// is given up while somebody waits for the socket is none.
func TestNoDeskRuns(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	env := &cli.Env{Lookup: func(string) (string, bool) { return "", false }, Dirs: cli.Dirs{Data: root}}
	expectNone := func() {
		t.Helper()
		if c, err := Dial(t.Context(), env); c != nil || err != nil {
			t.Errorf("%v %v", c, err)
		}
	}
	expectNone()
	lock, err := folder.Acquire(env.DeskDir(), folder.Holder{PID: 4711})
	if err != nil {
		t.Fatal(err)
	}
	expectNone()
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
	lock, err = folder.Acquire(env.DeskDir(), folder.Holder{PID: 4711, Socket: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Dial(ctx, env); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	given := make(chan error, 1)
	go func() { given <- lock.Release() }()
	expectNone()
	if err := <-given; err != nil {
		t.Error(err)
	}
}

// TestHalfAFrame is no frame.
func TestHalfAFrame(t *testing.T) {
	t.Parallel()
	a, b := net.Pipe()
	sender, receiver := newLink(a, a), newLink(b, b)
	go func() {
		_ = sender.send(kindOut, []byte("whole"))
		_, _ = a.Write([]byte{byte(kindOut), 0, 0, 0, 9, 'h', 'a'})
		_ = a.Close()
	}()
	if f, err := receiver.receive(); err != nil || f.kind != kindOut || string(f.payload) != "whole" {
		t.Errorf("%+v %v", f, err)
	}
	if _, err := receiver.receive(); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	if _, err := newLink(strings.NewReader("o\xff\xff\xff\xff"), io.Discard).receive(); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("got %v", err)
	}
}
