package telegram

import (
	"encoding/json"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// decodeBatch decodes the updates one by one, so that one that cannot be read
// stops no other. offset is where the poll began.
//
// The next offset confirms what Telegram named by a readable id, and nothing
// else: what is behind the last such id is left at Telegram, from where it
// comes again. An update without one that stands before it is taken for the one
// after its predecessor, which ids that rise leave room for.
func decodeBatch(elements []json.RawMessage, offset int64) core.Batch {
	b := core.Batch{Updates: make([]core.Update, 0, len(elements)), Next: offset}
	named := 0
	for _, raw := range elements {
		u := decodeUpdate(raw)
		if validID(u.ID) {
			b.Next, named = u.ID+1, len(b.Updates)+1
		} else {
			u.ID = b.Next
		}
		b.Updates = append(b.Updates, u)
	}
	b.Updates = b.Updates[:named]
	return b
}

// validID keeps out ids that would make the next offset negative or overflow.
func validID(id int64) bool { return id > 0 && id < 1<<52 }

func decodeUpdate(raw json.RawMessage) (u core.Update) {
	// A third party's decoder meets what strangers sent.
	defer func() {
		if recover() != nil {
			u = salvage(raw)
		}
	}()
	var in gotgbot.Update
	if err := json.Unmarshal(raw, &in); err != nil {
		return salvage(raw)
	}
	u = sortOut(&in, raw)
	u.ID = in.UpdateId
	return u
}

// sortOut finds what the update is to the desk.
func sortOut(in *gotgbot.Update, raw json.RawMessage) core.Update {
	switch {
	case in.Message != nil:
		return messageUpdate(core.UpdateMessage, in.Message, raw)
	case in.EditedMessage != nil:
		return messageUpdate(core.UpdateEdit, in.EditedMessage, raw)
	case in.MyChatMember != nil:
		return memberUpdate(in.MyChatMember, raw)
	case in.ChannelPost != nil, in.EditedChannelPost != nil, in.ChatMember != nil, in.ChatJoinRequest != nil,
		in.ChatBoost != nil, in.RemovedChatBoost != nil, in.MessageReactionCount != nil:
		return other(raw, false) // these exist in groups and channels only
	default:
		return other(raw, true)
	}
}

func other(raw json.RawMessage, ours bool) core.Update {
	return core.Update{Kind: core.UpdateOther, Raw: raw, Ours: ours}
}

func messageUpdate(kind core.UpdateKind, m *gotgbot.Message, raw json.RawMessage) core.Update {
	switch {
	case m.Chat.Type != gotgbot.ChatTypePrivate:
		return other(raw, m.Chat.Type == "")
	case m.Chat.Id <= 0 || m.MessageId <= 0:
		return other(raw, true)
	}
	u := core.Update{Kind: kind, Visitor: profile(m.Chat, m.From), Ours: true, Message: core.Incoming{
		TelegramID: m.MessageId, At: moment(m.Date), EditedAt: moment(m.EditDate),
	}}
	surroundings(m, &u.Message)
	if !content(m, &u.Message) {
		u.Message.Kind, u.Raw = core.KindUnsupported, raw
		u.Message.Text = joined("\n", unknownField(raw), foreignWords(m), m.Caption)
	}
	return u
}

// surroundings fills in what a message answers and where it was forwarded from.
func surroundings(m *gotgbot.Message, in *core.Incoming) {
	if m.ReplyToMessage != nil {
		in.ReplyTo = m.ReplyToMessage.MessageId
	}
	in.Answered = answered(m)
	if m.Quote != nil {
		in.Quote = m.Quote.Text
	}
	if m.ForwardOrigin != nil {
		in.Forward = originOf(m.ForwardOrigin).words()
	}
}

// memberUpdate reads block and unblock, the only changes of membership that a
// private chat knows.
func memberUpdate(m *gotgbot.ChatMemberUpdated, raw json.RawMessage) core.Update {
	if m.Chat.Type != gotgbot.ChatTypePrivate {
		return other(raw, m.Chat.Type == "")
	}
	if m.NewChatMember == nil || m.Chat.Id <= 0 {
		return other(raw, true)
	}
	u := core.Update{Visitor: profile(m.Chat, &m.From), Ours: true}
	switch m.NewChatMember.GetStatus() {
	case "kicked":
		u.Kind = core.UpdateBlocked
	case "member":
		u.Kind = core.UpdateUnblocked
	default:
		return other(raw, true)
	}
	return u
}

// profile describes the visitor. A private chat has its visitor's id; the
// chat's own names stand in where the sender is missing.
func profile(chat gotgbot.Chat, from *gotgbot.User) core.Profile {
	if from == nil || from.Id != chat.Id {
		return core.Profile{TelegramID: chat.Id, FirstName: chat.FirstName, LastName: chat.LastName, Username: chat.Username}
	}
	return core.Profile{
		TelegramID: chat.Id, FirstName: from.FirstName, LastName: from.LastName,
		Username: from.Username, Language: from.LanguageCode,
	}
}

// moment is Telegram's time in Unix seconds; zero where it gave none.
func moment(unix int64) time.Time {
	if unix <= 0 {
		return time.Time{}
	}
	return time.Unix(unix, 0).UTC()
}
