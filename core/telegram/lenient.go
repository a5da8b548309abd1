package telegram

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// gotgbot refuses an update as a whole if any union in it has a type that it
// does not know. The lenient decoder then takes what it can: the update's place
// (lenientUpdate), the message's readable fields through gotgbot one by one,
// and texts out of rich messages of unknown structure.

// lenientUpdate is an update without unions. Fields that are absent or of
// another type stay empty.
type lenientUpdate struct {
	ID            lenientInt      `json:"update_id"`
	Message       *lenientMessage `json:"message"`
	EditedMessage *lenientMessage `json:"edited_message"`
	MyChatMember  *lenientMessage `json:"my_chat_member"`
	ChannelPost   *lenientMessage `json:"channel_post"`
	EditedPost    *lenientMessage `json:"edited_channel_post"`
	ChatMember    *lenientMessage `json:"chat_member"`
}

type lenientMessage struct {
	ID       lenientInt `json:"message_id"`
	Date     lenientInt `json:"date"`
	EditDate lenientInt `json:"edit_date"`
	Text     string     `json:"text"`
	Caption  string     `json:"caption"`
	Chat     peer       `json:"chat"`
	From     peer       `json:"from"`
	Origin   *origin    `json:"forward_origin"`
	ReplyTo  struct {
		ID      lenientInt `json:"message_id"`
		Text    string     `json:"text"`
		Caption string     `json:"caption"`
		From    peer       `json:"from"`
	} `json:"reply_to_message"`
	Quote struct {
		Text string `json:"text"`
	} `json:"quote"`
	PaidMedia struct {
		Stars lenientInt `json:"star_count"`
	} `json:"paid_media"`
	Rich struct {
		Blocks any `json:"blocks"`
	} `json:"rich_message"`
}

// lenientInt is an integer, in quotes or not; anything else is 0.
type lenientInt int64

// UnmarshalJSON implements json.Unmarshaler. It never fails.
func (n *lenientInt) UnmarshalJSON(text []byte) error {
	v, err := strconv.ParseInt(string(bytes.Trim(text, `"`)), 10, 64)
	if err == nil {
		*n = lenientInt(v)
	}
	return nil
}

// decodeLenient decodes an update that gotgbot refuses.
func decodeLenient(raw json.RawMessage) core.Update {
	var in lenientUpdate
	// encoding/json fills what it can and reports the first misfit at the end.
	_ = json.Unmarshal(raw, &in)
	u := otherUpdate(raw, true)
	switch {
	case in.Message != nil:
		u = in.Message.update(core.UpdateMessage, raw)
	case in.EditedMessage != nil:
		u = in.EditedMessage.update(core.UpdateEdit, raw)
	case cmp.Or(in.MyChatMember, in.ChatMember, in.ChannelPost, in.EditedPost).inGroup():
		u.Ours = false
	}
	u.ID = int64(in.ID)
	return u
}

// inGroup reports whether the chat is a group or channel.
func (m *lenientMessage) inGroup() bool {
	return m != nil && m.Chat.Type != "" && m.Chat.Type != "private"
}

func (m *lenientMessage) update(kind core.UpdateKind, raw json.RawMessage) core.Update {
	if m.inGroup() {
		return otherUpdate(raw, false)
	}
	if m.Chat.Type == "" || !validID(int64(m.Chat.ID)) || m.ID <= 0 {
		return otherUpdate(raw, true)
	}
	who := m.From
	if who.ID != m.Chat.ID {
		who = m.Chat
	}
	in := core.Incoming{
		TelegramID: int64(m.ID), At: unixTime(int64(m.Date)), EditedAt: unixTime(int64(m.EditDate)),
		ReplyTo: int64(m.ReplyTo.ID), Quote: m.Quote.Text,
	}
	if m.Origin != nil {
		in.Forward = m.Origin.name()
	}
	m.fillContent(raw, &in)
	return core.Update{Kind: kind, Raw: raw, Partly: true, Ours: true, Message: in, Visitor: core.Profile{
		TelegramID: int64(m.Chat.ID), FirstName: who.FirstName, LastName: who.LastName,
		Username: who.Username, Language: who.Language,
	}}
}

// fillContent decodes the message field by field, so that a field that gotgbot
// refuses costs no other: a text forwarded from an origin of an unknown type is
// still that text.
func (m *lenientMessage) fillContent(update json.RawMessage, in *core.Incoming) {
	decoded, refused := decodeFields(messageOf(update))
	in.ExternalReply = externalReply(&decoded)
	if text := cmp.Or(m.ReplyTo.Text, m.ReplyTo.Caption); in.ExternalReply == (core.ExternalReply{}) && text != "" {
		in.ExternalReply = core.ExternalReply{Author: m.ReplyTo.From.name(), Kind: core.KindText, Text: text}
	}
	rich := ""
	if refused["rich_message"] {
		rich = richText(m.Rich.Blocks)
	}
	switch known := fillContent(&decoded, in); {
	case rich != "":
		in.Kind, in.Text = core.KindText, rich
	case refused["paid_media"]:
		in.Kind, in.Text = core.KindPaidMedia, join("\n", stars(int64(m.PaidMedia.Stars)), m.Caption)
	case known:
	default:
		in.Kind, in.Text = core.KindUnsupported, join("\n", unknownField(update), unsupportedText(&decoded), m.Caption, m.Text)
		for _, field := range slices.Sorted(maps.Keys(refused)) {
			if isService(field) {
				in.Kind, in.Text = core.KindService, field
				break
			}
		}
	}
}

// decodeFields decodes the fields that gotgbot accepts, and returns the names
// of those that it refuses.
func decodeFields(message json.RawMessage) (m gotgbot.Message, refused map[string]bool) {
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(message, &fields) // what is no object has no fields
	refused = map[string]bool{}
	for name, value := range fields {
		if !decodable(name, value) {
			refused[name] = true
			delete(fields, name)
		}
	}
	whole, err := json.Marshal(fields)
	if err != nil || json.Unmarshal(whole, &m) != nil {
		return gotgbot.Message{}, refused
	}
	return m, refused
}

func decodable(name string, value json.RawMessage) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	object, err := json.Marshal(map[string]json.RawMessage{name: value})
	return err == nil && json.Unmarshal(object, new(gotgbot.Message)) == nil
}

// messageOf returns the message of an update, nil if it has none.
func messageOf(update json.RawMessage) json.RawMessage {
	var u struct {
		Message       json.RawMessage `json:"message"`
		EditedMessage json.RawMessage `json:"edited_message"`
	}
	if json.Unmarshal(update, &u) != nil {
		return nil
	}
	if len(u.Message) == 0 {
		return u.EditedMessage
	}
	return u.Message
}

// richText collects the texts of a rich message of unknown structure, one line
// a block (core.telegram.org/bots/api#richmessage). A block without text is
// shown by its type. The result is "" if no block has text.
func richText(blocks any) string {
	var lines []string
	list, _ := blocks.([]any)
	found := false
	for _, block := range list {
		var b strings.Builder
		collectText(&b, block, "\n")
		text := join("\n", strings.Split(b.String(), "\n")...)
		found = found || text != ""
		object, _ := block.(map[string]any)
		if name, _ := object["type"].(string); text == "" && name != "" && name != "divider" {
			text = "▣ " + strings.ReplaceAll(name, "_", " ")
		}
		lines = append(lines, text)
	}
	if !found {
		return ""
	}
	return join("\n", lines...)
}

// collectText writes the texts in v: strings under the keys that have text, and
// sep after each element of a list.
func collectText(b *strings.Builder, v any, sep string) {
	switch v := v.(type) {
	case string:
		b.WriteString(v)
	case []any:
		for _, e := range v {
			collectText(b, e, sep)
			b.WriteString(sep)
		}
	case map[string]any:
		for _, key := range []string{"label", "text", "alternative_text", "expression"} {
			collectText(b, v[key], "")
		}
		for _, key := range []string{"summary", "blocks", "items", "cells", "caption", "credit"} {
			if v[key] != nil {
				b.WriteString("\n")
				collectText(b, v[key], "\n")
			}
		}
	}
}
