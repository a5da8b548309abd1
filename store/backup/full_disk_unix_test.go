//go:build unix

package backup

import (
	"bytes"
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tgdesk/tui/locale"
)

// backUpToFullDisk makes a backup while no file may grow beyond 16 kB.
func backUpToFullDisk(dir string) int {
	signal.Ignore(syscall.SIGXFSZ)
	small := syscall.Rlimit{Cur: 16 << 10, Max: 16 << 10}
	err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small)
	if err == nil {
		_, err = Create(context.Background(), dir, filepath.Join(dir, "out", "backup"), true)
	}
	_, _ = os.Stdout.WriteString(locale.English().Error(err))
	return 0
}

// A backup for which the disk has no room does not change the older one.
func TestBackupWithoutRoom(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	out := filepath.Join(d.dir, "out")
	if err := os.Mkdir(out, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(out, "backup"), []byte("the older one"))
	cmd := another(t, "full disk", d.dir)
	var said bytes.Buffer
	cmd.Stdout = &said
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	want := "The backup " + filepath.Join(out, "backup") + " cannot be written: "
	if !strings.HasPrefix(said.String(), want) || !strings.HasSuffix(said.String(), "Nothing was changed.") {
		t.Errorf("got %q", said.String())
	}
	if text := must[[]byte](t)(os.ReadFile(filepath.Join(out, "backup"))); string(text) != "the older one" || len(names(t, out)) != 1 {
		t.Errorf("left %v with %q", names(t, out), text)
	}
}
