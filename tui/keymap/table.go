package keymap

import (
	"fmt"
	"slices"
	"strings"

	"tgdesk/tui/locale"
)

// places are the scopes as the manual calls them. A binding that works in all
// of a place is in none of its parts.
var places = [...]struct {
	scope Scope
	name  string
}{
	{Screen, "everywhere"}, {Browsing, "lists, chat"}, {Lists, "lists"}, {Transcript, "messages"}, {Panel, "visitor panel"},
	{Text, "any text"}, {Composer, "composer"}, {Dialogs, "dialogs"}, {Question | QuitQuestion, "questions"}, {Picker, "search, commands"},
	{Page, "help, history"}, {Links, "links"}, {Files, "files"}, {FileEntry, "files"}, {Caption, "caption"},
	{Settings, "settings"}, {SettingsField, "settings"},
}

// parts are the sections of the manual's page. A binding stands in the first
// one that it is in.
var parts = [...]struct {
	title string
	holds func(Scope) bool
}{
	{"The screen", func(s Scope) bool { return s&Browsing != 0 }},
	{"Dialogs", func(s Scope) bool { return s&^(Dialogs|FileEntry) == 0 }},
	{"Settings", func(s Scope) bool { return s&^(Settings|SettingsField) == 0 }},
	{"Writing", func(Scope) bool { return true }},
}

// Markdown is all keys for the manual, a table a part; a test compares the
// page with it.
func Markdown(w *locale.Catalogue) string {
	m := New()
	var rows [len(parts)]strings.Builder
	for _, b := range m.bindings {
		keys := m.Keys(b.Action, b.Scope)
		if len(keys) == 0 {
			continue
		}
		part := 0
		for !parts[part].holds(b.Scope &^ TooSmall) {
			part++
		}
		fmt.Fprintf(&rows[part], "| `%s` | %s | %s | `%s` |\n", strings.Join(keys, "` `"), w.Action(string(b.Action)), m.where(b), b.Action)
	}
	var out strings.Builder
	for i, p := range parts {
		fmt.Fprintf(&out, "## %s\n\n| key | does | where | id |\n|---|---|---|---|\n%s\n", p.title, &rows[i])
	}
	return out.String()
}

// MarkdownOf is a table of a few actions, in the given order.
func MarkdownOf(w *locale.Catalogue, actions ...Action) string {
	m := New()
	var out strings.Builder
	out.WriteString("| key | does |\n|---|---|\n")
	for _, a := range actions {
		fmt.Fprintf(&out, "| `%s` | %s |\n", m.Key(a, Screen), w.Action(string(a)))
	}
	return out.String()
}

// where names the places in which some key of the binding works.
func (m *Map) where(b Binding) string {
	var out []string
	rest := b.Scope &^ TooSmall
	for _, p := range places {
		if rest&p.scope == p.scope && len(m.Keys(b.Action, p.scope)) > 0 && !slices.Contains(out, p.name) {
			out = append(out, p.name)
			rest &^= p.scope
		}
	}
	return strings.Join(out, ", ")
}
