package keymap

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/locale"
)

func lookup(m *Map, in Scope, written string) Action {
	k, _ := Parse(written)
	return m.Lookup(in, k)
}

// TestDefaultsAreUnambiguous holds every key to one meaning in each scope, and
// every scope to a way on and out.
func TestDefaultsAreUnambiguous(t *testing.T) {
	t.Parallel()
	if err := New().check(); err != nil {
		t.Error(err)
	}
	seen := map[Action]bool{}
	for _, b := range New().All() {
		if seen[b.Action] {
			t.Errorf("%s is bound twice", b.Action)
		}
		seen[b.Action] = true
		for _, k := range b.Keys() {
			if _, ok := Parse(k); !ok {
				t.Errorf("%s is bound to %q, which is no key", b.Action, k)
			}
		}
	}
}

// TestComposerKeepsItsKeys holds the composer to the keys that texts are edited
// with, but for ctrl+f: what is looked for as in a browser must not be sent.
func TestComposerKeepsItsKeys(t *testing.T) {
	t.Parallel()
	editing := map[Action]bool{}
	for _, b := range editingKeys() {
		editing[b.Action] = true
	}
	for _, k := range []string{"ctrl+a", "ctrl+b", "ctrl+d", "ctrl+e", "ctrl+h", "ctrl+k", "ctrl+u", "ctrl+w", "alt+b", "alt+f", "left", "right", "up", "down", "home", "end", "backspace", "delete"} {
		if a := lookup(New(), Composer, k); !editing[a] {
			t.Errorf("%s is taken from the composer by %q", k, a)
		}
	}
	if a := lookup(New(), Composer, "ctrl+f"); a != SearchChat {
		t.Errorf("ctrl+f is %q in the composer", a)
	}
}

// TestLettersAreText: where text is written, letters, spaces and pastes are no
// commands.
func TestLettersAreText(t *testing.T) {
	t.Parallel()
	m := New()
	for _, in := range []Scope{Composer, Picker, Files, Caption, SettingsField} {
		for _, k := range []string{"q", "j", "?", "1", "space", "й"} {
			if a := lookup(m, in, k); a != "" {
				t.Errorf("%s is %s where text is written", k, a)
			}
		}
		if a := lookup(m, in, "enter"); a == "" {
			t.Error("enter means nothing")
		}
	}
	if a := m.Lookup(Lists, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("q"), Paste: true}); a != "" {
		t.Errorf("a paste is %s", a)
	}
	if a := lookup(m, Lists, "q"); a != Quit {
		t.Errorf("q in a list is %q", a)
	}
}

// TestEveryActionIsTitled finds actions that the catalogue does not know.
func TestEveryActionIsTitled(t *testing.T) {
	t.Parallel()
	w := locale.English()
	for _, b := range New().All() {
		if title := w.Action(string(b.Action)); title == "" || strings.Contains(title, "_") {
			t.Errorf("action %s has no title", b.Action)
		}
	}
}

// TestRebind gives actions other keys, and refuses what would not work.
func TestRebind(t *testing.T) {
	t.Parallel()
	m := New()
	if err := m.Rebind(map[string][]string{"end": {"x"}, "attach": {"e", "ctrl+x"}, "delete": nil, "palette": {";", "ctrl+space"}}); err != nil {
		t.Fatal(err)
	}
	for k, want := range map[string]Action{"x": End, "e": Attach, "ctrl+x": Attach, "a": "", "D": "", "r": Reply} {
		if got := lookup(m, Lists, k); got != want {
			t.Errorf("%s is %q, want %q", k, got, want)
		}
	}
	if got := strings.Join(m.Keys(Palette, Lists), " "); got != "; ctrl+space" {
		t.Errorf("the palette is on %s", got)
	}
	for name, c := range map[string]struct {
		keys map[string][]string
		id   string
	}{
		"an unknown action":      {map[string][]string{"fly": {"x"}}, "keys_unknown_action"},
		"an unknown key":         {map[string][]string{"end": {"strg+x"}}, "keys_unknown_key"},
		"a clash":                {map[string][]string{"end": {"r"}}, "keys_clash"},
		"a clash in reports":     {map[string][]string{"report_view": {"p"}}, "keys_clash"},
		"no way out of reports":  {map[string][]string{"back": nil}, "keys_needed"},
		"a clash while writing":  {map[string][]string{"next_waiting": {"ctrl+w"}}, "keys_clash"},
		"a letter in the text":   {map[string][]string{"send": {"x"}}, "keys_types"},
		"no way out":             {map[string][]string{"quit": nil}, "keys_needed"},
		"no way out of the text": {map[string][]string{"back": {"x"}}, "keys_needed"},
	} {
		m := New()
		err := m.Rebind(c.keys)
		if e, ok := err.(*core.Error); !ok || e.ID != c.id {
			t.Errorf("%s: %v", name, err)
		}
		if lookup(m, Lists, "e") != End || lookup(m, Composer, "enter") != Send {
			t.Errorf("%s: the keys have changed", name)
		}
	}
}

// TestKeysInTexts puts keys into texts, those that are bound now.
func TestKeysInTexts(t *testing.T) {
	t.Parallel()
	m, w := New(), locale.English()
	w.Key = m.KeyOf
	if got := w.Why("not_fetched"); got != "Not downloaded yet: space downloads it." {
		t.Error(got)
	}
	if err := m.Rebind(map[string][]string{"fetch": {"%"}}); err != nil {
		t.Fatal(err)
	}
	if got := w.Panel("fetch_hint"); got != "% downloads" {
		t.Error(got)
	}
}

// TestSections: help begins with where the operator is, then has what works there
// and elsewhere, and loses no key.
func TestSections(t *testing.T) {
	t.Parallel()
	m := New()
	for in, want := range map[Scope][]string{
		Lists:         {"lists enter", "chat_keys r", "team_keys t", "move_keys ctrl+g", "screen_keys /"},
		Transcript:    {"transcript enter", "chat_keys r", "team_keys t", "move_keys ctrl+g", "screen_keys /"},
		Hits:          {"hit_keys n", "transcript enter", "chat_keys r", "team_keys t", "move_keys ctrl+g"},
		Composer:      {"composer enter", "move_keys ctrl+g", "screen_keys ctrl+f", "text_keys left"},
		Picker:        {"picker_keys enter", "screen_keys f1", "dialog_keys esc", "text_keys left"},
		Question:      {"question_keys y", "screen_keys ?", "dialog_keys esc"},
		Files:         {"file_keys enter", "screen_keys f1", "dialog_keys esc", "text_keys left"},
		SettingsField: {"settings_keys q", "move_keys esc", "screen_keys f1", "text_keys left"},
	} {
		sections := m.Sections(in)
		for i, s := range sections[:len(want)] {
			if got := s.Title + " " + s.Bindings[0].Key(s.Scope); got != want[i] {
				t.Errorf("scope %b: section %d is %q, want %q", in, i, got, want[i])
			}
		}
		for _, b := range m.All() {
			missing := map[string]bool{}
			for _, k := range m.Keys(b.Action, b.Scope) {
				missing[k] = true
			}
			for _, s := range sections {
				for _, other := range s.Bindings {
					for _, k := range m.Keys(other.Action, s.Scope) {
						if other.Action == b.Action {
							delete(missing, k)
						}
					}
				}
			}
			if len(missing) > 0 {
				t.Errorf("scope %b: the help lacks %v of %s", in, missing, b.Action)
			}
		}
	}
}

// TestRanked: the bottom line has the keys that work in a scope, most useful
// first, and follows what is rebound.
func TestRanked(t *testing.T) {
	t.Parallel()
	m := New()
	ranked := func(in Scope) (keys string) {
		for b := range m.Ranked(in) {
			keys += b.Key(in) + " "
		}
		return keys
	}
	for in, want := range map[Scope]string{
		Lists:    "+ enter - T P r a e t ctrl+g esc R c u n o s i O / : ? ",
		Composer: "enter alt+enter ctrl+g esc ctrl+x ctrl+s ctrl+o ctrl+space f1 ",
		Question: "? ",
	} {
		if got := ranked(in); got != want {
			t.Errorf("scope %b: %q, want %q", in, got, want)
		}
	}
	if err := m.Rebind(map[string][]string{"palette": {";"}, "next_waiting": {"f5"}}); err != nil {
		t.Fatal(err)
	}
	if got, want := ranked(Composer), "enter alt+enter f5 esc ctrl+x ctrl+s ctrl+o f1 "; got != want {
		t.Errorf("rebound: %q, want %q", got, want)
	}
}
