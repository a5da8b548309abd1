package engine

import (
	"context"
	"strings"
	"time"

	"tgdesk/core"
)

// apply does to the desk what one update says.
func (w *tx) apply(ctx context.Context, b core.Brand, u core.Update, alert bool) error {
	switch u.Kind {
	case core.UpdateMessage:
		return w.takeMessage(ctx, b, u, alert)
	case core.UpdateEdit:
		return w.takeEdit(ctx, b, u, alert)
	case core.UpdateBlocked, core.UpdateUnblocked:
		return w.takeBlock(ctx, b, u)
	}
	if u.Kind == core.UpdateOther && !u.Ours {
		return nil
	}
	return w.QuarantineUpdate(ctx, b.ID, u)
}

// takeMessage writes a visitor's message down, once however often it comes.
func (w *tx) takeMessage(ctx context.Context, b core.Brand, u core.Update, alert bool) error {
	if u.Visitor.TelegramID == 0 {
		return errNobody()
	}
	met, err := w.LookupVisitor(ctx, b.ID, u.Visitor.TelegramID, u.Message.TelegramID)
	if err != nil || met.Duplicate {
		return err
	}
	if met, err = w.greet(ctx, b, met, u.Visitor); err != nil {
		return err
	}
	v := met.Visitor
	c, err := w.openChat(ctx, b, met, u.Message)
	if err != nil {
		return err
	}
	if err := w.keepRaw(ctx, b, u); err != nil {
		return err
	}
	return w.hear(ctx, b, c, v, u.Message, alert)
}

func (w *tx) lookUp(ctx context.Context, b core.Brand, p core.Profile) (_ core.Visitor, known bool, err error) {
	if p.TelegramID == 0 {
		return core.Visitor{}, false, errNobody()
	}
	v, err := w.VisitorByTelegram(ctx, b.ID, p.TelegramID)
	if core.IsNotFound(err) {
		return core.Visitor{}, false, nil
	}
	return v, err == nil, err
}

func errNobody() error {
	return core.NewError(core.CodeInvalid, "update_nobody")
}

// greet stores the visitor as they are now. Somebody who writes does not block.
func (w *tx) greet(ctx context.Context, b core.Brand, met core.VisitorLookup, p core.Profile) (_ core.VisitorLookup, err error) {
	v := met.Visitor
	if v.ID == 0 {
		v = core.Visitor{BrandID: b.ID, Profile: p, FirstSeen: w.Now(), LastSeen: w.Now()}
		met.Visitor, err = w.InsertVisitor(ctx, v)
		return met, err
	}
	if !v.Blocked() && v.Profile == p && w.Now().Before(v.LastSeen.Add(core.SeenWithin)) {
		return met, nil
	}
	met.Visitor.Profile, met.Visitor.LastSeen = p, w.Now()
	if !v.Blocked() {
		return met, w.SaveVisitor(ctx, met.Visitor)
	}
	if met.Visitor, err = w.unblock(ctx, met.Visitor); err != nil {
		return met, err
	}
	met.Chat, err = w.OpenChatOf(ctx, v.ID) // the deadline that fell due with it may have changed it
	if core.IsNotFound(err) {
		met.Chat, err = core.Chat{}, nil
	}
	return met, err
}

// openChat returns the visitor's open chat, a new one if there is none.
func (w *tx) openChat(ctx context.Context, b core.Brand, met core.VisitorLookup, m core.Incoming) (core.Chat, error) {
	source := startPayload(m)
	if c := met.Chat; c.ID != 0 {
		c, _, err := w.ApplyExpired(ctx, c)
		if err == nil && c.Open() && c.Source == "" && source != "" {
			c.Source = source // they tapped the link in a chat that had begun without one
			err = w.SaveChat(ctx, c)
		}
		if err != nil || c.Open() {
			return c, err
		}
	}
	return w.InsertChat(ctx, core.OpenedBy(met.Visitor, source, w.Now(), b.Limits))
}

// hear adds the message to the chat.
func (w *tx) hear(ctx context.Context, b core.Brand, c core.Chat, v core.Visitor, in core.Incoming, alert bool) error {
	answered, err := w.answeredBy(ctx, v.ID, in)
	if err != nil {
		return err
	}
	album := ""
	if in.Attachment != nil {
		album = in.Attachment.AlbumID
	}
	c.Flood = c.Flood.Heard(in.At, album, b.Options.Flood)
	m, err := w.InsertMessage(ctx, core.Message{
		ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: in.Kind, Author: v.Name(), Text: in.Text, TelegramID: in.TelegramID,
		Markup: in.Markup, ReplyTo: in.ReplyTo, Quote: in.Quote, Answered: answered, Forward: in.Forward,
		SentAt: in.At, EditedAt: in.EditedAt, Attachment: in.Attachment,
	})
	if err != nil {
		return err
	}
	w.Emit(core.Event{Kind: core.EventMessage, Brand: c.BrandID, Chat: c.ID, Alert: alert && !c.Flood.On(in.At)})
	if err := w.wantNew(ctx, b, m); err != nil {
		return err
	}
	c = c.VisitorWrote(w.Now(), b.Limits)
	c.LastMessageID = m.ID
	return w.heard(ctx, c, v, in)
}

// heard stores the chat after a message, which may have been its visitor's end of it.
func (w *tx) heard(ctx context.Context, c core.Chat, v core.Visitor, in core.Incoming) error {
	ended := false
	if isEnd(in) {
		c, ended = c.EndedByVisitor(w.Now())
	}
	if !ended {
		return w.SaveActivity(ctx, c)
	}
	if err := w.SaveChat(ctx, c); err != nil {
		return err
	}
	return w.AddSystemLine(ctx, c, w.Now(), core.KindVisitorEnded, core.Operator{Name: v.Name()})
}

// takeEdit gives a message its new content and keeps the old. It moves neither
// deadlines nor unread counts, and works in completed chats too.
func (w *tx) takeEdit(ctx context.Context, b core.Brand, u core.Update, alert bool) error {
	v, known, err := w.lookUp(ctx, b, u.Visitor)
	if err != nil {
		return err
	}
	if !known {
		return w.takeMessage(ctx, b, u, alert)
	}
	m, err := w.MessageByTelegram(ctx, v.ID, u.Message.TelegramID)
	if core.IsNotFound(err) {
		return w.takeMessage(ctx, b, u, alert)
	}
	in := u.Message
	if err != nil || sameContent(m, in) || in.EditedAt.Before(m.EditedAt) || in.EditedAt.Equal(m.EditedAt) && confirmed(b, u.ID) {
		return err // seen before, also as one of several edits within a second
	}
	if err := w.InsertEdit(ctx, m.ID, version(m, in)); err != nil {
		return err
	}
	if err := w.keepRaw(ctx, b, u); err != nil {
		return err
	}
	replaced := uniqueID(m.Attachment) != uniqueID(in.Attachment)
	m.Text, m.Markup, m.Kind, m.Attachment, m.EditedAt = in.Text, in.Markup, in.Kind, in.Attachment, in.EditedAt
	c := core.Chat{ID: m.ChatID, BrandID: b.ID}
	w.EmitTranscript(c.BrandID, c.ID)
	w.EmitChat(c) // its preview may have
	if err := w.SaveMessage(ctx, m); err != nil || !replaced {
		return err
	}
	return w.wantNew(ctx, b, m)
}

// confirmed reports whether an update came with one of the last batches: Telegram
// gives it again. Ids far below the offset are new ones (see [Link.Poll]).
func confirmed(b core.Brand, id int64) bool { return id < b.Offset && id >= b.Offset-200 }

// keepRaw keeps an update beside its message if not all of it was understood:
// what it says may be readable one day.
func (w *tx) keepRaw(ctx context.Context, b core.Brand, u core.Update) error {
	if u.Message.Kind != core.KindUnsupported && !u.Partly {
		return nil
	}
	return w.QuarantineUpdate(ctx, b.ID, u)
}

// version is m as it was before in replaced it.
func version(m core.Message, in core.Incoming) core.Edit {
	e := core.Edit{Text: m.Text, Markup: m.Markup, Kind: m.Kind, Replaced: in.EditedAt}
	if m.Attachment != nil && uniqueID(m.Attachment) != uniqueID(in.Attachment) {
		e.FileName = m.Attachment.Label()
	}
	return e
}

// wantNew asks for the file of a message that has just come, if the brand
// fetches files of its size by itself. Of one that Telegram will never give out
// it says so at once.
func (w *tx) wantNew(ctx context.Context, b core.Brand, m core.Message) error {
	a := m.Attachment
	if !w.files.Enabled() || a == nil {
		return nil
	}
	if b.Options.FetchUpTo > 0 {
		if err := w.WantThumb(ctx, b.ID, m); err != nil {
			return err
		}
	}
	if a.FileID == "" || a.FileUniqueID == "" {
		return nil
	}
	if a.Size > w.files.DownloadLimit(b.Options) {
		if _, err := w.File(ctx, a.FileUniqueID); !core.IsNotFound(err) {
			return err
		}
		return w.SaveFile(ctx, core.File{UniqueID: a.FileUniqueID, State: core.FileTooBig, Size: a.Size, Problem: tooBig(), ChangedAt: w.Now()})
	}
	if b.Options.FetchUpTo == 0 || a.Size > b.Options.FetchUpTo {
		return nil
	}
	return w.WantFile(ctx, b.ID, m)
}

func sameContent(m core.Message, in core.Incoming) bool {
	return m.Text == in.Text && m.Markup == in.Markup && m.Kind == in.Kind && uniqueID(m.Attachment) == uniqueID(in.Attachment)
}

func uniqueID(a *core.Attachment) string {
	if a == nil {
		return ""
	}
	return a.FileUniqueID
}

// takeBlock notes that a visitor shut the bot out or let it in again. Somebody
// the desk never heard of has no chat to note it in.
func (w *tx) takeBlock(ctx context.Context, b core.Brand, u core.Update) error {
	v, known, err := w.lookUp(ctx, b, u.Visitor)
	blocks := u.Kind == core.UpdateBlocked
	if err != nil || !known || v.Blocked() == blocks {
		return err
	}
	if blocks {
		_, err = w.block(ctx, v)
	} else {
		_, err = w.unblock(ctx, v)
	}
	return err
}

// block notes that v cannot be written to from now on.
func (w *tx) block(ctx context.Context, v core.Visitor) (core.Visitor, error) {
	v.BlockedAt = w.Now()
	return v, w.saveBlock(ctx, v, core.KindBlocked)
}

func (w *tx) unblock(ctx context.Context, v core.Visitor) (core.Visitor, error) {
	v.BlockedAt = time.Time{}
	return v, w.saveBlock(ctx, v, core.KindUnblocked)
}

// saveBlock stores v and, if a chat is open, tells of it there.
func (w *tx) saveBlock(ctx context.Context, v core.Visitor, kind core.Kind) error {
	if err := w.SaveVisitor(ctx, v); err != nil {
		return err
	}
	c, err := w.OpenChatOf(ctx, v.ID)
	if core.IsNotFound(err) {
		return nil
	}
	if err == nil {
		c, _, err = w.ApplyExpired(ctx, c)
	}
	if err != nil || !c.Open() {
		return err
	}
	w.EmitChat(c)
	return w.AddSystemLine(ctx, c, w.Now(), kind, core.Operator{Name: v.Name()})
}

// startPayload is where a visitor came from: the PAYLOAD of "/start PAYLOAD",
// which Telegram's clients send for a link t.me/bot?start=PAYLOAD.
func startPayload(m core.Incoming) string {
	word, payload, ok := strings.Cut(m.Text, " ")
	if !ok || m.Kind != core.KindText || !isCommand(word, "/start") {
		return ""
	}
	payload = strings.TrimSpace(payload)
	if len(payload) > 64 || strings.ContainsFunc(payload, notPayload) {
		return ""
	}
	return payload
}

// notPayload finds what a start parameter cannot hold (core.telegram.org/bots/features).
func notPayload(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-'
}

// isEnd reports whether a visitor ends the chat: "/end", in words or by the menu.
func isEnd(m core.Incoming) bool {
	return m.Kind == core.KindText && isCommand(strings.TrimSpace(m.Text), "/end")
}

// isCommand reports whether word is the command, plain or as "/command@bot".
func isCommand(word, command string) bool {
	rest, ok := strings.CutPrefix(word, command)
	return ok && (rest == "" || rest[0] == '@' && !strings.ContainsAny(rest, " \n\t"))
}
