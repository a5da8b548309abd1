package compose

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/keymap"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// visibleDigits is how many leading digits a masked Field shows: enough to
// tell one token from another, and never a character of the secret after a
// token's colon.
const visibleDigits = 6

// Field is an Editor of one line.
type Field struct {
	*Editor
	Masked   bool // show dots in place of all but the first digits
	scrolled int  // cells hidden at the left
}

// NewField returns an empty Field that holds at most limit runes.
func NewField(limit int) *Field { return &Field{Editor: NewEditor(limit)} }

// SetText replaces everything and puts the cursor at the end.
func (f *Field) SetText(s string) {
	f.scrolled = 0
	f.Editor.SetText(strings.TrimSpace(joinLines(s)))
}

// Paste writes s at the cursor without the space around it, such as the
// newline that is copied with a token.
func (f *Field) Paste(s string) { f.Editor.Paste(strings.TrimSpace(joinLines(s))) }

// Press is Editor.Press for one line: what changes lines means nothing.
func (f *Field) Press(a keymap.Action, k tea.KeyMsg) bool {
	switch a {
	case keymap.RowUp, keymap.RowDown, keymap.Newline:
		return false
	case "":
		if len(k.Runes) > 0 {
			k.Runes = []rune(joinLines(string(k.Runes)))
		}
	}
	return f.Editor.Press(a, k)
}

func joinLines(s string) string { return strings.ReplaceAll(sanitize(s), "\n", " ") }

// Render returns the visible part of the line in width cells and the cursor's
// column in it. It scrolls as little as keeps the cursor visible.
func (f *Field) Render(width int) (row string, cursorX int) {
	width = max(width, 1)
	s, at := f.lines[0].text, f.cursor.offset
	before, after := s[:at], s[at:]
	if f.Masked {
		digits := visibleDigits
		before, digits = mask(before, digits)
		after, _ = mask(after, digits)
	}
	x := text.Width(before)
	f.scrolled = min(f.scrolled, x, max(x+text.Width(after)-width+1, 0))
	f.scrolled = max(f.scrolled, x-width+1)
	rest, out := before+after, 0
	for out < f.scrolled {
		size, cells := text.Step(rest)
		rest, out = rest[size:], out+cells
	}
	return text.Clip(rest, width), x - out
}

// Row draws the field in width cells, or while it is empty a hint unless that is "". It
// returns the cursor's column.
func (f *Field) Row(th *theme.Theme, width int, hint string, focused bool) (term.Row, int) {
	line, x := f.Render(width)
	style := th.Input
	if focused {
		style = th.InputFocused
	}
	if f.Empty() && hint != "" {
		line, style = hint, style.And(th.Placeholder)
	}
	return term.Row{{W: width, Text: style.Paint(text.Fit(line, width))}}, x
}

// mask replaces all clusters with dots, except up to digits leading digits,
// and returns how many of those are left.
func mask(s string, digits int) (string, int) {
	var b strings.Builder
	for s != "" {
		size, _ := text.Step(s)
		if digits > 0 && s[0] >= '0' && s[0] <= '9' {
			digits--
			b.WriteString(s[:size])
		} else {
			digits = 0
			b.WriteString("•")
		}
		s = s[size:]
	}
	return b.String(), digits
}
