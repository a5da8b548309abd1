package rig

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/root"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/store"
)

// SSHKey is an operator's key for SSH.
type SSHKey struct {
	Operator core.OperatorID
	Signer   gossh.Signer
	private  ed25519.PrivateKey
}

// NewSSHKey makes a key that nobody has.
func NewSSHKey(t testing.TB) SSHKey {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return SSHKey{Signer: signer, private: private}
}

// Public is the line of a .pub file.
func (k SSHKey) Public() string { return string(gossh.MarshalAuthorizedKey(k.Signer.PublicKey())) }

// Fingerprint is how people name the key.
func (k SSHKey) Fingerprint() string { return gossh.FingerprintSHA256(k.Signer.PublicKey()) }

// WithDesk works on the sandbox's desk while no program does, as its admin mika.
func (s *Sandbox) WithDesk(fn func(d *desk.Desk, admin core.OperatorID)) {
	s.T.Helper()
	db, err := store.Open(s.DeskDir, store.Options{Now: Noon})
	s.Must(err)
	d := desk.New(db, nil, core.NewHub(), desk.Options{Now: Noon})
	admin, err := d.SignIn(s.T.Context(), "mika", core.RoleAdmin)
	s.Must(err)
	fn(d, admin.ID)
	s.Must(db.Close())
}

// AddOperator adds an operator, or takes mika, and gives them a key.
func (s *Sandbox) AddOperator(name string, role core.Role) SSHKey {
	s.T.Helper()
	k := NewSSHKey(s.T)
	s.WithDesk(func(d *desk.Desk, admin core.OperatorID) {
		op, err := d.OperatorByName(s.T.Context(), name)
		if core.IsNotFound(err) {
			op, err = d.AddOperator(s.T.Context(), admin, desk.OperatorChange{Name: &name, Role: &role})
		}
		s.Must(err)
		_, err = d.AddKey(s.T.Context(), admin, op.ID, k.Public())
		s.Must(err)
		k.Operator = op.ID
	})
	return k
}

// Server is tgdesk serve in this process.
type Server struct {
	Addr   string
	Host   gossh.PublicKey // of HostKey
	Cancel context.CancelFunc
	Status chan int
	Out    *Output
	Errs   *Output

	s *Sandbox
}

// Output is what a program that runs has printed.
type Output struct {
	mu   sync.Mutex
	more *sync.Cond
	text bytes.Buffer
	end  bool
}

func newOutput() *Output {
	o := &Output{}
	o.more = sync.NewCond(&o.mu)
	return o
}

// Write implements io.Writer.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.more.Broadcast()
	return o.text.Write(p)
}

// String is all of it until now.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// find waits for a match and returns it, nil if the program ends without one.
func (o *Output) find(re *regexp.Regexp) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	for {
		if m := re.FindStringSubmatch(o.text.String()); m != nil || o.end {
			return m
		}
		o.more.Wait()
	}
}

func (o *Output) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.end = true
	o.more.Broadcast()
}

// StartServer starts tgdesk serve on a free port and waits until it can be reached.
func (s *Sandbox) StartServer(args ...string) *Server {
	s.T.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.T.Context()))
	v := &Server{s: s, Cancel: cancel, Status: make(chan int, 1), Out: newOutput(), Errs: newOutput()}
	env := s.Env
	env.In, env.Out, env.Err = strings.NewReader(""), v.Out, v.Errs
	ended := make(chan struct{})
	go func() {
		v.Status <- root.Run(ctx, env, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...))
		v.Out.close()
		close(ended)
	}()
	s.T.Cleanup(func() { cancel(); <-ended })
	v.findAddress()
	return v
}

// findAddress reads where the server can be reached, and compares its key with the file.
func (v *Server) findAddress() {
	s := v.s
	s.T.Helper()
	m := v.Out.find(regexp.MustCompile(`SSH on (\S+), host key ssh-ed25519 (\S+)\n`))
	if m == nil {
		s.T.Fatalf("the server ended: %s%s", v.Out, v.Errs)
	}
	v.Addr = m[1]
	v.Host = s.hostKey()
	if got := gossh.FingerprintSHA256(v.Host); got != m[2] {
		s.T.Errorf("the server says that its key is %s; it is %s", m[2], got)
	}
}

func (s *Sandbox) hostKey() gossh.PublicKey {
	s.T.Helper()
	text, err := os.ReadFile(filepath.Join(s.DeskDir, "ssh_host_ed25519"))
	s.Must(err)
	key, err := gossh.ParsePrivateKey(text)
	s.Must(err)
	return key.PublicKey()
}

// ExpectEnd waits for the end of the server.
func (v *Server) ExpectEnd(status int, errs string) {
	v.s.T.Helper()
	got, said := <-v.Status, withoutPatience(v.Errs.String())
	if got != status || !strings.Contains(said, errs) || (errs == "") != (said == "") {
		v.s.T.Errorf("status %d, %q; want %d, %q", got, said, status, errs)
	}
}

// Dial connects with the library.
func (v *Server) Dial(k SSHKey) (*gossh.Client, error) {
	return gossh.Dial("tcp", v.Addr, &gossh.ClientConfig{
		User: "anybody", Auth: []gossh.AuthMethod{gossh.PublicKeys(k.Signer)}, HostKeyCallback: gossh.FixedHostKey(v.Host),
	})
}

// command is OpenSSH's client with a key; before are its options, then the command.
func (v *Server) command(k SSHKey, before, then []string) *exec.Cmd {
	v.s.T.Helper()
	program, err := exec.LookPath("ssh")
	if err != nil {
		v.s.T.Fatalf("these tests need the client of OpenSSH: %v", err)
	}
	dir, err := os.MkdirTemp(v.s.Root, "ssh")
	v.s.Must(err)
	block, err := gossh.MarshalPrivateKey(k.private, "")
	v.s.Must(err)
	host, port, err := net.SplitHostPort(v.Addr)
	v.s.Must(err)
	key, known := filepath.Join(dir, "key"), filepath.Join(dir, "known_hosts")
	v.s.Must(errors.Join(
		os.WriteFile(key, pem.EncodeToMemory(block), 0o600),
		os.WriteFile(known, fmt.Appendf(nil, "[%s]:%s %s", host, port, gossh.MarshalAuthorizedKey(v.Host)), 0o600),
	))
	options := []string{"-F", "none", "-p", port, "-i", key, "-o", "IdentitiesOnly=yes", "-o", "UserKnownHostsFile=" + known, "-o", "StrictHostKeyChecking=yes",
		"-o", "SendEnv=COLORTERM NO_COLOR TZ LANG LC_*"}
	cmd := exec.Command(program, slices.Concat(options, before, []string{host}, then)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TERM=xterm-256color"}
	return cmd
}

// SSH runs a verb with OpenSSH's client.
func (v *Server) SSH(k SSHKey, stdin string, args ...string) Result {
	v.s.T.Helper()
	cmd := v.command(k, nil, args)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		v.s.T.Fatal(err)
	}
	return Result{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// Screen is OpenSSH's client on a terminal.
type Screen struct {
	*Terminal
	cmd *exec.Cmd
}

// Screen opens a screen with OpenSSH's client, whose environment env adds to.
func (v *Server) Screen(k SSHKey, env ...string) *Screen {
	v.s.T.Helper()
	c := &Screen{Terminal: openTerminal(v.s.T), cmd: v.command(k, nil, nil)}
	c.cmd.Env = append(c.cmd.Env, env...)
	c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = c.Slave, c.Slave, c.Slave
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	v.s.Must(c.cmd.Start())
	v.s.T.Cleanup(func() { _ = c.cmd.Process.Kill() })
	return c
}

// Signal sends the client a signal.
func (c *Screen) Signal(s os.Signal) {
	c.T.Helper()
	if err := c.cmd.Process.Signal(s); err != nil {
		c.T.Fatal(err)
	}
}

// ExpectStatus waits for the client's end.
func (c *Screen) ExpectStatus(status int) {
	c.T.Helper()
	_ = c.cmd.Wait() // the status tells
	if got := c.cmd.ProcessState.ExitCode(); got != status {
		c.T.Errorf("status %d, want %d", got, status)
	}
}
