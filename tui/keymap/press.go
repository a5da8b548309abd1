package keymap

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// Split takes a key message apart. Bubble Tea delivers keys that arrive in one
// read as one message ("jj"), which would match no binding; each rune is a
// press of its own, so that focus can change between them. A terminal sends
// esc and a key struck quickly after it as that key with alt: of esc and tab, which
// have no meaning with alt, that is two presses.
func Split(k tea.KeyMsg) []tea.KeyMsg {
	switch {
	case k.Paste:
		return []tea.KeyMsg{k}
	case k.Alt && (k.Type == tea.KeyEscape || k.Type == tea.KeyTab || k.Type == tea.KeyShiftTab):
		k.Alt = false
		return []tea.KeyMsg{{Type: tea.KeyEscape}, k}
	case k.Type != tea.KeyRunes:
		return []tea.KeyMsg{k}
	}
	out := make([]tea.KeyMsg, 0, len(k.Runes))
	for _, r := range k.Runes {
		out = append(out, Rune(r, k.Alt))
	}
	return out
}

// Rune is the press of the key that types r.
func Rune(r rune, alt bool) tea.KeyMsg {
	if r == ' ' {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{r}, Alt: alt}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: alt}
}

// Parse returns the press of a key that is written as people read it ("enter",
// "j", "space", "alt+enter"); ok is false for what is no key.
func Parse(written string) (k tea.KeyMsg, ok bool) {
	name, alt := strings.CutPrefix(spelt(written), "alt+")
	if types(name) {
		return Rune([]rune(name)[0], alt), true
	}
	for t := tea.KeyType(-128); t < 128; t++ {
		if t != tea.KeyRunes && t.String() == name && name != "" {
			return tea.KeyMsg{Type: t, Alt: alt}, true
		}
	}
	return tea.KeyMsg{}, false
}

// Latin maps what another layout types to the sign of an English keyboard on the
// same key, so that letter commands work there.
func Latin(k tea.KeyMsg) tea.KeyMsg {
	if k.Type != tea.KeyRunes || len(k.Runes) != 1 || k.Paste {
		return k
	}
	return Rune(LatinLetter(k.Runes[0]), k.Alt)
}
