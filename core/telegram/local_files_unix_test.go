//go:build unix

package telegram_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"tgdesk/core"
)

// TestLocalFiles names files of this machine: only regular ones below the folder
// that the brand allows are taken from the disk.
func TestLocalFiles(t *testing.T) {
	t.Parallel()
	dir, outside := t.TempDir(), t.TempDir()
	write := func(path string) {
		if err := os.WriteFile(path, []byte("on the disk"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, path string) {
		if err := os.Symlink(to, path); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(dir, "file"))
	write(filepath.Join(outside, "secret"))
	link("file", filepath.Join(dir, "inside"))
	link(filepath.Join(outside, "secret"), filepath.Join(dir, "leads out"))
	link(outside, filepath.Join(dir, "out"))
	link(dir, filepath.Join(outside, "folder"))
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		allowed, path string
		local         bool
	}{
		{dir, filepath.Join(dir, "file"), true},
		{dir, filepath.Join(dir, "inside"), true},
		{filepath.Join(outside, "folder"), filepath.Join(dir, "file"), true},
		{filepath.Join(outside, "folder"), filepath.Join(outside, "folder", "file"), true},
		{"", filepath.Join(dir, "file"), false},
		{dir, filepath.Join(outside, "secret"), false},
		{dir, dir + "/../" + filepath.Base(outside) + "/secret", false},
		{dir, filepath.Join(dir, "leads out"), false},
		{dir, filepath.Join(dir, "out", "secret"), false},
		{dir, filepath.Join(dir, "pipe"), false},
		{dir, dir, false},
		{dir, filepath.Join(dir, "none"), false},
		{dir, "/proc/self/environ", false},
	} {
		c := serveFile(t, test.path, 0, respond(404, ""))
		var got bytes.Buffer
		err := c.Connect(marked, core.Server{LocalFiles: test.allowed}).Fetch(t.Context(), "f", &got, nil)
		if test.local != (err == nil) || test.local != (got.String() == "on the disk") {
			t.Errorf("%s below %q: %q, %v", test.path, test.allowed, got.String(), err)
		}
		if e, ok := errors.AsType[*core.FetchError](err); err != nil && (!ok || !e.Detail.Is("fetch_local")) {
			t.Errorf("%s below %q: %v", test.path, test.allowed, err)
		}
	}
}
