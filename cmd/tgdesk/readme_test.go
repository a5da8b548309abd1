package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tgdesk/tui/keymap"
	"tgdesk/tui/locale"
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
	want := keymap.Markdown(locale.English())
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

// TestReadmeDependencies wants the reason of every direct dependency and tool,
// and of nothing else.
func TestReadmeDependencies(t *testing.T) {
	t.Parallel()
	_, rest, _ := strings.Cut(readme(t), "### Dependencies\n")
	section, _, _ := strings.Cut(rest, "\n## ")
	var got []string
	for line := range strings.SplitSeq(section, "\n") {
		if cells := strings.Split(line, "|"); len(cells) == 4 && strings.Contains(cells[1], "`") {
			for i, name := range strings.Split(cells[1], "`") {
				if i%2 == 1 {
					got = append(got, name)
				}
			}
		}
	}
	want := directModules(t)
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the README's dependencies (-go.mod +README)\n%s", diff)
	}
}

// directModules are those of go.mod that the tree or its go commands use.
func directModules(t *testing.T) (modules []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(moduleRoot, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	var tools []string
	var indirect []string
	for line := range strings.SplitSeq(string(text), "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 1 && strings.Contains(words[0], "/cmd/"):
			tools = append(tools, words[0])
		case len(words) == 4 && words[3] == "indirect":
			indirect = append(indirect, words[0])
		case len(words) == 2 && strings.Contains(words[0], "/"):
			modules = append(modules, words[0])
		}
	}
	for _, m := range indirect {
		if slices.ContainsFunc(tools, func(tool string) bool { return strings.HasPrefix(tool, m+"/") }) {
			modules = append(modules, m)
		}
	}
	return modules
}
