package tui

import (
	"strings"
	"testing"

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
