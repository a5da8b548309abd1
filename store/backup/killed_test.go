package backup

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"tgdesk/store"
	"tgdesk/store/folder"
)

// buildUntilKilled makes a backup's temporary folder and prints where.
func buildUntilKilled(dir string) int {
	s, err := folder.NewTempDir(dir, folder.BackupPrefix)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(filepath.Dir(s.File("x")))
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// A backup removes what a killed one left, but not one that is being made.
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
	for _, name := range []string{folder.Database, folder.Database + "-journal"} {
		write(t, filepath.Join(dir, name), []byte("half a copy"))
	}
	create := func(name string) {
		t.Helper()
		must[store.Contents](t)(Create(t.Context(), d.dir, filepath.Join(out, name), false))
	}
	create("one")
	wantNames(t, out, filepath.Base(dir), "one")
	wantNames(t, dir, folder.Database, folder.Database+"-journal", "lock")
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	create("two")
	wantNames(t, out, "one", "two")
}
