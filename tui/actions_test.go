package tui

import (
	"slices"
	"strings"
	"testing"

	"tgdesk/tui/locale"
)

// TestKeysAreUnambiguous holds every key to one meaning in each area.
func TestKeysAreUnambiguous(t *testing.T) {
	t.Parallel()
	for _, s := range []scope{inLists, inTranscript, inComposer} {
		seen := map[string]string{}
		for _, a := range registry() {
			for _, k := range a.keys {
				if a.scope&s == 0 || (s == inComposer && editing(k)) {
					continue
				}
				if other, taken := seen[k]; taken {
					t.Errorf("%s means both %s and %s", k, other, a.id)
				}
				seen[k] = a.id
			}
		}
	}
}

// TestComposerKeepsItsKeys holds the registry to the keys that the composer
// does not edit with.
func TestComposerKeepsItsKeys(t *testing.T) {
	t.Parallel()
	edits := []string{"ctrl+a", "ctrl+b", "ctrl+d", "ctrl+e", "ctrl+f", "ctrl+h", "ctrl+k", "ctrl+u", "ctrl+w", "alt+b", "alt+f", "left", "right", "up", "down", "home", "end", "backspace", "delete"}
	for _, k := range edits {
		if a, ok := find(registry(), k, inComposer); ok {
			t.Errorf("%s is taken from the composer by %s", k, a.id)
		}
	}
}

// TestEveryActionIsNamed finds actions that the catalogue does not know.
func TestEveryActionIsNamed(t *testing.T) {
	t.Parallel()
	w := locale.English()
	for _, a := range registry() {
		if title := w.Action(a.id); title == "" || strings.Contains(title, ".") {
			t.Errorf("action %s has no title", a.id)
		}
		if a.run == nil {
			t.Errorf("action %s does nothing", a.id)
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

// TestKeyTable holds the documented keys of the design to the registry.
func TestKeyTable(t *testing.T) {
	t.Parallel()
	table := KeyTable(locale.English())
	for _, k := range []string{"`1` `alt+1`", "`enter`", "`ctrl+g`", "`e`", "`u`", "`n`", "`i`", "`/`", "`:`", "`?`", "`,`", "`q`", "`alt+enter`"} {
		if !strings.Contains(table, k) {
			t.Errorf("the table lacks %s", k)
		}
	}
	if n := strings.Count(table, "\n"); n < len(slices.DeleteFunc(registry(), func(a action) bool { return len(a.keys) == 0 })) {
		t.Errorf("the table has %d lines only", n)
	}
}
