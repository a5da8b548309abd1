package escape

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// translate returns what a whole sequence means to Bubble Tea, "" for nothing.
func translate(seq string) string {
	switch {
	case seq == "\x1b[", seq == "\x1b[200~", seq == "\x1b[201~":
		return ""
	case len(seq) < 2 || seq[1] != '[' && seq[1] != 'O':
		if beginsString([]byte(seq)) {
			return ""
		}
		return seq // a key with alt
	case seq[1] == 'O':
		return functionKeys(seq)
	case len(seq) > 2 && (seq[2] == '[' || seq[2] == 'M'), seq == "\x1b[I", seq == "\x1b[O":
		return seq
	}
	body, final := seq[2:len(seq)-1], seq[len(seq)-1]
	if strings.HasPrefix(body, "<") {
		if p, ok := numbers(body[1:]); ok && len(p) == 3 && (final == 'M' || final == 'm') {
			return seq
		}
		return ""
	}
	p, ok := numbers(body)
	switch {
	case !ok:
		return ""
	case final == 'u' && body != "":
		return unicodeKey(p)
	case final == '~' && len(p) == 3 && p[0][0] == 27:
		return key{code: rune(p[2][0]), mods: max(p[1][0]-1, 0)}.bytes()
	case len(p) < 2 && strings.IndexByte("ABCDEFHPQSZabcd~^@$", final) >= 0:
		return seq
	case len(p) == 2 && strings.IndexByte("ABCDEFHPQS~", final) >= 0:
		return modified(p, final)
	}
	return "" // an answer to a query
}

// numbers parses parameters: numbers, some with further ones after colons.
func numbers(body string) (all [][]int, ok bool) {
	if body == "" {
		return nil, true
	}
	for part := range strings.SplitSeq(body, ";") {
		var one []int
		for s := range strings.SplitSeq(part, ":") {
			n, err := strconv.Atoi(s)
			if s != "" && err != nil || n < 0 || n > unicode.MaxRune {
				return nil, false
			}
			one = append(one, n)
		}
		all = append(all, one)
	}
	return all, true
}

// The bits of a modifier.
const (
	shift = 1 << iota
	alt
	ctrl
	super
	hyper
	meta
	capsLock
)

// released is the event of a key that goes up.
const released = 3

// modifiers reads "modifiers:event"; ok is false for what is no key press.
func modifiers(p []int) (mods int, ok bool) {
	mods = max(p[0]-1, 0)
	return mods, (len(p) < 2 || p[1] != released) && mods&(super|hyper) == 0
}

// modified is a cursor or function key with modifiers, of which the locks say
// nothing.
func modified(p [][]int, final byte) string {
	mods, ok := modifiers(p[1])
	if mods &= shift | alt | ctrl; !ok {
		return ""
	}
	return functional(p[0][0], mods, final)
}

func functional(n, mods int, final byte) string {
	switch {
	case mods != 0:
		return fmt.Sprintf("\x1b[%d;%d%c", max(n, 1), mods+1, final)
	case final == '~':
		return fmt.Sprintf("\x1b[%d~", n)
	case strings.IndexByte("PQS", final) >= 0:
		return fmt.Sprintf("\x1bO%c", final)
	}
	return fmt.Sprintf("\x1b[%c", final)
}

// functionKeys are the sequences of escape O: what Bubble Tea knows, and the keys
// of a keypad.
func functionKeys(seq string) string {
	switch {
	case len(seq) > 3:
		return ""
	case len(seq) < 3 || strings.IndexByte("ABCDHFPQRS", seq[2]) >= 0:
		return seq
	}
	const keypad, typed = " IMXjklmnopqrstuvwxy", " \t\r=*+,-./0123456789"
	if i := strings.IndexByte(keypad, seq[2]); i >= 0 {
		return typed[i : i+1]
	}
	return ""
}

// unicodeKey is a key as "code:shifted:base ; modifiers:event ; text".
func unicodeKey(p [][]int) string {
	k := key{code: rune(p[0][0])}
	if len(p[0]) > 1 {
		k.shifted = rune(p[0][1])
	}
	if len(p[0]) > 2 {
		k.base = rune(p[0][2])
	}
	if len(p) > 1 {
		mods, ok := modifiers(p[1])
		if !ok {
			return ""
		}
		k.mods = mods
	}
	if len(p) > 2 {
		for _, r := range p[2] {
			k.text += string(rune(r))
		}
	}
	return k.bytes()
}
