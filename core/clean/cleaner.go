package clean

import (
	"slices"
	"unicode/utf8"
)

// cleaner cleans one text. Isolates do not affect its state, so that the removal
// of unpaired ones at the end changes no other decision, which keeps cleaning
// idempotent.
type cleaner struct {
	limit   int
	oneLine bool

	out       []rune
	truncated bool // the limit was reached
	lines     int  // line ends written

	base          rune     // the character to which marks and joiners belong; 0 at the start of a line
	last          rune     // the rune written last
	marks         int      // marks on base
	joiners       int      // joiners in this emoji
	runKind       joinKind // of the characters in a row of one joinKind
	runLength     int      // how many of them there are
	pendingJoiner bool     // a ZWJ is written only if the next character is an emoji
	pendingSpace  bool     // oneLine: a space is written only if something follows
	warned        bool     // this line has a warning already
	lineStart     int      // of the current line, in out
	hasIsolates   bool     // in the current line
}

func (c *cleaner) run(s string) Text {
	c.out = make([]rune, 0, min(len(s), c.limit))
	var before rune
	for i, left := 0, maxRead*c.limit; i < len(s) && !c.truncated; left-- {
		if left == 0 {
			c.truncated = true
			break
		}
		if n := SubdivisionFlag(s[i:]); n > 0 {
			c.flag([]rune(s[i : i+n]))
			before = 0
			i += n
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r != '\n' || before != '\r' {
			c.add(r)
		}
		before = r
		i += size
	}
	if c.truncated {
		c.ellipsize()
	}
	c.pairIsolates()
	return Text(string(c.out))
}

// add applies the rule for one rune.
func (c *cleaner) add(r rune) {
	switch kindOf(r) {
	case plain:
		c.character(r)
	case invalid:
		c.character(utf8.RuneError)
	case control:
		for _, p := range controlPicture(r) {
			c.character(p)
		}
	case newline:
		c.endLine()
	case space:
		c.space(r)
	case override:
		c.warn()
	case isolate:
		c.hasIsolates = true
		c.write(r)
	case joiner:
		c.joiner(r)
	case mark:
		c.mark(r)
	case attached:
		if c.base == 0 || c.pendingSpace {
			c.character(r)
		} else {
			c.mark(r)
		}
	case selector:
		if c.last == c.base && c.base != 0 && hasVariant(c.base, r) {
			c.mark(r)
		}
	}
}

// write appends r unless the limit is reached.
func (c *cleaner) write(r rune) {
	if len(c.out) >= c.limit {
		c.truncated = true
		return
	}
	c.out = append(c.out, r)
}

// character writes a rune that can have marks.
func (c *cleaner) character(r rune) {
	c.flushSpace()
	if c.pendingJoiner && isEmoji(r) {
		c.write(zwj)
		c.joiners++
	} else if !isSkinTone(r) {
		c.joiners = 0
	}
	c.pendingJoiner = false
	if r = c.limitRun(r); r == utf8.RuneError {
		c.joiners = 0
	}
	c.write(r)
	c.base, c.last, c.marks = r, r, 0
}

// flag writes the flag of a part of a country, as a whole or not at all.
func (c *cleaner) flag(sequence []rune) {
	c.character(sequence[0])
	if c.truncated || len(c.out)+len(sequence)-1 > c.limit {
		c.truncated = true
		return
	}
	c.out = append(c.out, sequence[1:]...)
	c.last = cancelTag
}

// limitRun returns r, or U+FFFD if it is one too many of its joinKind in a row.
func (c *cleaner) limitRun(r rune) rune {
	switch p := joinKindOf(r); {
	case p == 0 || p != c.runKind:
		c.runKind, c.runLength = p, 1
	case c.runLength == maxRun:
		c.runKind, c.runLength = 0, 0
		return utf8.RuneError
	default:
		c.runLength++
	}
	return r
}

// isSkinTone reports skin tones, which belong to the preceding emoji.
func isSkinTone(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

func (c *cleaner) flushSpace() {
	if c.pendingSpace {
		c.pendingSpace = false
		c.write(' ')
	}
}

// space writes a space, or postpones it if spaces collapse. A tab is four spaces.
func (c *cleaner) space(r rune) {
	c.pendingJoiner, c.runKind = false, 0
	switch {
	case c.oneLine:
		c.pendingSpace = c.pendingSpace || c.base != 0
		if c.pendingSpace {
			c.base, c.last, c.marks = ' ', ' ', 0
		}
		return
	case r == '\t':
		for range 3 {
			c.write(' ')
		}
		r = ' '
	case IsBlankLetter(r):
		r = ' '
	}
	c.write(r)
	c.base, c.last, c.marks = r, r, 0
}

func (c *cleaner) endLine() {
	if c.oneLine {
		c.space(' ')
		return
	}
	if c.lines++; c.lines >= MaxLines {
		c.truncated = true
		return
	}
	c.pairIsolates()
	c.write('\n')
	c.lineStart = len(c.out)
	c.base, c.last, c.marks = 0, 0, 0
	c.pendingJoiner, c.warned, c.runKind = false, false, 0
}

// warn writes a warning sign in place of a direction override, once a line.
func (c *cleaner) warn() {
	if !c.warned {
		c.warned = true
		c.character(warning)
	}
}

// joiner writes a single joiner in scripts that use them. After an emoji, a ZWJ is
// postponed.
func (c *cleaner) joiner(r rune) {
	switch {
	case usesJoiners(c.base) && c.last != zwj && c.last != zwnj:
		c.write(r)
		c.last = r
	case r == zwj && c.joiners < maxJoiners && isEmoji(c.base) && (c.last == c.base || c.last == 0xfe0f):
		c.pendingJoiner = true
	}
}

// mark writes a mark of the preceding character, up to MaxMarks. At the start of a
// line it gets a base, or it would be drawn over text of ours.
func (c *cleaner) mark(r rune) {
	if c.marks >= MaxMarks {
		return
	}
	if c.base == 0 {
		c.character(dottedRing)
	}
	c.flushSpace()
	c.pendingJoiner = false
	c.write(r)
	c.last = r
	c.marks++
}

// ellipsize cuts the text for the ellipsis, and removes before it what a second
// cleaning would remove.
func (c *cleaner) ellipsize() {
	c.out = c.out[:min(len(c.out), c.limit-1)]
	c.lineStart = min(c.lineStart, len(c.out))
	for len(c.out) > c.lineStart {
		last := c.out[len(c.out)-1]
		if k := kindOf(last); k != joiner && k != isolate && k != space && (k != hidden || last == cancelTag) {
			break
		}
		c.out = c.out[:len(c.out)-1]
	}
	c.out = append(c.out, ellipsis)
}

// pairIsolates removes isolates without a partner from the current line.
func (c *cleaner) pairIsolates() {
	const deleted = -1
	if !c.hasIsolates {
		return
	}
	c.hasIsolates = false
	line := c.out[c.lineStart:]
	var open []int
	for i, r := range line {
		switch {
		case kindOf(r) != isolate:
		case r != popIsolate:
			open = append(open, i)
		case len(open) > 0:
			open = open[:len(open)-1]
		default:
			line[i] = deleted
		}
	}
	for _, i := range open {
		line[i] = deleted
	}
	paired := slices.DeleteFunc(line, func(r rune) bool { return r == deleted })
	c.out = c.out[:c.lineStart+len(paired)]
}
