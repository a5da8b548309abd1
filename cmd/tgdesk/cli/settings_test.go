package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/system"
	"tgdesk/core"

	"github.com/google/go-cmp/cmp"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	defaults := Settings{
		Operator: OperatorSettings{Name: "sam", Role: core.RoleAdmin},
		Screen:   ScreenSettings{Theme: "auto", Mouse: true, Bell: BellUnfocused, Pictures: true},
		Files:    FileSettings{Opener: system.Opener()},
		SSH:      SSHSettings{Listen: "127.0.0.1:2222", IdleTimeout: "off", Sessions: 100, SessionsPerOperator: 5},
	}
	changed := Settings{
		Operator: OperatorSettings{Name: "Mika", Role: core.RoleOperator},
		Screen:   ScreenSettings{Theme: "light", Mouse: false, Bell: BellAlways, Pictures: false},
		Files:    FileSettings{Opener: "feh --fullscreen"},
		SSH:      SSHSettings{Listen: "[::1]:22", IdleTimeout: "8h", Sessions: 10, SessionsPerOperator: 1},
	}
	quiet := defaults
	quiet.Screen.Bell = BellOff
	rebound := defaults
	rebound.Keys = map[string][]string{"reply": {"w"}, "manual": {}}
	tests := []struct {
		name, text string
		want       Settings
		err        string // after "the settings file … cannot be used: "
	}{
		{"empty", "", defaults, ""},
		{"all", "[operator]\nname = \"Mika\"\nrole = \"operator\"\n[screen]\ntheme = \"light\"\nmouse = false\nbell = \"always\"\npictures = false\n[files]\nopener = \"feh --fullscreen\"\n" +
			"[ssh]\nlisten = \"[::1]:22\"\nidle_timeout = \"8h\"\nsessions = 10\nsessions_per_operator = 1\n", changed, ""},
		{"address", "[ssh]\nlisten = \"desk\"\n", defaults, "line 2: ssh.listen must be an address and a port, such as 127.0.0.1:2222, or :2222 for every address"},
		{"port", "ssh.listen = \":0\"\n", defaults, "line 1: ssh.listen must be an address and a port, such as 127.0.0.1:2222, or :2222 for every address"},
		{"idle", "[ssh]\nidle_timeout = \"5s\"\n", defaults, "line 2: ssh.idle_timeout must be off, or a time of at least 1m, such as 30m or 8h"},
		{"sessions", "[ssh]\nsessions = 0\n", defaults, "line 2: ssh.sessions must be a number from 1 to 1000"},
		{"sessions of one", "[ssh]\nsessions_per_operator = 1001\n", defaults, "line 2: ssh.sessions_per_operator must be a number from 1 to 1000"},
		{"no such key", "[screen]\nfont = 1\n", defaults, "line 2: there is no setting screen.font"},
		{"no such section", "\n[server]\nport = 1\n", defaults, "line 2: there is no setting server"},
		{"a section in capitals", "[operator]\nname = \"Mika\"\n[Screen]\nmouse = false\n", defaults, "line 3: there is no setting Screen: write screen"},
		{"a key in capitals", "[screen]\nMouse = false\n", defaults, "line 2: there is no setting screen.Mouse: write screen.mouse"},
		{"capitals in a dotted key", "SECRETS.key_command = \"x\"\n", defaults, "line 1: there is no setting SECRETS: write secrets"},
		{"capitals beside the section", "[screen]\nmouse = true\n[SCREEN]\nmouse = false\n", defaults, "line 3: there is no setting SCREEN: write screen"},
		{"theme", "[screen]\nmouse = true\ntheme = \"blue\"\n", defaults, "line 3: screen.theme must be auto, dark, light or none"},
		{"role", "operator.role = \"boss\"", defaults, "line 1: operator.role must be admin, supervisor or operator"},
		{"name with a control character", "[operator]\nname = \"\\u001b[31m\"\n", defaults, "line 2: operator.name is refused: The name contains characters that cannot be shown."},
		{"name", "[operator]\nname = \" \"\n", defaults, "line 2: operator.name must not be empty"},
		{"opener", "[files]\nopener = \" \"\n", defaults, "line 2: files.opener must be a command that opens files"},
		{"type", "[screen]\nmouse = 3\n", defaults, "line 2: screen.mouse has the wrong type: integer; it must be true or false"},
		{"bell", "[screen]\nbell = \"loud\"\n", defaults, "line 2: screen.bell must be off, unfocused or always"},
		{"bell type", "[screen]\nbell = 3\n", defaults, "line 2: screen.bell must be off, unfocused or always"},
		{"bell true", "[screen]\nbell = true\n", defaults, ""},
		{"bell false", "[screen]\nbell = false\n", quiet, ""},
		{"pictures", "[screen]\npictures = \"kitty\"\n", defaults, "line 2: screen.pictures has the wrong type: string; it must be true or false"},
		{"a key that is no list", "[keys]\nend = \"x\"\n", defaults, `line 2: keys.end has the wrong type: string; it must be a list, as ["x"]`},
		{"keys", "[keys]\nreply = [\"w\"]\nmanual = []\n", rebound, ""},
		{"no such action", "[keys]\nfrob = [\"x\"]\n", defaults, `line 2: keys.frob is refused: There is no action "frob".`},
		{"no such key", "[keys]\nnote = [\"ctrl+shift+x\"]\n", defaults, `line 2: keys.note is refused: note: there is no key "ctrl+shift+x".`},
		{"clash", "[screen]\nbell = true\n[keys]\nreply = [\"a\"]\n", defaults, `line 4: keys.reply is refused: reply and attach would both be on "a".`},
		{"no way out", "[keys]\nquit = []\n", defaults, "line 2: keys.quit is refused: quit needs a key that types no letter: nothing else does the same."},
		{"syntax", "[screen\n", defaults, "line 1: expected ']' to close table name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			env := Env{Dirs: Dirs{Config: t.TempDir()}, Login: "sam"}
			if err := os.Mkdir(filepath.Dir(env.SettingsFile()), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(env.SettingsFile(), []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := env.ReadSettings()
			if tt.err != "" {
				want := "the settings file " + env.SettingsFile() + " cannot be used: " + tt.err
				if err == nil || err.Error() != want {
					t.Errorf("error %v\nwant  %s", err, want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSettingsFileThatIsNone(t *testing.T) {
	t.Parallel()
	env := Env{Dirs: Dirs{Config: t.TempDir()}, Login: "sam"}
	if err := os.MkdirAll(env.SettingsFile(), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := env.ReadSettings(); err == nil || !strings.HasSuffix(err.Error(), "config.toml is not a regular file") {
		t.Errorf("got %v", err)
	}
}

func TestSettingsWithoutFile(t *testing.T) {
	t.Parallel()
	env := Env{Dirs: Dirs{Config: t.TempDir()}}
	got, err := env.ReadSettings()
	if err != nil || got.Operator.Name != "operator" || !got.Screen.Mouse {
		t.Errorf("got %+v, %v", got, err)
	}
}
