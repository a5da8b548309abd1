package shift_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/engine"
	"tgdesk/core/telegram/botsim"
	"tgdesk/store"
	"tgdesk/store/seal"
)

// server is a desk with its operators, and tgdesk serve as a process of its own.
type server struct {
	t         testing.TB
	sim       *botsim.Sim
	bots      map[string]*botsim.Bot
	home      *rig.Home
	operators []operator

	mu      sync.Mutex
	addr    string        // "" while it does not run
	running chan struct{} // closed when it runs, or never will
	closed  bool
	cmd     *exec.Cmd
}

// operator is one of those who work at the desk.
type operator struct {
	name string
	role core.Role
	key  gossh.Signer
}

// brands are those of every desk here; [brandOptions] says how they differ.
var brands = []string{"acme", "globex"}

// newServer makes a desk with n operators. Of ten one is a supervisor, of whom the first
// is an admin, and of four one may hold no more than maxChats.
func newServer(t testing.TB, n int) *server {
	t.Helper()
	s := &server{t: t, sim: botsim.New(), bots: map[string]*botsim.Bot{}, running: make(chan struct{})}
	url, err := s.sim.Start()
	s.must(err)
	t.Cleanup(s.sim.Close)
	s.home = rig.NewHome(t, url)
	secret := bytes.Repeat([]byte{7}, seal.KeySize)
	key, err := seal.NewKey(secret)
	s.must(err)
	config := filepath.Join(s.home.Root, "config", "tgdesk")
	s.must(os.MkdirAll(config, 0o700))
	s.must(os.WriteFile(filepath.Join(config, "key"), []byte(hex.EncodeToString(secret)), 0o600))
	db, err := store.Open(s.home.DeskDir(), store.Options{Key: key})
	s.must(err)
	d, _ := cli.NewDesk(db, nil, engine.Options{})
	admin, err := d.SignIn(t.Context(), "mika", core.RoleAdmin)
	s.must(err)
	for i := range n {
		s.addOperator(d, admin.ID, i)
	}
	for _, name := range brands {
		s.addBrand(d, admin.ID, name)
	}
	_, err = d.SaveCanned(t.Context(), admin.ID, core.CannedReply{Shortcut: "hi", Text: "Hello {visitor.first_name}, "}, nil)
	s.must(err)
	s.must(db.Close())
	t.Cleanup(s.close)
	return s
}

// maxChats is how many chats some operators may hold.
const maxChats = 6

func (s *server) addOperator(d *desk.Desk, admin core.OperatorID, i int) {
	s.t.Helper()
	o := operator{name: fmt.Sprintf("op%02d", i), role: core.RoleOperator}
	switch {
	case i == 0:
		o.role = core.RoleAdmin
	case i%10 == 5:
		o.role = core.RoleSupervisor
	}
	change := desk.OperatorChange{Name: &o.name, Role: &o.role}
	if i%4 == 3 {
		most := maxChats
		change.MaxChats = &most
	}
	added, err := d.AddOperator(s.t.Context(), admin, change)
	s.must(err)
	key := rig.NewSSHKey(s.t)
	_, err = d.AddKey(s.t.Context(), admin, added.ID, key.Public())
	s.must(err)
	o.key = key.Signer
	s.operators = append(s.operators, o)
}

func (s *server) addBrand(d *desk.Desk, admin core.OperatorID, name string) {
	s.t.Helper()
	bot := s.sim.AddBot(botsim.Bot{Username: name + "_bot", Name: name})
	s.bots[name] = bot
	limits := core.DefaultLimits().With(core.LimitAnswer, time.Minute).With(core.LimitCloseIdle, 3*time.Minute)
	b, err := d.AddBrand(s.t.Context(), admin, desk.NewBrand{
		Name: name, Accent: "#e06c75", Bot: core.Bot{ID: bot.ID, Username: bot.Username, Name: bot.Name}, Limits: limits,
	}, bot.Token)
	s.must(err)
	_, err = d.SetBrandOptions(s.t.Context(), admin, b.ID, brandOptions(name))
	s.must(err)
}

// brandOptions are such that what needs time happens in a short shift.
func brandOptions(name string) core.BrandOptions {
	o := core.DefaultBrandOptions()
	o.TransferLimit, o.OwnerGone, o.AssignedAnswer, o.RoutingLimit = 15*time.Second, 10*time.Second, 20*time.Second, core.MinHandover
	if name == "globex" {
		o.Routing = core.RouteLeastLoaded
	}
	return o
}

func (s *server) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("%v\n%s", err, s.home.Log())
	}
}

// start runs tgdesk serve and waits until it can be reached.
func (s *server) start() {
	s.t.Helper()
	cmd := s.home.Command("serve", "--listen", "127.0.0.1:0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	s.must(err)
	s.must(cmd.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, rest, ok := strings.Cut(lines.Text(), "SSH on "); ok {
			s.mu.Lock()
			s.cmd = cmd
			s.addr, _, _ = strings.Cut(rest, ",")
			close(s.running)
			s.mu.Unlock()
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return
		}
	}
	_ = cmd.Wait()
	s.t.Fatalf("the server ended:\n%s", s.home.Log())
}

// stop ends it by a signal, and waits for the end.
func (s *server) stop(by os.Signal) {
	s.t.Helper()
	s.mu.Lock()
	cmd := s.cmd
	s.cmd, s.addr, s.running = nil, "", make(chan struct{})
	s.mu.Unlock()
	s.must(cmd.Process.Signal(by))
	err := cmd.Wait()
	if by != syscall.SIGKILL && err != nil {
		s.t.Errorf("the server ended with %v\n%s", err, s.home.Log())
	}
}

// close ends everything, also those who wait for the server.
func (s *server) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd != nil {
		_ = s.cmd.Process.Kill() // the test has failed
		_ = s.cmd.Wait()
	}
	s.cmd, s.addr = nil, ""
	if !s.closed {
		s.closed = true
		select {
		case <-s.running:
		default:
			close(s.running)
		}
	}
}

// dial connects with a key as soon as the server runs; nil if it does not.
func (s *server) dial(key gossh.Signer) (*gossh.Client, error) {
	s.mu.Lock()
	running := s.running
	s.mu.Unlock()
	<-running
	s.mu.Lock()
	addr := s.addr
	s.mu.Unlock()
	return gossh.Dial("tcp", addr, &gossh.ClientConfig{
		User: "anybody", Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}, HostKeyCallback: gossh.InsecureIgnoreHostKey(), // there is no other
		Timeout: patience,
	})
}

// patience is how long a fact may take that must come. Only a failing test waits for its
// end.
const patience = 2 * time.Minute
