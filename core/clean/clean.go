// Package clean turns text from outside (names, messages, captions, file
// names, links, titles, error texts of other programs) into text that is safe
// to show in a terminal.
//
// Text is the proof: the screen takes only Text from outside, and only this
// package makes it. A conversion clean.Text(s) anywhere else is forbidden;
// constants of our own go through Trusted. What is stored stays as it came;
// it is cleaned when it is read. The package must not translate, shorten for
// layout or know about cells: that is tui/text's part.
//
// What is done to the text, and why, is in the comments of rules.go.
package clean

import "strings"

// The bounds. They are far above what Telegram lets people write (4096
// characters a message, 64 a first name) and keep a hostile or broken source
// from costing time and memory.
const (
	MaxMessage = 100_000 // runes of a Message, the ellipsis included
	MaxLines   = 10_000  // lines of a Message
	MaxLine    = 256     // runes of a Line or Name, the ellipsis included
	MaxMarks   = 4       // combining marks on one base character
	maxRead    = 8       // runes read for one that is kept, so that hidden ones without end cost nothing
	maxPile    = 2       // characters of one kind in a row that join each other
	maxJoins   = 4       // joiners in one emoji: the largest in use has three
)

// Text is text that may be shown: valid UTF-8 without control characters but
// the newline, without direction tricks and without hidden characters.
type Text string

// String returns the text itself.
func (t Text) String() string { return string(t) }

// Trusted vouches for text of our own: a literal constant, or the output of
// our own formatting of numbers and times. It changes nothing.
func Trusted(s string) Text { return Text(s) }

// Message cleans text of many lines. Line ends of every kind become \n. More
// than MaxMessage runes or MaxLines lines are cut, with an ellipsis at the cut.
// Cleaning twice is the same as once.
func Message(s string) Text {
	if len(s) <= MaxMessage && harmless(s) && strings.Count(s, "\n") < MaxLines {
		return Text(s)
	}
	c := cleaner{limit: MaxMessage}
	return c.run(s)
}

// Line cleans text that must stay on one line: names, titles, file names,
// previews. Newlines and runs of space become one space, none remain at the
// ends; more than MaxLine runes are cut, with an ellipsis at the cut.
// Cleaning twice is the same as once.
func Line(s string) Text {
	if len(s) <= MaxLine && harmless(s) && single(s) {
		return Text(s)
	}
	c := cleaner{limit: MaxLine, oneLine: true}
	return c.run(s)
}

// Name is Line for the name of a person or thing: where nothing visible
// remains, it returns the fallback, cleaned too.
func Name(s, fallback string) Text {
	if name := Line(s); visible(name) {
		return name
	}
	return Line(fallback)
}

// single reports whether a harmless s is already one line without spaces to
// collapse or trim.
func single(s string) bool {
	if s == "" {
		return true
	}
	return s[0] != ' ' && s[len(s)-1] != ' ' && !strings.Contains(s, "\n") && !strings.Contains(s, "  ")
}
