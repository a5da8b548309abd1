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
}

// Noon is the time on every bench.
func Noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func NewSandbox(t *testing.T) *Sandbox {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := &Sandbox{T: t, Sim: botsim.New(), Root: root, DeskDir: filepath.Join(root, "desk")}
	b.Bot = b.Sim.AddBot(botsim.Bot{ID: 123456, Username: "acme_help_bot", Name: "Acme help"})
	url, err := b.Sim.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Sim.Close)
	env := map[string]string{"TGDESK_API_URL": url, "TGDESK_DATA": b.DeskDir, "TERM": "xterm-256color"}
	b.Env = cli.Env{
		Lookup:  func(key string) (string, bool) { v, ok := env[key]; return v, ok },
		OpenTTY: func() (io.ReadWriteCloser, error) { return nil, errors.New("no terminal") },
		Dirs: cli.Dirs{
			Data: filepath.Join(root, "data"), Config: filepath.Join(root, "config"), State: filepath.Join(root, "state"),
			Temp: root, Home: root,
		},
		Login: "mika", Zone: time.FixedZone("JST", 9*3600), Now: Noon,
		Uptime: func() time.Duration { return 0 },
	}
	return b
}

// Result is what one call of the program gave.
type Result struct {
	Status   int
	Out, Err string
}

// Run calls the program with nothing on standard input.
func (b *Sandbox) Run(args ...string) Result { return b.RunWith("", args...) }

// RunWith calls the program with text on standard input.
func (b *Sandbox) RunWith(stdin string, args ...string) Result {
	b.T.Helper()
	var out, errs bytes.Buffer
	env := b.Env
	env.In, env.Out, env.Err = strings.NewReader(stdin), &out, &errs
	status := root.Run(b.T.Context(), env, args)
	b.Printed.Write(out.Bytes())
	b.Printed.Write(errs.Bytes())
	return Result{status, out.String(), errs.String()}
}

// Expect checks a result: its status and what it must contain.
func (b *Sandbox) Expect(r Result, status int, out, errs string) {
	b.T.Helper()
	if r.Status != status || !strings.Contains(r.Out, out) || !strings.Contains(r.Err, errs) || (errs == "") != (r.Err == "") {
		b.T.Errorf("status %d\nout: %s\nerr: %s\nwant %d, %q, %q", r.Status, r.Out, r.Err, status, out, errs)
	}
}

// AddBrand connects the bench's bot.
func (b *Sandbox) AddBrand() {
	b.T.Helper()
	r := b.RunWith(b.Bot.Token+"\n", "brand", "add", "acme", "--token-file", "-", "--yes")
	b.Expect(r, 0, "Saved the brand acme.", "")
}

// WriteFile writes a file into the bench's folder and returns its path.
func (b *Sandbox) WriteFile(name, content string) string {
	b.T.Helper()
	path := filepath.Join(b.Root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.T.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		b.T.Fatal(err)
	}
	return path
}

// WriteStore changes the desk behind the program's back.
func (b *Sandbox) WriteStore(fn func(context.Context, core.Tx) error) {
	b.T.Helper()
	db, err := store.Open(b.DeskDir, store.Options{Now: Noon})
	if err != nil {
		b.T.Fatal(err)
	}
	err = db.Write(b.T.Context(), func(tx core.Tx) error { return fn(b.T.Context(), tx) })
	if err := errors.Join(err, db.Close()); err != nil {
		b.T.Fatal(err)
	}
}

// ExpectNoSecrets fails when the secret of the bot's token stands in anything that was
// printed or written to a file.
func (b *Sandbox) ExpectNoSecrets(secrets ...string) {
	b.T.Helper()
	err := fs.WalkDir(os.DirFS(b.Root), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(b.Root, p))
		for _, s := range secrets {
			if bytes.Contains(text, []byte(s)) {
				b.T.Errorf("the secret of a token is in %s", p)
			}
		}
		return err
	})
	if err != nil {
		b.T.Fatal(err)
	}
	for _, s := range secrets {
		if bytes.Contains(b.Printed.Bytes(), []byte(s)) {
			b.T.Errorf("the secret of a token was printed:\n%s", b.Printed.String())
		}
	}
}

// SecretOf is the part of a token that nobody may see.
func SecretOf(token string) string {
	_, secret, _ := strings.Cut(token, ":")
	return secret
}

// ExpectJSON compares a printed document with a golden one, value by value.
func (b *Sandbox) ExpectJSON(got, want string) {
	b.T.Helper()
	var g, w any
	if err := json.Unmarshal([]byte(got), &g); err != nil {
		b.T.Fatalf("no JSON document: %v\n%s", err, got)
	}
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		b.T.Fatal(err)
	}
	if diff := cmp.Diff(w, g); diff != "" {
		b.T.Errorf("document differs (-want +got)\n%s", diff)
	}
}

// WhileHeld runs fn while another process holds the desk.
func (b *Sandbox) WhileHeld(fn func()) {
	b.T.Helper()
	lock, err := folder.Acquire(b.DeskDir, folder.Holder{PID: 4711, Command: "tgdesk", Operator: "ann", Since: Noon()})
	if err != nil {
		b.T.Fatal(err)
	}
	fn()
	if err := lock.Release(); err != nil {
		b.T.Fatal(err)
	}
}

// Typed is a terminal at which somebody has typed already.
type Typed struct{ *strings.Reader }

func (*Typed) Write(p []byte) (int, error) { return len(p), nil }

func (*Typed) Close() error { return nil }

// RunOnTerminal runs the program with a terminal on standard input at which
// keys have been typed.
func (b *Sandbox) RunOnTerminal(keys string, args ...string) Result {
	b.T.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		b.T.Fatal(err)
	}
	defer func() {
		if err := errors.Join(master.Close(), slave.Close()); err != nil {
			b.T.Error(err)
		}
	}()
	if _, err := master.WriteString(keys); err != nil {
		b.T.Fatal(err)
	}
	return b.runFrom(slave, args...)
}

func (b *Sandbox) runFrom(stdin *os.File, args ...string) Result {
	b.T.Helper()
	var out, errs strings.Builder
	env := b.Env
	env.In, env.Out, env.Err = stdin, &out, &errs
	return Result{root.Run(b.T.Context(), env, args), out.String(), errs.String()}
}

// KeyText is a key in its written form that is easy to find in an output.
func KeyText() string { return strings.Repeat("beef", 16) }

// NewSandboxWithEnv is a bench whose environment and settings a test may set.
func NewSandboxWithEnv(t *testing.T) (b *Sandbox, env map[string]string) {
	b = NewSandbox(t)
	env = map[string]string{}
	lookup := b.Env.Lookup
	b.Env.Lookup = func(key string) (string, bool) {
		if v, ok := env[key]; ok {
			return v, true
		}
		return lookup(key)
	}
	return b, env
}

// WriteScript writes a program and returns its path.
func (b *Sandbox) WriteScript(name, text string) string {
	b.T.Helper()
	path := b.WriteFile(name, "#!/bin/sh\n"+text+"\n")
	b.Must(os.Chmod(path, 0o700))
	return path
}

func (b *Sandbox) Must(err error) {
	b.T.Helper()
	if err != nil {
		b.T.Fatal(err)
	}
}

func (b *Sandbox) SetKeyCommand(command string) {
	b.WriteFile("config/tgdesk/config.toml", fmt.Sprintf("[secrets]\nkey_command = %q\n", command))
}

// ExpectNotPrinted fails when a secret was printed, or stands in the desk's folder.
func (b *Sandbox) ExpectNotPrinted(secret string) {
	b.T.Helper()
	if strings.Contains(b.Printed.String(), secret) {
		b.T.Errorf("%q was printed:\n%s", secret, b.Printed.String())
	}
}

// CrashReports are the paths of reports of crashes.
func (b *Sandbox) CrashReports() []string {
	b.T.Helper()
	found, err := filepath.Glob(filepath.Join(filepath.Dir(b.Env.LogFile()), "crash-*.txt"))
	if err != nil {
		b.T.Fatal(err)
	}
	return found
}

// ExpectMode checks the permissions of a file.
func (b *Sandbox) ExpectMode(path string, want fs.FileMode) {
	b.T.Helper()
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Perm() != want {
		b.T.Errorf("%s: %v %v, want %04o", path, info, err, want)
	}
}
