package remote_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"tgdesk/core"
	"tgdesk/tui/locale"
	"tgdesk/tui/remote"
)

// rig is a server with one operator, mika, whose screen repeats what it is told
// and whose verbs do what they are called.
type rig struct {
	t      *testing.T
	server *remote.Server
	addr   string
	host   gossh.PublicKey
	key    gossh.Signer // mika's
	raw    ed25519.PrivateKey
	log    *syncBuffer

	mu      sync.Mutex
	revoked error // why mika may not come in
	seen    []*remote.Session
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func newKey(t *testing.T) (gossh.Signer, ed25519.PrivateKey) {
	t.Helper()
	_, raw, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := gossh.NewSignerFromKey(raw)
	if err != nil {
		t.Fatal(err)
	}
	return key, raw
}

// start starts a server on a port of its own; change changes its options.
func start(t *testing.T, change func(*remote.Options)) *rig {
	t.Helper()
	r := &rig{t: t, log: &syncBuffer{}}
	host, _ := newKey(t)
	r.host = host.PublicKey()
	r.key, r.raw = newKey(t)
	o := remote.Options{
		HostKey: host, Version: "v1.2.3-rc1", Authenticate: r.authenticate, Recheck: r.recheck, Screen: r.screen, Verb: r.verb,
		Local: func(_ context.Context, _ net.Conn, user string) (remote.Identity, error) {
			return remote.Identity{Operator: 2, Name: user}, nil
		},
		ErrorText: func(err error) string { return locale.English().Error(err) },
		Log:       slog.New(slog.NewTextHandler(r.log, nil)),
	}
	if change != nil {
		change(&o)
	}
	r.server = remote.New(o)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.addr = l.Addr().String()
	r.serve(func() error { return r.server.Serve(l) })
	return r
}

// serve serves until the end of the test.
func (r *rig) serve(serve func() error) {
	ended := make(chan error, 1)
	go func() { ended <- serve() }()
	r.t.Cleanup(func() {
		r.server.Stop(context.Background())
		if err := <-ended; err != nil {
			r.t.Errorf("the listener ended with %v", err)
		}
	})
}

func (r *rig) authenticate(_ context.Context, fingerprint string) (remote.Identity, error) {
	if fingerprint != gossh.FingerprintSHA256(r.key.PublicKey()) {
		return remote.Identity{}, core.NewError(core.CodeNotFound, "operator_unknown")
	}
	who := remote.Identity{Operator: 1, Name: "mika", Fingerprint: fingerprint}
	return who, r.recheck(nil, who)
}

func (r *rig) recheck(context.Context, remote.Identity) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.revoked
}

func (r *rig) revoke(why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.revoked = why
}

// screen writes its sizes, and its input in upper case, until it reads a q.
func (r *rig) screen(ctx context.Context, s *remote.Session) error {
	r.mu.Lock()
	r.seen = append(r.seen, s)
	r.mu.Unlock()
	fmt.Fprintf(s.Out, "screen of %s on %s\r\n", s.Identity.Name, s.Term)
	keys := make(chan string)
	go func() {
		defer close(keys)
		b := make([]byte, 100)
		for {
			n, err := s.In.Read(b)
			if err != nil {
				return
			}
			select {
			case keys <- string(b[:n]):
			case <-ctx.Done():
				return
			}
		}
	}()
	for {
		select {
		case size := <-s.Sizes:
			fmt.Fprintf(s.Out, "size %dx%d\r\n", size[0], size[1])
		case k, ok := <-keys:
			if !ok || k == "q" {
				return nil
			}
			io.WriteString(s.Out, strings.ToUpper(k)+"\r\n")
		case <-ctx.Done():
			io.WriteString(s.Out, "draft saved\r\n")
			return nil
		}
	}
}

// verb runs the first of args.
func (r *rig) verb(ctx context.Context, s *remote.Session, args []string) int {
	if len(args) == 0 {
		return 2
	}
	switch args[0] {
	case "echo":
		fmt.Fprintf(s.Out, "%q\n", args[1:])
	case "fail":
		io.WriteString(s.Err, "it failed\n")
		return 1
	case "upper":
		b, err := io.ReadAll(s.In)
		if err != nil {
			return 1
		}
		s.Out.Write(bytes.ToUpper(b))
	case "env":
		for _, name := range args[1:] {
			value, ok := s.Lookup(name)
			fmt.Fprintf(s.Out, "%s=%s %v\n", name, value, ok)
		}
	case "who":
		fmt.Fprintf(s.Out, "%s local=%v address=%s client=%s id=%d\n", s.Identity.Name, s.Local, s.Address, s.ClientVersion, len(s.ID))
	case "wait":
		io.WriteString(s.Out, "waiting\n")
		<-ctx.Done()
		return 3
	case "panic":
		panic("secret")
	}
	return 0
}

// dial connects with mika's key.
func (r *rig) dial() *gossh.Client {
	r.t.Helper()
	c, err := r.dialAs(r.key)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { c.Close() })
	return c
}

func (r *rig) dialAs(keys ...gossh.Signer) (*gossh.Client, error) {
	return gossh.Dial("tcp", r.addr, &gossh.ClientConfig{
		User: "somebody", Auth: []gossh.AuthMethod{gossh.PublicKeys(keys...)}, HostKeyCallback: gossh.FixedHostKey(r.host),
	})
}

// openSSH runs Debian's client, which is needed, with mika's key.
func (r *rig) openSSH(stdin string, args ...string) (out, errs string, status int) {
	r.t.Helper()
	program, err := exec.LookPath("ssh")
	if err != nil {
		r.t.Fatalf("these tests need the client of OpenSSH: %v", err)
	}
	cmd := exec.CommandContext(r.t.Context(), program, append(r.clientOptions(), args...)...)
	var o, e bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &o, &e
	cmd.Env = append(os.Environ(), "SSH_AUTH_SOCK=", "LC_TIME=ja_JP.UTF-8", "SECRET=hidden")
	err = cmd.Run()
	if err != nil && cmd.ProcessState == nil {
		r.t.Fatal(err)
	}
	return o.String(), e.String(), cmd.ProcessState.ExitCode()
}

// clientOptions make a client that knows nothing but the rig, whatever the
// machine's own settings are.
func (r *rig) clientOptions() []string {
	r.t.Helper()
	dir := r.t.TempDir()
	block, err := gossh.MarshalPrivateKey(r.raw, "")
	if err != nil {
		r.t.Fatal(err)
	}
	host, port, _ := net.SplitHostPort(r.addr)
	key, known := filepath.Join(dir, "key"), filepath.Join(dir, "known_hosts")
	for path, text := range map[string]string{
		key: string(pem.EncodeToMemory(block)), known: fmt.Sprintf("[%s]:%s %s", host, port, gossh.MarshalAuthorizedKey(r.host)),
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
	return []string{"-F", "none", "-p", port, "-i", key, "-o", "IdentitiesOnly=yes", "-o", "UserKnownHostsFile=" + known, "-o", "StrictHostKeyChecking=yes", "-o", "LogLevel=INFO",
		"-o", "SendEnv=LC_* SECRET TERM", host}
}
