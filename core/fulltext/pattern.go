package fulltext

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tgdesk/core/fold"
)

// Document folds the texts of one thing that is searched, for [Pattern.Match] and [Terms].
func Document(parts ...string) string {
	size := len(parts)
	for _, p := range parts {
		size += len(p)
	}
	doc := make([]byte, 0, size)
	for i, p := range parts {
		if i > 0 {
			doc = append(doc, partBarrier...)
		}
		doc = fold.Append(doc, p)
	}
	return string(doc)
}

// Pattern is what a text must contain: all of its terms, in any order.
type Pattern []Term

// Term is one word, or words that follow each other. The last one may be the beginning of
// a longer word unless the term is whole.
type Term struct {
	runs  []run
	whole bool
}

// NewTerm makes a term of a word or a phrase as it was typed. ok is false if there is
// nothing in it that a search could find.
func NewTerm(s string, whole bool) (t Term, ok bool) {
	t.whole = whole
	for rest := fold.Text(s); rest != ""; {
		var r run
		if r, rest = nextRun(rest); r.text != "" {
			t.runs = append(t.runs, r)
		}
	}
	return t, len(t.runs) > 0
}

// Match reports whether a folded document has all terms.
func (p Pattern) Match(doc string) bool {
	for _, t := range p {
		if at, _ := t.find(doc, 0); at < 0 {
			return false
		}
	}
	return true
}

// find returns the range of the first place from a byte on where doc has the term, -1 if
// there is none.
func (t Term) find(doc string, from int) (start, end int) {
	first := t.runs[0].text
	for at := from; at <= len(doc)-len(first); {
		i := strings.Index(doc[at:], first)
		if i < 0 {
			break
		}
		at += i
		if end, ok := t.matchAt(doc, at); ok {
			return at, end
		}
		_, size := utf8.DecodeRuneInString(doc[at:])
		at += size
	}
	return -1, -1
}

// matchAt reports whether the term begins at a byte of doc where its first run is written,
// and where it ends.
func (t Term) matchAt(doc string, at int) (end int, ok bool) {
	for i, r := range t.runs {
		if i > 0 {
			for at < len(doc) && firstClass(doc[at:]) == separator {
				_, size := utf8.DecodeRuneInString(doc[at:])
				at += size
			}
		}
		if !strings.HasPrefix(doc[at:], r.text) {
			return 0, false
		}
		if i == 0 && !r.unspaced && lastClass(doc[:at]) == letter {
			return 0, false
		}
		at += len(r.text)
		last := i == len(t.runs)-1
		next := firstClass(doc[at:])
		if r.unspaced && !last && next == unspaced || !r.unspaced && (!last || t.whole) && next == letter {
			return 0, false
		}
	}
	return at, true
}

// longestToken bounds what an index stores of a word, in bytes.
const longestToken = 48

// Token is a word of an index. A prefix stands for all words that begin with it.
type Token struct {
	Text   string
	Prefix bool
}

// initialOf begins a word of the index that says that a text has words with some first
// letter: a prefix of one letter would stand for a great many words. Texts do not have it.
const initialOf = "\ue004"

// Tokens are words of the index that follow each other in every text that has the term.
func (t Term) Tokens() (tokens []Token) {
	if r := t.runs[0]; len(t.runs) == 1 && !t.whole && !r.unspaced && utf8.RuneCountInString(r.text) == 1 {
		return []Token{{Text: initialOf + r.text}}
	}
	for i, r := range t.runs {
		last := i == len(t.runs)-1
		if !r.unspaced {
			short := cut(r.text)
			tokens = append(tokens, Token{short, len(short) < len(r.text) || last && !t.whole})
			continue
		}
		for rest := r.text; rest != ""; {
			_, one := utf8.DecodeRuneInString(rest)
			_, two := utf8.DecodeRuneInString(rest[one:])
			switch {
			case two > 0:
				tokens = append(tokens, Token{Text: rest[:one+two]})
			case !last:
				tokens = append(tokens, Token{Text: rest})
			case one == len(r.text):
				tokens = append(tokens, Token{rest, true})
			}
			rest = rest[one:]
		}
	}
	return tokens
}

// AppendTokens appends to b the words that an index stores of a folded document, each with a
// space before it: its words, and of what is written without spaces every two characters
// that follow each other, and the last one. The first letters of words follow, each once.
func AppendTokens(b []byte, doc string) []byte {
	initials := make([]rune, 0, 32)
	for doc != "" {
		var r run
		if r, doc = nextRun(doc); !r.unspaced {
			if r.text != "" {
				b = append(append(b, ' '), cut(r.text)...)
				if first, _ := utf8.DecodeRuneInString(r.text); !slices.Contains(initials, first) {
					initials = append(initials, first)
				}
			}
			continue
		}
		for rest := r.text; rest != ""; {
			_, one := utf8.DecodeRuneInString(rest)
			_, two := utf8.DecodeRuneInString(rest[one:])
			b = append(append(b, ' '), rest[:one+two]...)
			rest = rest[one:]
		}
	}
	for _, first := range initials {
		b = utf8.AppendRune(append(b, " "+initialOf...), first)
	}
	return b
}

// cut is the beginning of a word that an index stores.
func cut(word string) string {
	if len(word) <= longestToken {
		return word
	}
	end := longestToken
	for !utf8.RuneStart(word[end]) {
		end--
	}
	return word[:end]
}
