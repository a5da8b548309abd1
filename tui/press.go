package tui

import (
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

// press is one key press (or one paste) in the screen's own words: name is
// spelt as Bubble Tea spells it ("enter", "ctrl+g", "alt+1", "j").
type press struct {
	name   string
	runes  []rune
	paste  bool
	length int // of a paste, in characters; runes are missing where it is too long for any field
}

// presses takes a key message apart. Bubble Tea delivers keys that arrive in
// one read as one message ("jj"), which would match no binding; each rune is
// a press of its own, so that focus can change between them.
func presses(k tea.KeyMsg) []press {
	if k.Paste {
		return []press{{name: "paste", runes: k.Runes, paste: true, length: len(k.Runes)}}
	}
	if k.Alt && (k.Type == tea.KeyEscape || k.Type == tea.KeyTab || k.Type == tea.KeyShiftTab) {
		k.Alt = false // esc and a key struck quickly after it, in one read
		return []press{{name: "esc"}, {name: k.String()}}
	}
	if k.Type == tea.KeySpace {
		return []press{{name: "space", runes: []rune{' '}}}
	}
	if k.Type != tea.KeyRunes {
		return []press{{name: k.String()}}
	}
	out := make([]press, 0, len(k.Runes))
	for _, r := range k.Runes {
		p := press{name: string(r), runes: []rune{r}}
		if k.Alt {
			p.name = "alt+" + p.name
		}
		out = append(out, p)
	}
	return out
}

// command is the press as a command: with a Cyrillic layout the letter keys
// still mean the keys they sit on. A paste is none, however short.
func (p press) command() string {
	if len(p.runes) != 1 || p.paste {
		return p.name
	}
	r := latin(p.runes[0])
	if strings.HasPrefix(p.name, "alt+") {
		return "alt+" + string(r)
	}
	if r == ' ' {
		return "space"
	}
	return string(r)
}

// latin maps a letter of the Russian layout to the one on the same key.
func latin(r rune) rune {
	const (
		cyrillic = "йцукенгшщзхъфывапролджэячсмитьбюё"
		qwerty   = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
	)
	lower := unicode.ToLower(r)
	i := 0
	for _, c := range cyrillic {
		if c == lower {
			q := rune(qwerty[i])
			if lower != r {
				return unicode.ToUpper(q)
			}
			return q
		}
		i++
	}
	return r
}
