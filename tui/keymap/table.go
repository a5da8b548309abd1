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

// Markdown is the table of all keys for the manual, which a test holds to it.
func Markdown(w locale.Catalogue) string {
	var b strings.Builder
	b.WriteString("| key | does | where |\n|---|---|---|\n")
	m := New()
	for _, bind := range m.bindings {
		keys := m.Keys(bind.Action, bind.Scope)
		if len(keys) == 0 {
			continue
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", strings.Join(keys, "` `"), w.Action(string(bind.Action)), m.where(bind))
	}
	return b.String()
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
