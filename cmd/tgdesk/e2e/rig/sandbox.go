// Package rig runs the program for tests: its commands in a [Sandbox], its screen
// in a [Session] of fake time, on a real pseudo-terminal in this process
// ([Console]) or in one of its own ([Process], [Home]).
//
// The program must not import it.
package rig

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/root"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/store"
	"tgdesk/store/folder"

	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"
)

// Sandbox is a machine of its own for one test: folders, a simulated Telegram
// on a loopback port with one bot, and everything that was printed.
type Sandbox struct {
	T       *testing.T
	Env     cli.Env
	Sim     *botsim.Sim
	Bot     *botsim.Bot
	Root    string
	DeskDir string // of the desk
	Printed bytes.Buffer
	Free    int64 // bytes of the disk, of 100 GB
}

// Noon is the time in every sandbox.
func Noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func NewSandbox(t *testing.T) *Sandbox {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &Sandbox{T: t, Sim: botsim.New(), Root: root, DeskDir: filepath.Join(root, "desk"), Free: 50 << 30}
	s.Bot = s.Sim.AddBot(botsim.Bot{ID: 123456, Username: "acme_help_bot", Name: "Acme help"})
	url, err := s.Sim.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Sim.Close)
	s.Env = newEnv(root, map[string]string{"TGDESK_API_URL": url, "TGDESK_DATA": s.DeskDir, "TERM": "xterm-256color"})
	s.Env.Space = func(string) (free, total int64, ok bool) { return s.Free, 100 << 30, true }
	return s
}

// NewEnv is the environment of a machine with the desk in dir and without Telegram, also
// for benchmarks.
func NewEnv(t testing.TB, dir string) cli.Env {
	env := newEnv(t.TempDir(), map[string]string{"TGDESK_DATA": dir})
	env.Space = func(string) (free, total int64, ok bool) { return 50 << 30, 100 << 30, true }
	return env
}

func newEnv(root string, variables map[string]string) cli.Env {
	return cli.Env{
		Lookup:  func(key string) (string, bool) { v, ok := variables[key]; return v, ok },
		OpenTTY: func() (io.ReadWriteCloser, error) { return nil, errors.New("no terminal") },
		Dirs: cli.Dirs{
			Data: filepath.Join(root, "data"), Config: filepath.Join(root, "config"), State: filepath.Join(root, "state"),
			Temp: root, Home: root,
		},
		Login: "mika", Zone: time.FixedZone("JST", 9*3600), Now: Noon,
		Uptime: func() time.Duration { return 0 },
	}
}

// Result is what one call of the program gave.
type Result struct {
	Status   int
	Out, Err string
}

// Run calls the program with nothing on standard input.
func (s *Sandbox) Run(args ...string) Result { return s.RunWith("", args...) }

// RunWith calls the program with text on standard input.
func (s *Sandbox) RunWith(stdin string, args ...string) Result {
	s.T.Helper()
	return s.runFrom(strings.NewReader(stdin), args...)
}

func (s *Sandbox) runFrom(stdin io.Reader, args ...string) Result {
	s.T.Helper()
	var out, errs bytes.Buffer
	env := s.Env
	env.In, env.Out, env.Err = stdin, &out, &errs
	status := root.Run(s.T.Context(), env, args)
	s.Printed.Write(out.Bytes())
	s.Printed.Write(errs.Bytes())
	return Result{status, out.String(), errs.String()}
}

// Expect checks a result: its status and what it must contain.
func (s *Sandbox) Expect(r Result, status int, out, errs string) {
	s.T.Helper()
	if r.Status != status || !strings.Contains(r.Out, out) || !strings.Contains(r.Err, errs) || (errs == "") != (r.Err == "") {
		s.T.Errorf("status %d\nout: %s\nerr: %s\nwant %d, %q, %q", r.Status, r.Out, r.Err, status, out, errs)
	}
}

// AddBrand connects the sandbox's bot.
func (s *Sandbox) AddBrand() {
	s.T.Helper()
	r := s.RunWith(s.Bot.Token+"\n", "brand", "add", "acme", "--token-file", "-", "--yes")
	s.Expect(r, 0, "Saved the brand acme.", "")
}

// WriteFile writes a file into the sandbox's folder and returns its path.
func (s *Sandbox) WriteFile(name, content string) string {
	s.T.Helper()
	path := filepath.Join(s.Root, name)
	s.Must(os.MkdirAll(filepath.Dir(path), 0o700))
	s.Must(os.WriteFile(path, []byte(content), 0o600))
	return path
}

// WriteStore changes the desk behind the program's back.
func (s *Sandbox) WriteStore(fn func(context.Context, core.Tx) error) {
	s.T.Helper()
	db, err := store.Open(s.DeskDir, store.Options{Now: Noon})
	s.Must(err)
	err = db.Write(s.T.Context(), func(tx core.Tx) error { return fn(s.T.Context(), tx) })
	s.Must(errors.Join(err, db.Close()))
}

// ExpectNoSecrets fails when the secret of the bot's token stands in anything that was
// printed or written to a file.
func (s *Sandbox) ExpectNoSecrets(secrets ...string) {
	s.T.Helper()
	err := fs.WalkDir(os.DirFS(s.Root), ".", func(p string, d fs.DirEntry, err error) error {
		var text []byte
		if err == nil && d.Type().IsRegular() {
			text, err = os.ReadFile(filepath.Join(s.Root, p))
		}
		if errors.Is(err, fs.ErrNotExist) { // removed meanwhile, by what a crash left at work
			return nil
		}
		for _, secret := range secrets {
			if bytes.Contains(text, []byte(secret)) {
				s.T.Errorf("the secret of a token is in %s", p)
			}
		}
		return err
	})
	s.Must(err)
	for _, secret := range secrets {
		if bytes.Contains(s.Printed.Bytes(), []byte(secret)) {
			s.T.Errorf("the secret of a token was printed:\n%s", s.Printed.String())
		}
	}
}

// SecretOf is the part of a token that nobody may see.
func SecretOf(token string) string {
	_, secret, _ := strings.Cut(token, ":")
	return secret
}

// ExpectJSON compares a printed document with a golden one, value by value.
func (s *Sandbox) ExpectJSON(got, want string) {
	s.T.Helper()
	var g, w any
	if err := json.Unmarshal([]byte(got), &g); err != nil {
		s.T.Fatalf("no JSON document: %v\n%s", err, got)
	}
	s.Must(json.Unmarshal([]byte(want), &w))
	if diff := cmp.Diff(w, g); diff != "" {
		s.T.Errorf("document differs (-want +got)\n%s", diff)
	}
}

// WhileHeld runs fn while another process holds the desk.
func (s *Sandbox) WhileHeld(fn func()) {
	s.T.Helper()
	lock, err := folder.Acquire(s.DeskDir, folder.Holder{PID: 4711, Command: "tgdesk", Operator: "ann", Since: Noon()})
	s.Must(err)
	fn()
	s.Must(lock.Release())
}

// TypedInput is a terminal at which somebody has typed already.
type TypedInput struct{ *strings.Reader }

func (*TypedInput) Write(p []byte) (int, error) { return len(p), nil }

func (*TypedInput) Close() error { return nil }

// RunOnTerminal runs the program with a terminal on standard input at which
// keys have been typed.
func (s *Sandbox) RunOnTerminal(keys string, args ...string) Result {
	s.T.Helper()
	master, slave, err := pty.Open()
	s.Must(err)
	defer func() {
		if err := errors.Join(master.Close(), slave.Close()); err != nil {
			s.T.Error(err)
		}
	}()
	if _, err := master.WriteString(keys); err != nil {
		s.T.Fatal(err)
	}
	return s.runFrom(slave, args...)
}

// AnswerOnTerminal runs the program with a terminal on standard input, at which
// answer is typed as soon as the program prints prompt. Err of the result is all that
// was printed. It returns what the terminal echoed too.
func (s *Sandbox) AnswerOnTerminal(prompt, answer string, args ...string) (_ Result, echoed string) {
	s.T.Helper()
	master, slave, err := pty.Open()
	s.Must(err)
	var errs bytes.Buffer
	env := s.Env
	env.In, env.Out, env.Err = slave, &errs, writerFunc(func(p []byte) (int, error) {
		if bytes.Contains(p, []byte(prompt)) {
			if _, err := master.WriteString(answer); err != nil {
				return 0, err
			}
		}
		return errs.Write(p)
	})
	status := root.Run(s.T.Context(), env, args)
	if _, err := slave.WriteString("(end)"); err != nil {
		s.T.Fatal(err)
	}
	echo := make([]byte, 4096)
	for !strings.Contains(echoed, "(end)") {
		n, err := master.Read(echo)
		s.Must(err)
		echoed += string(echo[:n])
	}
	s.Must(errors.Join(slave.Close(), master.Close()))
	return Result{status, "", errs.String()}, echoed
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// KeyText is a key in its written form that is easy to find in an output.
func KeyText() string { return strings.Repeat("beef", 16) }

// NewSandboxWithEnv is a sandbox whose environment and settings a test may set.
func NewSandboxWithEnv(t *testing.T) (s *Sandbox, env map[string]string) {
	s = NewSandbox(t)
	env = map[string]string{}
	lookup := s.Env.Lookup
	s.Env.Lookup = func(key string) (string, bool) {
		if v, ok := env[key]; ok {
			return v, true
		}
		return lookup(key)
	}
	return s, env
}

// WriteScript writes a program and returns its path.
func (s *Sandbox) WriteScript(name, text string) string {
	s.T.Helper()
	path := s.WriteFile(name, "#!/bin/sh\n"+text+"\n")
	s.Must(os.Chmod(path, 0o700))
	return path
}

func (s *Sandbox) Must(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
}

func (s *Sandbox) SetKeyCommand(command string) {
	s.WriteFile("config/tgdesk/config.toml", fmt.Sprintf("[secrets]\nkey_command = %q\n", command))
}

// ExpectNotPrinted fails when a secret was printed.
func (s *Sandbox) ExpectNotPrinted(secret string) {
	s.T.Helper()
	if strings.Contains(s.Printed.String(), secret) {
		s.T.Errorf("%q was printed:\n%s", secret, s.Printed.String())
	}
}

// CrashReports are the paths of reports of crashes.
func (s *Sandbox) CrashReports() []string {
	s.T.Helper()
	found, err := filepath.Glob(filepath.Join(filepath.Dir(s.Env.LogFile()), "crash-*.txt"))
	s.Must(err)
	return found
}

// ExpectMode checks the permissions of a file.
func (s *Sandbox) ExpectMode(path string, want fs.FileMode) {
	s.T.Helper()
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Perm() != want {
		s.T.Errorf("%s: %v %v, want %04o", path, info, err, want)
	}
}
