package root_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/cmd/tgdesk/help"
	"tgdesk/cmd/tgdesk/root"
	"tgdesk/core"
	"tgdesk/core/markup"
)

// What holds the manual to the command line.

var update = flag.Bool("update", false, "write generated parts of the manual anew")

func newRoot(s *rig.Sandbox) *cobra.Command {
	env := s.Env
	return root.New(&env)
}

// manualPages are all pages of the manual, by their names, and the README.
func manualPages(t *testing.T) map[string]string {
	t.Helper()
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{"README": string(readme)}
	for _, topic := range help.Pages() {
		pages[topic.Name], _ = help.Source(topic.Name)
	}
	return pages
}

// TestManualNamesEveryVerb wants each verb on the page of the commands, each
// flag on some page, and and a topic and a verb of one name
// to name each other.
func TestManualNamesEveryVerb(t *testing.T) {
	t.Parallel()
	pages := manualPages(t)
	var all strings.Builder
	for _, page := range pages {
		all.WriteString(page)
	}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		if page, ok := pages[cmd.Name()]; ok && cmd.Parent() != nil && !cmd.Parent().HasParent() &&
			(!strings.Contains(page, cmd.CommandPath()+" --help") || !strings.Contains(cmd.Long, "tgdesk help "+cmd.Name())) {
			t.Errorf("%s is a verb and a topic, and they do not name each other", cmd.Name())
		}
		if cmd.Hidden || cmd.HasParent() && cmd.Parent().Name() == "completion" {
			return
		}
		if cmd.Runnable() && !cmd.HasSubCommands() && !strings.Contains(pages["commands"], cmd.CommandPath()) {
			t.Errorf("the page of the commands lacks %s", cmd.CommandPath())
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" && !regexp.MustCompile(`--`+f.Name+`\b`).MatchString(all.String()) {
				t.Errorf("no page names --%s of %s", f.Name, cmd.CommandPath())
			}
		})
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRoot(rig.NewSandbox(t)))
}

// TestManualCommands wants every command line of the README and the manual to
// be one that the program takes: those in blocks of shell whole, those within
// a sentence with their verbs and flags.
func TestManualCommands(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	block := regexp.MustCompile("(?s)```sh\n(.*?)```")
	inline := regexp.MustCompile("`(tgdesk(?: [^`]*)?)`")
	for name, page := range manualPages(t) {
		for _, m := range block.FindAllStringSubmatch(page, -1) {
			for line := range strings.SplitSeq(m[1], "\n") {
				for _, words := range calls(line) {
					if err := parses(s, words, true); err != nil {
						t.Errorf("%s: %s: %v", name, line, err)
					}
				}
			}
		}
		for _, m := range inline.FindAllStringSubmatch(page, -1) {
			for _, words := range calls(strings.ReplaceAll(m[1], "\n", " ")) {
				if err := parses(s, words, false); err != nil {
					t.Errorf("%s: %s: %v", name, m[1], err)
				}
			}
		}
	}
}

// calls are the words of each call of tgdesk in a line of shell.
func calls(line string) (out [][]string) {
	line = regexp.MustCompile(`\$\([^)]*\)`).ReplaceAllString(line, "X")
	for _, part := range regexp.MustCompile(`[|()<>]|&&| # `).Split(line, -1) {
		var words []string
		for _, m := range regexp.MustCompile(`"([^"]*)"|'([^']*)'|(\S+)`).FindAllStringSubmatch(part, -1) {
			words = append(words, m[1]+m[2]+m[3])
		}
		if len(words) > 0 && words[0] == "tgdesk" {
			out = append(out, words[1:])
		}
	}
	return out
}

// parses parses a command line as the program would, without running it.
func parses(s *rig.Sandbox, words []string, whole bool) error {
	cmd, rest, err := newRoot(s).Find(words)
	if err != nil {
		return err
	}
	if cmd.Name() == "help" && len(rest) == 1 {
		if _, ok := help.Source(rest[0]); !ok && rest[0] != "TOPIC" {
			return fmt.Errorf("there is no topic %s", rest[0])
		}
		return nil
	}
	cmd.InitDefaultHelpFlag()
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	if whole || cmd.HasSubCommands() {
		return cmd.ValidateArgs(cmd.Flags().Args())
	}
	return nil
}

// TestManualOptions holds the table of brand options to the flags of brand set;
// go test ./cmd/tgdesk/root -run TestManualOptions -update writes it anew.
func TestManualOptions(t *testing.T) {
	t.Parallel()
	cmd, _, err := newRoot(rig.NewSandbox(t)).Find([]string{"brand", "set"})
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	want.WriteString("| flag | what it does |\n|---|---|\n")
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" {
			fmt.Fprintf(&want, "| `--%s` | %s |\n", f.Name, strings.NewReplacer("*bold*", "`*bold*`", "_italic_", "`_italic_`", "[words](https://…)", "`[words](https://…)`").Replace(f.Usage))
		}
	})
	const path = "../help/topics/brands.md"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(page), "<!-- options:start -->\n")
	got, tail, _ := strings.Cut(rest, "<!-- options:end -->")
	if *update {
		err := os.WriteFile(path, []byte(head+"<!-- options:start -->\n"+want.String()+"<!-- options:end -->"+tail), 0o644)
		if err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(want.String(), got); diff != "" {
		t.Errorf("%s: the table of options is out of date (-flags +manual)\n%s", path, diff)
	}
}

// TestManualSettings wants the settings file of the manual to be one that the
// program reads, with every section that there is.
func TestManualSettings(t *testing.T) {
	t.Parallel()
	page, _ := help.Source("settings")
	_, rest, _ := strings.Cut(page, "```toml\n")
	text, _, _ := strings.Cut(rest, "```")
	env := cli.Env{Dirs: cli.Dirs{Config: t.TempDir()}}
	if err := os.MkdirAll(filepath.Dir(env.SettingsFile()), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(env.SettingsFile(), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := env.ReadSettings(); err != nil {
		t.Error(err)
	}
	var missing func(of reflect.Type)
	missing = func(of reflect.Type) {
		for i := range of.NumField() {
			name := of.Field(i).Tag.Get("toml")
			if of.Field(i).Type.Kind() == reflect.Struct {
				missing(of.Field(i).Type)
			}
			if !regexp.MustCompile(`(?m)^(\[` + name + `\]|` + name + ` = )`).MatchString(text) {
				t.Errorf("the manual's settings file lacks %s", name)
			}
		}
	}
	missing(reflect.TypeFor[cli.Settings]())
}

// TestManualJSON compares the documents of the manual with printed ones, by the
// names of their fields.
func TestManualJSON(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		_, err := tx.InsertMessage(ctx, core.Message{ChatID: 1, VisitorID: 1, From: core.FromVisitor, Kind: core.KindText, Text: "Look", SentAt: rig.Noon(),
			Markup:        markup.Encode([]markup.Entity{{Type: markup.Bold, Length: 4}}),
			ExternalReply: core.ExternalReply{Author: "Acme help", Kind: core.KindText, Text: "Hello"}})
		return err
	})
	s.Expect(s.Run("canned", "add", "hi", "--text", "Hello", "--file", s.WriteFile("a.png", rig.PNGFile(2, 2))), 0, "", "")
	s.Expect(s.RunWith(anyKey, "operator", "add", "ann", "--role", "operator", "--key-file", "-"), 0, "", "")
	s.Expect(s.Run("brand", "face", "acme", "--command", "start=Begin"), 0, "Saved", "")
	file := s.Root + "/desk.db"
	printed := map[string]string{
		"tgdesk chat list --json":       s.Run("chat", "list", "--json").Out,
		"tgdesk chat show ID --json":    s.Run("chat", "show", "1", "--json").Out,
		"tgdesk canned list --json":     s.Run("canned", "list", "--json").Out,
		"tgdesk brand list --json":      s.Run("brand", "list", "--json").Out,
		"tgdesk brand face NAME --json": s.Run("brand", "face", "acme", "--json").Out,
		"tgdesk brand link NAME --json": s.Run("brand", "link", "acme", "--payload", "pricing", "--json").Out,
		"tgdesk operator list --json":   s.Run("operator", "list", "--json").Out,
		"tgdesk audit --json":           s.Run("audit", "--json").Out,
		"tgdesk backup FILE --json":     s.Run("backup", file, "--json").Out,
		"tgdesk doctor --json":          s.Run("doctor", "--json").Out,
		"tgdesk report --json":          s.Run("report", "--json").Out,
		"tgdesk search QUERY --json":    s.Run("search", "look", "--json").Out,
	}
	s.Expect(s.Run("visitor", "block", "1", "--reason", "spam"), 0, "", "")
	s.Expect(s.Run("operator", "add", "zoe", "--role", "admin"), 0, "", "")
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nname = \"zoe\"\n")
	s.Expect(s.Run("chat", "note", "1", "@mika look"), 0, "", "")
	s.WriteFile("config/tgdesk/config.toml", "")
	s.Expect(s.Run("operator", "add", "bob", "--role", "operator"), 0, "", "")
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nname = \"bob\"\n")
	printed["tgdesk chat end --all --json"] = s.Run("chat", "end", "--all", "--state", "active", "--yes", "--json").Out
	s.WriteFile("config/tgdesk/config.toml", "")
	printed["tgdesk mention list --json"] = s.Run("mention", "list", "--json").Out
	printed["tgdesk search QUERY --json"] = s.Run("search", "visitor", "--json").Out
	printed["tgdesk visitor list --json"] = s.Run("visitor", "list", "--json").Out
	printed["tgdesk visitor erase ID --json"] = s.Run("visitor", "erase", "1", "--yes", "--json").Out
	printed["tgdesk canned show SHORTCUT --json"] = s.Run("canned", "show", "hi", "--json").Out
	printed["tgdesk bot check FILE --json"] = s.RunWith("version = 1\n", "bot", "check", "-", "--json").Out
	printed["tgdesk restore FILE --json"] = s.Run("restore", file, "--yes", "--json").Out
	page, _ := help.Source("json")
	for _, m := range regexp.MustCompile("(?s)## (tgdesk [^\n]*)\n(.*?)```json\n(.*?)```").FindAllStringSubmatch(page, -1) {
		real, ok := printed[m[1]]
		if !ok {
			t.Errorf("nothing was printed for %s", m[1])
			continue
		}
		delete(printed, m[1])
		got, want := fields(t, m[3]), fields(t, real)
		for path := range want {
			if parent := parentOf(path); !got[path] && (got[parent+".*"] || parent == "") {
				t.Errorf("%s: the manual lacks %s", m[1], path)
			}
		}
		for path := range got {
			if parent := parentOf(path); !want[path] && (want[parent+".*"] || parent == "") {
				t.Errorf("%s: the manual has %s, which is not printed", m[1], path)
			}
		}
	}
	for command := range printed {
		t.Errorf("the manual has no document of %s", command)
	}
}

// anyKey is a public key.
const anyKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGLsHqYkYp0l7aqx0rYhHqf3m2tEQiMPYGGrO5FlS5qW ann@laptop"

// fields are the paths of all fields of a document. An array counts as its
// elements, and ".*" below a path says that an object with fields stands there.
func fields(t *testing.T, document string) map[string]bool {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(document), &v); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	out := map[string]bool{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, value := range v {
				out[path+".*"], out[path+"."+name] = true, true
				walk(path+"."+name, value)
			}
		case []any:
			for _, element := range v {
				walk(path, element)
			}
		}
	}
	walk("", v)
	return out
}

func parentOf(path string) string { return path[:strings.LastIndexByte(path, '.')] }
