package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	defaults := settings{
		Operator: operatorSettings{Name: "sam", Role: core.RoleAdmin},
		Screen:   screenSettings{Theme: "auto", Mouse: true, Bell: true, Pictures: true},
		Files:    fileSettings{Opener: defaultOpener()},
	}
	changed := settings{
		Operator: operatorSettings{Name: "Mika", Role: core.RoleOperator},
		Screen:   screenSettings{Theme: "light", Mouse: false, Bell: true, Pictures: false},
		Files:    fileSettings{Opener: "feh --fullscreen"},
	}
	tests := []struct {
		name, text string
		want       settings
		err        string // after "the settings file … cannot be used: "
	}{
		{"empty", "", defaults, ""},
		{"all", "[operator]\nname = \"Mika\"\nrole = \"operator\"\n[screen]\ntheme = \"light\"\nmouse = false\nbell = true\npictures = false\n[files]\nopener = \"feh --fullscreen\"\n", changed, ""},
		{"no such key", "[screen]\nfont = 1\n", defaults, "line 2: there is no setting screen.font"},
		{"no such section", "\n[server]\nport = 1\n", defaults, "line 2: there is no setting server"},
		{"theme", "[screen]\nmouse = true\ntheme = \"blue\"\n", defaults, "line 3: screen.theme must be auto, dark, light or none"},
		{"role", "operator.role = \"boss\"", defaults, "line 1: operator.role must be admin or operator"},
		{"name", "[operator]\nname = \" \"\n", defaults, "line 2: operator.name must not be empty"},
		{"opener", "[files]\nopener = \" \"\n", defaults, "line 2: files.opener must be a command that opens files"},
		{"type", "[screen]\nbell = 3\n", defaults, "line 2: screen.bell has the wrong type: integer"},
		{"pictures", "[screen]\npictures = \"kitty\"\n", defaults, "line 2: screen.pictures has the wrong type: string"},
		{"syntax", "[screen\n", defaults, "line 1: expected ']' to close table name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := host{config: t.TempDir(), login: "sam"}
			if err := os.Mkdir(filepath.Dir(h.settingsFile()), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(h.settingsFile(), []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := h.readSettings()
			if tt.err != "" {
				want := "the settings file " + h.settingsFile() + " cannot be used: " + tt.err
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

func TestSettingsWithoutFile(t *testing.T) {
	t.Parallel()
	got, err := host{config: t.TempDir(), login: ""}.readSettings()
	if err != nil || got.Operator.Name != "operator" || !got.Screen.Mouse {
		t.Errorf("got %+v, %v", got, err)
	}
}
