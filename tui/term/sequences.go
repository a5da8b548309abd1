package term

import (
	"strings"
	"unicode/utf8"
)

// The sequences beside rows. A terminal ignores private modes it does not know.
const (
	syncBegin  = "\x1b[?2026h" // synchronized output: show the frame at once
	syncEnd    = "\x1b[?2026l"
	hideCursor = "\x1b[?25l"
	showCursor = "\x1b[?25h"

	// enter: save the title, alternate screen, no wrapping at the right edge (a
	// character drawn wider than expected must not spill into the next row),
	// bracketed paste, focus reports.
	enter = "\x1b[22;0t\x1b[?1049h\x1b[?7l\x1b[?2004h\x1b[?1004h" + hideCursor
	// leave undoes enter, in reverse, whatever state the screen is in.
	leave = syncEnd + "\x1b[m" + mouseOff + showCursor + "\x1b[?1004l\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[23;0t"

	// Drags and clicks, in the encoding without a limit on columns.
	mouseOn  = "\x1b[?1002h\x1b[?1006h"
	mouseOff = "\x1b[?1006l\x1b[?1002l"

	// A dumb terminal has no modes; the shell's prompt goes below the last row.
	leaveDumb = "\x1b[m\r\n"
)

// maxTitle bounds the window's title, in runes.
const maxTitle = 200

// titleText removes what could end the sequence that carries the title.
func titleText(s string) string {
	n := 0
	return strings.Map(func(r rune) rune {
		if n++; n > maxTitle || r < ' ' || r >= 0x7f && r <= 0x9f || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
}
