//go:build unix

package process

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestUnknownHome starts the program without a usable HOME: it must make no files
// where nobody looks for them.
func TestUnknownHome(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		set     []string
		data    bool
		wants   string
		refused bool
	}{
		{name: "unset", wants: "set XDG_DATA_HOME and XDG_CONFIG_HOME and XDG_STATE_HOME", refused: true},
		{name: "empty", set: []string{"HOME="}, wants: "HOME is not set to an absolute path", refused: true},
		{name: "relative", set: []string{"HOME=here"}, wants: "HOME is not set to an absolute path", refused: true},
		{name: "relative folders", set: []string{"HOME=.", "XDG_DATA_HOME=data", "XDG_CONFIG_HOME=."}, wants: "set XDG_DATA_HOME and XDG_CONFIG_HOME", refused: true},
		{name: "only --data", data: true, wants: "set XDG_CONFIG_HOME and XDG_STATE_HOME", refused: true},
		{name: "all named", set: []string{"XDG_CONFIG_HOME=/c", "XDG_STATE_HOME=/s"}, data: true},
	} {
		h := rig.NewHome(t, "http://127.0.0.1:1")
		cmd := h.Command("brand", "list")
		if !test.data {
			cmd.Args = append(cmd.Args[:1], cmd.Args[3:]...)
		} else if err := os.Mkdir(h.DeskDir(), 0o700); err != nil {
			t.Fatal(err)
		}
		cmd.Dir = t.TempDir()
		var kept []string
		for _, v := range cmd.Env {
			if !strings.HasPrefix(v, "HOME=") && !strings.HasPrefix(v, "XDG_") {
				kept = append(kept, v)
			}
		}
		cmd.Env = append(kept, test.set...)
		out, _ := cmd.CombinedOutput()
		if got := strings.Contains(string(out), "HOME is not set"); got != test.refused || !strings.Contains(string(out), test.wants) {
			t.Errorf("%s: %s", test.name, out)
		}
		if made, err := filepath.Glob(filepath.Join(cmd.Dir, "*")); err != nil || made != nil {
			t.Errorf("%s: made %v, %v", test.name, made, err)
		}
	}
}
