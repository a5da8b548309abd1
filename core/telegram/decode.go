package telegram

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
	"tgdesk/core/crash"
)

// partSize is how many updates are decoded before the first of them can be applied.
const partSize = 25

// decodeBatch decodes the first part of a batch, and another goroutine meanwhile the
// rest. offset is that of the poll.
func decodeBatch(elements []json.RawMessage, offset int64) core.Batch {
	b, left := decodePart(elements, offset)
	if len(left) > 0 {
		b.Rest = sync.OnceValue(func() core.Batch { return decodeBatch(left, b.Next) })
		// A panic comes again to whoever takes the rest.
		crash.Go("decoding updates", func() error { b.Rest(); return nil }, func(error) {})
	}
	return b
}

// decodePart decodes each update on its own, so that one that cannot be decoded stops no
// other, and returns what is left after partSize of them, or some more.
//
// Next confirms updates with a valid id and what precedes them, and nothing
// else: what follows the last valid id stays at Telegram and comes again. An
// update without a valid id gets the id after its predecessor's, which is free
// because ids rise.
func decodePart(elements []json.RawMessage, offset int64) (b core.Batch, left []json.RawMessage) {
	b = core.Batch{Updates: make([]core.Update, 0, min(len(elements), partSize)), Next: offset}
	confirmed := 0
	for i, raw := range elements {
		if confirmed >= partSize && confirmed == len(b.Updates) {
			left = elements[i:]
			break
		}
		u := decodeUpdate(raw)
		if validID(u.ID) {
			b.Next, confirmed = u.ID+1, len(b.Updates)+1
		} else {
			u.ID = b.Next
		}
		b.Updates = append(b.Updates, u)
	}
	b.Updates = b.Updates[:confirmed]
	return b, left
}

// validID excludes ids that would make the next offset negative or overflow.
func validID(id int64) bool { return id > 0 && id < 1<<52 }

// decodeUpdate falls back to [decodeLenient] for what gotgbot refuses, panics on,
// or would decode for too long: anybody may have sent it.
func decodeUpdate(raw json.RawMessage) (u core.Update) {
	if isNestedBeyond(raw, maxNesting) {
		u = decodeLenient(prune(raw, maxLenientNesting))
		if u.Kind != core.UpdateIgnored {
			u.Raw = raw
		}
		return u
	}
	defer func() {
		if recover() != nil {
			u = decodeLenient(raw)
		}
	}()
	var in gotgbot.Update
	if err := json.Unmarshal(raw, &in); err != nil {
		return decodeLenient(raw)
	}
	switch {
	case in.Message != nil:
		u = messageUpdate(core.UpdateMessage, in.Message, raw)
	case in.EditedMessage != nil:
		u = messageUpdate(core.UpdateEdit, in.EditedMessage, raw)
	case in.MyChatMember != nil:
		u = memberUpdate(in.MyChatMember, raw)
	case in.CallbackQuery != nil:
		u = pressUpdate(raw)
	case in.ChannelPost != nil, in.EditedChannelPost != nil, in.ChatMember != nil, in.ChatJoinRequest != nil,
		in.ChatBoost != nil, in.RemovedChatBoost != nil, in.MessageReactionCount != nil:
		u = core.Update{Kind: core.UpdateIgnored, Raw: raw} // these exist in groups and channels only
	default:
		u = core.Update{Kind: core.UpdateOther, Raw: raw}
	}
	u.ID = in.UpdateId
	return u
}

func messageUpdate(kind core.UpdateKind, m *gotgbot.Message, raw json.RawMessage) core.Update {
	if inGroup(m.Chat.Type) {
		return core.Update{Kind: core.UpdateIgnored, Raw: raw}
	}
	if m.Chat.Type == "" || !validID(m.Chat.Id) || m.MessageId <= 0 {
		return core.Update{Kind: core.UpdateOther, Raw: raw}
	}
	in := core.Incoming{TelegramID: m.MessageId, At: unixTime(m.Date), EditedAt: unixTime(m.EditDate), ExternalReply: externalReply(m)}
	if m.IsTopicMessage {
		in.Thread = m.MessageThreadId
	}
	if m.ReplyToMessage != nil {
		in.ReplyTo = m.ReplyToMessage.MessageId
	}
	if m.Quote != nil {
		in.Quote = formatted(m.Quote.Text, m.Quote.Entities).Covered()
	}
	if m.ForwardOrigin != nil {
		in.Forward = originName(m.ForwardOrigin.MergeMessageOrigin())
	}
	u := core.Update{Kind: kind, Visitor: profile(m.Chat, m.From)}
	known, whole := fillContent(m, &in)
	if !known {
		in.Kind, in.Text = core.KindUnsupported, join("\n", unknownField(raw), m.Caption)
	}
	if !addButtons(m, &in) || !whole {
		u.Raw, u.Partial = raw, true
	}
	if in.Notice {
		u.Raw = raw // for somebody who has no chat
	}
	u.Message = in
	return u
}

// memberUpdate decodes the only changes of membership that a private chat has:
// the visitor blocked or unblocked the bot.
func memberUpdate(m *gotgbot.ChatMemberUpdated, raw json.RawMessage) core.Update {
	if inGroup(m.Chat.Type) {
		return core.Update{Kind: core.UpdateIgnored, Raw: raw}
	}
	if m.Chat.Type != "" && m.Chat.Id > 0 && m.NewChatMember != nil {
		switch m.NewChatMember.GetStatus() {
		case "kicked":
			return core.Update{Kind: core.UpdateBlockedBot, Visitor: profile(m.Chat, &m.From)}
		case "member":
			return core.Update{Kind: core.UpdateUnblockedBot, Visitor: profile(m.Chat, &m.From)}
		}
	}
	return core.Update{Kind: core.UpdateOther, Raw: raw}
}

// inGroup reports whether a chat of this type is a group or channel.
func inGroup(chatType string) bool { return chatType != "" && chatType != gotgbot.ChatTypePrivate }

// profile describes the visitor, whose id is that of the private chat. Without
// a sender, the chat's own names are used.
func profile(chat gotgbot.Chat, from *gotgbot.User) core.Profile {
	if from == nil || from.Id != chat.Id {
		return core.Profile{TelegramID: chat.Id, FirstName: chat.FirstName, LastName: chat.LastName, Username: chat.Username}
	}
	return core.Profile{
		TelegramID: chat.Id, FirstName: from.FirstName, LastName: from.LastName,
		Username: from.Username, Language: from.LanguageCode,
	}
}

// latestTime is the last second of the year 9999, which is the last one of RFC 3339.
const latestTime = 253402300799

// unixTime converts Unix seconds; a number below 1 is the zero time, and one after
// latestTime is that.
func unixTime(seconds int64) time.Time {
	if seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(min(seconds, latestTime), 0).UTC()
}
