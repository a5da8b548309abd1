package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/compose"
	"tgdesk/tui/countdown"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/locale"
	"tgdesk/tui/session"
)

// enterTitle names what enter does on the row under the cursor.
func enterTitle(m *Model) string {
	row, err := m.subject()
	switch {
	case err == nil && waits(row.Chat):
		return pickUpTitle(row)
	case mayReply(m) == nil:
		return "reply"
	}
	return "read"
}

// pickUpTitle names taking a chat from whoever waits or from the chatbot.
func pickUpTitle(row core.ChatRow) string {
	if row.Chat.HeldByChatbot() {
		return "from_chatbot"
	}
	return "pickup"
}

// enter picks up, replies or reads, as the chat's state asks.
func enter(m *Model) tea.Cmd {
	row, err := m.subject()
	switch {
	case err == nil && waits(row.Chat):
		return pickUp(m, row)
	case mayReply(m) == nil:
		return tea.Batch(m.open(row), startReply(m))
	}
	cmd := m.open(row)
	m.setFocus(layout.Transcript)
	return cmd
}

// pickUp takes the chat. The composer opens at once, so that what is typed right
// after enter is text; the use cases run in the order they were asked for.
func pickUp(m *Model, row core.ChatRow) tea.Cmd {
	opened := m.open(row)
	m.compose.PickUpBegan(row.Chat.ID)
	return tea.Batch(opened, startReply(m), pickUpBy(m, row.Chat.ID, m.s.Desk.PickUp))
}

// pickUpBy runs a use case after which the operator holds the chat.
func pickUpBy(m *Model, id core.ChatID, do func(context.Context, core.OperatorID, core.ChatID) (core.Chat, error)) tea.Cmd {
	return m.s.Write(session.Then(func(ctx context.Context) (core.Chat, error) { return do(ctx, m.s.Me, id) }, func(now core.Chat, err error) tea.Cmd {
		return pickedUp(m, id, now, err)
	}))
}

// leaveBy is a use case after which the operator no longer holds the chat.
func leaveBy(m *Model, row core.ChatRow, toast string, do func(context.Context, core.OperatorID, core.ChatID) (core.Chat, error)) func(context.Context) tea.Msg {
	done := m.s.Locale.Toast(toast, m.s.Name(row))
	m.inbox.Leave(row.Chat)
	return session.Then(func(ctx context.Context) (core.Chat, error) { return do(ctx, m.s.Me, row.Chat.ID) }, func(now core.Chat, err error) tea.Cmd {
		return left(m, row.Chat, now, err, done)
	})
}

func askEnd(m *Model) tea.Cmd {
	row, _ := m.subject()
	m.dialogs.Ask(endQuestion(m, row), func() tea.Cmd { return end(m, row) })
	return nil
}

// endQuestion is what is asked before a chat is ended: what is not sent yet, and
// what is not finished.
func endQuestion(m *Model, row core.ChatRow) locale.Question {
	draft, edit, known := m.compose.Unfinished(row.Chat)
	if !known {
		draft = m.inbox.Drafted(row.Chat.ID)
	}
	return m.s.Locale.AskEnd(m.s.Name(row), row.Unsent > 0, draft, edit)
}

func end(m *Model, row core.ChatRow) tea.Cmd {
	writeNoMore(m, row)
	return m.s.Write(ending(m, row))
}

// writeNoMore takes the focus out of the composer of a chat that is about to be left.
func writeNoMore(m *Model, row core.ChatRow) {
	if m.focus == layout.Composer && m.chat.ID() == row.Chat.ID {
		m.setFocus(layout.Transcript)
	}
}

func ending(m *Model, row core.ChatRow) func(context.Context) tea.Msg {
	return leaveBy(m, row, "ended", m.s.Desk.End)
}

// askEndNext ends the chat, after asking, and goes to the next one that waits.
func askEndNext(m *Model) tea.Cmd {
	row, _ := m.subject()
	m.dialogs.Ask(endQuestion(m, row), func() tea.Cmd {
		return tea.Batch(end(m, row), goOn(m, row.Chat))
	})
	return nil
}

// sendEnd sends the reply and then ends the chat. A chat whose reply is refused
// stays open.
func sendEnd(m *Model) tea.Cmd {
	cmd, sent := m.compose.SendThen(ending(m, m.chat.Row()))
	if sent == compose.SentNothing {
		return cmd
	}
	m.chat.Sending(m.chat.ID())
	return tea.Batch(cmd, leaveComposer(m))
}

// sendNext sends the reply and goes to the next chat that waits.
func sendNext(m *Model) tea.Cmd {
	cmd, sent := m.compose.Send()
	if sent == compose.SentNothing {
		return cmd
	}
	m.chat.Sending(m.chat.ID())
	return tea.Batch(cmd, leaveComposer(m), goOn(m, m.chat.Row().Chat))
}

// goOn goes to the next chat that waits, if there is one beside the one that is done.
func goOn(m *Model, done core.Chat) tea.Cmd {
	others := m.inbox.Waiting()
	if m.inbox.Waits(done) {
		others--
	}
	if others <= 0 {
		return nil
	}
	return nextWaiting(m)
}

func putBack(m *Model) tea.Cmd {
	row, _ := m.subject()
	writeNoMore(m, row)
	return m.s.Write(leaveBy(m, row, "put_back", m.s.Desk.PutBack))
}

// enterComposer gives the composer the focus.
func enterComposer(m *Model) {
	if m.focus != layout.Composer {
		m.backTo = m.focus
	}
	m.setFocus(layout.Composer)
}

// startReply gives the focus to the reply of the open chat.
func startReply(m *Model) tea.Cmd {
	m.compose.TurnTo(core.DraftReply)
	enterComposer(m)
	return nil
}

// replyTitle names what the key that replies does.
func replyTitle(m *Model) string {
	if mayReply(m) != nil && mayStartReply(m) == nil {
		row, _ := m.subject()
		return pickUpTitle(row)
	}
	return "reply"
}

// reply focuses the composer, and picks a waiting chat up before; from the
// transcript it answers the message that is selected there.
func reply(m *Model) tea.Cmd {
	row, _ := m.subject()
	if mayReply(m) != nil {
		return pickUp(m, row)
	}
	if msg, err := selected(m); err == nil && m.focus == layout.Transcript && core.MayQuote(msg) == nil {
		return tea.Batch(startReply(m), m.compose.Answer(msg))
	}
	return tea.Batch(m.open(row), startReply(m))
}

func note(m *Model) tea.Cmd {
	row, _ := m.subject()
	cmd := m.open(row)
	m.compose.TurnTo(core.DraftNote)
	enterComposer(m)
	return cmd
}

// snooze asks until when the chat is to be set aside, or gets it back.
func snooze(m *Model) tea.Cmd {
	row, _ := m.subject()
	if row.Chat.Snoozed() {
		return ofChat(m, "woken", m.s.Desk.Wake)
	}
	name := m.s.Name(row)
	m.dialogs.OpenSnooze(func(until time.Time) tea.Cmd {
		return m.s.Do(m.s.Locale.Toast("snoozed", name, countdown.When(m.s.Locale, until, m.s.Now())), func(ctx context.Context) error {
			_, err := m.s.Desk.Snooze(ctx, m.s.Me, row.Chat.ID, until)
			return err
		})
	})
	return nil
}

// changeTags shows the tags of the chat to change them.
func changeTags(m *Model) tea.Cmd {
	row, _ := m.subject()
	return m.dialogs.OpenTags(row)
}

// openPast shows the chat that is chosen in the panel, in the panel's place.
func openPast(m *Model) tea.Cmd { return m.chat.OpenBeside() }

// quoteTitle names what enter does on the selected message.
func quoteTitle(m *Model) string {
	switch msg, err := selected(m); {
	case err != nil:
	case !msg.EditedAt.IsZero():
		return "history"
	case msg.Partial:
		return "in_full"
	}
	if readsWaiting(m) {
		return pickUpTitle(m.chat.Row())
	}
	return "quote"
}

// quote answers the selected message, or shows what an edited one said before and
// all of one that is not shown in full.
func quote(m *Model) tea.Cmd {
	if msg, _ := selected(m); !msg.EditedAt.IsZero() || msg.Partial {
		return m.chat.History(msg)
	}
	return reply(m)
}

func newline(m *Model) tea.Cmd {
	cmd, _ := m.compose.Press(keymap.Newline, tea.KeyMsg{})
	return cmd
}

// sendTitle names what the key that sends does.
func sendTitle(m *Model) string {
	if m.compose.MayPickUp() {
		return pickUpTitle(m.chat.Row())
	}
	return m.compose.Action()
}

func sendOrPickUp(m *Model) tea.Cmd {
	if m.compose.MayPickUp() {
		return pickUp(m, m.chat.Row())
	}
	return withoutGaps(send)(m)
}

func send(m *Model) tea.Cmd {
	noted := m.compose.Noting()
	cmd, sent := m.compose.Send()
	if sent == compose.SentText {
		m.chat.Sending(m.chat.ID())
	}
	if sent == compose.SentEdit || sent == compose.SentText && noted {
		return tea.Batch(cmd, leaveComposer(m))
	}
	return cmd
}

func edit(m *Model) tea.Cmd {
	if msg, err := selected(m); err == nil {
		return beginEdit(m, msg)
	}
	if msg := m.compose.Unsaved(); msg.ID != 0 {
		return beginEdit(m, msg)
	}
	return useNewest(m, ownReply(m), "not_own", beginEdit)
}

func beginEdit(m *Model, msg core.Message) tea.Cmd {
	begin := func() tea.Cmd {
		m.compose.Edit(msg)
		enterComposer(m)
		return nil
	}
	if other := m.compose.Unsaved(); other.ID != 0 && other.ID != msg.ID {
		m.dialogs.Ask(m.s.Locale.Ask("other_edit"), begin)
		return nil
	}
	return begin()
}

func askDelete(m *Model) tea.Cmd {
	msg, _ := selected(m)
	m.dialogs.Ask(m.s.Locale.Ask("delete"), func() tea.Cmd {
		return m.s.Do(m.s.Locale.Toast("deleted"), func(ctx context.Context) error { return m.s.Desk.DeleteReply(ctx, m.s.Me, msg.ID) })
	})
	return nil
}

func resend(m *Model) tea.Cmd {
	if msg, err := selected(m); err == nil && msg.Resendable() {
		return sendAgain(m, msg)
	}
	return useNewest(m, (*core.Message).Resendable, "nothing_failed", sendAgain)
}

// sendAgain sends a reply again. It asks before one that may have arrived.
func sendAgain(m *Model, msg core.Message) tea.Cmd {
	again := func() tea.Cmd {
		return m.s.Do(m.s.Locale.Toast("resent"), func(ctx context.Context) error {
			_, err := m.s.Desk.Resend(ctx, m.s.Me, msg.ID)
			return err
		})
	}
	if msg.Delivery == core.DeliveryUnknown {
		m.dialogs.Ask(m.s.Locale.Ask("resend"), again)
		return nil
	}
	return again()
}

// copyTitle names what is copied.
func copyTitle(m *Model) string {
	if _, err := selected(m); err != nil && m.compose.Draft() != "" {
		return "copy_draft"
	}
	return "copy"
}

// copyMessage copies the selected message, or else the draft.
func copyMessage(m *Model) tea.Cmd {
	text := m.compose.Draft()
	if msg, err := selected(m); err == nil {
		text = msg.Text
	}
	if err := m.s.Copy(clean.Message(text).String()); err != nil {
		return m.s.Refuse(err)
	}
	return m.s.Good(m.s.Locale.Toast("copied"))
}

// togglePanel opens or closes what is known of the visitor. It gets the focus where
// it would not be seen without.
func togglePanel(m *Model) tea.Cmd {
	row, _ := m.subject()
	cmd := m.open(row)
	if m.chat.Panel.Open && m.screen.plan.Panel.Empty() {
		m.setFocus(layout.Panel)
		return cmd
	}
	cmd = tea.Batch(cmd, m.chat.TogglePanel())
	if m.arrange(); m.chat.Panel.Open && m.screen.plan.Panel.Empty() {
		m.setFocus(layout.Panel)
	}
	return cmd
}
