package tui

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"
)

// TestPresses takes key messages apart as a terminal may bundle them.
func TestPresses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		msg  tea.KeyMsg
		want []string
	}{
		{"one letter", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("j")}, []string{"j"}},
		{"a burst", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("/ann")}, []string{"/", "a", "n", "n"}},
		{"a space", tea.KeyMsg{Type: tea.KeySpace, Runes: []rune(" ")}, []string{"space"}},
		{"a name", tea.KeyMsg{Type: tea.KeyEnter}, []string{"enter"}},
		{"alt and a letter", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("j"), Alt: true}, []string{"alt+j"}},
		{"esc twice", tea.KeyMsg{Type: tea.KeyEscape, Alt: true}, []string{"esc", "esc"}},
		{"esc and tab", tea.KeyMsg{Type: tea.KeyTab, Alt: true}, []string{"esc", "tab"}},
		{"a paste", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("qqq"), Paste: true}, []string{"paste"}},
	} {
		var got []string
		for _, p := range presses(c.msg) {
			got = append(got, p.name)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}

// TestCommandsInCyrillic finds the keys that letters of another layout sit on.
func TestCommandsInCyrillic(t *testing.T) {
	t.Parallel()
	for typed, want := range map[rune]string{'о': "j", 'л': "k", 'О': "J", 'й': "q", 'у': "e", 'г': "u", 'П': "G", 'x': "x", 'é': "é", ' ': "space"} {
		p := press{name: string(typed), runes: []rune{typed}}
		if got := p.command(); got != want {
			t.Errorf("%c is %s, want %s", typed, got, want)
		}
	}
}
