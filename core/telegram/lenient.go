package telegram

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// decodeLenient decodes an update that gotgbot refuses: it refuses one as a whole
// if any union in it has a type that it does not know.
func decodeLenient(raw json.RawMessage) core.Update {
	type inChat struct {
		Chat struct {
			Type string `json:"type"`
		} `json:"chat"`
	}
	var in struct {
		ID            json.RawMessage            `json:"update_id"` // a number, perhaps in quotes
		Message       map[string]json.RawMessage `json:"message"`
		EditedMessage map[string]json.RawMessage `json:"edited_message"`
		MyChatMember  *inChat                    `json:"my_chat_member"`
		ChannelPost   *inChat                    `json:"channel_post"`
		EditedPost    *inChat                    `json:"edited_channel_post"`
		ChatMember    *inChat                    `json:"chat_member"`
		CallbackQuery json.RawMessage            `json:"callback_query"`
	}
	// encoding/json fills what it can and reports the first misfit at the end.
	_ = json.Unmarshal(raw, &in)
	u := core.Update{Kind: core.UpdateOther, Raw: raw}
	switch other := cmp.Or(in.MyChatMember, in.ChatMember, in.ChannelPost, in.EditedPost); {
	case in.Message != nil:
		u = lenientMessage(core.UpdateMessage, in.Message, raw)
	case in.EditedMessage != nil:
		u = lenientMessage(core.UpdateEdit, in.EditedMessage, raw)
	case in.CallbackQuery != nil:
		u = pressUpdate(raw)
	case other != nil && inGroup(other.Chat.Type):
		u.Kind = core.UpdateIgnored
	}
	u.ID, _ = strconv.ParseInt(string(bytes.Trim(in.ID, `"`)), 10, 64)
	return u
}

// lenientMessage decodes a message without the fields that gotgbot refuses, and
// then takes what it can from those: a text forwarded from an origin of an unknown
// type is still that text.
func lenientMessage(kind core.UpdateKind, fields map[string]json.RawMessage, raw json.RawMessage) core.Update {
	m, refused := decodeFields(fields)
	u := messageUpdate(kind, &m, raw)
	if u.Kind != kind {
		return u
	}
	u.Raw, u.Partial = raw, true
	in := &u.Message
	if field, ok := refused["forward_origin"]; ok {
		var o gotgbot.MergedMessageOrigin
		_ = json.Unmarshal(field, &o)
		in.Forward = originName(o)
	}
	if field, ok := refused["quote"]; ok {
		var quote gotgbot.TextQuote
		_ = json.Unmarshal(field, &quote)
		in.Quote = formatted(quote.Text, quote.Entities).Covered()
	}
	if field, ok := refused["reply_to_message"]; ok {
		var reply struct {
			ID              int64                   `json:"message_id"`
			Text            string                  `json:"text"`
			Entities        []gotgbot.MessageEntity `json:"entities"`
			Caption         string                  `json:"caption"`
			CaptionEntities []gotgbot.MessageEntity `json:"caption_entities"`
			From            *gotgbot.User           `json:"from"`
		}
		_ = json.Unmarshal(field, &reply)
		in.ReplyTo = reply.ID
		if text := cmp.Or(formatted(reply.Text, reply.Entities).Covered(), formatted(reply.Caption, reply.CaptionEntities).Covered()); text != "" && in.ExternalReply == (core.ExternalReply{}) {
			in.ExternalReply = core.ExternalReply{Author: userName(reply.From), Kind: core.KindText, Text: text}
		}
	}
	fillRefusedContent(refused, &m, in)
	return u
}

// fillRefusedContent sets kind and text if the content is among the fields that
// gotgbot refuses.
func fillRefusedContent(refused map[string]json.RawMessage, m *gotgbot.Message, in *core.Incoming) {
	if known, _ := fillRich(refused["rich_message"], in); known {
		addButtons(m, in)
		return
	}
	if field, ok := refused["paid_media"]; ok {
		var paid struct {
			Stars int64 `json:"star_count"`
		}
		_ = json.Unmarshal(field, &paid)
		in.Kind, in.Text = core.KindPaidMedia, join("\n", stars(paid.Stars), m.Caption)
		addButtons(m, in)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(refused)) {
		if in.Kind == core.KindUnsupported && isService(name) {
			in.Kind, in.Text, in.Notice = core.KindService, name, isNotice(name)
		}
	}
}

// decodeFields decodes the fields that gotgbot accepts, and returns those that it
// refuses, panics on, or would decode for too long.
func decodeFields(fields map[string]json.RawMessage) (m gotgbot.Message, refused map[string]json.RawMessage) {
	refused = map[string]json.RawMessage{}
	for name, value := range fields {
		if !decodable(name, value) {
			refused[name] = value
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
	if isNestedBeyond(value, maxNesting) {
		return false
	}
	object, err := json.Marshal(map[string]json.RawMessage{name: value})
	return err == nil && json.Unmarshal(object, new(gotgbot.Message)) == nil
}
