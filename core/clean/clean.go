// Package clean turns text from outside (names, messages, captions, file
// names, links, titles, error texts of other programs) into text that is safe
// to show in a terminal.
//
// The type Text proves it: the screen takes text from outside only as Text, and
// only this package makes one. A conversion clean.Text(s) elsewhere is forbidden,
// except for constants. Text is stored unchanged and cleaned
// when it is shown. The package must not translate, shorten for layout or know
// about cells, which is the job of tui/text.
//
// rules.go documents the rules and their reasons.
package clean

import "strings"

// The limits are far above Telegram's (4096 characters a message, 64 a first
// name), and bound the time and memory that a hostile source can cost.
const (
	MaxMessage = 100_000 // runes of a Message, including the ellipsis
	MaxLines   = 10_000  // lines of a Message
	MaxLine    = 256     // runes of a Line or Name, including the ellipsis
	MaxMarks   = 4       // combining marks on one base character
	maxRead    = 8       // runes read for each one of the limit, which bounds the cost of hidden ones
	maxRun     = 2       // characters of one joinKind in a row
	maxJoiners = 4       // joiners in one emoji; the longest in use has three
)

// Text is text that may be shown: valid UTF-8 without control characters but
// the newline, without direction tricks and without hidden characters.
type Text string

// String returns the text itself.
func (t Text) String() string { return string(t) }

// Message cleans text of several lines. All line ends become \n. Text over
// MaxMessage runes or MaxLines lines is cut, with an ellipsis. Message is
// idempotent.
func Message(s string) Text {
	if len(s) <= MaxMessage && isClean(s) && strings.Count(s, "\n") < MaxLines {
		return Text(s)
	}
	c := cleaner{limit: MaxMessage}
	return c.run(s)
}

// Line cleans text for one line: names, titles, file names, previews. Line ends
// and runs of spaces become one space, and none remain at the ends. Text over
// MaxLine runes is cut, with an ellipsis. Line is idempotent.
func Line(s string) Text {
	if len(s) <= MaxLine && isClean(s) && isSingleLine(s) {
		return Text(s)
	}
	return Short(s, MaxLine)
}

// Short is Line with at most so many runes, for text of other programs in a sentence.
func Short(s string, most int) Text {
	c := cleaner{limit: most, oneLine: true}
	return c.run(s)
}

// Name is Line for the name of a person or thing. If nothing visible remains, it
// returns the fallback, also cleaned.
func Name(s, fallback string) Text {
	if Visible(s) {
		return Line(s)
	}
	return Line(fallback)
}

// isSingleLine reports whether a clean s is one line without spaces to collapse or
// trim.
func isSingleLine(s string) bool {
	if s == "" {
		return true
	}
	return s[0] != ' ' && s[len(s)-1] != ' ' && !strings.Contains(s, "\n") && !strings.Contains(s, "  ")
}
