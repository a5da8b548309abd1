package root_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/cmd/tgdesk/root"
	"tgdesk/tui/text"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestReaderGone closes the pipe behind --json early.
func TestReaderGone(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	for _, args := range [][]string{{"chat", "list", "--json"}, {"chat", "show", "1"}, {"brand", "list"}, {"doctor"}, {"version"}, {"help"}} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		var errs strings.Builder
		h := s.Env
		h.In, h.Out, h.Err = strings.NewReader(""), w, &errs
		if status := root.Run(t.Context(), h, args); status != 0 || errs.String() != "" {
			t.Errorf("%v: status %d, %q", args, status, errs.String())
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFullDisk cannot write its output and says so.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	var errs strings.Builder
	h := s.Env
	h.In, h.Out, h.Err = strings.NewReader(""), full{}, &errs
	if status := root.Run(t.Context(), h, []string{"version"}); status != 1 || !strings.Contains(errs.String(), "Writing the output: no space") {
		t.Errorf("status %d, %q", status, errs.String())
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestMisuse(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	for _, tt := range []struct {
		args string
		err  string
	}{
		{"frob", `has no verb "frob"`},
		{"brnd", "Did you mean brand?"},
		{"--frob", "tgdesk has no flag --frob. Try: tgdesk --help"},
		{"chat list --jsno", "tgdesk chat list has no flag --jsno. Try: tgdesk chat list --help"},
		{"chat export 1 -xo", "tgdesk chat export has no flag -x."},
		{"chat export 1 -o", "--output needs a value. Try: tgdesk chat export --help"},
		{"chat list --=x", `"--=x" is not a flag. Try: tgdesk chat list --help`},
		{"brand", "needs a verb: add, disable"},
		{"brand frob", `has no verb "frob"`},
		{"chat", "needs a verb"},
		{"chat list extra", "takes no argument"},
		{"chat list --limit x", `--limit takes a whole number such as 20, not "x". Try: tgdesk chat list --help`},
		{"chat list --limit 99999999999999999999", "--limit takes a whole number such as 20"},
		{"chat list --json=maybe", `--json takes true or false, not "maybe"`},
		{"completion", "needs a shell"},
		{"completion tcsh", `has no verb "tcsh"`},
		{"help frob", `has no verb "frob"`},
		{"brand set acme", "Nothing to change"},
		{"brand set acme --answer-limit 25h", "--answer-limit must be between 30s and 1d"},
		{"brand set acme --close-unanswered 14m", "close-unanswered must be between 15m and 1mo"},
		{"brand set acme --close-idle 2d", "close-idle must be between 1m and 1d"},
		{"brand set acme --close-idle 5", "is not a time"},
		{"", "needs a terminal"},
		{"demo", "needs a terminal"},
		{"demo extra", "takes no argument"},
		{"brand list --data=", "--data names no folder"},
		{"--data=", "--data names no folder"},
		{"brand list --data", "--data needs a value. Try: tgdesk brand list --help"},
	} {
		r := s.Run(strings.Fields(tt.args)...)
		if r.Status != 2 || !strings.Contains(r.Err, tt.err) || strings.Count(r.Err, "\n") != 1 || r.Out != "" {
			t.Errorf("tgdesk %s: %+v\nwant 2 and %q", tt.args, r, tt.err)
		}
	}
	entries, err := os.ReadDir(s.Root)
	if err != nil || len(entries) > 0 {
		t.Errorf("misuse left something behind: %v %v", entries, err)
	}
}

// TestValuesOfFlags gives every flag of every verb that takes no text a value that
// it cannot have: the error says what it takes, in words of ours.
func TestValuesOfFlags(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	tried := 0
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if strings.HasPrefix(f.Value.Type(), "string") {
				return
			}
			tried++
			r := s.Run(append(strings.Fields(cmd.CommandPath())[1:], "--"+f.Name+"=x y")...)
			if r.Status != 2 || !strings.Contains(r.Err, "--"+f.Name+" takes ") || !strings.Contains(r.Err, `, not "x y". Try: `) || strings.Contains(r.Err, "strconv") {
				t.Errorf("%s --%s: %+v", cmd.CommandPath(), f.Name, r)
			}
		})
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	env := s.Env
	walk(root.New(&env))
	if tried < 8 {
		t.Errorf("only %d flags were tried", tried)
	}
}

// TestHelp wants every verb explained with an example, and nothing unfinished.
func TestHelp(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		args := append(strings.Fields(cmd.CommandPath())[1:], "--help")
		r := s.Run(args...)
		s.Expect(r, 0, "Examples:", "")
		for line := range strings.SplitSeq(r.Out, "\n") {
			if strings.Contains(line, cmd.Example) && text.Width(line) > 110 {
				t.Errorf("%v: long line %q", args, line)
			}
		}
		if cmd.Short == "" {
			t.Errorf("%s has no description", cmd.CommandPath())
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	env := s.Env
	walk(root.New(&env))
	s.Expect(s.Run("help", "brand", "add"), 0, "Connect a bot as a new brand", "")
	s.Expect(s.Run("completion", "bash"), 0, "__start_tgdesk", "")
	s.Expect(s.Run("version"), 0, "tgdesk ", "")
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Expect(s.Run("__complete", "brand", "set", ""), 0, "acme\n", "")
	s.Expect(s.Run("__complete", "chat", "list", "--brand", ""), 0, "acme\n", "")
	s.Expect(s.Run("__complete", "chat", "list", "--state", ""), 0, "unanswered\n", "")
	s.Expect(s.Run("__complete", "brand", "set", "acme", "--close-idle", ""), 0, "30m\n", "")
}

func TestDataFlagWins(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	other := filepath.Join(s.Root, "other")
	s.Expect(s.Run("brand", "list", "--json", "--data", other), 1, "", "There is no desk in "+other+".")
	if _, err := os.Stat(other); !os.IsNotExist(err) {
		t.Errorf("reading made a folder: %v", err)
	}
}

func TestOperatorMayNotChangeBrands(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nname = \"ann\"\nrole = \"operator\"\n")
	s.Expect(s.Run("brand", "set", "acme", "--answer-limit", "1m"), 1, "", "tgdesk: ")
	s.Expect(s.Run("brand", "show", "acme"), 0, "Answer limit           5m", "")
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nnick = \"ann\"\n")
	s.Expect(s.Run("brand", "disable", "acme"), 1, "", "line 2: there is no setting operator.nick")
	s.Expect(s.Run("brand", "list"), 0, "acme", "") // reading needs no settings
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var errs strings.Builder
	h := s.Env
	h.In, h.Out, h.Err = strings.NewReader(s.Bot.Token), &s.Printed, &errs
	if status := root.Run(ctx, h, []string{"brand", "token", "acme", "--token-file", "-"}); status != 1 || strings.Count(errs.String(), "\n") != 1 {
		t.Errorf("status %d: %s", status, errs.String())
	}
}
