package help_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tgdesk/cmd/tgdesk/help"
)

// What holds the README and the manual to the program. go test -update writes
// the generated tables anew.
var update = flag.Bool("update", false, "write generated tables into the README and the manual")

// sameBlock compares what stands between <!-- NAME:start --> and
// <!-- NAME:end --> of a file with want.
func sameBlock(t *testing.T, file, name, want string) {
	t.Helper()
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(page), "<!-- "+name+":start -->\n")
	got, tail, found := strings.Cut(rest, "<!-- "+name+":end -->")
	if !found {
		t.Fatalf("%s has no block %s", file, name)
	}
	if *update {
		page = []byte(head + "<!-- " + name + ":start -->\n" + want + "<!-- " + name + ":end -->" + tail)
		if err := os.WriteFile(file, page, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: the block %s is out of date; go test ./cmd/tgdesk/help -update writes it anew\n%s", file, name, diff)
	}
}

// TestReadmeIsShort wants the two promised commands as the first ones, and no
// more than a newcomer reads.
func TestReadmeIsShort(t *testing.T) {
	t.Parallel()
	page := readme(t)
	if n := strings.Count(page, "\n"); n > 150 {
		t.Errorf("the README has %d lines; the manual is the place for more", n)
	}
	if _, code, _ := strings.Cut(page, "```"); !strings.HasPrefix(code, "sh\ngo run ./cmd/tgdesk demo\ngo test ./...\n```\n") {
		t.Error("the first commands of the README are not the two that it promises")
	}
}

func readme(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(moduleRoot, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// TestGoCommands wants each benchmark, fuzz test and test that a page names to
// be in the package that it names.
func TestGoCommands(t *testing.T) {
	t.Parallel()
	command := regexp.MustCompile("go test [^`\n]*")
	named := regexp.MustCompile(`-(bench|fuzz|run) (\w+)`)
	pages := map[string]string{"README": readme(t)}
	for _, topic := range help.Pages() {
		pages[topic.Name], _ = help.Source(topic.Name)
	}
	for name, page := range pages {
		for _, cmd := range command.FindAllString(page, -1) {
			dir := regexp.MustCompile(`\./\S+`).FindString(cmd)
			for _, m := range named.FindAllStringSubmatch(cmd, -1) {
				if m[2] != "xxx" && !defined(t, dir, m[1], m[2]) {
					t.Errorf("%s: %s runs nothing of that name", name, cmd)
				}
			}
		}
	}
}

// defined tells whether a package's tests have a function that go test's -bench,
// -fuzz or -run finds under name.
func defined(t *testing.T, dir, kind, name string) bool {
	t.Helper()
	prefix := map[string]string{"bench": "Benchmark", "fuzz": "Fuzz", "run": "Test"}[kind]
	files, err := filepath.Glob(filepath.Join(moduleRoot, dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	function := regexp.MustCompile(`(?m)^func (` + prefix + `\w*)\(`)
	return slices.ContainsFunc(files, func(file string) bool {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(function.FindAllStringSubmatch(string(source), -1), func(m []string) bool {
			return strings.Contains(m[1], name)
		})
	})
}

// TestPaths wants each place in the tree that the contributing page names.
func TestPaths(t *testing.T) {
	t.Parallel()
	page, _ := help.Source("contributing")
	paths := regexp.MustCompile("`((?:cmd|core|store|tui)/[^` ]+)`").FindAllStringSubmatch(page, -1)
	if len(paths) < 20 {
		t.Errorf("only %d paths", len(paths))
	}
	for _, m := range paths {
		if _, err := os.Stat(filepath.Join(moduleRoot, m[1])); err != nil {
			t.Error(err)
		}
	}
}

// TestDependencies wants the reason of every direct dependency and tool, and
// of nothing else.
func TestDependencies(t *testing.T) {
	t.Parallel()
	page, _ := help.Source("contributing")
	_, section, _ := strings.Cut(page, "## Dependencies\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var got []string
	for row := range strings.SplitSeq(section, "\n") {
		if cells := strings.Split(row, "|"); len(cells) == 4 {
			for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[1], -1) {
				got = append(got, m[1])
			}
		}
	}
	want := directModules(t)
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the manual's dependencies (-go.mod +manual)\n%s", diff)
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
