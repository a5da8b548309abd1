package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/keymap"
)

// press is one key press (or one paste): name is spelt as Bubble Tea spells it.
type press struct {
	msg    tea.KeyMsg
	name   string
	runes  []rune
	paste  bool
	length int // of a paste, in characters; runes are missing where it is too long for any field
}

// presses takes a key message apart.
func presses(k tea.KeyMsg) []press {
	if k.Paste {
		return []press{{name: "paste", runes: k.Runes, paste: true, length: len(k.Runes)}}
	}
	var out []press
	for _, k := range keymap.Split(k) {
		out = append(out, pressOf(k))
	}
	return out
}

func pressOf(k tea.KeyMsg) press {
	p := press{msg: k, name: k.String(), runes: k.Runes}
	if k.Type == tea.KeySpace && !k.Alt {
		p.name = "space"
	}
	return p
}

func typed(r rune) press { return pressOf(keymap.Rune(r, false)) }

// command is the press as a command: with a Cyrillic layout the letter keys
// still mean the keys they sit on. A paste is none, however short.
func (p press) command() string {
	if p.paste {
		return p.name
	}
	return pressOf(keymap.Latin(p.msg)).name
}
