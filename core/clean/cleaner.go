package clean

import (
	"slices"
	"unicode/utf8"
)

// cleaner is one run over one text. Isolates count for nothing in its state,
// so that taking out the unpaired ones at the end changes no other decision;
// that keeps cleaning idempotent.
type cleaner struct {
	limit   int
	oneLine bool

	out   []rune
	full  bool // the limit was reached
	lines int  // line ends written

	base    rune // the character that marks and joiners refer to; 0 at a line's start
	last    rune // what was written last
	marks   int  // marks on base
	joins   int  // joiners in this emoji
	pile    pile // what kind of character piles up,
	piled   int  // and how many of it stand in a row
	joining bool // a ZWJ is held back until the next character proves to be an emoji
	gap     bool // oneLine: a space is held back until something follows
	warned  bool // this line has its warning
	lineAt  int  // where the line begins in out
	paired  bool // this line holds isolates
}

func (c *cleaner) run(s string) Text {
	c.out = make([]rune, 0, min(len(s), c.limit))
	var before rune
	for i, left := 0, maxRead*c.limit; i < len(s) && !c.full; left-- {
		if left == 0 {
			c.full = true
			break
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r != '\n' || before != '\r' {
			c.take(r)
		}
		before = r
		i += size
	}
	if c.full {
		c.truncate()
	}
	c.pairIsolates()
	return Text(string(c.out))
}

// take applies the rule for one rune.
func (c *cleaner) take(r rune) {
	switch kindOf(r) {
	case plain:
		c.character(r)
	case foreign:
		c.character(utf8.RuneError)
	case control:
		for _, p := range picture(r) {
			c.character(p)
		}
	case newline:
		c.endLine()
	case space:
		c.space(r)
	case override:
		c.warn()
	case isolate:
		c.paired = true
		c.write(r)
	case joiner:
		c.join(r)
	case mark:
		c.combine(r)
	case attached:
		if c.base == 0 || c.gap {
			c.character(r)
		} else {
			c.combine(r)
		}
	case selector:
		if c.last == c.base && c.base != 0 && varies(c.base, r) {
			c.combine(r)
		}
	}
}

// write appends r, or notes that the limit is reached.
func (c *cleaner) write(r rune) {
	if len(c.out) >= c.limit {
		c.full = true
		return
	}
	c.out = append(c.out, r)
}

// character writes a rune that marks may follow.
func (c *cleaner) character(r rune) {
	c.releaseGap()
	if c.joining && emoji(r) {
		c.write(zwj)
		c.joins++
	} else if !modifier(r) {
		c.joins = 0
	}
	c.joining = false
	if r = c.heaped(r); r == utf8.RuneError {
		c.joins = 0
	}
	c.write(r)
	c.base, c.last, c.marks = r, r, 0
}

// heaped returns r, or a sign in its place where more of its kind stand in a
// row than one character is made of.
func (c *cleaner) heaped(r rune) rune {
	switch p := pileOf(r); {
	case p == 0 || p != c.pile:
		c.pile, c.piled = p, 1
	case c.piled == maxPile:
		c.pile, c.piled = 0, 0
		return utf8.RuneError
	default:
		c.piled++
	}
	return r
}

// modifier reports the skin tones, which continue the emoji before them.
func modifier(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

func (c *cleaner) releaseGap() {
	if c.gap {
		c.gap = false
		c.write(' ')
	}
}

// space writes a space, or holds it back where spaces collapse. A tab is four
// spaces.
func (c *cleaner) space(r rune) {
	c.joining, c.pile = false, 0
	switch {
	case c.oneLine:
		c.gap = c.gap || c.base != 0
		if c.gap {
			c.base, c.last, c.marks = ' ', ' ', 0
		}
		return
	case r == '\t':
		for range 3 {
			c.write(' ')
		}
		r = ' '
	case blank(r):
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
		c.full = true
		return
	}
	c.pairIsolates()
	c.write('\n')
	c.lineAt = len(c.out)
	c.base, c.last, c.marks = 0, 0, 0
	c.joining, c.warned, c.pile = false, false, 0
}

// warn leaves one mark a line where a direction override was taken out.
func (c *cleaner) warn() {
	if !c.warned {
		c.warned = true
		c.character(warning)
	}
}

// join keeps a joiner in the scripts that are written with them, once in a
// row; between emoji a ZWJ waits for the second one.
func (c *cleaner) join(r rune) {
	switch {
	case joins(c.base) && c.last != zwj && c.last != zwnj:
		c.write(r)
		c.last = r
	case r == zwj && c.joins < maxJoins && (emoji(c.base)) && (c.last == c.base || c.last == 0xfe0f):
		c.joining = true
	}
}

// combine writes a mark on the character before it, up to MaxMarks. At the
// start of a line, where it would be drawn over something of ours, it gets a
// base to stand on.
func (c *cleaner) combine(r rune) {
	if c.marks >= MaxMarks {
		return
	}
	if c.base == 0 {
		c.character(dottedRing)
	}
	c.releaseGap()
	c.joining = false
	c.write(r)
	c.last = r
	c.marks++
}

// truncate makes room for the ellipsis after the limit was passed, and leaves
// nothing before it that a second cleaning would take away.
func (c *cleaner) truncate() {
	c.out = c.out[:min(len(c.out), c.limit-1)]
	c.lineAt = min(c.lineAt, len(c.out))
	for len(c.out) > c.lineAt && trailing(c.out[len(c.out)-1]) {
		c.out = c.out[:len(c.out)-1]
	}
	c.out = append(c.out, ellipsis)
}

func trailing(r rune) bool {
	k := kindOf(r)
	return k == joiner || k == isolate || k == space
}

// pairIsolates takes out, from the line being written, every isolate that has
// no partner on it.
func (c *cleaner) pairIsolates() {
	if !c.paired {
		return
	}
	c.paired = false
	line := c.out[c.lineAt:]
	var open []int
	for i, r := range line {
		switch {
		case kindOf(r) != isolate:
		case r != popIsolate:
			open = append(open, i)
		case len(open) > 0:
			open = open[:len(open)-1]
		default:
			line[i] = dropped
		}
	}
	for _, i := range open {
		line[i] = dropped
	}
	kept := slices.DeleteFunc(line, func(r rune) bool { return r == dropped })
	c.out = c.out[:c.lineAt+len(kept)]
}

// dropped stands, inside pairIsolates, for a rune that goes.
const dropped = -1
