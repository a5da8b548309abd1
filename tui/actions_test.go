package tui

import (
	"strings"
	"testing"
	"testing/synctest"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/keymap"
	"tgdesk/tui/locale"
)

// TestEveryBindingDoesSomething holds the keys of the screen and its actions
// to each other.
func TestEveryBindingDoesSomething(t *testing.T) {
	t.Parallel()
	bound := map[keymap.Action]bool{}
	for _, b := range keymap.New().All() {
		bound[b.Action] = b.Scope&(keymap.Screen|keymap.Reports) != 0
	}
	for _, a := range actions() {
		if !bound[a.id] || a.run == nil {
			t.Errorf("action %s has no binding or does nothing", a.id)
		}
	}
}

// TestReasonsHaveSentences finds reasons that the catalogue does not know.
func TestReasonsHaveSentences(t *testing.T) {
	t.Parallel()
	w := locale.English()
	ids := []string{"no_chat", "no_message", "none_chosen", "nobody_waits", "nothing_failed", "no_clipboard", "gone", "unchosen", "unchosen_there", "empty_list", "no_answer", "no_conflict", "token_fine", "no_file", "no_files", "not_fetched", "here_already", "too_big", "no_screen", "no_screen_link", "link_kind", "not_own", "edit_empty", "no_pictures", "no_reply", "no_past"}
	for _, id := range ids {
		if s := w.Why(id); !strings.HasSuffix(s, ".") {
			t.Errorf("reason %s has no sentence: %q", id, s)
		}
	}
}

// TestKeysSayWhereTheyWork: a key of the screen that has nothing to do where it is pressed
// says so.
func TestKeysSayWhereTheyWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := crowded(t, 20)
		for _, c := range []struct{ key, says string }{
			{"ctrl+o", "ctrl+o (canned replies) works where a reply is written."},
			{"P", "No bot's token is refused."}, {"ctrl+s", "ctrl+s (send and next) works where a reply is written."},
			{"space", "space (download) works in the messages."}, {"ctrl+w", "ctrl+w (delete word before) works where text is written."},
			{"N", "N (previous hit) works in a chat that a search has found."},
			{"alt+f", "N (previous hit) works in a chat that a search has found."}, {"tab", ""}, {"C", "C (end all of this list) works in the lists."}, {"J", ""},
			{"5", ""}, {"C", "That key works in the chats: esc leads back to them."},
		} {
			k, ok := keymap.Parse(c.key)
			if !ok {
				t.Fatalf("no key %s", c.key)
			}
			_, cmd := m.Update(k)
			if drain(m, cmd); m.s.Toast.Text != c.says {
				t.Errorf("%s says %q, want %q", c.key, m.s.Toast.Text, c.says)
			}
		}
		m.Update(tea.KeyMsg{Type: tea.KeyEsc})
	})
}

// TestPaletteFindsOtherWords: the palette finds actions by the words that other programs
// have for them, too.
func TestPaletteFindsOtherWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := crowded(t, 20)
		for word, title := range map[string]string{
			"close": "end", "resolve": "end", "snooze": "set aside", "archive": "end", "spam": "block the visitor", "ban": "block the visitor",
			"template": "settings", "macro": "settings", "internal": "note", "upload": "attach", "mute": "block the visitor",
		} {
			for _, r := range ":" + word {
				_, cmd := m.Update(keymap.Rune(r, false))
				drain(m, cmd)
			}
			if shown := strings.Join(m.Frame().Plain(), "\n"); !strings.Contains(shown, "▌ "+title) && !strings.Contains(shown, "│   "+title) {
				t.Errorf("%s does not find %q:\n%s", word, title, shown)
			}
			m.Update(tea.KeyMsg{Type: tea.KeyEsc})
		}
		for _, k := range []tea.KeyMsg{{Type: tea.KeyEnter}, {Type: tea.KeyCtrlAt}, keymap.Rune('m', false), keymap.Rune('a', false), keymap.Rune('c', false)} {
			_, cmd := m.Update(k)
			drain(m, cmd)
		}
		if shown := strings.Join(m.Frame().Plain(), "\n"); !strings.Contains(shown, "canned replies") {
			t.Errorf("while a reply is written macro finds no canned replies:\n%s", shown)
		}
	})
}
