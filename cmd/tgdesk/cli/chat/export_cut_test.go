package chat_test

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/cmd/tgdesk/root"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/store"
)

// cutCaller is a caller whose machine takes so many bytes, and then no more: its disk is
// full, or it has gone.
type cutCaller struct {
	cli.LocalFiles
	left int
}

var errCut = errors.New("the disk is full")

func (c *cutCaller) Terminals() cli.Terminals                          { return cli.Terminals{} }
func (c *cutCaller) Remote() bool                                      { return false }
func (c *cutCaller) Ask(context.Context, cli.Question) (string, error) { return "", cli.ErrNoTerminal }

func (c *cutCaller) CreateBundle(path string, o cli.BundleOptions) (cli.Bundle, error) {
	b, err := c.LocalFiles.CreateBundle(path, o)
	return cutBundle{b, c}, err
}

type cutBundle struct {
	cli.Bundle
	c *cutCaller
}

func (b cutBundle) Write(p []byte) (int, error) { return b.c.write(b.Bundle, p) }

func (b cutBundle) Put(name string) (cli.NewFile, error) {
	if b.c.left <= 0 {
		return nil, errCut
	}
	f, err := b.Bundle.Put(name)
	return cutFile{f, b.c}, err
}

func (b cutBundle) Checkpoint(keep string) error {
	if b.c.left <= 0 {
		return errCut
	}
	return b.Bundle.Checkpoint(keep)
}

type cutFile struct {
	cli.NewFile
	c *cutCaller
}

func (f cutFile) Write(p []byte) (int, error) { return f.c.write(f.NewFile, p) }

func (c *cutCaller) write(w io.Writer, p []byte) (int, error) {
	n, err := w.Write(p[:min(len(p), max(c.left, 0))])
	if c.left -= len(p); err == nil && c.left < 0 {
		err = errCut
	}
	return n, err
}

// TestCutExports: wherever runs are cut, the last one ends with what one run writes.
func TestCutExports(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	db, err := store.Open(s.DeskDir, store.Options{Now: rig.Noon})
	s.Must(err)
	t.Cleanup(func() { _ = db.Close() })
	s.Must(rig.FillChats(t.Context(), db, rig.History{Chats: 1100, Messages: 2, Text: hostileText, Media: filepath.Join(s.DeskDir, "media")}))
	d := desk.New(db, nil, core.NewHub(), desk.Options{Now: rig.Noon})
	mika, err := d.SignIn(t.Context(), "mika", core.RoleAdmin)
	s.Must(err)
	run := func(dir string, bytes int, args ...string) (status int, out, errs string) {
		var printed, said strings.Builder
		outside, c := s.Env, &cutCaller{cli.LocalFiles{Dir: dir}, bytes}
		env := outside.Inside(cli.Running{Desk: d.As(mika.ID), Operator: mika, Caller: c}, cli.Streams{In: strings.NewReader(""), Out: &printed, Err: &said}, outside.Lookup)
		status = root.Run(t.Context(), env, append([]string{"chat", "export", "--all", "-o", "out"}, args...))
		return status, printed.String(), said.String()
	}
	const all = 1 << 40
	for name, args := range map[string][]string{"table": {"--format", "csv", "--rows", "messages"}, "lines": {"--format", "jsonl", "--files", "--notes"}, "pages": {"--format", "html", "--files"}} {
		whole := t.TempDir()
		if status, _, said := run(whole, all, args...); status != 0 {
			t.Fatal(said)
		}
		want, size := filesOf(t, os.DirFS(whole)), 0
		for _, content := range want {
			size += len(content)
		}
		for try := range 3 {
			random, dir, resumed := rand.New(rand.NewPCG(uint64(try), 0)), t.TempDir(), 0
			for _, bytes := range []int{size/2 + random.IntN(size/4), random.IntN(size / 5), all} {
				status, out, said := run(dir, bytes, append(args, "--resume")...)
				if strings.HasPrefix(out, "Going on after chat ") {
					resumed++
				}
				if _, err := os.Lstat(filepath.Join(dir, "out")); (status == 0) != (bytes == all) || (err == nil) != (bytes == all) {
					t.Fatalf("%s: status %d, %q, %v", name, status, said, err)
				}
				if bytes != all && (!strings.Contains(said, "--resume") || !strings.Contains(said, "The disk is full.")) {
					t.Fatalf("%s: cut with %q", name, said)
				}
			}
			if diff := cmp.Diff(want, filesOf(t, os.DirFS(dir))); diff != "" || resumed != 2 {
				t.Fatalf("%s, gone on with %d times (-whole +cut):\n%.2000s", name, resumed, diff)
			}
		}
	}
}

// wholeCaller is one on whose machine a cut run had written all.
type wholeCaller struct{ cutCaller }

func (*wholeCaller) CreateBundle(string, cli.BundleOptions) (cli.Bundle, error) {
	return wholeBundle{}, nil
}

type wholeBundle struct {
	cli.Bundle
}

func (wholeBundle) Kept() string { return cli.BundleWhole }
func (wholeBundle) Close() error { return nil }

func TestResumeOfWhatIsWhole(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.WithDesk(func(d *desk.Desk, admin core.OperatorID) {
		mika, err := d.Operator(t.Context(), admin)
		s.Must(err)
		var printed, said strings.Builder
		outside := s.Env
		env := outside.Inside(cli.Running{Desk: d.As(mika.ID), Operator: mika, Caller: &wholeCaller{}}, cli.Streams{In: strings.NewReader(""), Out: &printed, Err: &said}, outside.Lookup)
		status := root.Run(t.Context(), env, []string{"chat", "export", "--all", "--format", "html", "-o", "out.zip", "--resume"})
		if status != 0 || printed.String() != "out.zip is complete: the run that was cut had written all of it.\n" || said.String() != "" {
			t.Errorf("status %d, %q, %q", status, printed.String(), said.String())
		}
	})
}
