// Package keymap holds every key of the program: the keys of the screen, of
// dialogs, of the settings and of editing text, as bubbles key.Bindings with
// stable action ids. Key presses are looked up here, and the bottom line, the
// help, the palette and the manual are built from it; [keys] of the settings
// file changes it by action id.
//
// It must not know what an action does or whether it can be done now. A key
// is spelt as Bubble Tea spells it ("enter", "ctrl+g", "alt+1", "j"), except
// that people read and write "space" and "ctrl+space".
package keymap

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Scope is a place where keys are pressed; scopes combine.
type Scope uint32

// The scopes. Exactly one of them is in force at a time.
const (
	Lists      Scope = 1 << iota
	Transcript       // the messages of the open chat
	Panel            // what is known of the visitor
	Composer
	Question      // a dialog that asks yes or no
	QuitQuestion  // the one that asks whether to quit
	Picker        // a line to type into over a list of matches
	Page          // a text that scrolls
	Links         // the links of a message
	Files         // a path to type over the files in its folder
	FileEntry     // there, while one of the files is chosen
	Caption       // of files to be sent
	Settings      // outside its text fields
	SettingsField // in one of its text fields
	TooSmall      // a terminal too small to draw on
	SettingsText  // in a text of several lines of the settings
	CannedPopup   // the popup of canned replies, while a reply is written
	SearchLine    // the search with its results
	Hits          // the messages of a chat in which the hits of a search are walked
	Reports       // the screen of reports

	Browsing = Lists | Transcript | Panel | Hits
	Screen   = Browsing | Composer
	Dialogs  = Question | QuitQuestion | Picker | Page | Links | Files | Caption
	Fields   = Picker | Files | Caption | SettingsField | CannedPopup | SearchLine // one line of text is edited
	Text     = Fields | Composer | SettingsText                                    // letters are text
)

// Binding is one action with its keys and where they apply.
type Binding struct {
	key.Binding
	Action Action
	Scope  Scope
	Rank   int    // place on the bottom line; 0 = never there
	group  string // section of the help where it works in several kinds of place
	needed bool
}

// keysIn yields the keys that work in one of the scopes, as people read them.
func (b *Binding) keysIn(scopes Scope) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, k := range b.Keys() {
			if (b.Scope&scopes&^Text != 0 || !types(k)) && !yield(shown(k)) {
				return
			}
		}
	}
}

// Key returns the first of its keys that works in one of the scopes, as people
// read it, "" for none.
func (b *Binding) Key(scopes Scope) string {
	for k := range b.keysIn(scopes) {
		return k
	}
	return ""
}

// Map is a set of bindings, one an action. A Map that is not being rebound may be
// shared.
type Map struct {
	bindings []Binding  // in the order in which help shows them
	ranked   []*Binding // those of the bottom line, most useful first
}

// New returns the default keys.
func New() *Map { return newMap(defaults()) }

func newMap(bindings []Binding) *Map {
	m := &Map{bindings: bindings}
	for i := range bindings {
		if bindings[i].Rank > 0 {
			m.ranked = append(m.ranked, &bindings[i])
		}
	}
	slices.SortStableFunc(m.ranked, func(a, b *Binding) int { return cmp.Compare(a.Rank, b.Rank) })
	return m
}

// Lookup returns the action that key k stands for in one scope, "" for none.
// Where letters are text, none of them is a command; elsewhere what another layout
// types means the key that it sits on, unless it is bound itself.
func (m *Map) Lookup(in Scope, k tea.KeyMsg) Action {
	if k.Paste || in&Text != 0 && types(k.String()) {
		return ""
	}
	for _, k := range []tea.KeyMsg{k, Latin(k)} {
		for _, b := range m.bindings {
			if b.Scope&in != 0 && key.Matches(k, b.Binding) {
				return b.Action
			}
		}
	}
	return ""
}

// Ranked yields the bindings of the bottom line that have a key in a scope, most
// useful first.
func (m *Map) Ranked(in Scope) iter.Seq[*Binding] {
	return func(yield func(*Binding) bool) {
		for _, b := range m.ranked {
			if b.Scope&in != 0 && b.Key(in) != "" && !yield(b) {
				return
			}
		}
	}
}

// All returns every binding.
func (m *Map) All() []Binding { return slices.Clone(m.bindings) }

// Keys returns the keys of an action that work in one of the scopes, as people
// read them.
func (m *Map) Keys(a Action, scopes Scope) []string {
	return slices.Collect(m.find(a).keysIn(scopes))
}

// Key returns the first of them, "" for none.
func (m *Map) Key(a Action, scopes Scope) string { return m.find(a).Key(scopes) }

// find returns the binding of an action, one without keys for an action that there is not.
func (m *Map) find(a Action) *Binding {
	for i := range m.bindings {
		if b := &m.bindings[i]; b.Action == a {
			return b
		}
	}
	return &Binding{}
}

// KeyOf returns the first key of the action of an id where letters are commands,
// as people read it, "" for none. Texts name keys so.
func (m *Map) KeyOf(id string) string {
	b := m.find(Action(id))
	return b.Key(b.Scope)
}

// Section is one part of the help.
type Section struct {
	Title    string // its id in the catalogue
	Scope    Scope  // its keys are those that work there
	Bindings []Binding
}

// places are the sections of bindings that work in one kind of place only.
var places = [...]Section{
	{Title: "lists", Scope: Lists}, {Title: "search_keys", Scope: SearchLine}, {Title: "hit_keys", Scope: Hits}, {Title: "transcript", Scope: Transcript | Hits}, {Title: "visitor_keys", Scope: Panel}, {Title: "composer", Scope: Composer},
	{Title: "question_keys", Scope: Question | QuitQuestion}, {Title: "picker_keys", Scope: Picker}, {Title: "page_keys", Scope: Page}, {Title: "canned_keys", Scope: CannedPopup},
	{Title: "link_keys", Scope: Links}, {Title: "file_keys", Scope: Files | FileEntry | Caption},
	{Title: "report_keys", Scope: Reports}, {Title: "settings_keys", Scope: Settings | SettingsField | SettingsText}, {Title: "text_keys", Scope: Text},
}

// Sections returns the keys as the help shows them. Those that work in the scope
// here come first: those of that place alone, those that work elsewhere too, those
// that edit text. A key that means the same in all of its places is in one
// section.
func (m *Map) Sections(here Scope) []Section {
	var first, wider, editing, rest []Section
	for i := range m.bindings {
		b := &m.bindings[i]
		place := slices.IndexFunc(places[:], func(p Section) bool { return b.Scope&^p.Scope == 0 })
		switch {
		case place >= 0 && places[place].Scope&here == 0:
			rest = b.addTo(rest, places[place].Title, places[place].Scope)
		case place >= 0 && places[place].Scope == Text:
			editing = b.addTo(editing, places[place].Title, here)
		case place >= 0:
			first = b.addTo(first, places[place].Title, places[place].Scope)
		default:
			wider = b.addTo(wider, b.group, here)
			title, scope := "browsing", Browsing
			if b.Scope&Browsing == 0 {
				title, scope = "dialog_keys", Dialogs
			}
			if b.Scope&here == 0 || !slices.Equal(m.Keys(b.Action, here), m.Keys(b.Action, scope)) {
				rest = b.addTo(rest, title, scope)
			}
		}
	}
	slices.SortStableFunc(first, func(a, b Section) int { return cmp.Compare(a.Scope&^here, b.Scope&^here) })
	return slices.Concat(first, wider, editing, rest)
}

// addTo adds a binding to the section of that title if a key of it works in its
// scope.
func (b *Binding) addTo(sections []Section, title string, scope Scope) []Section {
	if b.Key(scope) == "" || b.Scope&scope == 0 {
		return sections
	}
	i := slices.IndexFunc(sections, func(s Section) bool { return s.Title == title })
	if i < 0 {
		sections, i = append(sections, Section{Title: title, Scope: scope}), len(sections)
	}
	sections[i].Bindings = append(sections[i].Bindings, *b)
	return sections
}

// types reports whether a key types a character, so that it is no command
// where text is written.
func types(k string) bool { return len([]rune(k)) == 1 }

// AltLetter reports whether a key is a letter with alt. One that is bound to nothing does
// nothing.
func AltLetter(k tea.KeyMsg) bool { return k.Alt && k.Type == tea.KeyRunes }

// Spell spells a key for people.
func Spell(k tea.KeyMsg) string { return shown(k.String()) }

// shown is Spell for a key as Bubble Tea spells it.
func shown(k string) string {
	switch k {
	case " ", "alt+ ", "ctrl+@", "alt+ctrl+@":
		return k[:len(k)-1] + "space"
	}
	return k
}

// spelt is the reverse of shown.
func spelt(k string) string {
	switch k {
	case "space", "alt+space":
		return strings.TrimSuffix(k, "space") + " "
	case "ctrl+space", "alt+ctrl+space":
		return strings.TrimSuffix(k, "space") + "@"
	}
	return k
}
