package tui

import (
	"slices"

	"tgdesk/core"
)

// scope is where an action applies; scopes combine.
type scope uint8

const (
	inLists scope = 1 << iota
	inTranscript
	inComposer
	browsing = inLists | inTranscript
	anywhere = browsing | inComposer
)

// action is one thing an operator can do. Help, the palette, the bottom line,
// the mouse and the key table of the README are all made from the registry.
type action struct {
	id    string
	keys  []string // the first is the one that is shown
	scope scope
	hint  int // place in the bottom line, 0 = not shown there
	// why returns the id of the reason (words.Why) it cannot work now.
	why func(*Model) string
	run func(*Model)
	// title overrides the id under which the title is found, by situation.
	title func(*Model) string
}

// registry is every action, in the order in which help shows them.
func registry() []action {
	return slices.Concat(deeds(), moves(), elsewhere())
}

// deeds are what an operator does with a chat.
func deeds() []action {
	return []action{
		{id: "pickup", keys: []string{"enter"}, scope: inLists, hint: 1, why: (*Model).whyNotOpen, run: (*Model).enterRow, title: (*Model).enterTitle},
		{id: "quote", keys: []string{"enter"}, scope: inTranscript, hint: 1, why: (*Model).whyNotQuote, run: (*Model).quote, title: (*Model).quoteTitle},
		{id: "send", keys: []string{"enter"}, scope: inComposer, hint: 1, why: (*Model).whyNotSend, run: (*Model).send, title: (*Model).sendTitle},
		{id: "newline", keys: []string{"alt+enter", "ctrl+j"}, scope: inComposer, hint: 2, run: (*Model).newline},
		{id: "reply", keys: []string{"r"}, scope: browsing, hint: 2, why: (*Model).whyNotReply, run: (*Model).reply},
		{id: "attach", keys: []string{"a"}, scope: browsing, hint: 3, why: (*Model).whyNotAttach, run: (*Model).openAttach},
		{id: "end", keys: []string{"e"}, scope: browsing, hint: 3, why: (*Model).whyNotHeld, run: (*Model).askEnd},
		{id: "putback", keys: []string{"u"}, scope: browsing, hint: 6, why: (*Model).whyNotHeld, run: (*Model).putBack},
		{id: "note", keys: []string{"n"}, scope: browsing, hint: 7, why: (*Model).whyNotNote, run: (*Model).note},
		{id: "resend", keys: []string{"R"}, scope: browsing, hint: 5, why: (*Model).whyNotResend, run: (*Model).resend},
		{id: "copy", keys: []string{"y"}, scope: browsing, why: (*Model).whyNotCopy, run: (*Model).copyMessage},
		{id: "open", keys: []string{"o"}, scope: browsing, hint: 7, why: (*Model).whyNotOpenHere, run: (*Model).openHere, title: (*Model).openTitle},
		{id: "save", keys: []string{"s"}, scope: browsing, hint: 7, why: (*Model).whyNoFile, run: (*Model).saveFile},
		{id: "fetch", keys: []string{"space"}, scope: inTranscript, hint: 2, why: (*Model).whyNotFetch, run: (*Model).fetch, title: (*Model).fetchTitle},
		{id: "edit", keys: []string{"E"}, scope: browsing, why: (*Model).whyNotEdit, run: (*Model).edit},
		{id: "delete", keys: []string{"D"}, scope: inTranscript, why: (*Model).whyNotDelete, run: (*Model).askDelete},
		{id: "pictures", keys: []string{"p"}, scope: browsing, why: (*Model).whyNoPictures, run: (*Model).togglePictures},
		{id: "panel", keys: []string{"i"}, scope: browsing, hint: 8, why: (*Model).whyNoChat, run: (*Model).togglePanel},
	}
}

// moves change what is looked at.
func moves() []action {
	return []action{
		{id: "next", keys: []string{"ctrl+g"}, scope: anywhere, hint: 4, why: (*Model).whyNobodyWaits, run: (*Model).nextWaiting},
		{id: "focus.pending", keys: []string{"1", "alt+1"}, scope: anywhere, run: focusPane(core.Pending)},
		{id: "focus.active", keys: []string{"2", "alt+2"}, scope: anywhere, run: focusPane(core.Active)},
		{id: "focus.unanswered", keys: []string{"3", "alt+3"}, scope: anywhere, run: focusPane(core.Unanswered)},
		{id: "focus.completed", keys: []string{"4", "alt+4"}, scope: anywhere, run: focusPane(core.Completed)},
		{id: "move.down", keys: []string{"j", "down"}, scope: browsing, run: func(m *Model) { m.move(1) }},
		{id: "move.up", keys: []string{"k", "up"}, scope: browsing, run: func(m *Model) { m.move(-1) }},
		{id: "move.pagedown", keys: []string{"pgdown"}, scope: anywhere, run: func(m *Model) { m.page(1) }},
		{id: "move.pageup", keys: []string{"pgup"}, scope: anywhere, run: func(m *Model) { m.page(-1) }},
		{id: "move.top", keys: []string{"g", "home"}, scope: browsing, run: func(m *Model) { m.jump(false) }},
		{id: "move.bottom", keys: []string{"G", "end"}, scope: browsing, run: func(m *Model) { m.jump(true) }},
		{id: "area.next", keys: []string{"tab"}, scope: anywhere, run: func(m *Model) { m.cycle(1) }},
		{id: "area.previous", keys: []string{"shift+tab"}, scope: anywhere, run: func(m *Model) { m.cycle(-1) }},
		{id: "back", keys: []string{"esc"}, scope: anywhere, run: (*Model).back},
	}
}

// elsewhere are the overlays, the settings and the way out.
func elsewhere() []action {
	return []action{
		{id: "search", keys: []string{"/"}, scope: browsing, hint: 9, run: (*Model).openSearch},
		{id: "palette", keys: []string{":", "ctrl+@"}, scope: anywhere, hint: 10, run: (*Model).openPalette},
		{id: "help", keys: []string{"?", "f1"}, scope: anywhere, hint: 11, run: (*Model).openHelp},
		{id: "settings", keys: []string{","}, scope: browsing, why: (*Model).whyNotAdmin, run: (*Model).openSettings},
		{id: "takeover", keys: []string{"T"}, scope: browsing, hint: 1, why: (*Model).whyNotTakeOver, run: (*Model).takeOver},
		{id: "newtoken", keys: []string{"P"}, scope: browsing, hint: 1, why: (*Model).whyNotNewToken, run: (*Model).pasteToken},
		{id: "mouse", scope: anywhere, run: (*Model).toggleMouse},
		{id: "redraw", keys: []string{"ctrl+l"}, scope: anywhere, run: (*Model).redraw},
		{id: "quit", keys: []string{"q", "ctrl+c"}, scope: anywhere, run: (*Model).askQuit},
	}
}

// editing reports whether a key types a character or moves within the text, so
// that it is no command while somebody writes.
func editing(key string) bool {
	return len([]rune(key)) == 1 || key == "space" || key == "home" || key == "end"
}

// find returns the action that key stands for in scope s.
func find(actions []action, key string, s scope) (action, bool) {
	for _, a := range actions {
		if a.scope&s == 0 || (s == inComposer && editing(key)) {
			continue
		}
		if slices.Contains(a.keys, key) {
			return a, true
		}
	}
	return action{}, false
}

// titleOf is what the action is called in the present situation.
func (m *Model) titleOf(a action) string {
	if a.title != nil {
		return m.o.Words.Action(a.title(m))
	}
	return m.o.Words.Action(a.id)
}

// blocked returns why the action cannot work now, "" when it can.
func (m *Model) blocked(a action) string {
	if a.why == nil {
		return ""
	}
	if id := a.why(m); id != "" {
		return m.o.Words.Why(id)
	}
	return ""
}

// perform runs the action, or says why it cannot.
func (m *Model) perform(a action) {
	if why := m.blocked(a); why != "" {
		m.toastInfo(why)
		return
	}
	a.run(m)
}

func focusPane(s core.State) func(*Model) {
	return func(m *Model) { m.focusPane(s) }
}
