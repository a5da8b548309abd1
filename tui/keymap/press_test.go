package keymap

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"
)

// TestSplit takes key messages apart as a terminal may bundle them.
func TestSplit(t *testing.T) {
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
		{"a paste", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("qqq"), Paste: true}, []string{"[qqq]"}},
	} {
		var got []string
		for _, k := range Split(c.msg) {
			got = append(got, shown(k.String()))
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
		if got := shown(Latin(Rune(typed, false)).String()); got != want {
			t.Errorf("%c is %s, want %s", typed, got, want)
		}
	}
	if a := New().Lookup(Lists, Rune('о', false)); a != MoveDown {
		t.Errorf("о in a list is %q", a)
	}
	if a := New().Lookup(Composer, Rune('о', true)); a != "" {
		t.Errorf("alt+о while writing is %q", a)
	}
}

// TestParse reads keys as people write them.
func TestParse(t *testing.T) {
	t.Parallel()
	for _, written := range []string{"j", "G", "?", "space", "enter", "esc", "ctrl+space", "ctrl+g", "alt+1", "alt+enter", "alt+space", "shift+tab", "pgdown", "f1", "é"} {
		k, ok := Parse(written)
		if !ok || shown(k.String()) != written {
			t.Errorf("%s is read as %s (%v)", written, shown(k.String()), ok)
		}
	}
	for _, written := range []string{"", "runes", "ctrl+", "alt+", "strg+c", "jj", "ctrl+shift+x"} {
		if k, ok := Parse(written); ok {
			t.Errorf("%q is read as %s", written, k)
		}
	}
}
