package remote_test

import (
	"bufio"
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
	"slices"
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
	revoked error // why nobody may come in
	others  map[string]remote.Identity
	offered []string // keys that were asked about
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
		Limits:    remote.DefaultLimits(),
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

func (r *rig) authenticate(ctx context.Context, fingerprint string) (remote.Identity, error) {
	r.mu.Lock()
	r.offered = append(r.offered, fingerprint)
	who, ok := r.others[fingerprint]
	r.mu.Unlock()
	if fingerprint == gossh.FingerprintSHA256(r.key.PublicKey()) {
		who, ok = remote.Identity{Operator: 1, Name: "mika", Fingerprint: fingerprint}, true
	}
	if !ok {
		return who, core.NewError(core.CodeNotFound, "operator_unknown")
	}
	return who, r.recheck(ctx, who)
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

// screen writes its sizes, and its input in upper case, until it reads a q; after an
// f it writes without end.
func (r *rig) screen(ctx context.Context, s *remote.Session) error {
	fmt.Fprintf(s.Out, "screen of %s on %s\r\n", s.Identity.Name, s.Term)
	showSize := func(size [2]int) { fmt.Fprintf(s.Out, "size %dx%d\r\n", size[0], size[1]) }
	showSize(<-s.Sizes)
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
			showSize(size)
		case k, ok := <-keys:
			if !ok || k == "q" {
				return nil
			}
			for err := error(nil); k == "f" && err == nil; {
				_, err = s.Out.Write(make([]byte, 64<<10))
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
	case "ask":
		io.WriteString(s.Err, "sure? ")
		answer, _ := bufio.NewReader(s.In).ReadString('\n')
		fmt.Fprintf(s.Out, "answered %q\n", strings.TrimSuffix(answer, "\n"))
	case "wait":
		io.WriteString(s.Out, "waiting\n")
		<-ctx.Done()
		return 3
	case "panic":
		panic("secret")
	}
	return 0
}

func (r *rig) addKey(key gossh.Signer, id core.OperatorID, name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.others == nil {
		r.others = map[string]remote.Identity{}
	}
	fingerprint := gossh.FingerprintSHA256(key.PublicKey())
	r.others[fingerprint] = remote.Identity{Operator: id, Name: name, Fingerprint: fingerprint}
}

// asked are the fingerprints of the keys that were offered.
func (r *rig) asked() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.offered)
}

// connect connects and says nothing.
func (r *rig) connect() net.Conn {
	r.t.Helper()
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { c.Close() })
	return c
}

// dialOver is dial with the connection beneath.
func (r *rig) dialOver() (*gossh.Client, net.Conn) {
	r.t.Helper()
	conn := r.connect()
	sc, channels, requests, err := gossh.NewClientConn(conn, r.addr, r.config(r.key))
	if err != nil {
		r.t.Fatal(err)
	}
	return gossh.NewClient(sc, channels, requests), conn
}

// dialSilently is dial for a client that answers no question.
func (r *rig) dialSilently() *gossh.Client {
	r.t.Helper()
	sc, channels, _, err := gossh.NewClientConn(r.connect(), r.addr, r.config(r.key))
	if err != nil {
		r.t.Fatal(err)
	}
	none := make(chan *gossh.Request)
	close(none)
	return gossh.NewClient(sc, channels, none)
}

func (r *rig) config(keys ...gossh.Signer) *gossh.ClientConfig {
	return &gossh.ClientConfig{User: "somebody", Auth: []gossh.AuthMethod{gossh.PublicKeys(keys...)}, HostKeyCallback: gossh.FixedHostKey(r.host)}
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
	return gossh.Dial("tcp", r.addr, r.config(keys...))
}

// openSSH runs Debian's client, which is needed, with mika's key.
func (r *rig) openSSH(stdin string, args ...string) (out, errs string, status int) {
	r.t.Helper()
	options := r.clientOptions()
	last := len(options) - 1 // the host: options of a test go before it
	before, command := args, []string(nil)
	for i, a := range args {
		if !strings.HasPrefix(a, "-") && (i == 0 || !slices.Contains([]string{"-o", "-R", "-W"}, args[i-1])) {
			before, command = args[:i], args[i:]
			break
		}
	}
	return r.runSSH(stdin, slices.Concat(options[:last], before, options[last:], command))
}

func (r *rig) runSSH(stdin string, args []string) (out, errs string, status int) {
	r.t.Helper()
	program, err := exec.LookPath("ssh")
	if err != nil {
		r.t.Fatalf("these tests need the client of OpenSSH: %v", err)
	}
	cmd := exec.CommandContext(r.t.Context(), program, args...)
	var o, e bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &o, &e
	cmd.Env = append(os.Environ(), "SSH_AUTH_SOCK=", "LC_TIME=ja_JP.UTF-8", "SECRET=hidden")
	err = cmd.Run()
	if err != nil && cmd.ProcessState == nil {
		r.t.Fatal(err)
	}
	return o.String(), e.String(), cmd.ProcessState.ExitCode()
}

func pemOf(t *testing.T, key ed25519.PrivateKey) []byte {
	t.Helper()
	block, err := gossh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(block)
}

// clientOptions make a client that knows nothing but the rig, whatever the
// machine's own settings are.
func (r *rig) clientOptions() []string {
	r.t.Helper()
	dir := r.t.TempDir()
	host, port, _ := net.SplitHostPort(r.addr)
	key, known := filepath.Join(dir, "key"), filepath.Join(dir, "known_hosts")
	for path, text := range map[string]string{
		key: string(pemOf(r.t, r.raw)), known: fmt.Sprintf("[%s]:%s %s", host, port, gossh.MarshalAuthorizedKey(r.host)),
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
	return []string{"-F", "none", "-p", port, "-i", key, "-o", "IdentitiesOnly=yes", "-o", "UserKnownHostsFile=" + known, "-o", "StrictHostKeyChecking=yes", "-o", "LogLevel=INFO",
		"-o", "SendEnv=LC_* SECRET TERM", host}
}

// screen is a session that shows the rig's screen.
type screen struct {
	*gossh.Session
	t    *testing.T
	in   io.Writer
	errs *syncBuffer
	more chan struct{} // a value for each piece of output

	mu  sync.Mutex
	out string
}

func openScreen(t *testing.T, client *gossh.Client, width, height int) *screen {
	t.Helper()
	s, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("xterm", height, width, nil); err != nil {
		t.Fatal(err)
	}
	return startScreen(t, s)
}

// startScreen starts the screen of a session that has a terminal.
func startScreen(t *testing.T, s *gossh.Session) *screen {
	t.Helper()
	c := &screen{Session: s, t: t, in: keep(t, s), errs: &syncBuffer{}, more: make(chan struct{}, 1)}
	s.Stdout, s.Stderr = c, c.errs
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *screen) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.out += string(p)
	c.mu.Unlock()
	select {
	case c.more <- struct{}{}:
	default: // it is awake already
	}
	return len(p), nil
}

func (c *screen) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.out
}

// forget drops what was shown.
func (c *screen) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out = ""
}

func (c *screen) errors() string { return c.errs.String() }

func (c *screen) waitFor(text string) {
	c.t.Helper()
	for !strings.Contains(c.text(), text) {
		select {
		case <-c.more:
		case <-c.t.Context().Done():
			c.t.Fatalf("%q is not in %q", text, c.text())
		}
	}
}

func (c *screen) press(keys string) {
	c.t.Helper()
	if _, err := io.WriteString(c.in, keys); err != nil {
		c.t.Fatal(err)
	}
}
