package remote_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
	"pgregory.net/rapid"

	"tgdesk/core"
	"tgdesk/tui/remote"
)

// TestOpenSSHRunsVerbs: statuses, streams, quotes and the environment go through.
func TestOpenSSHRunsVerbs(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	for _, c := range []struct {
		stdin     string
		args      []string
		out, errs string
		status    int
	}{
		{"", []string{"echo", "a  b", "''", `'it'"'"'s'`, `\$x`}, `["a" "b" "" "it's" "$x"]` + "\n", "", 0},
		{"", []string{"fail"}, "", "it failed\n", 1},
		{"a stream", []string{"upper"}, "A STREAM", "", 0},
		{"", []string{"env", "LC_TIME", "SECRET"}, "LC_TIME=ja_JP.UTF-8 true\nSECRET= false\n", "", 0},
		{"", []string{"echo", "'open"}, "", "A quote or a backslash of the command is not closed.", 2},
		{"", []string{" "}, "", "", 2},
		{"", []string{"panic"}, "", "Something went wrong inside tgdesk", 1},
		{"", nil, "", "The screen needs a terminal", 1},
	} {
		out, errs, status := r.openSSH(c.stdin, c.args...)
		if out != c.out || !strings.Contains(errs, c.errs) || (c.errs == "") != (errs == "") || status != c.status {
			t.Errorf("%q: status %d, out %q, errors %q", c.args, status, out, errs)
		}
	}
}

// TestOpenSSHOpensScreens with a terminal of its own, which it is forced to ask for.
func TestOpenSSHOpensScreens(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	out, _, status := r.openSSH("q", "-tt")
	if !strings.Contains(out, "screen of mika on ") || !strings.Contains(out, "size 80x24") || status != 0 {
		t.Errorf("status %d, %q", status, out)
	}
}

// TestLocalDoor lets in whoever reaches its listener, without a key; nobody comes
// in so from the network.
func TestLocalDoor(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	l, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	r.serve(func() error { return r.server.ServeLocal(l) })
	config := &gossh.ClientConfig{User: "ada", HostKeyCallback: gossh.FixedHostKey(r.host)}
	conn, err := net.Dial("unix", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	sc, channels, requests, err := gossh.NewClientConn(conn, "local", config)
	if err != nil {
		t.Fatal(err)
	}
	client := gossh.NewClient(sc, channels, requests)
	defer client.Close()
	if got := string(sc.ServerVersion()); got != "SSH-2.0-"+remote.SoftwareVersion("v1.2.3-rc1") || got != "SSH-2.0-tgdesk_v1.2.3_rc1" {
		t.Errorf("the server is %s", got)
	}
	s, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Output("who")
	if want := "ada local=true address=local client=SSH-2.0-Go id=26\n"; err != nil || string(out) != want {
		t.Errorf("%v: %q, want %q", err, out, want)
	}
	if _, err := gossh.Dial("tcp", r.addr, config); err == nil || !strings.Contains(err.Error(), "unable to authenticate") {
		t.Errorf("without a key from the network: %v", err)
	}
}

// TestStrangersStayOut: keys that are not known, passwords and guesses.
func TestStrangersStayOut(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	stranger, _ := newKey(t)
	if _, err := r.dialAs(stranger); err == nil {
		t.Error("an unknown key came in")
	}
	_, err := gossh.Dial("tcp", r.addr, &gossh.ClientConfig{
		User: "mika", HostKeyCallback: gossh.InsecureIgnoreHostKey(),
		Auth: []gossh.AuthMethod{gossh.Password("x"), gossh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil })},
	})
	if err == nil || !strings.Contains(err.Error(), "attempted methods [none]") {
		t.Errorf("with a password: %v", err)
	}
	if c, err := r.dialAs(stranger, r.key); err != nil {
		t.Errorf("the second key: %v", err)
	} else {
		c.Close()
	}
}

// TestStopEndsInOrder: the screen is told and says goodbye, a verb is interrupted
// after its time, and both clients learn why and with what status.
func TestStopEndsInOrder(t *testing.T) {
	t.Parallel()
	r := start(t, func(o *remote.Options) { o.Limits.VerbGrace = 1 })
	client := r.dial()
	var out, errs [2]bytes.Buffer
	var ended [2]chan error
	for i, command := range []string{"", "wait"} {
		s, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		s.Stderr = &errs[i]
		keep(t, s)
		output, err := s.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if command == "" {
			err = errors.Join(s.RequestPty("xterm", 24, 80, nil), s.Shell())
		} else {
			err = s.Start(command)
		}
		if err != nil {
			t.Fatal(err)
		}
		one := make([]byte, 1)
		if _, err := output.Read(one); err != nil { // it runs
			t.Fatal(err)
		}
		ended[i] = make(chan error, 1)
		go func() {
			_, _ = out[i].ReadFrom(output)
			ended[i] <- s.Wait()
		}()
	}
	r.server.Stop(t.Context())
	if n := r.server.Sessions(); n != 0 {
		t.Errorf("%d sessions after Stop", n)
	}
	for i, want := range []int{1, 3} {
		err := <-ended[i]
		if e, ok := errors.AsType[*gossh.ExitError](err); !ok || e.ExitStatus() != want {
			t.Errorf("session %d ended with %v, want status %d", i, err, want)
		}
		if !strings.Contains(errs[i].String(), "This desk is stopping") {
			t.Errorf("session %d was told %q", i, errs[i].String())
		}
	}
	if !strings.Contains(out[0].String(), "draft saved") {
		t.Errorf("the screen ended with %q", out[0].String())
	}
	if _, err := r.dialAs(r.key); err == nil {
		t.Error("somebody came in after Stop")
	}
}

// TestRevokedKeyEndsSessions, and lets nobody in, saying why to who has the key.
func TestRevokedKeyEndsSessions(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	client := r.dial()
	s, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	s.Stderr = &errs
	keep(t, s)
	if err := errors.Join(s.RequestPty("xterm", 24, 80, nil), s.Shell()); err != nil {
		t.Fatal(err)
	}
	r.server.Recheck(t.Context())
	if r.server.Sessions() != 1 {
		t.Fatal("ended without a reason")
	}
	r.revoke(core.NewError(core.CodeForbidden, "admins_only"))
	r.server.Recheck(t.Context())
	if err := s.Wait(); err == nil || !strings.Contains(errs.String(), "Only an admin") {
		t.Errorf("ended with %v, told %q", err, errs.String())
	}
	if err := client.Wait(); err == nil {
		t.Error("the connection lives on")
	}
	_, told, status := r.openSSH("", "who")
	if status != 255 || !strings.Contains(told, "tgdesk: Only an admin may do that.") {
		t.Errorf("status %d, told %q", status, told)
	}
}

// TestQuoting: what is quoted is split into the same arguments.
func TestQuoting(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		args := rapid.SliceOf(rapid.String()).Draw(rt, "args")
		got, err := remote.Split(remote.Quote(args))
		if err != nil || len(got) != len(args) {
			rt.Fatalf("%q became %q, %v", args, got, err)
		}
		for i := range args {
			if got[i] != args[i] {
				rt.Fatalf("%q became %q", args[i], got[i])
			}
		}
	})
}

// keep keeps a session's input open: without one, the library ends it at once.
func keep(t *testing.T, s *gossh.Session) io.Writer {
	t.Helper()
	in, err := s.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	return in
}
