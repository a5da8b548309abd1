package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
)

func TestSentences(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want string
	}{
		{core.NewError(core.CodeConflict, "chat_taken_by", "Ann"), "Ann has already picked up this chat."},
		{core.NewError(core.CodeInvalid, "limit_bounds", core.LimitAnswer, 30*time.Second, core.Day), "--answer-limit must be between 30s and 1d."},
		{core.NewError(core.CodeUnavailable, "telegram_down", core.NewProblem("telegram_timeout", "localhost", 15*time.Second)), "localhost did not answer within 15s. Nothing was changed."},
		{os.ErrClosed, "Something went wrong inside tgdesk; the log says more."},
		{core.NewError(core.CodeInternal, "no_such_id", 7), "Something went wrong inside tgdesk; the log says more."},
	} {
		if got := English().Error(c.err); got != c.want {
			t.Errorf("%v:\ngot  %s\nwant %s", c.err, got, c.want)
		}
	}
	if got, want := English().Problem(core.NewProblem("flow_no_person", "a", 3)), "3 misunderstandings"; !strings.Contains(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	p := core.NewProblem("telegram_cut", "localhost").And("may_have_arrived")
	if got, want := English().Problem(p), "localhost closed the connection without an answer. The message may or may not have arrived."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, p := range []core.Problem{"", "not a problem", `[{"id":"album_size","args":[{}]}]`} {
		if got := English().Problem(p); (got == "") != (p == "") {
			t.Errorf("%q gives %q", p, got)
		}
	}
}

// TestSentencesMatchTheCode finds each id that the program gives an error or a
// problem, and wants a sentence for it with as many verbs as it has arguments,
// and no sentence that nothing uses.
func TestSentencesMatchTheCode(t *testing.T) {
	t.Parallel()
	literals, calls, sentences := map[string]bool{}, 0, texts(English(), "error")
	root := os.DirFS(filepath.Join("..", ".."))
	consts := map[string]string{} // of a folder and a name
	var files []*ast.File
	var folders []string
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") || strings.HasPrefix(p, "tui/locale/") {
			return err
		}
		text, err := fs.ReadFile(root, p)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files, folders = append(files, f), append(folders, path.Dir(p))
		ast.Inspect(f, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && len(v.Names) == len(v.Values) {
				for i, name := range v.Names {
					consts[path.Dir(p)+"."+name.Name] = literal(v.Values[i])
				}
			}
			if e, ok := n.(ast.Expr); ok {
				literals[literal(e)] = true
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			at, ok := map[string]int{"NewError": 1, "forbidden": 1, "conflict": 1, "invalid": 1, "NewProblem": 0, "And": 0, "with": 0}[called(c)]
			if !ok || len(c.Args) <= at || c.Ellipsis.IsValid() {
				return true
			}
			id := literal(c.Args[at])
			if name, ok := c.Args[at].(*ast.Ident); ok {
				id = consts[folders[i]+"."+name.Name]
			}
			if id == "" {
				return true
			}
			calls++
			sentence, ok := sentences[id]
			if verbs := arguments(sentence); !ok || verbs != len(c.Args)-at-1 {
				t.Errorf("%s: %q has %d arguments, and its sentence is %q", folders[i], id, len(c.Args)-at-1, sentence)
			}
			return true
		})
	}
	if calls < 150 {
		t.Errorf("only %d uses found", calls)
	}
	for id := range sentences {
		if !literals[id] && !strings.Contains(id, "_not_found") {
			t.Errorf("nothing uses the sentence of %q", id)
		}
	}
}

// TestCommandSentences wants a sentence of the command line for each that names a key, and
// as many arguments as the error has.
func TestCommandSentences(t *testing.T) {
	t.Parallel()
	c := English()
	commands := texts(c, "command")
	for id, sentence := range texts(c, "error") {
		said, ok := commands[id]
		if withKeys(sentence, func(string) string { return "" }) != sentence && !ok {
			t.Errorf("%s names a key, and the command line has no sentence of its own: %q", id, sentence)
		}
		if ok && arguments(said) != arguments(sentence) {
			t.Errorf("%s has other arguments on the command line: %q, %q", id, said, sentence)
		}
		delete(commands, id)
	}
	for id := range commands {
		t.Errorf("%s is no error", id)
	}
	named := func(noun string) string { return map[string]string{"chat": "23"}[noun] }
	if got, want := c.CommandError(core.NewError(core.CodeConflict, "chat_not_active"), named), "Nobody has picked up this chat yet. Pick it up first: tgdesk chat pickup 23"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := c.CommandError(core.NewError(core.CodeConflict, "no_transfer"), named), "No transfer of this chat is open."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func called(c *ast.CallExpr) string {
	switch fn := c.Fun.(type) {
	case *ast.Ident:
		return fn.Name
	case *ast.SelectorExpr:
		return fn.Sel.Name
	}
	return ""
}
