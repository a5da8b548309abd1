package folder

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"testing"

	"tgdesk/core"
)

// Removing the lock's file lets nobody else in, and the holder makes it again.
func TestRemovedLockFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := must[*Lock](t)(Acquire(dir, Holder{PID: 4711, Since: noon()}))
	for range 3 {
		if err := os.Remove(filepath.Join(dir, lockName)); err != nil {
			t.Fatal(err)
		}
		if h, held, err := HolderOf(dir); !held || err != nil || h != (Holder{}) {
			t.Errorf("while the file is gone: %+v %v %v", h, held, err)
		}
		_, err := Acquire(dir, Holder{PID: 1})
		wantCode(t, err, core.CodeConflict)
		if err := l.Check(); err != nil {
			t.Fatal(err)
		}
		if h, held, err := HolderOf(dir); !held || err != nil || h.PID != 4711 {
			t.Errorf("after the check: %+v %v %v", h, held, err)
		}
		_, err = Acquire(dir, Holder{PID: 1})
		wantCode(t, err, core.CodeConflict)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	next := must[*Lock](t)(Acquire(dir, Holder{PID: 2}))
	if err := next.Release(); err != nil {
		t.Fatal(err)
	}
}

// Where folders have no locks, another process may take a desk whose lock was
// removed. The first then knows it.
func TestLockTakenByAnother(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := must[*Lock](t)(Acquire(dir, Holder{PID: 4711}))
	if err := l.unlockFolder(); err != nil {
		t.Fatal(err)
	}
	l.folder = nil
	if err := os.Remove(filepath.Join(dir, lockName)); err != nil {
		t.Fatal(err)
	}
	cmd := holder(t, dir)
	stdin := must[io.WriteCloser](t)(cmd.StdinPipe())
	stdout := must[io.ReadCloser](t)(cmd.StdoutPipe())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	must[string](t)(bufio.NewReader(stdout).ReadString('\n'))
	for range 2 {
		err := l.Check()
		wantCode(t, err, core.CodeUnavailable)
		if e, ok := err.(*core.Error); !ok || e.ID != "store_lock_lost" {
			t.Errorf("got %v", err)
		}
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if h, held, err := HolderOf(dir); !held || err != nil || h.PID != cmd.Process.Pid {
		t.Errorf("the release disturbed the other: %+v %v %v", h, held, err)
	}
	_ = stdin.Close()
	_ = cmd.Wait()
}
