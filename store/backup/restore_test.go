package backup

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/core"
	usecase "tgdesk/core/desk"
	"tgdesk/store"
	"tgdesk/store/folder"
	"tgdesk/tui/locale"
)

// newBackup is a desk with one chat, and a backup with one message less.
func newBackup(t *testing.T) (d *desk, c core.Chat, file string) {
	t.Helper()
	d = newDesk(t)
	c = d.chat
	d.reply("in the backup", core.DeliveryQueued)
	file = filepath.Join(t.TempDir(), "backup.db")
	must[store.Contents](t)(Create(t.Context(), d.dir, file, false))
	d.reply("after the backup", core.DeliverySent)
	return d, c, file
}

func texts(t *testing.T, r core.Reader, c core.Chat) (all []string) {
	t.Helper()
	for _, m := range must[[]core.Message](t)(r.Messages(t.Context(), core.MessageQuery{Chat: c.ID, Limit: 10})) {
		all = append(all, m.Text)
	}
	return all
}

func wantTexts(t *testing.T, dir string, c core.Chat, want ...string) {
	t.Helper()
	r := must[*store.DB](t)(store.OpenReader(dir, store.Options{Key: testKey()}))
	defer func() { _ = r.Close() }()
	if got := strings.Join(texts(t, r, c), ", "); got != strings.Join(want, ", ") {
		t.Errorf("in %s: %s, want %v", dir, got, want)
	}
	if b := must[core.Channel](t)(r.Channel(t.Context(), 1)); b.Token.Sealed() {
		t.Error("the token cannot be read")
	}
	if err := r.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestRestore(t *testing.T) {
	t.Parallel()
	d, c, file := newBackup(t)
	u := must[*Staged](t)(Stage(t.Context(), d.dir, file, store.Options{Now: noon, Key: testKey()}))
	if u.Contents.Messages != 1 || u.Contents.Unsent != 1 {
		t.Errorf("%+v", u.Contents)
	}
	settled := must[usecase.RestoreReport](t)(usecase.AfterRestore(t.Context(), u.DB, func(string) bool { return true }))
	if settled.Unknown != 1 {
		t.Errorf("%+v", settled)
	}
	wantTexts(t, d.dir, c, "in the backup", "after the backup") // nothing has changed yet
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	kept := must[string](t)(u.Restore(noon()))
	if kept != filepath.Join(d.dir, "replaced-20260301T120000Z") {
		t.Errorf("kept in %q", kept)
	}
	if err := u.Discard(); err != nil {
		t.Error(err)
	}
	wantTexts(t, kept, c, "in the backup", "after the backup")
	again := openAt(t, d.dir)
	wantTexts(t, d.dir, c, "in the backup")
	if m := must[core.Message](t)(again.Message(t.Context(), 1)); m.Delivery != core.DeliveryUnknown {
		t.Errorf("the queued reply is %s", m.Delivery)
	}
	for _, name := range names(t, d.dir) {
		if strings.HasPrefix(name, "restore-") || strings.HasPrefix(name, ".restore-") {
			t.Errorf("left behind: %s", name)
		}
	}
	for name, mode := range map[string]fs.FileMode{"desk.db": 0o600, filepath.Base(kept): 0o700 | fs.ModeDir} {
		if info := must[fs.FileInfo](t)(os.Lstat(filepath.Join(d.dir, name))); info.Mode() != mode {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
	}
}

// A decided restore that was interrupted after any step is finished when the desk
// is opened, and neither desk gets the other's log.
func TestInterruptedRestore(t *testing.T) {
	t.Parallel()
	const stamp = "20260301T120000Z"
	for cut, name := range []string{"before anything moved", "", "-wal", "-shm"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, c := killedDesk(t)
			_, _, file := newBackup(t)
			if err := copyFile(t.Context(), file, filepath.Join(dir, "restore-"+stamp+".db")); err != nil {
				t.Fatal(err)
			}
			keep := filepath.Join(dir, "replaced-"+stamp)
			for _, end := range []string{"", "-wal", "-shm"}[:cut] {
				if err := os.MkdirAll(keep, 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.Rename(filepath.Join(dir, folder.Database+end), filepath.Join(keep, folder.Database+end)); err != nil {
					t.Fatal(err)
				}
			}
			if folder.PendingRestore(dir) == "" {
				t.Error("nothing is pending")
			}
			openAt(t, dir)
			wantTexts(t, dir, c, "in the backup")
			wantTexts(t, keep, c, "before the kill")
			if name := folder.PendingRestore(dir); name != "" {
				t.Errorf("still pending: %s", name)
			}
		})
	}
}

// killedDesk is a desk of a killed process: what it wrote is only in the
// write-ahead log.
func killedDesk(t *testing.T) (dir string, c core.Chat) {
	t.Helper()
	d := newDesk(t)
	c = d.chat
	d.reply("before the kill", core.DeliverySent)
	dir = t.TempDir()
	for _, end := range []string{"", "-wal", "-shm"} {
		// Another process copies: this one has the database open.
		if out, err := exec.CommandContext(t.Context(), "cp", filepath.Join(d.dir, folder.Database+end), dir).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	return dir, c
}

func TestStageRefuses(t *testing.T) {
	t.Parallel()
	d, c, file := newBackup(t)
	text := must[[]byte](t)(os.ReadFile(file))
	other := t.TempDir()
	bad := func(name string, text []byte) string {
		path := filepath.Join(other, name)
		write(t, path, text)
		return path
	}
	withLog := bad("live.db", text)
	write(t, withLog+"-wal", []byte("log"))
	before := names(t, d.dir)
	for name, tt := range map[string]struct{ file, want string }{
		"none":       {filepath.Join(other, "none"), "no such file"},
		"folder":     {other, "is not a regular file"},
		"itself":     {filepath.Join(d.dir, folder.Database), "is the desk itself"},
		"with a log": {withLog, "is not a finished backup"},
		"a letter":   {bad("letter", bytes.Repeat([]byte("Dear all,\n"), 999)), "is not a backup of a desk"},
		"damaged":    {bad("damaged", spoil(text)), "is damaged"},
		"cut short":  {bad("short", text[:len(text)/2]), "is damaged"},
	} {
		_, err := Stage(t.Context(), d.dir, tt.file, store.Options{Key: testKey()})
		if err == nil || !strings.Contains(locale.English().Error(err), tt.want) || core.CodeOf(err) == core.CodeInternal {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Stage(gone, d.dir, file, store.Options{Key: testKey()}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	u := must[*Staged](t)(Stage(t.Context(), d.dir, file, store.Options{Key: testKey()})) // and then changed one's mind
	if err := u.Discard(); err != nil {
		t.Error(err)
	}
	if after := names(t, d.dir); strings.Join(before, " ") != strings.Join(after, " ") {
		t.Errorf("left behind: %v, before %v", after, before)
	}
	wantTexts(t, d.dir, c, "in the backup", "after the backup")
}

// Files with similar names are no pending restore.
func TestForeignNamesAreNoRestore(t *testing.T) {
	t.Parallel()
	d, c, file := newBackup(t)
	for _, name := range []string{"restore-me.db", "restore-20260301.db", "restore-20260301T120000Z.db.old", "restore-20261301T120000Z.db"} {
		if err := copyFile(t.Context(), file, filepath.Join(d.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(file, filepath.Join(d.dir, "restore-20260301T120000Z.db")); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	openAt(t, d.dir)
	wantTexts(t, d.dir, c, "in the backup", "after the backup")
}

// What an undecided restore left is removed.
func TestUndecidedRestoreIsRemoved(t *testing.T) {
	t.Parallel()
	d, _, file := newBackup(t)
	must[*Staged](t)(Stage(t.Context(), d.dir, file, store.Options{Key: testKey()})) // never discarded
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	openAt(t, d.dir)
	for _, name := range names(t, d.dir) {
		if strings.HasPrefix(name, ".restore-") {
			t.Errorf("left behind: %s", name)
		}
	}
}
