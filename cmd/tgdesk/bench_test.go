package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/store"
)

// bench is a machine of its own for one test: folders, a simulated Telegram
// on a loopback port with one bot, and everything that was printed.
type bench struct {
	t       *testing.T
	host    host
	sim     *botsim.Sim
	acme    *botsim.Bot
	root    string
	dir     string // of the desk
	printed bytes.Buffer
}

// noon is the time on every bench.
func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func newBench(t *testing.T) *bench {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, sim: botsim.New(), root: root, dir: filepath.Join(root, "desk")}
	b.acme = b.sim.AddBot(botsim.Bot{ID: 123456, Username: "acme_help_bot", Name: "Acme help"})
	url, err := b.sim.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.sim.Close)
	env := map[string]string{"TGDESK_API_URL": url, "TGDESK_DATA": b.dir, "TERM": "xterm-256color"}
	b.host = host{
		lookup:   func(key string) (string, bool) { v, ok := env[key]; return v, ok },
		terminal: func() (io.ReadWriteCloser, error) { return nil, errors.New("no terminal") },
		data:     filepath.Join(root, "data"), config: filepath.Join(root, "config"), state: filepath.Join(root, "state"),
		temp: root, home: root, login: "mika", zone: time.FixedZone("JST", 9*3600), now: noon,
		steady: func() time.Duration { return 0 },
	}
	return b
}

// result is what one call of the program gave.
type result struct {
	status   int
	out, err string
}

// run calls the program with nothing on standard input.
func (b *bench) run(args ...string) result { return b.with("", args...) }

// with calls the program with text on standard input.
func (b *bench) with(stdin string, args ...string) result {
	b.t.Helper()
	var out, errs bytes.Buffer
	h := b.host
	h.in, h.out, h.err = strings.NewReader(stdin), &out, &errs
	status := run(b.t.Context(), h, args)
	b.printed.Write(out.Bytes())
	b.printed.Write(errs.Bytes())
	return result{status, out.String(), errs.String()}
}

// want checks a result: its status and what it must contain.
func (b *bench) want(r result, status int, out, errs string) {
	b.t.Helper()
	if r.status != status || !strings.Contains(r.out, out) || !strings.Contains(r.err, errs) || (errs == "") != (r.err == "") {
		b.t.Errorf("status %d\nout: %s\nerr: %s\nwant %d, %q, %q", r.status, r.out, r.err, status, out, errs)
	}
}

// addAcme connects the bench's bot.
func (b *bench) addAcme() {
	b.t.Helper()
	r := b.with(b.acme.Token+"\n", "brand", "add", "acme", "--token-file", "-", "--yes")
	b.want(r, 0, "Saved the brand acme.", "")
}

// file writes a file into the bench's folder and returns its path.
func (b *bench) file(name, content string) string {
	b.t.Helper()
	path := filepath.Join(b.root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// store changes the desk behind the program's back.
func (b *bench) store(fn func(context.Context, core.Tx) error) {
	b.t.Helper()
	db, err := store.Open(b.dir, store.Options{Now: noon})
	if err != nil {
		b.t.Fatal(err)
	}
	err = db.Write(b.t.Context(), func(tx core.Tx) error { return fn(b.t.Context(), tx) })
	if err := errors.Join(err, db.Close()); err != nil {
		b.t.Fatal(err)
	}
}

// noToken fails when the secret of the bot's token stands in anything that was
// printed or written to a file.
func (b *bench) noToken(secrets ...string) {
	b.t.Helper()
	err := fs.WalkDir(os.DirFS(b.root), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(b.root, p))
		for _, s := range secrets {
			if bytes.Contains(text, []byte(s)) {
				b.t.Errorf("the secret of a token is in %s", p)
			}
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, s := range secrets {
		if bytes.Contains(b.printed.Bytes(), []byte(s)) {
			b.t.Errorf("the secret of a token was printed:\n%s", b.printed.String())
		}
	}
}

// secretOf is the part of a token that nobody may see.
func secretOf(token string) string {
	_, secret, _ := strings.Cut(token, ":")
	return secret
}

// sameJSON compares a printed document with a golden one, value by value.
func (b *bench) sameJSON(got, want string) {
	b.t.Helper()
	var g, w any
	if err := json.Unmarshal([]byte(got), &g); err != nil {
		b.t.Fatalf("no JSON document: %v\n%s", err, got)
	}
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		b.t.Fatal(err)
	}
	if diff := cmp.Diff(w, g); diff != "" {
		b.t.Errorf("document differs (-want +got)\n%s", diff)
	}
}
