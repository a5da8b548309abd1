package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The house of the design: which package may import which of ours, which of
// the libraries are for one room alone, and how large files and functions may
// be. Go itself refuses circles.

const moduleRoot = "../.."

// rooms says what each part of the tree may import of ours and from outside
// the standard library. A package is in the room with the longest matching
// path; what ends in /... stands for everything below too.
func rooms() map[string][]string {
	return map[string][]string{
		"core":                 {"tgdesk/core/clean", "tgdesk/core/fold", "tgdesk/core/fulltext", "tgdesk/core/markup", "github.com/dustin/go-humanize", "golang.org/x/text/unicode/norm"},
		"core/fold":            {"tgdesk/core/clean", "golang.org/x/text/..."},
		"core/fulltext":        {"tgdesk/core/clean", "tgdesk/core/fold", "tgdesk/core/markup"},
		"core/markup":          {},
		"core/media":           {"tgdesk/core", "tgdesk/core/clean", "tgdesk/core/crash"},
		"core/txn":             {"tgdesk/core", "tgdesk/core/media"},
		"core/desk":            {"tgdesk/core", "tgdesk/core/attention", "tgdesk/core/clean", "tgdesk/core/readmodel", "tgdesk/core/markup", "tgdesk/core/media", "tgdesk/core/presence", "tgdesk/core/sshkey", "tgdesk/core/txn"},
		"core/sshkey":          {"tgdesk/core", "golang.org/x/crypto/ssh"},
		"core/engine":          {"tgdesk/core", "tgdesk/core/clean", "tgdesk/core/crash", "tgdesk/core/markup", "tgdesk/core/media", "tgdesk/core/presence", "tgdesk/core/txn", "golang.org/x/sync/...", "golang.org/x/time/..."},
		"core/attention":       {"tgdesk/core"},
		"core/chatbot":         {"tgdesk/core", "tgdesk/core/chatbot/...", "tgdesk/core/clean", "tgdesk/core/crash", "tgdesk/core/fold", "tgdesk/core/markup", "github.com/pelletier/go-toml/...", "golang.org/x/time/..."},
		"core/clean":           {},
		"core/crash":           {},
		"core/presence":        {"tgdesk/core"},
		"core/readmodel":       {"tgdesk/core"},
		"core/telegram":        {"tgdesk/core", "tgdesk/core/clean", "tgdesk/core/crash", "tgdesk/core/markup", "github.com/PaulSonOfLars/gotgbot/...", "golang.org/x/sync/...", "golang.org/x/time/..."},
		"core/telegram/botsim": {"tgdesk/core/crash", "tgdesk/core/telegram/botsim"},
		"store":                {"tgdesk/core", "tgdesk/core/fold", "tgdesk/core/markup", "tgdesk/store/folder", "tgdesk/store/seal", "tgdesk/store/search", "tgdesk/store/sqlite", "tgdesk/store/wal", "github.com/mattn/go-sqlite3"},
		"store/backup":         {"tgdesk/core", "tgdesk/store", "tgdesk/store/folder"},
		"store/folder":         {"tgdesk/core", "github.com/gofrs/flock", "golang.org/x/sys/unix"},
		"store/search":         {"tgdesk/core", "tgdesk/core/fold", "tgdesk/core/fulltext", "tgdesk/core/markup", "tgdesk/store/folder", "tgdesk/store/sqlite", "github.com/mattn/go-sqlite3"},
		"store/sqlite":         {"tgdesk/core", "github.com/mattn/go-sqlite3"},
		"store/wal":            {},
		"store/seal":           {"tgdesk/core"},
		"tui/noquery":          {},
		"tui/qr":               {"tgdesk/tui/theme", "github.com/boombuler/barcode/..."},
		"tui/remote":           {"tgdesk/core", "tgdesk/core/clean", "tgdesk/core/crash", "tgdesk/tui/text", "charm.land/ssh", "golang.org/x/crypto/ssh", "golang.org/x/time/rate"},
		"tui": {"tgdesk/core", "tgdesk/core/attention", "tgdesk/core/desk", "tgdesk/core/fold", "tgdesk/core/fulltext", "tgdesk/core/markup", "tgdesk/core/media", "tgdesk/core/clean", "tgdesk/core/crash", "tgdesk/tui/...", "github.com/charmbracelet/...", "github.com/dustin/go-humanize",
			"github.com/guptarohit/asciigraph", "github.com/mattn/...", "github.com/muesli/...", "github.com/rivo/uniseg", "github.com/sahilm/fuzzy", "github.com/yuin/goldmark/...", "golang.org/x/..."},
		"cmd/tgdesk":         {"tgdesk/cmd/tgdesk/root"},
		"cmd/tgdesk/output":  {"tgdesk/core/clean", "tgdesk/tui/text"},
		"cmd/tgdesk/system":  {"github.com/charmbracelet/x/term", "golang.org/x/sys/unix"},
		"cmd/tgdesk/secrets": {"tgdesk/cmd/tgdesk/system", "tgdesk/core", "tgdesk/store/folder", "tgdesk/store/seal"},
		"cmd/tgdesk/export":  {"tgdesk/cmd/tgdesk/output", "tgdesk/core", "tgdesk/core/clean", "tgdesk/core/markup", "tgdesk/tui/locale", "tgdesk/tui/richtext"},
		"cmd/tgdesk/help":    {"tgdesk/tui/...", "github.com/spf13/cobra"},
		"cmd/tgdesk/cli": {"github.com/adrg/xdg", "github.com/charmbracelet/x/term", "github.com/gabriel-vasile/mimetype", "github.com/pelletier/go-toml/...", "github.com/spf13/...",
			"tgdesk/cmd/tgdesk/cli", "tgdesk/cmd/tgdesk/export", "tgdesk/cmd/tgdesk/output", "tgdesk/cmd/tgdesk/secrets", "tgdesk/cmd/tgdesk/system", "tgdesk/core/...", "tgdesk/store/...", "tgdesk/tui/keymap", "tgdesk/tui/locale", "tgdesk/tui/qr", "tgdesk/tui/remote", "tgdesk/tui/theme"},
		"cmd/tgdesk/attach": {"tgdesk/cmd/tgdesk/cli", "tgdesk/cmd/tgdesk/output", "tgdesk/cmd/tgdesk/system", "tgdesk/core", "tgdesk/core/crash", "tgdesk/core/desk", "tgdesk/store/folder", "tgdesk/tui/remote", "tgdesk/tui/term",
			"github.com/charmbracelet/x/term", "github.com/muesli/cancelreader", "golang.org/x/crypto/ssh"},
		"cmd/tgdesk/console": {"tgdesk/cmd/tgdesk/attach", "tgdesk/cmd/tgdesk/cli", "tgdesk/cmd/tgdesk/help", "tgdesk/cmd/tgdesk/output", "tgdesk/cmd/tgdesk/secrets", "tgdesk/cmd/tgdesk/system", "tgdesk/core/...", "tgdesk/store", "tgdesk/store/folder", "tgdesk/store/seal", "tgdesk/tui/...", "github.com/spf13/cobra", "golang.org/x/crypto/ssh"},
		"cmd/tgdesk/root":    {"tgdesk/cmd/tgdesk/...", "tgdesk/core", "tgdesk/core/crash", "tgdesk/tui/theme", "github.com/charmbracelet/x/term", "github.com/spf13/cobra"},
		"cmd/tgdesk/e2e":     {"..."},
	}
}

// withoutTea are the packages of tui that the areas of the screen are built
// from: they draw and measure, and know neither keys nor messages.
func withoutTea() []string {
	return []string{"tui/browse", "tui/layout", "tui/locale", "tui/paste", "tui/picture", "tui/qr", "tui/richtext", "tui/term", "tui/text", "tui/theme"}
}

func TestImportsGoOneWay(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		if f.isTest() {
			continue
		}
		room := roomOf(t, f.dir())
		for _, imported := range f.imports(t) {
			if outside(imported) && !allowed(imported, rooms()[room]) {
				t.Errorf("%s imports %s, which the room %s may not", f.path, imported, room)
			}
			if strings.HasPrefix(imported, "github.com/charmbracelet/bubbletea") && (room != "tui" || slices.Contains(withoutTea(), f.dir())) {
				t.Errorf("%s imports Bubble Tea, which only the areas of the screen may", f.path)
			}
		}
	}
}

// TestImportsOfTests keeps three promises that tests could break too.
func TestImportsOfTests(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		for _, imported := range f.imports(t) {
			switch {
			case strings.HasPrefix(f.path, "core/telegram/botsim/") && strings.HasPrefix(imported, "github.com/PaulSonOfLars/"),
				strings.HasPrefix(f.path, "core/telegram/botsim/") && imported == "tgdesk/core/telegram":
				t.Errorf("%s imports %s: botsim is a second opinion", f.path, imported)
			case !f.isTest() && strings.HasPrefix(imported, "tgdesk/cmd/tgdesk/e2e"):
				t.Errorf("%s imports %s, which is for tests", f.path, imported)
			case strings.HasPrefix(imported, "modernc.org/sqlite"), strings.HasPrefix(imported, "github.com/ncruces/go-sqlite3"):
				t.Errorf("%s imports %s: two SQLite drivers in one process lose rows", f.path, imported)
			}
		}
	}
}

func TestRoomsAreTheDesigns(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(moduleRoot)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() && name[0] != '.' && !slices.Contains([]string{"cmd", "core", "store", "tui"}, name) {
			t.Errorf("the top level has no room for %s", name)
		}
		if strings.HasSuffix(name, ".go") {
			t.Errorf("%s lies at the top level", name)
		}
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	const maxFile, maxFunction = 400, 60
	for _, f := range sources(t) {
		if f.isTest() {
			continue
		}
		parsed, set := f.parse(t, parser.SkipObjectResolution)
		if n := set.File(parsed.Pos()).LineCount(); n > maxFile+1 { // the count includes the empty line after the last
			t.Errorf("%s has %d lines; part it", f.path, n)
		}
		for _, d := range parsed.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := set.Position(fn.End()).Line - set.Position(fn.Pos()).Line + 1; n > maxFunction {
				t.Errorf("%s: %s has %d lines; part it", f.path, fn.Name.Name, n)
			}
		}
	}
}

// TestPackageComments wants each package to say what it is and what it must
// not do.
func TestPackageComments(t *testing.T) {
	t.Parallel()
	comments := map[string]string{}
	for _, f := range sources(t) {
		if f.isTest() {
			continue
		}
		parsed, _ := f.parse(t, parser.ParseComments|parser.PackageClauseOnly)
		comments[f.dir()] += parsed.Doc.Text()
	}
	for dir, comment := range comments {
		words := strings.Join(strings.Fields(comment), " ")
		if !strings.HasPrefix(words, "Package ") {
			t.Errorf("%s has no package comment", dir)
		}
		if !strings.Contains(words, "must not") && !strings.Contains(words, "must never") {
			t.Errorf("the comment of %s does not say what the package must not do", dir)
		}
	}
}

// source is a Go file, by its path from the module's root.
type source struct{ path string }

func (s source) dir() string { return path.Dir(s.path) }

// isTest reports whether a file is only for tests; so is all of e2e.
func (s source) isTest() bool {
	return strings.HasSuffix(s.path, "_test.go") || strings.HasPrefix(s.path, "cmd/tgdesk/e2e/")
}

func (s source) parse(t *testing.T, mode parser.Mode) (*ast.File, *token.FileSet) {
	t.Helper()
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, filepath.Join(moduleRoot, s.path), nil, mode)
	if err != nil {
		t.Fatal(err)
	}
	return f, set
}

func (s source) imports(t *testing.T) []string {
	t.Helper()
	f, _ := s.parse(t, parser.ImportsOnly)
	var paths []string
	for _, i := range f.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}

func sources(t *testing.T) []source {
	t.Helper()
	var found []source
	err := fs.WalkDir(os.DirFS(moduleRoot), ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (p != "." && strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(p, ".go"):
			found = append(found, source{p})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 10 {
		t.Fatalf("only %d Go files below %s", len(found), moduleRoot)
	}
	return found
}

func roomOf(t *testing.T, dir string) string {
	t.Helper()
	for d := dir; d != "."; d = path.Dir(d) {
		if _, ok := rooms()[d]; ok {
			return d
		}
	}
	t.Fatalf("%s is in no room of the design", dir)
	return ""
}

// outside reports whether an import is not of the standard library.
func outside(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return strings.Contains(first, ".") || first == "tgdesk"
}

func allowed(imported string, list []string) bool {
	for _, a := range list {
		below, tree := strings.CutSuffix(a, "...")
		if imported == a || tree && strings.HasPrefix(imported+"/", below) {
			return true
		}
	}
	return false
}

// programs are the only places that start another program, and what they start.
func programs() map[string]string {
	return map[string]string{
		"cmd/tgdesk/secrets/command.go": "exec.CommandContext", // the command of the settings that prints the key of the tokens
		"core/chatbot/command/child.go": "exec.Command",        // the program of a brand's option, which only admins set; it gets what is from outside on standard input
		"cmd/tgdesk/console/opener.go":  "exec.Command",        // the opener of the settings, with a path or an address as its last argument
	}
}

// TestNothingReachesAShell pins where programs are started. Whoever adds one
// here has seen to it that it is no shell, and that nothing from outside can be
// taken for its name or an option of it.
func TestNothingReachesAShell(t *testing.T) {
	t.Parallel()
	found := map[string]string{}
	for _, f := range sources(t) {
		if f.isTest() {
			continue
		}
		parsed, _ := f.parse(t, parser.SkipObjectResolution)
		ast.Inspect(parsed, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if name := startsPrograms(s); name != "" {
					found[f.path] += name
				}
			}
			if s, ok := n.(*ast.BasicLit); ok && slices.Contains([]string{`"sh"`, `"/bin/sh"`, `"bash"`, `"cmd.exe"`, `"cmd"`, `"-c"`}, s.Value) && f.imported(t, "os/exec") {
				t.Errorf("%s knows a shell: %s", f.path, s.Value)
			}
			return true
		})
	}
	for path, what := range found {
		if programs()[path] != what {
			t.Errorf("%s starts programs with %s", path, what)
		}
	}
	for path := range programs() {
		if found[path] == "" {
			t.Errorf("%s starts no program any more: take it off the list", path)
		}
	}
}

// startsPrograms names what of a package starts programs.
func startsPrograms(s *ast.SelectorExpr) string {
	pkg, ok := s.X.(*ast.Ident)
	if !ok {
		return ""
	}
	name := pkg.Name + "." + s.Sel.Name
	if slices.Contains([]string{"exec.Command", "exec.CommandContext", "os.StartProcess", "syscall.Exec", "syscall.ForkExec", "syscall.StartProcess", "unix.Exec", "tea.ExecProcess", "tea.Exec", "plugin.Open"}, name) {
		return name
	}
	return ""
}

func (s source) imported(t *testing.T, path string) bool { return slices.Contains(s.imports(t), path) }
