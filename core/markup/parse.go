package markup

import (
	"bytes"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads the markup that operators may write: *bold*, _italic_, `code` and
// [text](https://…), each within one line. Signs without a partner are text, so that
// every text can be sent. Signs cannot be escaped, and need not be: * and _ count
// only at the edges of words, so that words and sums are not changed, and none
// counts within an address, a path, an e-mail, an @name or a #tag.
func Parse(typed string) Text {
	p := parser{}
	p.parse(typed, nil)
	if strings.TrimSpace(p.out.String()) == "" {
		return Text{Plain: typed}
	}
	return Text{Plain: p.out.String(), Markup: Encode(p.entities)}
}

// parser writes the text without its marks, and the entities in the order of
// their beginnings.
type parser struct {
	out      strings.Builder
	units    int // UTF-16 units written
	entities []Entity
}

// parse writes s. within holds the marks around it, which cannot begin again.
func (p *parser) parse(s string, within []byte) {
	closes, kept := closing{}, addresses(s)
	for i := 0; i < len(s); {
		m, ok := markAt(s, i, within, kept, closes)
		if !ok {
			_, size := utf8.DecodeRuneInString(s[i:])
			p.write(s[i : i+size])
			i += size
			continue
		}
		p.mark(m, within)
		i = m.end
	}
}

func (p *parser) write(s string) {
	p.out.WriteString(s)
	p.units += Len(s)
}

func (p *parser) mark(m mark, within []byte) {
	at := len(p.entities)
	p.entities = append(p.entities, Entity{Type: m.kind, Offset: p.units, URL: m.url})
	if m.kind == Code {
		p.write(m.inner)
	} else {
		p.parse(m.inner, append(within[:len(within):len(within)], m.sign))
	}
	p.entities[at].Length = p.units - p.entities[at].Offset
}

// mark is one complete mark; end is the index after it.
type mark struct {
	kind  Type
	sign  byte
	inner string
	url   string
	end   int
}

// closing remembers, for each sign, up to where no mark closes: without it a
// line of nothing but openings would be searched again for each of them.
type closing map[byte]int

// markAt returns the mark that begins at i. kept are the bytes that no sign may be
// taken from.
func markAt(s string, i int, within []byte, kept []bool, c closing) (mark, bool) {
	sign := s[i]
	if strings.IndexByte("`[*_", sign) < 0 || kept[i] || bytes.IndexByte(within, sign) >= 0 || i < c[sign] {
		return mark{}, false
	}
	line := s
	if n := strings.IndexByte(s[i:], '\n'); n >= 0 {
		line = s[:i+n]
	}
	switch sign {
	case '`':
		return codeAt(line, i, kept, c)
	case '[':
		return linkAt(line, i, c)
	}
	return emphasisAt(s, line, i, kept, c)
}

func codeAt(line string, i int, kept []bool, c closing) (mark, bool) {
	for j := i + 1; j < len(line); j++ {
		if line[j] == '`' && !kept[j] {
			inner := line[i+1 : j]
			return mark{kind: Code, sign: '`', inner: inner, end: j + 1}, strings.TrimSpace(inner) != ""
		}
	}
	c['`'] = len(line)
	return mark{}, false
}

func emphasisAt(s, line string, i int, kept []bool, c closing) (mark, bool) {
	sign := line[i]
	kind := Bold
	if sign == '_' {
		kind = Italic
	}
	if !opens(line, i) {
		return mark{}, false
	}
	for j := i + 2; j < len(line); j++ {
		if line[j] == sign && !kept[j] && closesAt(s, j) && (sign == '*' || !endsAddress(i, j, kept)) {
			return mark{kind: kind, sign: sign, inner: line[i+1 : j], end: j + 1}, true
		}
	}
	c[sign] = len(line)
	return mark{}, false
}

// endsAddress reports whether the underscore at j may be the last sign of an address
// before it, as of @mika_. One that fills the room between i and j is emphasized.
func endsAddress(i, j int, kept []bool) bool {
	begin := j
	for begin > i+1 && kept[begin-1] {
		begin--
	}
	return begin < j && begin > i+1
}

// opens reports whether the sign at i is before a word and not after one.
func opens(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, size := utf8.DecodeRuneInString(s[i+1:])
	return !wordly(before) && before != rune(s[i]) && size > 0 && !unicode.IsSpace(after) && after != rune(s[i])
}

// closesAt reports whether the sign at j is after a word and not before one.
func closesAt(s string, j int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:j])
	after, size := utf8.DecodeRuneInString(s[j+1:])
	return !unicode.IsSpace(before) && before != rune(s[j]) && (size == 0 || !wordly(after) && after != rune(s[j]))
}

// wordly reports whether r belongs to a word in a script that separates words by
// spaces. In others a sign may be anywhere.
func wordly(r rune) bool {
	return !unspaced(r) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func linkAt(line string, i int, c closing) (mark, bool) {
	mid := strings.Index(line[i:], "](")
	if mid < 0 {
		c['['] = len(line)
		return mark{}, false
	}
	mid += i
	inner, end := line[i+1:mid], linkEnd(line, mid+2)
	if end < 0 || strings.TrimSpace(inner) == "" || strings.Contains(inner, "[") {
		return mark{}, false
	}
	link := line[mid+2 : end]
	return mark{kind: TextLink, sign: '[', inner: inner, url: link, end: end + 1}, webLink(link)
}

// maxLink is how long a link may be, in bytes.
const maxLink = 2048

// linkEnd returns the index of the parenthesis that closes the link from start on,
// whose own parentheses balance; -1 if none does.
func linkEnd(line string, start int) int {
	depth := 0
	for i := start; i < min(len(line), start+maxLink); i++ {
		switch line[i] {
		case '(':
			depth++
		case ')':
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return -1
}

// webLink reports whether s is a whole web address.
func webLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsFunc(s, unicode.IsSpace)
}
