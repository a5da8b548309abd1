package engine

import (
	"cmp"
	"context"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/core/media"
	"tgdesk/core/txn"
)

// applier applies updates of one brand within a transaction.
type applier struct {
	*txn.Tx
	brand  core.Brand
	rules  core.Rules // of the brand
	offset int64      // the stored one of the brand's channel
	files  *media.Dir
}

// apply changes the desk as an update says. alert is whether its message should
// alert operators.
func (a *applier) apply(ctx context.Context, u core.Update, alert bool) error {
	u.Partial = u.Partial || u.Message.Kind == core.KindUnsupported
	switch u.Kind {
	case core.UpdateMessage:
		return a.message(ctx, u, alert)
	case core.UpdateEdit:
		return a.edit(ctx, u, alert)
	case core.UpdateBlockedBot, core.UpdateUnblockedBot:
		return a.block(ctx, u)
	case core.UpdateButton:
		return a.buttonPressed(ctx, u)
	case core.UpdateIgnored:
		return nil
	}
	return a.QuarantineUpdate(ctx, a.brand.ID, u, 0)
}

// message stores a message of a visitor, once however often it comes, and opens a
// chat if the visitor has none.
func (a *applier) message(ctx context.Context, u core.Update, alert bool) error {
	if u.Visitor.TelegramID == 0 {
		return errNoVisitor()
	}
	found, err := a.LookupVisitor(ctx, a.brand.ID, u.Visitor.TelegramID, u.Message.TelegramID)
	if err != nil || found.Duplicate {
		return err
	}
	if found.Visitor.OnBlockList() {
		return a.keepApart(ctx, found, u)
	}
	if u.Message.Notice {
		return a.notice(ctx, found, u)
	}
	if commented, err := a.comment(ctx, &found, u); err != nil || commented {
		return err
	}
	if isStart(u.Message) && u.Message.TelegramID < found.Visitor.Start.TelegramID {
		return nil // a duplicate, of which only the latest was kept
	}
	v, c, err := a.upsertVisitor(ctx, found, u)
	if err != nil {
		return err
	}
	c, open, err := a.currentChat(ctx, c, u.Message)
	if err != nil {
		return err
	}
	if !open && isStart(u.Message) && !a.brand.Options.StartOpens && !a.rules.Chatbot {
		return a.keepStart(ctx, v, u.Message)
	}
	if !open {
		if c, err = a.openChat(ctx, v, u.Message); err != nil {
			return err
		}
	}
	if err := a.appendVisitorMessage(ctx, c, v, u, alert); err != nil || c.HeldByChatbot() {
		return err
	}
	if open {
		return a.TellClosed(ctx, c)
	}
	return a.TellWaiting(ctx, c)
}

func errNoVisitor() error {
	return core.NewError(core.CodeInvalid, "update_nobody")
}

// upsertVisitor stores the visitor as they are now, and returns them with their
// open chat. Whoever writes does not block the bot any more.
func (a *applier) upsertVisitor(ctx context.Context, found core.VisitorLookup, u core.Update) (core.Visitor, core.Chat, error) {
	v, c, p, thread := found.Visitor, found.Chat, u.Visitor, u.Message.Thread
	if v.ID == 0 {
		v, err := a.InsertVisitor(ctx, core.Visitor{BrandID: a.brand.ID, Profile: p, FirstSeen: a.Now(), LastSeen: a.Now(), Thread: thread})
		return v, c, err
	}
	if !v.HasBlockedBot() && v.Profile == p && v.Thread == thread && a.Now().Before(v.LastSeen.Add(core.LastSeenPrecision)) {
		return v, c, nil
	}
	v.Profile, v.LastSeen, v.Thread = p, a.Now(), thread
	if !v.HasBlockedBot() {
		return v, c, a.SaveVisitor(ctx, v)
	}
	v, err := setBlocked(ctx, a.Tx, v, false)
	if err != nil {
		return v, c, err
	}
	c, err = a.OpenChatOf(ctx, v.ID) // an expired deadline may have completed it
	if core.IsNotFound(err) {
		return v, core.Chat{}, nil
	}
	return v, c, err
}

// currentChat returns the visitor's chat c as it stands now; open is false if it is
// completed by now, or there is none.
func (a *applier) currentChat(ctx context.Context, c core.Chat, m core.Incoming) (_ core.Chat, open bool, err error) {
	if c.ID == 0 {
		return c, false, nil
	}
	if c, _, err = a.ApplyExpired(ctx, c); err != nil || !c.Open() {
		return c, false, err
	}
	if source := startPayload(m); c.Source == "" && source != "" {
		c.Source = source // they followed the link in a chat that had begun without one
		err = a.SaveChat(ctx, c)
	}
	return c, true, err
}

// openChat returns a new chat, which begins with the "/start" that preceded m.
// Drafts of the last chat wait in it.
func (a *applier) openChat(ctx context.Context, v core.Visitor, m core.Incoming) (core.Chat, error) {
	source := cmp.Or(startPayload(m), v.Start.Source)
	c, err := a.InsertChat(ctx, core.OpenedBy(v, source, a.Now(), a.rules))
	if err != nil {
		return c, err
	}
	if err := a.AuditChat(ctx, core.ActChatOpened, core.Chat{}, c); err != nil {
		return c, err
	}
	if err := a.TakePrelude(ctx, c); err != nil {
		return c, err
	}
	if err := a.MoveDrafts(ctx, c); err != nil { // what an operator began to write is not lost
		return c, err
	}
	if c, err = a.OfferChat(ctx, a.brand.Options, c); err != nil {
		return c, err
	}
	return a.appendStart(ctx, c, v, m)
}

// quarantinePartial stores the update of a message that does not hold all of it: it
// can be read, and a later version may understand it.
func (a *applier) quarantinePartial(ctx context.Context, u core.Update, m core.Message) error {
	if !u.Partial {
		return nil
	}
	return a.QuarantineUpdate(ctx, a.brand.ID, u, m.ID)
}

// appendVisitorMessage adds a message to the chat, queues the download of its file,
// and completes the chat if the message is the visitor's "/end".
func (a *applier) appendVisitorMessage(ctx context.Context, c core.Chat, v core.Visitor, u core.Update, alert bool) error {
	in := u.Message
	answered, err := a.externalReply(ctx, v.ID, in)
	if err != nil {
		return err
	}
	m, err := a.InsertMessage(ctx, messageOf(c, v, u, answered))
	if err != nil {
		return err
	}
	a.CountMessage(c, m)
	if err := a.quarantinePartial(ctx, u, m); err != nil {
		return err
	}
	album := ""
	if in.Attachment != nil {
		album = in.Attachment.AlbumID
	}
	written := in.At
	if written.After(a.Now()) { // a wrong date must not make the chat flooded for years
		written = a.Now()
	}
	c.Flood = c.Flood.Add(written, album, a.brand.Options.Flood)
	flooded := c.Flood.ActiveAt(written)
	a.Emit(core.Event{Kind: core.EventMessage, Brand: c.BrandID, Chat: c.ID, Alert: alert && !flooded && c.Handover.OfferedTo == 0})
	if err := a.queueDownload(ctx, m, flooded); err != nil {
		return err
	}
	first := m
	for _, file := range in.Further {
		m, err = a.InsertMessage(ctx, furtherOf(m, file))
		if err != nil {
			return err
		}
		a.CountMessage(c, m)
		if err := a.queueDownload(ctx, m, flooded); err != nil {
			return err
		}
	}
	before := c
	c = c.VisitorWrote(a.Now(), a.rules)
	c.LastMessageID = m.ID
	ended := false
	if isEndCommand(in) {
		c, ended = c.EndedByVisitor(a.Now())
	}
	if !ended {
		if err := a.saveWritten(ctx, before, c, alert && !flooded); err != nil || !c.HeldByChatbot() {
			return err
		}
		return a.askChatbot(ctx, c, first, in)
	}
	if err := a.Move(ctx, core.ActChatCompleted, before, c); err != nil {
		return err
	}
	return a.AddSystemLine(ctx, c, a.Now(), core.KindVisitorEnded, core.Operator{Name: v.Name()})
}

// maxBehind is how many events of a chat may wait for its chatbot.
const maxBehind = 100

// askChatbot queues what the chatbot is told of a message m in its chat c: that the chat was
// opened, and the message. Whoever presses Start again begins anew. A visitor who writes
// much faster than the chatbot answers needs a person.
func (a *applier) askChatbot(ctx context.Context, c core.Chat, m core.Message, in core.Incoming) error {
	if behind, err := a.QueuedBotEvents(ctx, c.ID); err != nil {
		return err
	} else if behind >= maxBehind {
		_, err := a.LeaveChatbot(ctx, c, c.Forwarded(a.Now(), a.rules), core.KindChatbotFailed, string(core.NewProblem("chatbot_behind", maxBehind)))
		return err
	}
	if c.Received == 1 || isStart(in) {
		if err := a.AskChatbot(ctx, c, core.BotOpened, 0); err != nil || isStart(in) {
			return err
		}
	}
	kind := core.BotMessage
	if m.Attachment != nil {
		kind = core.BotFileReceived
	}
	return a.AskChatbot(ctx, c, kind, m.ID)
}

// furtherOf is the entry of a further file that came with m.
func furtherOf(m core.Message, file *core.Attachment) core.Message {
	return core.Message{
		ChatID: m.ChatID, VisitorID: m.VisitorID, From: m.From, Kind: file.Kind, Author: m.Author, Forward: m.Forward, SentAt: m.SentAt, Attachment: file,
	}
}

// messageOf is an update's message in a chat.
func messageOf(c core.Chat, v core.Visitor, u core.Update, answered core.ExternalReply) core.Message {
	in := u.Message
	return core.Message{
		ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: in.Kind, Author: v.Name(), Text: in.Text, TelegramID: in.TelegramID,
		Markup: in.Markup, ReplyTo: in.ReplyTo, Quote: in.Quote, ExternalReply: answered, Forward: in.Forward,
		SentAt: in.At, EditedAt: in.EditedAt, Attachment: in.Attachment, Partial: u.Partial,
	}
}

// saveWritten stores a chat in which its visitor wrote. One that was set aside is back.
func (a *applier) saveWritten(ctx context.Context, before, c core.Chat, alert bool) error {
	if !before.Snoozed() {
		return a.SaveChat(ctx, c)
	}
	if alert {
		a.EmitWoken(c)
	}
	if err := a.MoveByItself(ctx, core.ActChatWoken, before, c); err != nil {
		return err
	}
	return a.AddSystemLine(ctx, c, a.Now(), core.KindSnoozeOver, core.Operator{})
}

// maxAnswered is how many characters are stored of an answered message that the
// desk does not have.
const maxAnswered = 256

// externalReply returns what is stored of the message that in answers: nothing if
// the desk has it, else what Telegram said about it.
func (a *applier) externalReply(ctx context.Context, v core.VisitorID, in core.Incoming) (core.ExternalReply, error) {
	if in.ExternalReply == (core.ExternalReply{}) {
		return in.ExternalReply, nil
	}
	if in.ReplyTo != 0 {
		if _, err := a.MessageByTelegram(ctx, v, in.ReplyTo); !core.IsNotFound(err) {
			return core.ExternalReply{}, err
		}
	}
	if text := []rune(in.ExternalReply.Text); len(text) > maxAnswered {
		in.ExternalReply.Text = string(text[:maxAnswered-1]) + "…"
	}
	return in.ExternalReply, nil
}

// queueDownload queues the download of a new message's file if the brand downloads
// files of its size by itself. A file that Telegram never gives out is marked at
// once. Files of a flooded chat are held back from the first, so that a flood costs no
// transaction for each.
func (a *applier) queueDownload(ctx context.Context, m core.Message, flooded bool) error {
	f := m.Attachment
	if !a.files.Enabled() || f == nil {
		return nil
	}
	var order txn.FetchOrder
	if flooded {
		order.Held = core.ProblemOf(core.MayFetch(a.brand.Options, core.FetchFacts{Flooded: true}))
	}
	if a.brand.Options.FetchUpTo > 0 {
		if err := a.WantThumb(ctx, a.brand.ID, m, order); err != nil {
			return err
		}
	}
	if f.FileID == "" || f.FileUniqueID == "" {
		return nil
	}
	if f.Size > a.files.DownloadLimit(a.brand.Options) {
		if _, err := a.File(ctx, f.FileUniqueID); !core.IsNotFound(err) {
			return err
		}
		return a.SaveFile(ctx, core.File{UniqueID: f.FileUniqueID, State: core.FileTooBig, Size: f.Size, Problem: tooBig(), ChangedAt: a.Now(), Visitor: m.VisitorID})
	}
	if a.brand.Options.FetchUpTo == 0 || f.Size > a.brand.Options.FetchUpTo {
		return nil
	}
	return a.WantFile(ctx, a.brand.ID, m, order)
}

// block notes that a visitor blocked or unblocked the bot. One who never wrote has
// no chat to note it in.
func (a *applier) block(ctx context.Context, u core.Update) error {
	v, known, err := a.visitor(ctx, u.Visitor)
	blocked := u.Kind == core.UpdateBlockedBot
	if err != nil || !known || v.HasBlockedBot() == blocked {
		return err
	}
	_, err = setBlocked(ctx, a.Tx, v, blocked)
	return err
}

// visitor reads a visitor; known is false if they never wrote.
func (a *applier) visitor(ctx context.Context, p core.Profile) (v core.Visitor, known bool, err error) {
	if p.TelegramID == 0 {
		return v, false, errNoVisitor()
	}
	v, err = a.VisitorByTelegram(ctx, a.brand.ID, p.TelegramID)
	if core.IsNotFound(err) {
		return v, false, nil
	}
	return v, err == nil, err
}

// setBlocked stores whether v can be written to, and adds a system line to their
// open chat.
func setBlocked(ctx context.Context, t *txn.Tx, v core.Visitor, blocked bool) (core.Visitor, error) {
	line := core.KindUnblocked
	v.BlockedBotAt = time.Time{}
	if blocked {
		line, v.BlockedBotAt = core.KindBlocked, t.Now()
	}
	if err := t.SaveVisitor(ctx, v); err != nil {
		return v, err
	}
	c, err := t.OpenChatOf(ctx, v.ID)
	if core.IsNotFound(err) {
		return v, nil
	}
	if err == nil {
		c, _, err = t.ApplyExpired(ctx, c)
	}
	if err != nil || !c.Open() {
		return v, err
	}
	t.EmitChat(c)
	return v, t.AddSystemLine(ctx, c, t.Now(), line, core.Operator{Name: v.Name()})
}

// isEndCommand reports whether a visitor ends the chat: "/end", typed or by the menu.
func isEndCommand(m core.Incoming) bool {
	return m.Kind == core.KindText && isCommand(strings.TrimSpace(m.Text), "/end")
}

// isCommand reports whether word is the command, plain or as "/command@bot".
func isCommand(word, command string) bool {
	rest, ok := strings.CutPrefix(word, command)
	return ok && (rest == "" || rest[0] == '@' && !strings.ContainsAny(rest, " \n\t"))
}
