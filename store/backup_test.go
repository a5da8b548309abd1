package store

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
)

// left lists what lies in dir.
func left(t *testing.T, dir string) (names []string) {
	t.Helper()
	for _, e := range must[[]os.DirEntry](t)(os.ReadDir(dir)) {
		names = append(names, e.Name())
	}
	return names
}

// A backup that is made while another process writes holds everything that was
// committed before it began, of one moment, and nothing that a copy of the
// file would tear.
func TestBackupBesideAWriter(t *testing.T) {
	t.Parallel()
	dir, out := t.TempDir(), t.TempDir()
	cmd := another(t, "write", dir)
	committed := follow(t, cmd)
	for i := range 5 {
		before := committed()
		file := filepath.Join(out, fmt.Sprint(i)) // the writer may be too slow for a name of its numbers
		c := must[Contents](t)(Backup(t.Context(), dir, file, false))
		info := must[os.FileInfo](t)(os.Stat(file))
		if info.Mode() != 0o600 || c.Version == 0 {
			t.Errorf("mode %v, %+v", info.Mode(), c)
		}
		db := open(file, "mode=ro&immutable=1", "", nil)
		ops := must[int](t)(number(t.Context(), poolQueryer{db, new(atomic.Bool)}, "count", `SELECT count(*) FROM operators`))
		newest := must[int](t)(number(t.Context(), poolQueryer{db, new(atomic.Bool)}, "find the newest", `SELECT max(id) FROM operators`))
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if ops <= before || newest != ops {
			t.Errorf("%d operators, the newest is %d; number %d was confirmed", ops, newest, before)
		}
	}
	if names := left(t, out); len(names) != 5 {
		t.Errorf("left behind: %v", names)
	}
}

// follow starts a process that writes numbers, and returns what tells the
// latest of them. The process ends with the test.
func follow(t *testing.T, cmd *exec.Cmd) (latest func() int) {
	t.Helper()
	stdout := must[io.ReadCloser](t)(cmd.StdoutPipe())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var n atomic.Int64
	first, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			i, err := strconv.Atoi(lines.Text())
			if err != nil {
				t.Error(err)
			}
			if n.Store(int64(i)); i == 0 {
				close(first)
			}
		}
	}()
	<-first
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
		_ = cmd.Wait()
	})
	return func() int { return int(n.Load()) }
}

func TestBackupHoldsEverything(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.visitor(d.brand.ID, 1)
	c := d.chat(v, core.Active, noon())
	d.say(c, core.Message{From: core.FromVisitor, TelegramID: 5, Text: "hello"})
	d.reply(c, "one moment", core.DeliveryQueued)
	file := filepath.Join(t.TempDir(), "a backup?#%41.db")
	held := must[Contents](t)(Backup(t.Context(), d.dir, file, false))
	want := Contents{Version: held.Version, Brands: 1, Visitors: 1, Chats: 1, Messages: 2, Unsent: 1, Newest: noon()}
	if held != want {
		t.Errorf("got  %+v\nwant %+v", held, want)
	}
	text := must[[]byte](t)(os.ReadFile(file))
	if bytes.Contains(text, []byte("AAsecret")) || bytes.Contains(text, bytes.Repeat([]byte{7}, KeySize)) {
		t.Error("the backup holds a secret")
	}
	// It is not replaced unasked, and wholly replaced when asked.
	d.reply(c, "another", core.DeliverySent)
	if _, err := Backup(t.Context(), d.dir, file, false); core.CodeOf(err) != core.CodeUnavailable {
		t.Errorf("an older backup gave way: %v", err)
	}
	if now := must[[]byte](t)(os.ReadFile(file)); !bytes.Equal(text, now) {
		t.Error("the older backup changed")
	}
	if held := must[Contents](t)(Backup(t.Context(), d.dir, file, true)); held.Messages != 3 {
		t.Errorf("the replaced one holds %+v", held)
	}
	if names := left(t, filepath.Dir(file)); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}

func TestBackupFailsWhole(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	out := t.TempDir()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Backup(gone, d.dir, filepath.Join(out, "cancelled"), false); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	_, err := Backup(t.Context(), d.dir, filepath.Join(out, "none", "file"), false)
	wantCode(t, err, core.CodeUnavailable)
	_, err = Backup(t.Context(), t.TempDir(), filepath.Join(out, "of nothing"), false)
	wantCode(t, err, core.CodeNotFound)
	empty := t.TempDir()
	must[string](t)(prepare(empty))
	_, err = Backup(t.Context(), empty, filepath.Join(out, "of a new desk"), false)
	wantCode(t, err, core.CodeNotFound)
	if names := left(t, out); len(names) != 0 {
		t.Errorf("left behind: %v", names)
	}
}

// A full disk is told as the backup's, not as the desk's.
func TestBackupOnAFullDisk(t *testing.T) {
	t.Parallel()
	err := notWritten("/mnt/b.db", copyTrouble(t.Context(), sqlite3.Error{Code: sqlite3.ErrFull}))
	if want := "The backup /mnt/b.db cannot be written: the disk is full. Nothing was changed."; err.Error() != want {
		t.Errorf("got %s", err)
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	good := filepath.Join(t.TempDir(), "good")
	must[Contents](t)(Backup(t.Context(), d.dir, good, false))
	text := must[[]byte](t)(os.ReadFile(good))
	spoilt := func(fn func(db *DB)) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			write(t, path, text)
			w := &DB{writer: openWriter(path)}
			fn(w)
			if _, err := w.writer.ExecContext(t.Context(), `PRAGMA journal_mode = DELETE`); err != nil {
				t.Fatal(err)
			}
			if err := w.writer.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	raw := func(query string) func(*DB) {
		return func(db *DB) {
			if _, err := db.writer.ExecContext(t.Context(), query); err != nil {
				t.Error(err)
			}
		}
	}
	for name, tt := range map[string]struct {
		make func(t *testing.T, path string)
		want string
	}{
		"empty":            {func(t *testing.T, path string) { write(t, path, nil) }, "is no backup of a desk"},
		"a letter":         {func(t *testing.T, path string) { write(t, path, bytes.Repeat([]byte("Dear all,\n"), 999)) }, "is no backup of a desk"},
		"cut short":        {func(t *testing.T, path string) { write(t, path, text[:len(text)/2]) }, "is damaged"},
		"a spoilt page":    {func(t *testing.T, path string) { write(t, path, spoil(text)) }, "is damaged"},
		"newer":            {spoilt(raw(`PRAGMA user_version = 999`)), "newer tgdesk"},
		"without a table":  {spoilt(raw(`PRAGMA foreign_keys = 0; DROP TABLE drafts; DROP TABLE edits; DROP TABLE attachments; DROP TABLE messages`)), "is no backup of a desk"},
		"broken reference": {spoilt(raw(`PRAGMA foreign_keys = 0; INSERT INTO edits (message_id, text) VALUES (99, 'x')`)), "is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "backup")
			tt.make(t, path)
			_, err := Verify(t.Context(), path, "b.db")
			wantCode(t, err, core.CodeInvalid)
			if !strings.Contains(err.Error(), "b.db") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %q, want %q", err, tt.want)
			}
			if names := left(t, filepath.Dir(path)); len(names) != 1 {
				t.Errorf("reading left behind: %v", names)
			}
		})
	}
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// spoil is text with a page in the middle made of nonsense.
func spoil(text []byte) []byte {
	text = bytes.Clone(text)
	copy(text[len(text)/2&^4095:], bytes.Repeat([]byte{0xAB}, 4096))
	return text
}
