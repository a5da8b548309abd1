package hostile

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"tgdesk/core/clean"

	"github.com/rivo/uniseg"
)

// terminalGrammar is every sequence that the screen may send to a terminal
// (tui/term/sequences.go, painter.go, requests.go, album.go). What is none of
// these is text, and text is held to textFault.
var terminalGrammar = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`\x1b\[\?(?:25|1049|7|2004|1004|1002|1006|2026)[hl]`, // modes
	`\x1b\[2[23];0t`,                   // save and restore the title
	`\x1b\[[1-9]\d{0,3};[1-9]\d{0,3}H`, // to a cell
	`\x1b\[[1-9]\d{0,3}G`,              // to a column
	`\x1b\[2?K`,                        // erase the row, or the rest of it
	`\x1b\[2J`,                         // erase the screen
	`\x1b\]2;[^\x00-\x1f\x7f]*\x07`,    // the title
	`\x1b\]52;c;[A-Za-z0-9+/=]*\x07`,   // the clipboard
	`\x1b_G[A-Za-z0-9=,]{1,60}(?:;[A-Za-z0-9+/=]+)?\x1b\\`, // kitty's pictures
	`\x07`,
}, "|") + `)`)

// style may stand within a text.
var style = regexp.MustCompile(`^\x1b\[[0-9;:]{0,40}m`)

// TerminalFault returns the first thing in all that was written to a terminal
// that should not have been.
func TerminalFault(written string) string {
	var run strings.Builder // of text
	for written != "" {
		begin := strings.IndexAny(written, sequenceStarts)
		if begin < 0 {
			begin = len(written)
		}
		run.WriteString(written[:begin])
		written = written[begin:]
		first := firstSequence(written)
		if n := len(style.FindString(first)); n > 0 {
			written = written[n:]
			continue
		}
		sequence := terminalGrammar.FindString(first)
		if sequence == "" && written != "" { // a control character within a text
			run.WriteByte(written[0])
			written = written[1:]
			continue
		}
		if fault := TextFault(run.String(), false); fault != "" {
			return fault
		}
		run.Reset()
		if title, ok := strings.CutPrefix(sequence, "\x1b]2;"); ok {
			if fault := TextFault(strings.TrimSuffix(title, "\a"), false); fault != "" {
				return "in the title: " + fault
			}
		}
		written = written[len(sequence):]
	}
	return TextFault(run.String(), false)
}

const sequenceStarts = "\x1b\a"

// firstSequence cuts what begins with a sequence before the next one, so that the
// grammar need not look at all that follows.
func firstSequence(s string) string {
	if s == "" {
		return ""
	}
	end := strings.IndexAny(s[1:], sequenceStarts) + 1
	switch {
	case s[0] == '\a' || end == 0:
		return s
	case s[end] == '\a':
		return s[:end+1]
	case strings.HasPrefix(s[end:], "\x1b\\"):
		return s[:end+2]
	}
	return s[:end]
}

// maxClusterRunes is more characters than any that people write is made of.
const maxClusterRunes = 45

// TextFault returns what is wrong with text that came out of the program: it
// holds what a terminal obeys, what turns the direction of what follows, what
// is hidden, or more marks than a character carries.
func TextFault(s string, lines bool) string {
	if !utf8.ValidString(s) {
		return fmt.Sprintf("bytes that are no UTF-8 in %.200q", s)
	}
	marks, depth := 0, 0
	for _, r := range WithoutFlags(s) {
		if r == '\n' && lines {
			if depth != 0 {
				return fmt.Sprintf("an isolate that stays open in %.200q", s)
			}
			continue
		}
		if StrayRune(r) {
			return fmt.Sprintf("%U in %.200q", r, s)
		}
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if marks > clean.MaxMarks {
			return fmt.Sprintf("%d marks in %.200q", marks, s)
		}
		if depth = isolateDepth(depth, r); depth < 0 {
			return fmt.Sprintf("an isolate that was not opened in %.200q", s)
		}
	}
	if depth != 0 {
		return fmt.Sprintf("an isolate that stays open in %.200q", s)
	}
	return clusterFault(s)
}

func isolateDepth(depth int, r rune) int {
	switch {
	case r == 0x2069:
		return depth - 1
	case r >= 0x2066 && r <= 0x2068:
		return depth + 1
	}
	return depth
}

// flags finds the flags of England, Scotland and Wales. It is made once: every
// printed cell is searched.
var flags = func() *strings.Replacer {
	const tags = "\U000e0067\U000e0062"
	return strings.NewReplacer(
		"🏴"+tags+"\U000e0065\U000e006e\U000e0067\U000e007f", "🏴",
		"🏴"+tags+"\U000e0073\U000e0063\U000e0074\U000e007f", "🏴",
		"🏴"+tags+"\U000e0077\U000e006c\U000e0073\U000e007f", "🏴")
}()

// WithoutFlags returns s without the tags in the flags of England, Scotland and
// Wales, in which alone tags may stand.
func WithoutFlags(s string) string {
	if !strings.Contains(s, "🏴") {
		return s // as nearly all: the replacer looks at each byte
	}
	return flags.Replace(s)
}

// StrayRune reports characters that have no place in any output.
func StrayRune(r rune) bool {
	return r < ' ' || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e || r == 0x2028 || r == 0x2029 ||
		r == 0x200b || r == 0x200e || r == 0x200f || r == 0x61c || r == 0x2060 || r == 0xfeff || r == 0xad ||
		r >= 0xe0000 && r <= 0xe00ff || r >= 0xfff9 && r <= 0xfffb
}

// clusterFault finds characters without end that count as one.
func clusterFault(s string) string {
	for ascii := 0; s != ""; {
		if ascii = strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }); ascii < 0 {
			return ""
		}
		cluster, rest, _, _ := uniseg.FirstGraphemeClusterInString(s[max(ascii-1, 0):], -1)
		if n := utf8.RuneCountInString(cluster); n > maxClusterRunes {
			return fmt.Sprintf("%d characters in one: %.200q", n, cluster)
		}
		s = rest
	}
	return ""
}
