package core

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Mention is a note in which an operator is called by "@name".
type Mention struct {
	Operator OperatorID // who is called
	Note     Message
	Chat     ChatID
	Brand    BrandID
	SeenAt   time.Time // zero until they looked at it
	// Visitor and BrandName are of the chat.
	Visitor   Profile
	BrandName string
}

// Mentioned lists those of some operators whom a text calls by "@name", each once: of
// names of which one begins the other, the longer one, whatever the case. A name ends
// where a word does.
func Mentioned(text string, among []Operator) (called []Operator) {
	seen := Set[OperatorID]{}
	for i, r := range text {
		if before, _ := utf8.DecodeLastRuneInString(text[:i]); r != '@' || i > 0 && InWord(before) {
			continue
		}
		best, length := Operator{}, 0
		for _, o := range among {
			if n := namePrefix(text[i+1:], o.Name); n > length {
				best, length = o, n
			}
		}
		if length > 0 && !seen.Has(best.ID) {
			seen, called = seen.With(best.ID), append(called, best)
		}
	}
	return called
}

// InWord reports whether r belongs to a word: behind one of those no "@name" begins, and
// no name ends before one.
func InWord(r rune) bool { return isLetterOrDigit(r) || r == '_' }

// namePrefix returns how many bytes of a text are the name that it begins with, 0 if it
// begins with another word.
func namePrefix(text, name string) int {
	n := 0
	for range name {
		_, size := utf8.DecodeRuneInString(text[n:])
		n += size
	}
	if next, _ := utf8.DecodeRuneInString(text[n:]); name == "" || !strings.EqualFold(text[:n], name) || n < len(text) && InWord(next) {
		return 0
	}
	return n
}
