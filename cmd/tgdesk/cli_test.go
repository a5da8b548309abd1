package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"tgdesk/tui/text"
)

func TestMisuse(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, tt := range []struct {
		args string
		err  string
	}{
		{"frob", `has no verb "frob"`},
		{"brnd", "Did you mean brand?"},
		{"--frob", "unknown flag: --frob"},
		{"brand", "needs a verb: add, disable"},
		{"brand frob", `has no verb "frob"`},
		{"chat", "needs a verb"},
		{"chat list extra", "takes no argument"},
		{"chat list --limit x", "invalid argument"},
		{"completion", "needs a shell"},
		{"completion tcsh", `has no verb "tcsh"`},
		{"help frob", `has no verb "frob"`},
		{"brand set acme", "nothing to change"},
		{"brand set acme --answer-limit 25h", "answer-limit must be between 30s and 1d"},
		{"brand set acme --close-unanswered 14m", "close-unanswered must be between 15m and 1mo"},
		{"brand set acme --close-idle 2d", "close-idle must be between 1m and 1d"},
		{"brand set acme --close-idle 5", "is not a time"},
		{"", "needs a terminal"},
		{"demo", "needs a terminal"},
		{"demo extra", "takes no argument"},
		{"brand list --data", "flag needs an argument"},
	} {
		r := b.run(strings.Fields(tt.args)...)
		if r.status != 2 || !strings.Contains(r.err, tt.err) || strings.Count(r.err, "\n") != 1 || r.out != "" {
			t.Errorf("tgdesk %s: %+v\nwant 2 and %q", tt.args, r, tt.err)
		}
	}
	entries, err := os.ReadDir(b.root)
	if err != nil || len(entries) > 0 {
		t.Errorf("misuse left something behind: %v %v", entries, err)
	}
}

// TestHelp wants every verb explained with an example, and nothing unfinished.
func TestHelp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		args := append(strings.Fields(cmd.CommandPath())[1:], "--help")
		r := b.run(args...)
		b.want(r, 0, "Examples:", "")
		for line := range strings.SplitSeq(r.out, "\n") {
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
	walk(newRoot(&cli{host: b.host, out: newOutput(&b.printed)}))
	b.want(b.run("help", "brand", "add"), 0, "Connect a bot as a new brand", "")
	b.want(b.run("completion", "bash"), 0, "__start_tgdesk", "")
	b.want(b.run("version"), 0, "tgdesk ", "")
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.want(b.run("__complete", "brand", "set", ""), 0, "acme\n", "")
	b.want(b.run("__complete", "chat", "list", "--brand", ""), 0, "acme\n", "")
	b.want(b.run("__complete", "chat", "list", "--state", ""), 0, "unanswered\n", "")
	b.want(b.run("__complete", "brand", "set", "acme", "--close-idle", ""), 0, "30m\n", "")
}

func TestDataFlagWins(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	other := filepath.Join(b.root, "other")
	b.want(b.run("brand", "list", "--json", "--data", other), 0, `{"brands":[]}`, "")
	if _, err := os.Stat(other); !os.IsNotExist(err) {
		t.Errorf("reading made a folder: %v", err)
	}
}

func TestOperatorMayNotChangeBrands(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.file("config/tgdesk/config.toml", "[operator]\nname = \"ann\"\nrole = \"operator\"\n")
	b.want(b.run("brand", "set", "acme", "--answer-limit", "1m"), 1, "", "tgdesk: ")
	b.want(b.run("brand", "show", "acme"), 0, "Answer limit      5m", "")
	b.file("config/tgdesk/config.toml", "[operator]\nnick = \"ann\"\n")
	b.want(b.run("brand", "disable", "acme"), 1, "", "line 2: there is no setting operator.nick")
	b.want(b.run("brand", "list"), 0, "acme", "") // reading needs no settings
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var errs strings.Builder
	h := b.host
	h.in, h.out, h.err = strings.NewReader(b.acme.Token), &b.printed, &errs
	if status := run(ctx, h, []string{"brand", "token", "acme", "--token-file", "-"}); status != 1 || strings.Count(errs.String(), "\n") != 1 {
		t.Errorf("status %d: %s", status, errs.String())
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	err := misusef("bad \x1b[31m thing\nin 123456:%s", strings.Repeat("A", 35))
	if got := sentence(err); strings.ContainsAny(got, "\x1b\n") || !strings.Contains(got, "123456:…") || strings.Contains(got, "AAAA") {
		t.Errorf("%q", got)
	}
}
