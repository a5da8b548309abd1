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
	s := rig.NewSandbox(t)
	s.AddBrand()
	key := s.Env.KeyFile()
	dir := filepath.Dir(key)
	before, err := os.ReadFile(key)
	s.Must(err)
	alive, err := folder.NewTempDir(dir, ".key-")
	s.Must(err)
	defer alive.Remove()
	machine, err := os.Hostname()
	s.Must(err)
	dead := filepath.Join(dir, ".key-1")
	s.Must(os.Mkdir(dead, 0o700))
	s.Must(os.WriteFile(filepath.Join(dead, "lock"), []byte(machine), 0o600))
	s.Must(os.Link(key, filepath.Join(dead, "key")))
	s.Expect(s.Run("brand", "list"), 0, "", "")
	if _, err := os.Stat(dead); err != nil {
		t.Errorf("reading removed it: %v", err)
	}
	s.Expect(s.Run("brand", "disable", "acme"), 0, "", "")
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
