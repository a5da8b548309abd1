package picture

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

func TestPlaceholders(t *testing.T) {
	t.Parallel()
	want := []string{
		"\x1b[38;2;1;2;3m\U0010eeee\u0305\u0305\U0010eeee\u0305\u030d\x1b[0m",
		"\x1b[38;2;1;2;3m\U0010eeee\u030d\u0305\U0010eeee\u030d\u030d\x1b[0m",
	}
	if diff := cmp.Diff(want, Placeholders(0x010203, 2, 2)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, size := range [][2]int{{0, 1}, {1, 0}, {298, 1}, {1, 298}} {
		if got := Placeholders(300, size[0], size[1]); got != nil {
			t.Errorf("%v gives %d rows", size, len(got))
		}
	}
}

func TestPlaceholdersTakeTheirCells(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cols, rows := rapid.IntRange(1, maxSide).Draw(t, "cols"), rapid.IntRange(1, 30).Draw(t, "rows")
		lines := Placeholders(rapid.Uint32Range(firstID, lastID).Draw(t, "id"), cols, rows)
		seen := map[string]bool{}
		for _, line := range lines {
			plain := ansi.Strip(line)
			if text.Width(plain) != cols || ansi.StringWidth(line) != cols {
				t.Fatalf("%d cells, want %d", text.Width(plain), cols)
			}
			for _, cell := range strings.Split(plain, "\U0010eeee")[1:] {
				seen[cell] = true
			}
		}
		if len(lines) != rows || len(seen) != cols*rows {
			t.Fatalf("%d lines with %d different cells", len(lines), len(seen))
		}
	})
}

func TestModeComesFromTheEnvironmentAlone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  string
		p    theme.Profile
		want Mode
	}{
		{"TERM=xterm-kitty KITTY_WINDOW_ID=1", theme.True, Kitty},
		{"TERM=xterm-kitty", theme.True, Kitty}, // over SSH
		{"TERM=xterm-kitty NO_COLOR=1", theme.Mono, Kitty},
		{"TERM=xterm-ghostty TERM_PROGRAM=ghostty", theme.True, Kitty},
		{"TERM=xterm-256color KITTY_WINDOW_ID=1", theme.Indexed, Kitty},
		{"TERM=xterm-256color KITTY_WINDOW_ID=1 VTE_VERSION=7000", theme.Indexed, Blocks},
		{"TERM=xterm-256color KITTY_WINDOW_ID=1 TERM_PROGRAM=WezTerm", theme.True, Blocks},
		{"TERM=xterm-kitty TMUX=/tmp/x,1,0", theme.True, Blocks},
		{"TERM=tmux-256color KITTY_WINDOW_ID=1", theme.Indexed, Blocks},
		{"TERM=screen KITTY_WINDOW_ID=1 STY=1.x", theme.Indexed, Blocks},
		{"TERM=xterm-kitty ZELLIJ=0", theme.True, Blocks},
		{"TERM=xterm-256color", theme.Indexed, Blocks},
		{"TERM=linux", theme.Basic, None},
		{"TERM=xterm NO_COLOR=1", theme.Mono, None},
		{"TERM=dumb KITTY_WINDOW_ID=1", theme.Plain, None},
	} {
		env := map[string]string{}
		for pair := range strings.FieldsSeq(c.env) {
			k, v, _ := strings.Cut(pair, "=")
			env[k] = v
		}
		if got := ModeOf(func(k string) (string, bool) { v, ok := env[k]; return v, ok }, c.p); got != c.want {
			t.Errorf("%s: %d, want %d", c.env, got, c.want)
		}
	}
}

func TestFit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m                      Mode
		width, height          int
		cols, rows, wantC, wRs int
	}{
		{Blocks, 1280, 960, 40, 20, 40, 15},
		{Blocks, 960, 1280, 40, 20, 30, 20},
		{Blocks, 10, 3, 40, 20, 10, 2},
		{Blocks, 100_000, 1, 40, 20, 40, 1},
		{Kitty, 1280, 960, 40, 20, 40, 15},
		{Kitty, 16, 16, 40, 20, 2, 1},
		{Kitty, 9000, 9000, 1000, 1000, 297, 149},
		{None, 9, 9, 40, 20, 0, 0},
		{Blocks, 0, 9, 40, 20, 0, 0},
		{Blocks, 9, 9, 0, 20, 0, 0},
	} {
		if x, y := Fit(c.m, c.width, c.height, c.cols, c.rows); x != c.wantC || y != c.wRs {
			t.Errorf("Fit(%d, %d × %d, %d × %d) = %d × %d", c.m, c.width, c.height, c.cols, c.rows, x, y)
		}
	}
}
