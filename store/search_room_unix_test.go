//go:build unix

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/sqlite"
)

// openIndexWithoutRoom opens a desk whose index was not closed and has lost words, while the
// index cannot be written; then it can be, and the desk is opened once more.
func openIndexWithoutRoom(dir string) int {
	signal.Ignore(syscall.SIGXFSZ)
	ctx := context.Background()
	db, err := Open(dir, Options{Now: noon, Key: testKey()})
	if err == nil {
		err = errors.Join(sayMany(ctx, db, 1500), indexAll(ctx, db))
	}
	index := sqlite.OpenWriter(filepath.Join(dir, folder.Index), "", nil)
	for range 200 { // the log is longer than what else is written
		if err == nil {
			_, err = index.Exec("DELETE FROM m_0_segdir; UPDATE position SET changes = changes")
		}
	}
	left := map[string][]byte{}
	for _, suffix := range []string{"", "-wal"} {
		path := filepath.Join(dir, folder.Index+suffix)
		content, readErr := os.ReadFile(path)
		left[path], err = content, errors.Join(err, readErr)
	}
	err = errors.Join(err, index.Close(), db.Close())
	for path, content := range left {
		err = errors.Join(err, os.WriteFile(path, content, 0o600))
	}
	if db, opened := Open(dir, Options{Now: noon, Key: testKey()}); opened == nil {
		var before, small syscall.Rlimit
		err = errors.Join(err, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
		small.Cur, small.Max = uint64(len(left[filepath.Join(dir, folder.Index+"-wal")])), before.Max
		err = errors.Join(err, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small))
		_, full := db.IndexSearch(ctx)
		fmt.Println(core.ProblemOf(full))
		err = errors.Join(err, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before), indexAll(ctx, db), db.Close())
	}
	db, opened := Open(dir, Options{Now: noon, Key: testKey()})
	if err = errors.Join(err, opened); err == nil {
		err = indexAll(ctx, db)
		r, searched := db.Search(ctx, core.SearchQuery{Limit: 2000, Words: zebras()})
		fmt.Println(len(r.Hits), errors.Join(err, searched, db.Close()))
		return 0
	}
	fmt.Println(err)
	return 0
}

// TestIndexThatCouldNotBeOpened is not taken for one that was looked at.
func TestIndexThatCouldNotBeOpened(t *testing.T) {
	t.Parallel()
	out, err := func() ([]byte, error) {
		cmd := another(t, "open index without room", t.TempDir())
		cmd.Stderr = nil
		return cmd.CombinedOutput()
	}()
	if err != nil || string(out) != "store_io\n1500 <nil>\n" {
		t.Errorf("%v\n%.600s", err, out)
	}
}
