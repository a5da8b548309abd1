package keymap

// Section is one part of the help.
type Section struct {
	Title    string // its id in the catalogue
	Scope    Scope
	Bindings []Binding
}

// Sections returns the keys as the help shows them, those of the scope here
// first.
func (m *Map) Sections(here Scope) []Section {
	all := []Section{
		{Title: "lists", Scope: Lists}, {Title: "transcript", Scope: Transcript}, {Title: "visitor_keys", Scope: Panel},
		{Title: "dialog_keys", Scope: Dialogs | FileEntry}, {Title: "settings_keys", Scope: Settings | SettingsField},
		{Title: "text_keys", Scope: Text}, {Title: "composer", Scope: Composer},
	}
	var first, rest []Section
	for _, s := range all {
		for _, b := range m.In(s.Scope) {
			if edits := b.Scope&Text == Text; edits == (s.Title == "text_keys") {
				s.Bindings = append(s.Bindings, b)
			}
		}
		if s.Scope&here != 0 && s.Scope != Text {
			first = append(first, s)
		} else {
			rest = append(rest, s)
		}
	}
	return append(first, rest...)
}
