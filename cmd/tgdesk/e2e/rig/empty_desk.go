package rig

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"tgdesk/store"
	"tgdesk/store/folder"
)

// emptyDesk is the database of a desk on which nothing has happened.
var emptyDesk = sync.OnceValues(func() (_ []byte, err error) {
	dir, err := os.MkdirTemp("", "empty")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	db, err := store.Open(dir, store.Options{})
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, folder.Database))
})

// EmptyDesk puts an empty desk into an empty folder. To make each anew would take
// a good part of the time of a short test. It is called outside of bubbles.
func EmptyDesk(t testing.TB, dir string) {
	t.Helper()
	path := filepath.Join(dir, folder.Database)
	content, err := emptyDesk()
	if err = errors.Join(err, os.WriteFile(path, content, 0o600)); err != nil {
		t.Fatal(err)
	}
}
