package folder

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"tgdesk/core"
	"tgdesk/tui/locale"
)

// holdUntilStdinEnds locks dir, prints that it has, and unlocks when stdin ends.
func holdUntilStdinEnds(dir string) int {
	l, err := Acquire(dir, Holder{PID: os.Getpid(), Command: "tgdesk serve", Operator: "mika", Since: time.Now()})
	if err != nil {
		_, _ = os.Stderr.WriteString(err.Error() + "\n")
		return 1
	}
	fmt.Println("held")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if l.Release() != nil {
		return 1
	}
	return 0
}

func TestLockBetweenProcesses(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]string{"released": "close", "killed": "kill"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "desk")
			cmd := holder(t, dir)
			stdin := must[io.WriteCloser](t)(cmd.StdinPipe())
			stdout := must[io.ReadCloser](t)(cmd.StdoutPipe())
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			must[string](t)(bufio.NewReader(stdout).ReadString('\n'))

			h, held, err := HolderOf(dir)
			if err != nil || !held || h.PID != cmd.Process.Pid || h.Operator != "mika" {
				t.Fatalf("HolderOf: %+v %v %v", h, held, err)
			}
			_, err = Acquire(dir, Holder{PID: 1})
			wantCode(t, err, core.CodeConflict)
			for _, part := range []string{fmt.Sprint("process ", cmd.Process.Pid), `"tgdesk serve"`, "since "} {
				if !strings.Contains(locale.English().Error(err), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
			if end == "kill" {
				_ = cmd.Process.Kill()
			} else {
				_ = stdin.Close()
			}
			_ = cmd.Wait()

			if h, held, err := HolderOf(dir); held || err != nil || h != (Holder{}) {
				t.Fatalf("after the end: %+v %v %v", h, held, err)
			}
			l := must[*Lock](t)(Acquire(dir, Holder{PID: os.Getpid()}))
			if err := l.Release(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestHolderOfNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "none")
	if h, held, err := HolderOf(dir); held || err != nil {
		t.Fatalf("%+v %v %v", h, held, err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("looking made a directory")
	}
}

func TestHolderOfDoesNotDisturb(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	// What a killed holder leaves makes readers try the lock.
	stale := func() {
		if err := writeHolder(dir, Holder{PID: 4711}); err != nil {
			t.Error(err)
		}
	}
	var g errgroup.Group
	stop := make(chan struct{})
	for range 3 {
		g.Go(func() error {
			for {
				select {
				case <-stop:
					return nil
				default:
				}
				if _, _, err := HolderOf(dir); err != nil {
					return err
				}
			}
		})
	}
	for range 50 {
		stale()
		l, err := Acquire(dir, Holder{PID: os.Getpid(), Since: noon()})
		if err != nil {
			t.Error(err)
			break
		}
		if h, held, err := HolderOf(dir); !held || err != nil || h.PID != os.Getpid() {
			t.Errorf("while held: %+v %v %v", h, held, err)
		}
		if err := l.Release(); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}

func TestReleaseTwice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := must[*Lock](t)(Acquire(dir, Holder{PID: 1}))
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	// An empty file spares readers from trying the lock.
	if info := must[os.FileInfo](t)(os.Stat(filepath.Join(dir, lockName))); info.Size() != 0 || info.Mode() != 0o600 {
		t.Errorf("left %d bytes with mode %v", info.Size(), info.Mode())
	}
	next := must[*Lock](t)(Acquire(dir, Holder{PID: 2}))
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if h, held, err := HolderOf(dir); !held || h.PID != 2 || err != nil {
		t.Errorf("the second release disturbed the next holder: %+v %v %v", h, held, err)
	}
	if err := next.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestHeldError(t *testing.T) {
	t.Parallel()
	old := time.Date(2020, 1, 2, 14, 2, 0, 0, time.Local)
	cases := map[string]Holder{
		`Another tgdesk holds this desk. Close it, or name another folder with --data.`:                                                        {},
		`Another tgdesk (process 4711) holds this desk. Close it, or name another folder with --data.`:                                         {PID: 4711},
		`Another tgdesk (process 4711, "tgdesk serve", since 2020-01-02 14:02) holds this desk. Close it, or name another folder with --data.`: {PID: 4711, Command: "tgdesk serve", Since: old},
	}
	for want, h := range cases {
		if got := locale.English().Error(errHeld(h)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// Acquire removes incomplete files of a killed process.
func TestAcquireSweeps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{".new-1", ".probe-2", ".kept"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l := must[*Lock](t)(Acquire(dir, Holder{}))
	defer func() { _ = l.Release() }()
	left := must[[]string](t)(filepath.Glob(filepath.Join(dir, ".*")))
	if len(left) != 1 || filepath.Base(left[0]) != ".kept" {
		t.Errorf("left: %v", left)
	}
}
