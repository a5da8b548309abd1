package console

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/tui/locale"
)

// A file's name reaches the program as one argument, whatever it looks like.
func TestOpener(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	script := filepath.Join(dir, "show")
	text := "#!/bin/sh\nprintf '%s\\n' \"$@\" > " + filepath.Join(dir, "seen") + "\n"
	if err := os.WriteFile(script, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	path := "/tmp/a b; $(touch x) 'c'.pdf"
	if err := Opener(script + "  --once ")(path); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "seen")); err != nil || string(got) != "--once\n"+path+"\n" {
		t.Errorf("%v: %q", err, got)
	}
	for what, want := range map[string]string{
		"https://paypal.com@evil.example/`id`": "https://evil.example/%60id%60", "tg://resolve?domain=x": "tg://resolve?domain=x",
		"-x": filepath.Join(here(t), "-x"), "javascript:alert(1)": filepath.Join(here(t), "javascript:alert(1)"), "file:///etc/passwd": filepath.Join(here(t), "file:/etc/passwd"),
	} {
		if err := Opener(script)(what); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "seen")); err != nil || string(got) != want+"\n" {
			t.Errorf("%q: %v: %q, want %q", what, err, got, want)
		}
	}
	for setting, want := range map[string]string{
		"":                           "no program opens files",
		filepath.Join(dir, "nobody"): "cannot be started",
		"false":                      "false could not open the file: exit status 1. ",
		"no-such-program --x":        "no-such-program cannot be started: executable file not found in $PATH. ",
	} {
		if err := Opener(setting)(path); err == nil || !strings.Contains(locale.English().Error(err), want) || !strings.Contains(locale.English().Error(err), "[files]") {
			t.Errorf("%q: %v, want %q", setting, err, want)
		}
	}
}

func here(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestOnDesktop(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		env  map[string]string
		want bool
	}{
		{nil, true},
		{map[string]string{"SSH_CONNECTION": "1"}, false},
		{map[string]string{"SSH_TTY": "1"}, false},
		{map[string]string{"SSH_CONNECTION": "1", "DISPLAY": ":10"}, true},
		{map[string]string{"SSH_CONNECTION": "1", "WAYLAND_DISPLAY": "w"}, true},
	} {
		if got := onDesktop(func(key string) (string, bool) { v, ok := tt.env[key]; return v, ok }); got != tt.want {
			t.Errorf("%v: %v", tt.env, got)
		}
	}
}
