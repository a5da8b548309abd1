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
		bound[b.Action] = b.Scope&keymap.Screen != 0
	}
	for _, a := range registry() {
		if !bound[a.id] || a.run == nil {
			t.Errorf("action %s has no binding or does nothing", a.id)
		}
	}
}

// TestReasonsHaveSentences finds reasons that the catalogue does not know.
func TestReasonsHaveSentences(t *testing.T) {
	t.Parallel()
	w := locale.English()
	ids := []string{"no_chat", "no_message", "not_picked", "completed", "blocked", "other", "nobody_waits", "nothing_failed", "not_admin", "no_clipboard", "gone"}
	for _, id := range ids {
		if s := w.Why(id); !strings.HasSuffix(s, ".") {
			t.Errorf("reason %s has no sentence: %q", id, s)
		}
	}
}
