package backup

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
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

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tgdesk/core"
	"tgdesk/store"
	"tgdesk/store/folder"
	"tgdesk/store/seal"
	"tgdesk/tui/locale"
)

// A backup that is made while another process writes is a consistent snapshot with
// everything that was committed before.
func TestBackupDuringWrites(t *testing.T) {
	t.Parallel()
	dir, out := t.TempDir(), t.TempDir()
	cmd := another(t, "write", dir)
	committed := follow(t, cmd)
	for i := range 5 {
		before := committed()
		file := filepath.Join(out, fmt.Sprint(i)) // the writer may be too slow for a name of its numbers
		c := must[store.Contents](t)(Create(t.Context(), dir, file, false))
		info := must[os.FileInfo](t)(os.Stat(file))
		if info.Mode() != 0o600 || c.Version == 0 {
			t.Errorf("mode %v, %+v", info.Mode(), c)
		}
		ops, newest := operators(t, file)
		if ops <= before || newest != ops {
			t.Errorf("%d operators, the newest is %d; number %d was confirmed", ops, newest, before)
		}
	}
	if names := names(t, out); len(names) != 5 {
		t.Errorf("left behind: %v", names)
	}
}

// operators counts the operators of the backup at path, and returns the id of
// the newest.
func operators(t *testing.T, path string) (n, newest int) {
	t.Helper()
	db := must[*sql.DB](t)(sql.Open("sqlite3", "file:"+path+"?mode=ro&immutable=1"))
	err := db.QueryRowContext(t.Context(), `SELECT count(*), max(id) FROM operators`).Scan(&n, &newest)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return n, newest
}

// follow starts a process that writes numbers, and returns a function that returns
// the latest number. The process ends with the test.
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

func TestBackupContents(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.reply("hello", core.DeliverySent)
	d.reply("one moment", core.DeliveryQueued)
	file := filepath.Join(t.TempDir(), "a backup?#%41.db")
	held := must[store.Contents](t)(Create(t.Context(), d.dir, file, false))
	want := store.Contents{Version: held.Version, Brands: 1, Visitors: 1, Chats: 1, Messages: 2, Unsent: 1, Newest: noon()}
	if !cmp.Equal(held, want, cmpopts.IgnoreUnexported(store.Contents{})) {
		t.Errorf("got  %+v\nwant %+v", held, want)
	}
	text := must[[]byte](t)(os.ReadFile(file))
	if bytes.Contains(text, []byte("AAsecret")) || bytes.Contains(text, bytes.Repeat([]byte{7}, seal.KeySize)) {
		t.Error("the backup holds a secret")
	}
	// It is not replaced unasked, and wholly replaced when asked.
	d.reply("another", core.DeliverySent)
	if _, err := Create(t.Context(), d.dir, file, false); core.CodeOf(err) != core.CodeUnavailable {
		t.Errorf("an older backup gave way: %v", err)
	}
	if now := must[[]byte](t)(os.ReadFile(file)); !bytes.Equal(text, now) {
		t.Error("the older backup changed")
	}
	if held := must[store.Contents](t)(Create(t.Context(), d.dir, file, true)); held.Messages != 3 {
		t.Errorf("the replaced one holds %+v", held)
	}
	if names := names(t, filepath.Dir(file)); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}

func TestFailedBackupLeavesNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	out := t.TempDir()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Create(gone, d.dir, filepath.Join(out, "cancelled"), false); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	_, err := Create(t.Context(), d.dir, filepath.Join(out, "none", "file"), false)
	wantCode(t, err, core.CodeUnavailable)
	_, err = Create(t.Context(), t.TempDir(), filepath.Join(out, "of nothing"), false)
	wantCode(t, err, core.CodeNotFound)
	empty := t.TempDir()
	write(t, filepath.Join(empty, folder.Database), nil)
	_, err = Create(t.Context(), empty, filepath.Join(out, "of an empty file"), false)
	wantCode(t, err, core.CodeUnavailable)
	if names := names(t, out); len(names) != 0 {
		t.Errorf("left behind: %v", names)
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	good := filepath.Join(t.TempDir(), "good")
	must[store.Contents](t)(Create(t.Context(), d.dir, good, false))
	text := must[[]byte](t)(os.ReadFile(good))
	after := func(query string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			write(t, path, text)
			execute(t, path, query)
		}
	}
	for name, tt := range map[string]struct {
		make func(t *testing.T, path string)
		want string
	}{
		"empty":            {func(t *testing.T, path string) { write(t, path, nil) }, "is not a backup of a desk"},
		"a letter":         {func(t *testing.T, path string) { write(t, path, bytes.Repeat([]byte("Dear all,\n"), 999)) }, "is not a backup of a desk"},
		"cut short":        {func(t *testing.T, path string) { write(t, path, text[:len(text)/2]) }, "is damaged"},
		"a spoilt page":    {func(t *testing.T, path string) { write(t, path, spoil(text)) }, "is damaged"},
		"newer":            {after(`PRAGMA user_version = 999`), "newer tgdesk"},
		"without a table":  {after(`PRAGMA foreign_keys = 0; DROP TABLE drafts; DROP TABLE edits; DROP TABLE attachments; DROP TABLE messages`), "is not a backup of a desk"},
		"broken reference": {after(`PRAGMA foreign_keys = 0; INSERT INTO edits (message_id, kind, text, markup, file_name) VALUES (99, 'text', 'x', '', '')`), "is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "backup")
			tt.make(t, path)
			_, err := verify(t.Context(), path, "b.db")
			wantCode(t, err, core.CodeInvalid)
			if !strings.Contains(locale.English().Error(err), "b.db") || !strings.Contains(locale.English().Error(err), tt.want) {
				t.Errorf("got %q, want %q", err, tt.want)
			}
			if names := names(t, filepath.Dir(path)); len(names) != 1 {
				t.Errorf("reading left behind: %v", names)
			}
		})
	}
}

// spoil returns text with a page in the middle overwritten.
func spoil(text []byte) []byte {
	text = bytes.Clone(text)
	copy(text[len(text)/2&^4095:], bytes.Repeat([]byte{0xAB}, 4096))
	return text
}
