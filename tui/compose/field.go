package compose

import (
	"strings"

	"tgdesk/tui/text"
)

// visibleDigits is how many leading digits a masked Field shows: enough to
// tell one token from another, and never a character of the secret after a
// token's colon.
const visibleDigits = 6

// Field is one line of text with a cursor. The zero value is ready to use.
type Field struct {
	Masked   bool // show dots in place of all but the first digits
	editor   Editor
	scrolled int // cells hidden at the left
}

// NewField returns an empty Field that holds at most limit runes.
func NewField(limit int) *Field {
	return &Field{editor: *NewEditor(limit)}
}

// Text returns the text.
func (f *Field) Text() string { return f.editor.Text() }

// Empty reports whether there is no text.
func (f *Field) Empty() bool { return f.editor.Empty() }

// Version changes with every change of the text.
func (f *Field) Version() uint64 { return f.editor.Version() }

// Refused returns how many runes of the last insertion did not fit.
func (f *Field) Refused() int { return f.editor.Refused() }

// Limit returns how many runes fit.
func (f *Field) Limit() int { return f.editor.Limit() }

// Length returns how many runes the text has.
func (f *Field) Length() int { return f.editor.Length() }

// SetText replaces everything and puts the cursor at the end.
func (f *Field) SetText(s string) (refused int) {
	f.scrolled = 0
	return f.editor.SetText(trimmedLine(s))
}

// Insert writes s at the cursor.
func (f *Field) Insert(s string) (refused int) {
	return f.editor.Insert(joinLines(s))
}

// Paste writes s at the cursor without the space around it, such as the
// newline that is copied with a token.
func (f *Field) Paste(s string) (refused int) { return f.editor.Paste(trimmedLine(s)) }

func trimmedLine(s string) string { return strings.TrimSpace(joinLines(s)) }

func joinLines(s string) string { return strings.ReplaceAll(sanitize(s), "\n", " ") }

// Render returns the visible part of the line in width cells and the cursor's
// column in it. It scrolls as little as keeps the cursor visible.
func (f *Field) Render(width int) (row string, cursorX int) {
	f.editor.prepare()
	width = max(width, 1)
	s := f.editor.lines[0].text
	before, after := f.visibleText(s)
	x := text.Width(before)
	f.scrolled = min(f.scrolled, x, max(x+text.Width(after)-width+1, 0))
	f.scrolled = max(f.scrolled, x-width+1)
	rest, out := before+after, 0
	for out < f.scrolled {
		size, cells := text.Step(rest)
		rest, out = rest[size:], out+cells
	}
	row = text.Clip(rest, width)
	return row, x - out
}

// visibleText returns what is shown of s before and after the cursor.
func (f *Field) visibleText(s string) (before, after string) {
	at := f.editor.cursor.offset
	if !f.Masked {
		return s[:at], s[at:]
	}
	before, n := mask(s[:at], visibleDigits)
	after, _ = mask(s[at:], n)
	return before, after
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
