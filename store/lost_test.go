package store

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"tgdesk/store/folder"
)

// A desk whose database is gone or empty is not taken for a new one, and nothing of
// it is touched.
func TestLostDatabaseIsNoNewDesk(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file, id string
		empty    bool
	}{
		"empty, beside a log":       {"desk.db-wal", "desk_empty", true},
		"empty, beside files":       {"media/a/photo.jpg", "desk_empty", true},
		"empty, alone":              {"", "desk_empty", true},
		"gone, beside a log":        {"desk.db-wal", "desk_lost", false},
		"gone, beside an old log":   {"desk.db-journal", "desk_lost", false},
		"gone, beside files":        {"media/a/photo.jpg", "desk_lost", false},
		"gone, an empty log beside": {"", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put := func(name, content string) {
				t.Helper()
				path := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if c.empty {
				put(folder.Database, "")
			}
			if c.file != "" {
				put(c.file, "of a desk")
			} else {
				put(folder.Database+"-shm", "")
			}
			d, err := Open(dir, Options{Key: testKey()})
			if c.id == "" {
				if err != nil {
					t.Fatal(err)
				}
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
				return
			}
			wantID(t, err, c.id)
			if c.empty {
				_, err = OpenReader(dir, Options{})
				wantID(t, err, c.id)
			}
			if c.file != "" {
				if text := must[[]byte](t)(os.ReadFile(filepath.Join(dir, c.file))); string(text) != "of a desk" {
					t.Errorf("%s holds %q", c.file, text)
				}
			}
		})
	}
}

// A desk that was closed in order is read where no file can be made beside it; one
// that was killed is refused with a sentence, unless a copy of its index came along.
func TestReadOnlyMedium(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "desk")
	d := must[*DB](t)(Open(dir, Options{Key: testKey()}))
	if err := operators(t, d, "ann", "bob"); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	readOnly(t, dir)
	r := must[*DB](t)(OpenReader(dir, Options{}))
	if n := len(operatorNames(t, r)); n != 2 {
		t.Errorf("%d operators are read", n)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	must[Contents](t)(ContentsOf(t.Context(), dir))
	copied := filepath.Join(t.TempDir(), "copy.db")
	must[Contents](t)(CopyTo(t.Context(), dir, copied))
	must[Contents](t)(Verify(t.Context(), copied))

	killed := filepath.Join(t.TempDir(), "desk")
	writeInAnother(t, "write", killed, 5, func() {})
	if err := os.Remove(filepath.Join(killed, folder.Database+"-shm")); err != nil {
		t.Fatal(err)
	}
	readOnly(t, killed)
	_, err := OpenReader(killed, Options{})
	wantID(t, err, "store_log_unreadable")
	_, err = ContentsOf(t.Context(), killed)
	wantID(t, err, "store_log_unreadable")
}

// readOnly lets nobody write in dir: for root, who may write anywhere, by a mount.
func readOnly(t *testing.T, dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
		return
	}
	mount := func(args ...string) error { return exec.Command("mount", args...).Run() }
	if mount("--bind", dir, dir) != nil {
		t.Skip("no mounts here")
	}
	t.Cleanup(func() { _ = exec.Command("umount", dir).Run() })
	if mount("-o", "remount,bind,ro", dir) != nil {
		t.Skip("no read-only mounts here")
	}
}

// A database that is no file is refused before it is opened, which might never end.
func TestDatabaseThatIsNoFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, folder.Database), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := Open(dir, Options{Key: testKey()})
	wantID(t, err, "desk_special")
	_, err = OpenReader(dir, Options{})
	wantID(t, err, "desk_special")
}
