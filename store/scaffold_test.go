package store

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// buildUntilKilled puts up a backup's scaffold and tells where.
func buildUntilKilled(folder string) int {
	s, err := NewScaffold(folder, scaffoldPrefix)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(s.dir)
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// A backup removes what a killed one left, and leaves alone one that is being
// made beside it.
func TestBackupAfterAKilledOne(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	out := t.TempDir()
	cmd := another(t, "build", out)
	stdin := must[io.WriteCloser](t)(cmd.StdinPipe())
	t.Cleanup(func() { _ = stdin.Close() })
	stdout := must[io.ReadCloser](t)(cmd.StdoutPipe())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	dir := must[string](t)(bufio.NewReader(stdout).ReadString('\n'))
	dir = dir[:len(dir)-1]
	for _, name := range []string{fileName, fileName + "-journal"} {
		write(t, filepath.Join(dir, name), []byte("half a copy"))
	}
	backUp := func(name string) {
		t.Helper()
		must[Contents](t)(Backup(t.Context(), d.dir, filepath.Join(out, name), false))
	}
	backUp("one")
	wantNames(t, out, filepath.Base(dir), "one")
	wantNames(t, dir, fileName, fileName+"-journal", scaffoldLock)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	backUp("two")
	wantNames(t, out, "one", "two")
}

func wantNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	if got := left(t, dir); !slices.Equal(got, want) {
		t.Errorf("in the folder: %q, want %q", got, want)
	}
}

// What nobody's lock can vouch for goes after a day, unless it is no scaffold.
func TestSweepScaffolds(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	old := time.Now().Add(-longDead - time.Minute)
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
			write(t, filepath.Join(folder, name, files[i]), []byte(files[i+1]))
		}
	}
	lay(".x-dead", "lock", machine(), "file", "half")
	lay(".x-away", "lock", "elsewhere", "file", "half")
	lay(".x-away-long", "lock", "elsewhere", "file", "half")
	age(".x-away-long/lock", ".x-away-long/file", ".x-away-long")
	lay(".x-away-busy", "lock", "elsewhere", "file", "half")
	age(".x-away-busy/lock", ".x-away-busy")
	lay(".x-nobody", "lock", "", "file", "half")
	lay(".x-empty")
	lay(".x-unlocked", "file", "somebody's")
	lay(".other", "lock", machine())
	lay("kept", "lock", machine(), "file", "precious")
	write(t, filepath.Join(folder, ".x-file"), []byte("half"))
	write(t, filepath.Join(folder, ".x-file-old"), []byte("half"))
	age(".x-file-old")
	if err := os.Symlink(filepath.Join(folder, "kept"), filepath.Join(folder, ".x-link")); err != nil {
		t.Fatal(err)
	}
	SweepScaffolds(folder, ".x-")
	wantNames(t, folder, ".other", ".x-away", ".x-away-busy", ".x-file", ".x-link", ".x-nobody", ".x-unlocked", "kept")
	wantNames(t, filepath.Join(folder, "kept"), "file", "lock")
}

// However many put up and sweep at once, nobody loses a living scaffold and
// nothing stays.
func TestScaffoldsAtOnce(t *testing.T) {
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
	SweepScaffolds(folder, ".x-")
	wantNames(t, folder)
}

func build(folder string) error {
	s, err := NewScaffold(folder, ".x-")
	if err != nil {
		return err
	}
	defer s.Remove()
	if err := os.WriteFile(s.File("file"), []byte("made"), 0o600); err != nil {
		return err
	}
	SweepScaffolds(folder, ".x-")
	if text, err := os.ReadFile(s.File("file")); err != nil || string(text) != "made" {
		return fmt.Errorf("a living scaffold was swept: %q %w", text, err)
	}
	return nil
}

// A folder that is not there is said to be so, at once.
func TestScaffoldWithoutAFolder(t *testing.T) {
	t.Parallel()
	if s, err := NewScaffold(filepath.Join(t.TempDir(), "none"), ".x-"); !os.IsNotExist(err) {
		t.Errorf("%v, %v", s, err)
	}
}
