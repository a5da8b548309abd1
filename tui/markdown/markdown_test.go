package markdown_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"tgdesk/tui/markdown"
)

const page = "# A page\n\nWords **in bold**, `--a-flag VALUE`, [a link](https://example.com/a-b) and\na second line with <b>angles</b>, *slanted*.\n\n" +
	"## A list\n\n- one\n- two, which is `so long` that it needs a second line\n\n1. first\n2. second\n\n" +
	"```sh\ntgdesk brand set acme   --flood 30/10s # a long command\n```\n\n```\n┌──────────── a drawing that is never wrapped ────────────┐\n```\n\n<!-- a comment -->\n" +
	"| flag | does |\n|---|---|\n| `--very-long-flag` | something \\| that takes words to tell |\n| `-b` | 日本語の説明文はここで折り返されます |\n"

func TestPlainPage(t *testing.T) {
	t.Parallel()
	want := `A page
══════

Words in bold, ` + "`--a-flag VALUE`" + `, a link
(https://example.com/a-b) and a second
line with <b>angles</b>, slanted.

A list
──────

• one
• two, which is ` + "`so long`" + ` that it needs
  a second line

1. first
2. second

  tgdesk brand set acme   --flood
    30/10s # a long command

  ┌──────────── a drawing that is never wrapped ────────────┐

flag              does
────────────────  ──────────────────────
--very-long-flag  something | that takes
                  words to tell
-b                日本語の説明文はここで
                  折り返されます
`
	got := markdown.Render(page, markdown.Options{Width: 40, Styles: markdown.Plain()})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestStyledPage wants the plain page under its styles, and each line whole:
// the screen draws lines one by one.
func TestStyledPage(t *testing.T) {
	t.Parallel()
	for width := range 120 {
		got := markdown.Render(page, markdown.Options{Width: width, Styles: markdown.ANSI()})
		for line := range strings.SplitSeq(got, "\n") {
			if at := strings.LastIndex(line, "\x1b["); at >= 0 && !strings.HasPrefix(line[at:], "\x1b[0m") && !strings.HasPrefix(line[at:], "\x1b[m") {
				t.Fatalf("width %d: a style goes on after %q", width, line)
			}
			if n := ansi.StringWidth(line); n > max(width, 20) && !strings.Contains(line, "never wrapped") {
				t.Fatalf("width %d: %d cells in %q", width, n, line)
			}
		}
		if stripped := ansi.Strip(got); !strings.Contains(stripped, "--very-long-flag") || strings.ContainsAny(stripped, "\u00a0\u2011") {
			t.Fatalf("width %d: a flag was torn:\n%s", width, stripped)
		}
	}
}

// A table that would tear words is a list of its rows instead.
func TestNarrowTable(t *testing.T) {
	t.Parallel()
	table := "| command | what it does | default |\n|---|---|---|\n| `--close-unanswered` | completes chats | `1 day` |\n| `-x` | | |\n"
	want := "--close-unanswered\n  what it does:\n  completes chats\n  default: 1 day\n\n-x\n"
	if diff := cmp.Diff(want, markdown.Render(table, markdown.Options{Width: 20, Styles: markdown.Plain()})); diff != "" {
		t.Error(diff)
	}
}

func TestLinkTargets(t *testing.T) {
	t.Parallel()
	link := func(target string) string { return strings.TrimSuffix(target, ".md") }
	got := markdown.Render("See [files](files.md), [Keys](keys.md) and <https://example.com>.", markdown.Options{Width: 80, Styles: markdown.Plain(), Link: link})
	if want := "See files, Keys (keys) and https://example.com.\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
