package paste

import (
	"bytes"
	"unicode/utf8"
)

// maxKey is how many bytes of an unfinished key are held back: far more than
// any key or mouse report has.
const maxKey = 64

// completeKeys returns how much of b ends between keys: all of it but the
// start of a character or of an escape sequence. more says that the last read
// was full and the terminal has more to send; otherwise an escape at the end
// is the key of that name.
func completeKeys(b []byte, more bool) int {
	if i := bytes.LastIndexByte(b, 0x1b); i >= 0 && len(b)-i <= maxKey && unfinished(b[i:], more) {
		return i
	}
	for k := 1; k < utf8.UTFMax && k <= len(b); k++ {
		if tail := b[len(b)-k:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return len(b) - k
			}
			break
		}
	}
	return len(b)
}

// unfinished reports whether seq, which begins with an escape, goes on. Two
// bytes may be a key with alt; anything longer can only be a sequence.
func unfinished(seq []byte, more bool) bool {
	switch {
	case len(seq) == 1:
		return more
	case len(seq) == 2:
		return more && (seq[1] == '[' || seq[1] == 'O')
	case seq[1] != '[':
		return false
	}
	for _, c := range seq[2:] {
		if c < ' ' || c >= '@' {
			return false // its final byte, or none of it
		}
	}
	return true
}

// overlap returns how many of the last bytes of b are a beginning of marker.
func overlap(b []byte, marker string) int {
	for n := min(len(b), len(marker)-1); n > 0; n-- {
		if string(b[len(b)-n:]) == marker[:n] {
			return n
		}
	}
	return 0
}
