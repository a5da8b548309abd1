package help_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tgdesk/tui/keymap"
	"tgdesk/tui/locale"
)

// TestKeys holds the tables of keys in the manual and the README to the program.
func TestKeys(t *testing.T) {
	t.Parallel()
	all := keysTable(locale.English())
	if strings.Contains(all, "|  |") {
		t.Errorf("a binding is nowhere:\n%s", all)
	}
	for _, k := range []string{"`1` `alt+1`", "`enter`", "`ctrl+g`", "`e`", "`u`", "`n`", "`i`", "`/`", "`:` `ctrl+space`", "`?`", "`,`", "`q`", "`alt+enter`"} {
		if !strings.Contains(all, k) {
			t.Errorf("the table lacks %s", k)
		}
	}
	sameBlock(t, "topics/keys.md", "keys", all)
	sameBlock(t, filepath.Join(moduleRoot, "README.md"), "keys", fewKeysTable(locale.English(),
		keymap.Open, keymap.Reply, keymap.NextWaiting, keymap.End, keymap.Attach, keymap.Note, keymap.NextArea, keymap.Search, keymap.Palette, keymap.Help))
}

// places are the scopes as the manual calls them. A binding that works in all
// of a place is in none of its parts.
var places = [...]struct {
	scope keymap.Scope
	name  string
}{
	{keymap.Screen, "everywhere"}, {keymap.Browsing, "lists, chat"}, {keymap.Lists, "lists"}, {keymap.Transcript, "messages"}, {keymap.Panel, "visitor panel"},
	{keymap.Text, "any text"}, {keymap.Composer, "composer"}, {keymap.Dialogs, "dialogs"}, {keymap.Question | keymap.QuitQuestion, "questions"}, {keymap.Picker, "pickers"}, {keymap.SearchLine, "search"}, {keymap.Hits, "hits"},
	{keymap.Page, "help, versions"}, {keymap.Links, "links"}, {keymap.Files, "files"}, {keymap.FileEntry, "files"}, {keymap.Caption, "caption"},
	{keymap.Settings, "settings"}, {keymap.SettingsField, "settings"}, {keymap.SettingsText, "settings"}, {keymap.CannedPopup, "canned replies"}, {keymap.Reports, "reports"},
}

// parts are the sections of the manual's page. A binding stands in the first
// one that it is in.
var parts = [...]struct {
	title string
	holds func(keymap.Scope) bool
}{
	{"The screen", func(s keymap.Scope) bool { return s&keymap.Browsing != 0 }},
	{"The search", func(s keymap.Scope) bool { return s&^keymap.SearchLine == 0 }},
	{"Dialogs", func(s keymap.Scope) bool {
		return s&(keymap.Dialogs|keymap.FileEntry) != 0 && s&^(keymap.Dialogs|keymap.FileEntry|keymap.Settings|keymap.SettingsField|keymap.SettingsText|keymap.Reports) == 0
	}},
	{"Reports", func(s keymap.Scope) bool { return s == keymap.Reports }},
	{"Settings", func(s keymap.Scope) bool {
		return s&^(keymap.Settings|keymap.SettingsField|keymap.SettingsText|keymap.Reports) == 0
	}},
	{"Writing", func(keymap.Scope) bool { return true }},
}

// keysTable is all keys for the manual, a table for each part.
func keysTable(w *locale.Catalogue) string {
	m := keymap.New()
	var rows [len(parts)]strings.Builder
	for _, b := range m.All() {
		keys := m.Keys(b.Action, b.Scope)
		if len(keys) == 0 {
			continue
		}
		part := 0
		for !parts[part].holds(b.Scope &^ keymap.TooSmall) {
			part++
		}
		fmt.Fprintf(&rows[part], "| `%s` | %s | %s | `%s` |\n", strings.Join(keys, "` `"), w.Action(string(b.Action)), whereItWorks(m, b), b.Action)
	}
	var out strings.Builder
	for i, p := range parts {
		fmt.Fprintf(&out, "## %s\n\n| key | does | where | id |\n|---|---|---|---|\n%s\n", p.title, &rows[i])
	}
	return out.String()
}

// fewKeysTable is a table of a few actions, in the given order.
func fewKeysTable(w *locale.Catalogue, actions ...keymap.Action) string {
	m := keymap.New()
	var out strings.Builder
	out.WriteString("| key | does |\n|---|---|\n")
	for _, a := range actions {
		fmt.Fprintf(&out, "| `%s` | %s |\n", m.Key(a, keymap.Screen), w.Action(string(a)))
	}
	return out.String()
}

// whereItWorks names the places in which some key of the binding works.
func whereItWorks(m *keymap.Map, b keymap.Binding) string {
	var out []string
	rest := b.Scope &^ keymap.TooSmall
	for _, p := range places {
		if rest&p.scope == p.scope && len(m.Keys(b.Action, p.scope)) > 0 && !slices.Contains(out, p.name) {
			out = append(out, p.name)
			rest &^= p.scope
		}
	}
	return strings.Join(out, ", ")
}
