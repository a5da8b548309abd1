package secrets_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/store/folder"
)

// What was left by one that was killed while it made the key file goes with the
// next that writes: it may be a second name of the key. What is being made now
// stays, and the key with it.
func TestKilledWhileTheKeyIsMade(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	key := b.Env.KeyFile()
	dir := filepath.Dir(key)
	before, err := os.ReadFile(key)
	b.Must(err)
	alive, err := folder.NewTempDir(dir, ".key-")
	b.Must(err)
	defer alive.Remove()
	machine, err := os.Hostname()
	b.Must(err)
	dead := filepath.Join(dir, ".key-1")
	b.Must(os.Mkdir(dead, 0o700))
	b.Must(os.WriteFile(filepath.Join(dead, "lock"), []byte(machine), 0o600))
	b.Must(os.Link(key, filepath.Join(dead, "key")))
	b.Expect(b.Run("brand", "list"), 0, "", "")
	if _, err := os.Stat(dead); err != nil {
		t.Errorf("reading removed it: %v", err)
	}
	b.Expect(b.Run("brand", "disable", "acme"), 0, "", "")
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
