package tui

import (
	"tgdesk/core"
	"tgdesk/tui/chat"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
)

// What actions wait for. The rules are those of core; what else stands in the
// way is a session.Reason.

// chatRule applies a rule to the chat that actions are about.
func chatRule(rule func(core.Operator, core.Chat) error) func(*Model) error {
	return func(m *Model) error {
		row, err := m.subject()
		if err != nil {
			return err
		}
		return core.NameHolder(rule(m.s.Operator, row.Chat), row.Owner)
	}
}

// when gives a reason unless ok holds.
func when(ok func(*Model) bool, why session.Reason) func(*Model) error {
	return func(m *Model) error {
		if ok(m) {
			return nil
		}
		return why
	}
}

// inState asks for a brand whose channel is in that state, and an admin.
func inState(state core.HealthState, why session.Reason) func(*Model) error {
	return func(m *Model) error {
		if _, ok := brandIn(m, state); !ok {
			return why
		}
		return mayManage(m)
	}
}

func mayManage(m *Model) error { return core.MayManage(m.s.Operator) }

// mayOpen guards enter; reading along is always possible.
func mayOpen(m *Model) error {
	_, err := m.subject()
	return err
}

// mayRead guards what is done with the messages of the open chat.
func mayRead(m *Model) error {
	row, err := m.subject()
	if row.Chat.ID == 0 {
		return err
	}
	return nil // also of a chat that has left its list
}

func mayReply(m *Model) error {
	row, err := m.subject()
	if err != nil {
		return err
	}
	return core.NameHolder(core.MayReply(m.s.Operator, row.Chat, row.Visitor), row.Owner)
}

// mayQuote guards the key that answers a message; one that is read instead can be
// read whoever holds the chat. A chat that waits is picked up by it.
func mayQuote(m *Model) error {
	msg, err := selected(m)
	if err == nil && (!msg.EditedAt.IsZero() || msg.Partial) {
		return nil
	}
	if readsWaiting(m) {
		return mayStartReply(m)
	}
	if err != nil {
		return err
	}
	return mayQuoteMessage(m, msg)
}

// readsWaiting reports whether the messages of a chat that waits have the focus.
func readsWaiting(m *Model) bool {
	row, err := m.subject()
	return err == nil && m.focus == layout.Transcript && waits(row.Chat)
}

func mayQuoteMessage(m *Model, msg core.Message) error {
	if err := mayReply(m); err != nil {
		return err
	}
	return core.MayQuote(msg)
}

// mayAttach guards choosing files of the machine that the desk is on.
func mayAttach(m *Model) error {
	if err := mayReply(m); err != nil || !m.s.Remote {
		return err
	}
	row, _ := m.subject()
	return core.NewError(core.CodeUnavailable, "remote_attach", int64(row.Chat.ID))
}

func mayResend(m *Model) error {
	if err := mayReply(m); err != nil {
		return err
	}
	if row := m.chat.Row(); row.Failed+row.Unknown == 0 {
		return session.Reason("nothing_failed")
	}
	return nil
}

// selected is the selected message.
func selected(m *Model) (core.Message, error) {
	msg, ok := m.chat.Messages.Selected()
	switch {
	case !ok && m.focus == layout.Transcript:
		return msg, session.Reason("none_chosen")
	case !ok:
		return msg, session.Reason("no_message")
	}
	return msg, nil
}

// waits reports whether a chat is to be picked up before it is answered.
func waits(c core.Chat) bool { return c.State.Waiting() || c.HeldByChatbot() }

// mayStartReply guards the key that replies; a chat that waits is picked up.
func mayStartReply(m *Model) error {
	row, err := m.subject()
	if err == nil && waits(row.Chat) {
		return core.NameHolder(core.MayPickUp(m.s.Operator, row.Chat), row.Owner)
	}
	return mayReply(m)
}

// maySend guards the key that sends. Where the chat has to be picked up first, as after
// somebody put it back, the key does that.
func maySend(m *Model) error {
	if m.compose.MayPickUp() {
		return mayStartReply(m)
	}
	return m.compose.MayWrite()
}

// maySendOn guards what follows a reply: there must be one.
func maySendOn(m *Model) error {
	switch err := m.compose.MayWrite(); {
	case err != nil:
		return err
	case m.focus != layout.Composer || m.compose.Noting() || m.compose.Editing() || m.compose.Blank():
		return session.Reason("no_reply")
	}
	return nil
}

// mayInsertCanned guards what inserts canned replies: a reply must be being written.
func mayInsertCanned(m *Model) error {
	switch err := m.compose.MayWrite(); {
	case err != nil:
		return err
	case !m.compose.Replying():
		return session.Reason("only_replies")
	}
	return nil
}

func mayCopy(m *Model) error {
	if m.compose.Draft() != "" {
		return nil
	}
	_, err := selected(m)
	return err
}

func mayEdit(m *Model) error {
	if err := mayReply(m); err != nil {
		return err
	}
	msg, err := selected(m)
	switch {
	case err == nil:
		return core.MayEditReply(m.s.Operator, msg, m.chat.Row().Chat)
	case m.compose.Unsaved().ID != 0:
		return nil
	}
	return mayUseNewest(m, ownReply(m), "not_own", func(core.Message) error { return nil })
}

// ownReply accepts replies of this operator that can be edited.
func ownReply(m *Model) func(*core.Message) bool {
	op, open := m.s.Operator, m.chat.Row().Chat
	return func(msg *core.Message) bool {
		return msg.OperatorID == op.ID && core.MayEditReply(op, *msg, open) == nil
	}
}

func hasFile(msg *core.Message) bool { return msg.Attachment != nil }

func mayDelete(m *Model) error {
	msg, err := selected(m)
	if err != nil {
		return err
	}
	return core.MayDeleteReply(m.s.Operator, msg, m.chat.Row().Chat)
}

// mayUseFile guards what is done with a file that is here.
func mayUseFile(m *Model) error {
	if err := mayRead(m); err != nil {
		return err
	}
	if msg, err := selected(m); err == nil {
		return mayUse(msg)
	}
	return mayUseNewest(m, hasFile, "no_files", mayUse)
}

// maySaveFile guards saving a file on the machine that the desk is on.
func maySaveFile(m *Model) error {
	if err := mayUseFile(m); err != nil || !m.s.Remote {
		return err
	}
	msg, ok := m.chat.Messages.Selected()
	if !ok {
		return session.Reason("none_chosen")
	}
	return core.NewError(core.CodeUnavailable, "remote_save", int64(msg.ID))
}

// mayUse says why the file of a message cannot be used.
func mayUse(msg core.Message) error {
	switch {
	case !hasFile(&msg):
		return session.Reason("no_file")
	case msg.Attachment.File.State == core.FileTooBig:
		return session.Reason("too_big")
	case !msg.Attachment.File.Ready():
		return session.Reason("not_fetched")
	}
	return nil
}

// mayOpenHere guards opening a link or a file. A link can be copied at least.
func mayOpenHere(m *Model) error {
	switch err := mayRead(m); {
	case len(links(m)) > 0:
		return nil
	case err != nil:
		return err
	case !m.s.CanOpen():
		return session.Reason("no_screen")
	}
	return mayUseFile(m)
}

func mayFetch(m *Model) error {
	msg, err := selected(m)
	switch {
	case err != nil:
		return err
	case msg.Attachment == nil:
		return session.Reason("no_file")
	case chat.Transferring(msg):
		return nil
	case msg.Attachment.File.Ready():
		return session.Reason("here_already")
	case msg.Attachment.File.State == core.FileTooBig:
		return session.Reason("too_big")
	}
	return nil
}
