package help_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/help"
	"tgdesk/tui/markdown"
)

const moduleRoot = "../../.."

// TestTopics wants every page listed, once, under a name that is easy to type.
func TestTopics(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("topics/*.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, topic := range help.Pages() {
		if topic.Title == "" || strings.HasPrefix(topic.Title, "#") || len(topic.Title) > 60 {
			t.Errorf("%s has the title %q", topic.Name, topic.Title)
		}
		if listed[topic.Name] || !regexp.MustCompile(`^[a-z]{3,12}$`).MatchString(topic.Name) {
			t.Errorf("the name %q", topic.Name)
		}
		listed[topic.Name] = true
	}
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".md"); !listed[name] {
			t.Errorf("%s is not listed", name)
		}
	}
	if len(files) != len(listed) {
		t.Errorf("%d files for %d topics", len(files), len(listed))
	}
}

// TestPagesFit wants whole lines at every width of a terminal: no style goes on
// into the next one, and none is too wide but for drawings, which fit into 80 columns.
func TestPagesFit(t *testing.T) {
	t.Parallel()
	for _, topic := range help.Pages() {
		for _, width := range []int{20, 39, 40, 60, 80, 100, 200} {
			plain, _ := help.Render(topic.Name, width, markdown.Plain())
			styled, _ := help.Render(topic.Name, width, markdown.ANSI())
			for line := range strings.SplitSeq(styled, "\n") {
				if at := strings.LastIndex(line, "\x1b["); at >= 0 && !strings.HasPrefix(line[at:], "\x1b[0m") && !strings.HasPrefix(line[at:], "\x1b[m") {
					t.Errorf("%s at %d: a style goes on after %q", topic.Name, width, line)
				}
			}
			if strings.Contains(plain, "\x1b") || strings.Contains(plain, " \n") {
				t.Errorf("%s at %d: an escape or a trailing blank", topic.Name, width)
			}
			drawing := false
			for line := range strings.SplitSeq(plain, "\n") {
				drawing = strings.HasPrefix(line, " ") && (drawing || strings.Contains(line, "pick up  "))
				if n := ansi.StringWidth(line); n > width && (n > 80 || !drawing) {
					t.Errorf("%s at %d: %d cells in %q", topic.Name, width, n, line)
				}
			}
		}
	}
}

// TestCodeIsNarrow wants code that a terminal of 80 columns shows as it is written,
// also with a border and in a browser beside others.
func TestCodeIsNarrow(t *testing.T) {
	t.Parallel()
	for _, topic := range help.Pages() {
		code := false
		for line := range strings.SplitSeq(topic.Source, "\n") {
			if strings.HasPrefix(line, "```") {
				code = !code
			} else if n := ansi.StringWidth(line); code && n > 72 {
				t.Errorf("%s: %d cells in %q", topic.Name, n, line)
			}
			if strings.HasPrefix(line, "###") {
				t.Errorf("%s: a heading of the third level looks like text: %q", topic.Name, line)
			}
		}
	}
}

// TestLinks wants every link of the manual and the README to lead somewhere, and the
// README to lead to every page of the manual.
func TestLinks(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join(moduleRoot, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{moduleRoot: string(readme)}
	for _, topic := range help.Pages() {
		if !strings.Contains(pages[moduleRoot], "topics/"+topic.Name+".md)") {
			t.Errorf("the README does not lead to %s", topic.Name)
		}
		source, _ := help.Source(topic.Name)
		pages["topics/"+topic.Name+".md"] = source
	}
	for name, page := range pages {
		dir := name
		if strings.HasSuffix(name, ".md") {
			dir = filepath.Dir(name)
		}
		for _, m := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(page, -1) {
			target, _, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "…") || strings.HasPrefix(target, "https://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(dir, target)); err != nil {
				t.Errorf("%s links to %s", name, m[1])
			}
		}
	}
}

func TestCommand(t *testing.T) {
	t.Parallel()
	unknown := errors.New("unknown")
	run := func(terminal help.Terminal, args ...string) (string, error) {
		var out bytes.Buffer
		root := &cobra.Command{Use: "tgdesk", Short: "a desk", SilenceErrors: true, SilenceUsage: true, Run: func(*cobra.Command, []string) {}}
		root.AddCommand(&cobra.Command{Use: "brand", Short: "manage brands", Run: func(*cobra.Command, []string) {}})
		root.SetHelpCommand(help.Command(func() help.Terminal { return terminal }, func(_ *cobra.Command, words, hint string) error {
			return errors.Join(unknown, errors.New(words+": "+hint))
		}))
		root.SetOut(&out)
		root.SetArgs(append([]string{"help"}, args...))
		err := root.Execute()
		return out.String(), err
	}
	page, err := run(help.Terminal{}, "chats")
	want, _ := help.Render("chats", 80, markdown.Plain())
	if diff := cmp.Diff(want, page); diff != "" || err != nil {
		t.Errorf("in a pipe: %v\n%s", err, diff)
	}
	page, _ = run(help.Terminal{Width: 50, Styled: true}, "chats")
	if want, _ := help.Render("chats", 50, markdown.ANSI()); page != want || !strings.Contains(page, "\x1b[") {
		t.Errorf("on a terminal:\n%s", page)
	}
	if page, err = run(help.Terminal{}, "brand"); err != nil || !strings.Contains(page, "manage brands") {
		t.Errorf("of a verb: %v\n%s", err, page)
	}
	if page, err = run(help.Terminal{}); err != nil || !strings.Contains(page, "a desk") || !strings.Contains(page, "\n  chats ") {
		t.Errorf("of nothing: %v\n%s", err, page)
	}
	for _, args := range [][]string{{"frob"}, {"chats", "brands"}, {"../topics/chats"}} {
		if page, err = run(help.Terminal{}, args...); page != "" || !errors.Is(err, unknown) || !strings.Contains(err.Error(), "chats, messages") {
			t.Errorf("of %q: %v\n%s", args, err, page)
		}
	}
}
