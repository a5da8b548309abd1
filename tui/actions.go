package tui

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/dialog"
	"tgdesk/tui/inbox"
	"tgdesk/tui/keymap"
	"tgdesk/tui/session"
)

// action is one thing an operator can do, under the id that tui/keymap has for
// it. To add one, give it a key there and a row here.
type action struct {
	id  keymap.Action
	may func(*Model) error // why it cannot be done now; nil for always
	run func(*Model) tea.Cmd
	// title is the id of its title where that depends on the situation.
	title func(*Model) string
}

func actions() []action {
	return slices.Concat(chatActions(), bulkActions(), teamActions(), visitorActions(), moves(), screenActions(), reportActions())
}

// chatActions are what an operator does with a chat and its messages.
func chatActions() []action {
	return []action{
		{keymap.Open, mayOpen, enter, enterTitle},
		{keymap.Quote, mayQuote, quote, quoteTitle},
		{keymap.Send, maySend, sendOrPickUp, sendTitle},
		{keymap.Newline, func(m *Model) error { return m.compose.MayWrite() }, newline, nil},
		{keymap.SendEnd, maySendOn, withoutGaps(sendEnd), nil},
		{keymap.SendNext, maySendOn, withoutGaps(sendNext), nil},
		{keymap.Canned, mayInsertCanned, searchCanned, nil},
		{keymap.Reply, mayStartReply, reply, replyTitle},
		{keymap.Attach, mayAttach, attach, nil},
		{keymap.End, chatRule(core.MayEnd), askEnd, nil},
		{keymap.EndNext, chatRule(core.MayEnd), askEndNext, nil},
		{keymap.PutBack, chatRule(core.MayPutBack), putBack, either(subjectIs(core.Chat.HeldByChatbot), "to_people", "put_back")},
		{keymap.Note, chatRule(core.MayNote), note, nil},
		{keymap.Snooze, chatRule(core.MaySnooze), snooze, either(subjectIs(core.Chat.Snoozed), "wake", "snooze")},
		{keymap.Tags, chatRule(core.MayTag), changeTags, nil},
		{keymap.Resend, mayResend, resend, nil},
		{keymap.Copy, mayCopy, copyMessage, copyTitle},
		{keymap.OpenFile, mayOpenHere, openHere, either(func(m *Model) bool { return len(links(m)) > 0 }, "open_link", "open")},
		{keymap.SaveFile, maySaveFile, saveFile, nil},
		{keymap.Fetch, mayFetch, fetch, fetchTitle},
		{keymap.Edit, mayEdit, edit, nil},
		{keymap.Delete, mayDelete, askDelete, nil},
		{keymap.Pictures, when(func(m *Model) bool { return m.chat.CanShowPictures() }, "no_pictures"), togglePictures, nil},
		{keymap.VisitorPanel, mayRead, togglePanel, nil},
		{keymap.OpenPast, when(func(m *Model) bool { return m.chat.CanOpenBeside() }, "no_past"), openPast, nil},
	}
}

// moves change what is looked at.
func moves() []action {
	all := []action{
		{keymap.NextWaiting, when(func(m *Model) bool { return m.inbox.Waiting() > 0 }, "nobody_waits"), nextWaiting, nil},
		{keymap.FocusPending, nil, focusPane(core.Pending), nil},
		{keymap.FocusActive, nil, focusPane(core.Active), nil},
		{keymap.FocusUnanswered, nil, focusPane(core.Unanswered), nil},
		{keymap.FocusCompleted, nil, focusPane(core.Completed), nil},
		{keymap.MessagesDown, nil, do(func(m *Model) { m.chat.Messages.Scroll(wheelLines) }), nil},
		{keymap.MessagesUp, nil, do(func(m *Model) { m.chat.Messages.Scroll(-wheelLines) }), nil},
		{keymap.NextArea, nil, func(m *Model) tea.Cmd { return cycle(m, 1) }, nil},
		{keymap.PreviousArea, nil, func(m *Model) tea.Cmd { return cycle(m, -1) }, nil},
		{keymap.Back, nil, back, either(endsFilter, "unfilter", "back")},
	}
	for _, a := range []keymap.Action{
		keymap.MoveDown, keymap.MoveUp, keymap.PageDown, keymap.PageUp, keymap.HalfDown, keymap.HalfUp, keymap.MoveFirst, keymap.MoveLast,
	} {
		all = append(all, action{id: a, run: move(a)})
	}
	return all
}

// screenActions are dialogs, the settings and the way out.
func screenActions() []action {
	return []action{
		{keymap.Search, nil, searchAll, nil},
		{keymap.SearchChat, when(func(m *Model) bool { return m.chat.ID() != 0 }, "no_chat"), searchChat, nil},
		{keymap.FindChat, nil, do(func(m *Model) { m.dialogs.OpenFindChat(m.goTo) }), nil},
		{keymap.NextHit, mayWalk(1), walk(1), nil},
		{keymap.PreviousHit, mayWalk(-1), walk(-1), nil},
		{keymap.Results, when(func(m *Model) bool { return m.search.Walking() }, "no_hits"), backToResults, nil},
		{keymap.Filter, nil, openFilter, nil},
		{keymap.Palette, nil, openPalette, nil},
		{keymap.Help, nil, openHelp, nil},
		{keymap.Manual, nil, do(func(m *Model) { m.dialogs.OpenManual() }), nil},
		{keymap.OpenSettings, nil, func(m *Model) tea.Cmd { return m.settings.show(false, 0) }, nil},
		{keymap.TakeOver, inState(core.HealthConflict, "no_conflict"), takeOver, nil},
		{keymap.NewToken, inState(core.HealthUnauthorized, "token_fine"), replaceToken, nil},
		{keymap.Mouse, nil, toggleMouse, nil},
		{keymap.Redraw, nil, do(func(m *Model) { m.s.Terminal.Refresh() }), nil},
		{keymap.Quit, nil, (*Model).askQuit, nil},
	}
}

// either is the title of an action that does one of two things.
func either(ok func(*Model) bool, yes, no string) func(*Model) string {
	return func(m *Model) string {
		if ok(m) {
			return yes
		}
		return no
	}
}

// subjectIs reports whether something is so of the chat that actions are about.
func subjectIs(so func(core.Chat) bool) func(*Model) bool {
	return func(m *Model) bool {
		row, err := m.subject()
		return err == nil && so(row.Chat)
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
	id := string(a.id)
	if a.title != nil {
		id = a.title(m)
	}
	return m.s.Locale.Action(id)
}

// allowed returns why the action cannot be done now, nil when it can.
func (m *Model) allowed(a action) error {
	if a.may == nil {
		return nil
	}
	return a.may(m)
}

// perform runs the action, or says why it cannot be done.
func (m *Model) perform(a action) tea.Cmd {
	if err := m.allowed(a); err != nil {
		return m.s.Refuse(err)
	}
	m.s.ClearAnswer()
	return a.run(m)
}

// do is a run that needs no command.
func do(fn func(*Model)) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		fn(m)
		return nil
	}
}

func focusPane(s core.State) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		m.reports.Close()
		m.inbox.Returned()
		m.setFocus(inbox.PaneOf(s))
		return m.preview()
	}
}

func openHelp(m *Model) tea.Cmd {
	if m.settings.isOpen() {
		m.dialogs.OpenHelp(m.settings.open.Scope(), m.dialogs.Always)
		return nil
	}
	if m.search.Shown() {
		m.dialogs.OpenHelp(keymap.SearchLine, m.dialogs.Always)
		return nil
	}
	m.dialogs.OpenHelp(m.scope(), func(id keymap.Action) (title string, can bool) {
		if a, ok := m.find(id); ok {
			return m.titleOf(a), m.allowed(a) == nil
		}
		return m.dialogs.Always(id)
	})
	return nil
}

// unlisted are left out of the palette: they mean something only where their key is pressed.
var unlisted = []keymap.Action{keymap.Send, keymap.Newline, keymap.Back, keymap.Results}

// openPalette lists every action that makes sense here, to be found by name. Those
// that do the same now are one command with the keys of both.
func openPalette(m *Model) tea.Cmd {
	var all []dialog.Command
	here := m.scope()
	if here != keymap.Reports {
		here |= keymap.Browsing &^ keymap.Hits
	}
	in := here | keymap.Screen
	if m.walking() {
		in = keymap.Hits | keymap.Composer // only the keys that work while hits are walked, or in the composer
	}
	for _, b := range m.s.Keys.All() {
		a, ok := m.find(b.Action)
		if !ok || b.Scope&here == 0 || slices.Contains(unlisted, a.id) {
			continue
		}
		c := dialog.Command{Title: m.titleOf(a), Right: strings.Join(m.s.Keys.Keys(a.id, in), "  "), Finds: m.s.Locale.Finds(string(a.id))}
		if i := slices.IndexFunc(all, func(o dialog.Command) bool { return o.Title == c.Title }); i >= 0 {
			all[i].Right += "  " + c.Right
			continue
		}
		c.Run = func() tea.Cmd { return m.perform(a) }
		if err := m.allowed(a); err != nil {
			c.Why, c.Short = m.s.Sentence(err), m.s.Locale.Panel("not_now")
		}
		all = append(all, c)
	}
	m.dialogs.OpenPalette(all)
	return nil
}

func toggleMouse(m *Model) tea.Cmd {
	m.s.Terminal.SetMouse(!m.s.Terminal.Mouse())
	if m.s.Terminal.Mouse() {
		return m.s.Good(m.s.Locale.Toast("mouse_on"))
	}
	return m.s.Good(m.s.Locale.Toast("mouse_off"))
}

func togglePictures(m *Model) tea.Cmd {
	if m.chat.TogglePictures() {
		return m.s.Good(m.s.Locale.Toast("pictures_on"))
	}
	return m.s.Good(m.s.Locale.Toast("pictures_off"))
}

// brandIn is the brand whose channel is in a state: that of the chat that
// actions are about, else the first.
func brandIn(m *Model, state core.HealthState) (core.BrandView, bool) {
	row, _ := m.subject()
	return m.channels.In(state, row.Chat.BrandID)
}

// replaceToken opens the settings where the refused token is replaced.
func replaceToken(m *Model) tea.Cmd {
	b, _ := brandIn(m, core.HealthUnauthorized)
	return m.settings.show(false, b.ID)
}

// takeOver takes a bot back from whatever else receives its messages. A webhook
// is the work of another program that will miss it: that is asked.
func takeOver(m *Model) tea.Cmd {
	b, _ := brandIn(m, core.HealthConflict)
	return m.s.Write(func(ctx context.Context) tea.Msg {
		_, host, err := m.s.Desk.Waiting(ctx, m.s.Me, b.ID)
		return session.ThenMsg(func() tea.Cmd { return holderFound(m, b, host, err) })
	})
}
