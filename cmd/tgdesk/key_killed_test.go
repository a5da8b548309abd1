package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"tgdesk/store/folder"
)

// What was left by one that was killed while it made the key file goes with the
// next that writes: it may be a second name of the key. What is being made now
// stays, and the key with it.
func TestKilledWhileTheKeyIsMade(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	key := b.host.keyFile()
	dir := filepath.Dir(key)
	before, err := os.ReadFile(key)
	b.must(err)
	alive, err := folder.NewTempDir(dir, keyScaffold)
	b.must(err)
	defer alive.Remove()
	machine, err := os.Hostname()
	b.must(err)
	dead := filepath.Join(dir, keyScaffold+"1")
	b.must(os.Mkdir(dead, 0o700))
	b.must(os.WriteFile(filepath.Join(dead, "lock"), []byte(machine), 0o600))
	b.must(os.Link(key, filepath.Join(dead, "key")))
	b.want(b.run("brand", "list"), 0, "", "")
	if _, err := os.Stat(dead); err != nil {
		t.Errorf("reading removed it: %v", err)
	}
	b.want(b.run("brand", "disable", "acme"), 0, "", "")
	if _, err := os.Stat(dead); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
	if _, err := os.Stat(alive.File("lock")); err != nil {
		t.Errorf("a living one's is gone: %v", err)
	}
	if after, err := os.ReadFile(key); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the key changed: %v", err)
	}
}
