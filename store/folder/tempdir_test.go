package folder

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// Temporary folders whose lock is not conclusive are removed after a day. What is
// no temporary folder stays.
func TestSweepTempDirs(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	old := time.Now().Add(-abandonedAfter - time.Minute)
	age := func(paths ...string) {
		for _, p := range paths {
			if err := os.Chtimes(filepath.Join(folder, p), old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	lay := func(name string, files ...string) {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(files); i += 2 {
			write(t, filepath.Join(folder, name, files[i]), files[i+1])
		}
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	lay(".x-dead", "lock", host, "file", "half")
	lay(".x-away", "lock", "elsewhere", "file", "half")
	lay(".x-away-long", "lock", "elsewhere", "file", "half")
	age(".x-away-long/lock", ".x-away-long/file", ".x-away-long")
	lay(".x-away-busy", "lock", "elsewhere", "file", "half")
	age(".x-away-busy/lock", ".x-away-busy")
	lay(".x-nobody", "lock", "", "file", "half")
	lay(".x-empty")
	lay(".x-unlocked", "file", "somebody's")
	lay(".other", "lock", host)
	lay("kept", "lock", host, "file", "precious")
	write(t, filepath.Join(folder, ".x-file"), "half")
	write(t, filepath.Join(folder, ".x-file-old"), "half")
	age(".x-file-old")
	if err := os.Symlink(filepath.Join(folder, "kept"), filepath.Join(folder, ".x-link")); err != nil {
		t.Fatal(err)
	}
	SweepTempDirs(folder, ".x-")
	wantNames(t, folder, ".other", ".x-away", ".x-away-busy", ".x-file", ".x-file-old", ".x-link", ".x-nobody", ".x-unlocked", "kept")
	wantNames(t, filepath.Join(folder, "kept"), "file", "lock")
}

// However many are made and swept at once, none in use is removed and none stays.
func TestTempDirsAtOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var g errgroup.Group
	for range 8 {
		g.Go(func() error {
			for range 40 {
				if err := build(folder); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
	SweepTempDirs(folder, ".x-")
	wantNames(t, folder)
}

func build(folder string) error {
	s, err := NewTempDir(folder, ".x-")
	if err != nil {
		return err
	}
	defer s.Remove()
	if err := os.WriteFile(s.File("file"), []byte("made"), 0o600); err != nil {
		return err
	}
	SweepTempDirs(folder, ".x-")
	if text, err := os.ReadFile(s.File("file")); err != nil || string(text) != "made" {
		return fmt.Errorf("a folder in use was swept: %q %w", text, err)
	}
	return nil
}

// A missing parent is an error at once.
func TestTempDirWithoutAParent(t *testing.T) {
	t.Parallel()
	if s, err := NewTempDir(filepath.Join(t.TempDir(), "none"), ".x-"); !os.IsNotExist(err) {
		t.Errorf("%v, %v", s, err)
	}
}
