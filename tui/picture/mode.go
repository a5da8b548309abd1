package picture

import (
	"strings"

	"tgdesk/tui/theme"
)

// Mode is how a terminal shows pictures.
type Mode uint8

// The modes. testdata/kitty.sh takes a screenshot of a real kitty; kitty knows
// placeholders since 0.28, an older one leaves their cells blank.
const (
	None   Mode = iota // not at all
	Blocks             // half blocks in 256 or true colours
	Kitty              // unicode placeholders of kitty's graphics protocol
)

// The size that kitty is taken to draw a cell in, in pixels. The terminal
// scales to its own; this only says how much detail is sent.
const (
	cellWidth  = 10
	cellHeight = 20
)

// maxSide is the most columns or rows that placeholders can number.
const maxSide = 297

// ModeOf works out the mode from the environment of one session, which lookup
// reads as os.LookupEnv does. It asks the terminal nothing: the answer would
// come mixed with keys. Terminals that draw kitty's pictures but know no
// placeholders (WezTerm, Konsole) get half blocks, and so does everything
// inside a multiplexer.
func ModeOf(lookup func(key string) (value string, ok bool), p theme.Profile) Mode {
	switch {
	case p == theme.Plain:
		return None
	case knowsPlaceholders(lookup):
		return Kitty
	case p == theme.Indexed || p == theme.True:
		return Blocks
	}
	return None
}

func knowsPlaceholders(lookup func(string) (string, bool)) bool {
	has := func(keys ...string) bool {
		for _, k := range keys {
			if v, _ := lookup(k); v != "" {
				return true
			}
		}
		return false
	}
	name, _ := lookup("TERM")
	switch {
	case has("TMUX", "STY", "ZELLIJ"):
		return false
	case name == "xterm-kitty", name == "xterm-ghostty":
		return true
	case !strings.HasPrefix(name, "xterm"):
		return false
	}
	// A program started from kitty inherits its mark, another terminal too.
	return has("KITTY_WINDOW_ID") &&
		!has("TERM_PROGRAM", "VTE_VERSION", "KONSOLE_VERSION", "WEZTERM_PANE", "ALACRITTY_WINDOW_ID", "NVIM", "VIM_TERMINAL")
}

// Fit returns how many cells a picture of width × height pixels takes in a
// box of cols × rows: all of one side, or less for a small picture, which is
// never made larger. It returns 0, 0 when nothing can be shown.
func Fit(m Mode, width, height, cols, rows int) (int, int) {
	w, h := box(m, cols, rows)
	if w <= 0 || h <= 0 || width <= 0 || height <= 0 {
		return 0, 0
	}
	w, h = fit(width, height, w, h)
	x, y := cell(m)
	return (w + x - 1) / x, (h + y - 1) / y
}

// cell returns a cell's size in pixels. A half block is taken for a square.
func cell(m Mode) (width, height int) {
	if m == Kitty {
		return cellWidth, cellHeight
	}
	return 1, 2
}

// box returns the pixels of cols × rows cells; 0, 0 when there are none.
func box(m Mode, cols, rows int) (width, height int) {
	if m == None || cols <= 0 || rows <= 0 {
		return 0, 0
	}
	x, y := cell(m)
	return x * min(cols, maxSide), y * min(rows, maxSide)
}
