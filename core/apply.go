package core

import (
	"context"
	"strings"
	"time"
)

// apply does to the desk what one update says.
func (w *work) apply(ctx context.Context, b Brand, u Update, alert bool) error {
	switch u.Kind {
	case UpdateMessage:
		return w.takeMessage(ctx, b, u, alert)
	case UpdateEdit:
		return w.takeEdit(ctx, b, u, alert)
	case UpdateBlocked, UpdateUnblocked:
		return w.takeBlock(ctx, b, u)
	}
	if u.Kind == UpdateOther && !u.Ours {
		return nil
	}
	return w.QuarantineUpdate(ctx, b.ID, u)
}

// takeMessage writes a visitor's message down, once however often it comes.
func (w *work) takeMessage(ctx context.Context, b Brand, u Update, alert bool) error {
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

func (w *work) lookUp(ctx context.Context, b Brand, p Profile) (_ Visitor, known bool, err error) {
	if p.TelegramID == 0 {
		return Visitor{}, false, errNobody()
	}
	v, err := w.VisitorByTelegram(ctx, b.ID, p.TelegramID)
	if IsNotFound(err) {
		return Visitor{}, false, nil
	}
	return v, err == nil, err
}

func errNobody() error {
	return Errorf(CodeInvalid, "update_nobody", "The update names no visitor.")
}

// greet stores the visitor as they are now. Somebody who writes does not block.
func (w *work) greet(ctx context.Context, b Brand, met VisitorLookup, p Profile) (_ VisitorLookup, err error) {
	v := met.Visitor
	if v.ID == 0 {
		v = Visitor{BrandID: b.ID, Profile: p, FirstSeen: w.Now(), LastSeen: w.Now()}
		met.Visitor, err = w.InsertVisitor(ctx, v)
		return met, err
	}
	if !v.Blocked() && v.Profile == p && w.Now().Before(v.LastSeen.Add(seenWithin)) {
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
	if IsNotFound(err) {
		met.Chat, err = Chat{}, nil
	}
	return met, err
}

// openChat returns the visitor's open chat, a new one if there is none.
func (w *work) openChat(ctx context.Context, b Brand, met VisitorLookup, m Incoming) (Chat, error) {
	source := startPayload(m)
	if c := met.Chat; c.ID != 0 {
		c, _, err := w.fall(ctx, c)
		if err == nil && c.Open() && c.Source == "" && source != "" {
			c.Source = source // they tapped the link in a chat that had begun without one
			err = w.SaveChat(ctx, c)
		}
		if err != nil || c.Open() {
			return c, err
		}
	}
	return w.InsertChat(ctx, OpenedBy(met.Visitor, source, w.Now(), b.Limits))
}

// hear adds the message to the chat.
func (w *work) hear(ctx context.Context, b Brand, c Chat, v Visitor, in Incoming, alert bool) error {
	answered, err := w.answeredBy(ctx, v.ID, in)
	if err != nil {
		return err
	}
	m, err := w.entry(ctx, c, Message{
		From: FromVisitor, Kind: in.Kind, Author: v.Name(), Text: in.Text, TelegramID: in.TelegramID,
		Markup: in.Markup, ReplyTo: in.ReplyTo, Quote: in.Quote, Answered: answered, Forward: in.Forward,
		SentAt: in.At, EditedAt: in.EditedAt, Attachment: in.Attachment,
	})
	if err != nil {
		return err
	}
	album := ""
	if in.Attachment != nil {
		album = in.Attachment.AlbumID
	}
	c.Flood = c.Flood.Heard(in.At, album, b.Manner.Flood)
	w.events[len(w.events)-1].Alert = alert && !c.Flood.On(in.At)
	if err := w.wantNew(ctx, b, m); err != nil {
		return err
	}
	c = c.VisitorWrote(w.Now(), b.Limits)
	c.LastMessageID = m.ID
	return w.heard(ctx, c, v, in)
}

// heard stores the chat after a message, which may have been its visitor's end of it.
func (w *work) heard(ctx context.Context, c Chat, v Visitor, in Incoming) error {
	ended := false
	if isEnd(in) {
		c, ended = c.EndedByVisitor(w.Now())
	}
	if !ended {
		return w.saveTalk(ctx, c)
	}
	if err := w.save(ctx, c); err != nil {
		return err
	}
	return w.line(ctx, c, w.Now(), KindVisitorEnded, Operator{Name: v.Name()})
}

// takeEdit gives a message its new content and keeps the old. It moves neither
// deadlines nor unread counts, and works in completed chats too.
func (w *work) takeEdit(ctx context.Context, b Brand, u Update, alert bool) error {
	v, known, err := w.lookUp(ctx, b, u.Visitor)
	if err != nil {
		return err
	}
	if !known {
		return w.takeMessage(ctx, b, u, alert)
	}
	m, err := w.MessageByTelegram(ctx, v.ID, u.Message.TelegramID)
	if IsNotFound(err) {
		return w.takeMessage(ctx, b, u, alert)
	}
	in := u.Message
	if err != nil || sameContent(m, in) || in.EditedAt.Before(m.EditedAt) || in.EditedAt.Equal(m.EditedAt) && b.confirmed(u.ID) {
		return err // seen before, also as one of several edits within a second
	}
	if err := w.InsertEdit(ctx, m.ID, m.version(in)); err != nil {
		return err
	}
	if err := w.keepRaw(ctx, b, u); err != nil {
		return err
	}
	replaced := m.Attachment.uniqueID() != in.Attachment.uniqueID()
	m.Text, m.Markup, m.Kind, m.Attachment, m.EditedAt = in.Text, in.Markup, in.Kind, in.Attachment, in.EditedAt
	c := Chat{ID: m.ChatID, BrandID: b.ID}
	w.told(c)
	w.changed(c) // its preview may have
	if err := w.SaveMessage(ctx, m); err != nil || !replaced {
		return err
	}
	return w.wantNew(ctx, b, m)
}

// confirmed reports whether an update came with one of the last batches: Telegram
// gives it again. Ids far below the offset are new ones (see [Link.Poll]).
func (b Brand) confirmed(id int64) bool { return id < b.Offset && id >= b.Offset-200 }

// keepRaw keeps an update beside its message if not all of it was understood:
// what it says may be readable one day.
func (w *work) keepRaw(ctx context.Context, b Brand, u Update) error {
	if u.Message.Kind != KindUnsupported && !u.Partly {
		return nil
	}
	return w.QuarantineUpdate(ctx, b.ID, u)
}

// version is m as it was before in replaced it.
func (m Message) version(in Incoming) Edit {
	e := Edit{Text: m.Text, Markup: m.Markup, Kind: m.Kind, Replaced: in.EditedAt}
	if m.Attachment != nil && m.Attachment.uniqueID() != in.Attachment.uniqueID() {
		e.FileName = m.Attachment.Label()
	}
	return e
}

// wantNew asks for the file of a message that has just come, if the brand
// fetches files of its size by itself. Of one that Telegram will never give out
// it says so at once.
func (w *work) wantNew(ctx context.Context, b Brand, m Message) error {
	a := m.Attachment
	if w.media.dir == "" || a == nil {
		return nil
	}
	if b.Manner.FetchUpTo > 0 {
		if err := w.wantThumb(ctx, b.ID, m); err != nil {
			return err
		}
	}
	if a.FileID == "" || a.FileUniqueID == "" {
		return nil
	}
	if a.Size > cloudDownload && b.Manner.APIURL == "" && !w.ownServer {
		if _, err := w.File(ctx, a.FileUniqueID); !IsNotFound(err) {
			return err
		}
		return w.SaveFile(ctx, File{UniqueID: a.FileUniqueID, State: FileTooBig, Size: a.Size, Error: tooBig, ChangedAt: w.Now()})
	}
	if b.Manner.FetchUpTo == 0 || a.Size > b.Manner.FetchUpTo {
		return nil
	}
	return w.want(ctx, b.ID, m)
}

func sameContent(m Message, in Incoming) bool {
	return m.Text == in.Text && m.Markup == in.Markup && m.Kind == in.Kind && m.Attachment.uniqueID() == in.Attachment.uniqueID()
}

func (a *Attachment) uniqueID() string {
	if a == nil {
		return ""
	}
	return a.FileUniqueID
}

// takeBlock notes that a visitor shut the bot out or let it in again. Somebody
// the desk never heard of has no chat to note it in.
func (w *work) takeBlock(ctx context.Context, b Brand, u Update) error {
	v, known, err := w.lookUp(ctx, b, u.Visitor)
	blocks := u.Kind == UpdateBlocked
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
func (w *work) block(ctx context.Context, v Visitor) (Visitor, error) {
	v.BlockedAt = w.Now()
	return v, w.saveBlock(ctx, v, KindBlocked)
}

func (w *work) unblock(ctx context.Context, v Visitor) (Visitor, error) {
	v.BlockedAt = time.Time{}
	return v, w.saveBlock(ctx, v, KindUnblocked)
}

// saveBlock stores v and, if a chat is open, tells of it there.
func (w *work) saveBlock(ctx context.Context, v Visitor, kind Kind) error {
	if err := w.SaveVisitor(ctx, v); err != nil {
		return err
	}
	c, err := w.OpenChatOf(ctx, v.ID)
	if IsNotFound(err) {
		return nil
	}
	if err == nil {
		c, _, err = w.fall(ctx, c)
	}
	if err != nil || !c.Open() {
		return err
	}
	w.changed(c)
	return w.line(ctx, c, w.Now(), kind, Operator{Name: v.Name()})
}

// startPayload is where a visitor came from: the PAYLOAD of "/start PAYLOAD",
// which Telegram's clients send for a link t.me/bot?start=PAYLOAD.
func startPayload(m Incoming) string {
	word, payload, ok := strings.Cut(m.Text, " ")
	if !ok || m.Kind != KindText || !isCommand(word, "/start") {
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
func isEnd(m Incoming) bool {
	return m.Kind == KindText && isCommand(strings.TrimSpace(m.Text), "/end")
}

// isCommand reports whether word is the command, plain or as "/command@bot".
func isCommand(word, command string) bool {
	rest, ok := strings.CutPrefix(word, command)
	return ok && (rest == "" || rest[0] == '@' && !strings.ContainsAny(rest, " \n\t"))
}
