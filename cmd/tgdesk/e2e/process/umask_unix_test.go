//go:build unix

package process

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestModesUnderAnyUmask makes a desk under umasks that take everything from
// the owner, or nothing from anybody.
func TestModesUnderAnyUmask(t *testing.T) {
	t.Parallel()
	for _, mask := range []string{"0777", "0300", "0000"} {
		h := rig.NewHome(t, "http://127.0.0.1:1")
		token := filepath.Join(t.TempDir(), "token")
		if err := os.WriteFile(token, []byte("1:"+strings.Repeat("A", 35)), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := h.Command("brand", "add", "acme", "--token-file", token, "--yes")
		cmd.Args = append([]string{"sh", "-c", "umask " + mask + ` && exec "$@"`, "sh"}, cmd.Args...)
		shell, err := exec.LookPath("sh")
		if err != nil {
			t.Fatal(err)
		}
		cmd.Path = shell
		out, _ := cmd.CombinedOutput() // it fails, for nobody answers
		seen := 0
		err = filepath.WalkDir(h.DeskDir(), func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			seen++
			info, err := e.Info()
			want := fs.FileMode(0o600)
			if e.IsDir() {
				want = 0o700
			}
			if err == nil && info.Mode().Perm() != want {
				t.Errorf("umask %s: %s has mode %04o", mask, path, info.Mode().Perm())
			}
			return err
		})
		if err != nil || seen < 3 {
			t.Errorf("umask %s: %d files, %v\n%s", mask, seen, err, out)
		}
	}
}
