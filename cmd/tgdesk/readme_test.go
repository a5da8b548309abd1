package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tgdesk/tui"
	"tgdesk/tui/words"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(moduleRoot, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestReadmeKeys holds the README's table of keys to the registry of actions.
func TestReadmeKeys(t *testing.T) {
	t.Parallel()
	_, rest, _ := strings.Cut(readme(t), "<!-- keys:start -->\n")
	got, _, found := strings.Cut(rest, "<!-- keys:end -->")
	if !found {
		t.Fatal("the README has no block of keys")
	}
	want := tui.KeyTable(words.English())
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("put this into the README's block of keys:\n%s\n%s", want, diff)
	}
}

// TestReadmeVerbs wants every verb and every flag in the README, and the two
// commands it promises at its top.
func TestReadmeVerbs(t *testing.T) {
	t.Parallel()
	text := readme(t)
	if !strings.HasPrefix(text, "# tgdesk\n\n```sh\ngo run ./cmd/tgdesk demo\ngo test ./...\n```\n") {
		t.Error("the README does not open with the two commands")
	}
	inReadme(t, text, newRoot(&cli{host: newBench(t).host, out: newOutput(&strings.Builder{})}))
}

func inReadme(t *testing.T, text string, cmd *cobra.Command) {
	t.Helper()
	if cmd.Name() == "help" || cmd.HasParent() && cmd.Parent().Name() == "completion" {
		return
	}
	path := cmd.CommandPath()
	if !cmd.HasSubCommands() && !strings.Contains(text, path) {
		t.Errorf("the README does not name %s", path)
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" && !strings.Contains(text, "--"+f.Name) && f.Name != "output" {
			t.Errorf("the README does not name --%s of %s", f.Name, path)
		}
	})
	for _, sub := range cmd.Commands() {
		inReadme(t, text, sub)
	}
}
