package tui

import (
	"slices"

	"tgdesk/core"
	"tgdesk/tui/keymap"
)

// action is one thing an operator can do, under the id that tui/keymap has for
// it.
type action struct {
	id keymap.Action
	// why returns the id of the reason (locale.Why) it cannot work now.
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
		{id: keymap.Open, why: (*Model).whyNotOpen, run: (*Model).enterRow, title: (*Model).enterTitle},
		{id: keymap.Quote, why: (*Model).whyNotQuote, run: (*Model).quote, title: (*Model).quoteTitle},
		{id: keymap.Send, why: (*Model).whyNotSend, run: (*Model).send, title: (*Model).sendTitle},
		{id: keymap.Newline, run: (*Model).newline},
		{id: keymap.Reply, why: (*Model).whyNotReply, run: (*Model).reply},
		{id: keymap.Attach, why: (*Model).whyNotAttach, run: (*Model).openAttach},
		{id: keymap.End, why: (*Model).whyNotHeld, run: (*Model).askEnd},
		{id: keymap.PutBack, why: (*Model).whyNotHeld, run: (*Model).putBack},
		{id: keymap.Note, why: (*Model).whyNotNote, run: (*Model).note},
		{id: keymap.Resend, why: (*Model).whyNotResend, run: (*Model).resend},
		{id: keymap.Copy, why: (*Model).whyNotCopy, run: (*Model).copyMessage},
		{id: keymap.OpenFile, why: (*Model).whyNotOpenHere, run: (*Model).openHere, title: (*Model).openTitle},
		{id: keymap.SaveFile, why: (*Model).whyNoFile, run: (*Model).saveFile},
		{id: keymap.Fetch, why: (*Model).whyNotFetch, run: (*Model).fetch, title: (*Model).fetchTitle},
		{id: keymap.Edit, why: (*Model).whyNotEdit, run: (*Model).edit},
		{id: keymap.Delete, why: (*Model).whyNotDelete, run: (*Model).askDelete},
		{id: keymap.Pictures, why: (*Model).whyNoPictures, run: (*Model).togglePictures},
		{id: keymap.VisitorPanel, why: (*Model).whyNoChat, run: (*Model).togglePanel},
	}
}

// moves change what is looked at.
func moves() []action {
	return []action{
		{id: keymap.NextWaiting, why: (*Model).whyNobodyWaits, run: (*Model).nextWaiting},
		{id: keymap.FocusPending, run: focusPane(core.Pending)},
		{id: keymap.FocusActive, run: focusPane(core.Active)},
		{id: keymap.FocusUnanswered, run: focusPane(core.Unanswered)},
		{id: keymap.FocusCompleted, run: focusPane(core.Completed)},
		{id: keymap.MoveDown, run: func(m *Model) { m.move(1) }},
		{id: keymap.MoveUp, run: func(m *Model) { m.move(-1) }},
		{id: keymap.PageDown, run: func(m *Model) { m.page(1) }},
		{id: keymap.PageUp, run: func(m *Model) { m.page(-1) }},
		{id: keymap.MoveFirst, run: func(m *Model) { m.jump(false) }},
		{id: keymap.MoveLast, run: func(m *Model) { m.jump(true) }},
		{id: keymap.NextArea, run: func(m *Model) { m.cycle(1) }},
		{id: keymap.PreviousArea, run: func(m *Model) { m.cycle(-1) }},
		{id: keymap.Back, run: (*Model).back},
	}
}

// elsewhere are the overlays, the settings and the way out.
func elsewhere() []action {
	return []action{
		{id: keymap.Search, run: (*Model).openSearch},
		{id: keymap.Palette, run: (*Model).openPalette},
		{id: keymap.Help, run: (*Model).openHelp},
		{id: keymap.OpenSettings, why: (*Model).whyNotAdmin, run: (*Model).openSettings},
		{id: keymap.TakeOver, why: (*Model).whyNotTakeOver, run: (*Model).takeOver},
		{id: keymap.NewToken, why: (*Model).whyNotNewToken, run: (*Model).pasteToken},
		{id: keymap.Mouse, run: (*Model).toggleMouse},
		{id: keymap.Redraw, run: (*Model).redraw},
		{id: keymap.Quit, run: (*Model).askQuit},
	}
}

// find returns the action of an id.
func (m *Model) find(id keymap.Action) (action, bool) {
	i := slices.IndexFunc(m.actions, func(a action) bool { return a.id == id })
	if i < 0 {
		return action{}, false
	}
	return m.actions[i], true
}

// titleOf is what the action is called in the present situation.
func (m *Model) titleOf(a action) string {
	if a.title != nil {
		return m.o.Words.Action(a.title(m))
	}
	return m.o.Words.Action(string(a.id))
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
