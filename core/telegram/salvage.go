package telegram

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strconv"

	"tgdesk/core"
)

// sparse is an update read for the little that gives it a place: fields that
// are absent or of an odd type stay empty.
type sparse struct {
	ID            number        `json:"update_id"`
	Message       *sparseChange `json:"message"`
	EditedMessage *sparseChange `json:"edited_message"`
	MyChatMember  *sparseChange `json:"my_chat_member"`
	ChannelPost   *sparseChange `json:"channel_post"`
	EditedPost    *sparseChange `json:"edited_channel_post"`
	ChatMember    *sparseChange `json:"chat_member"`
}

type sparseChange struct {
	ID       number  `json:"message_id"`
	Date     number  `json:"date"`
	EditDate number  `json:"edit_date"`
	Text     string  `json:"text"`
	Caption  string  `json:"caption"`
	Chat     peer    `json:"chat"`
	From     peer    `json:"from"`
	Origin   *origin `json:"forward_origin"`
	ReplyTo  struct {
		ID      number `json:"message_id"`
		Text    string `json:"text"`
		Caption string `json:"caption"`
		From    peer   `json:"from"`
	} `json:"reply_to_message"`
	Quote struct {
		Text string `json:"text"`
	} `json:"quote"`
	PaidMedia struct {
		Stars number `json:"star_count"`
	} `json:"paid_media"`
	Rich struct {
		Blocks any `json:"blocks"`
	} `json:"rich_message"`
}

// number is an integer, also when it comes in quotes; 0 if it is neither.
type number int64

// UnmarshalJSON implements json.Unmarshaler; it refuses nothing.
func (n *number) UnmarshalJSON(text []byte) error {
	v, err := strconv.ParseInt(string(bytes.Trim(text, `"`)), 10, 64)
	if err == nil {
		*n = number(v)
	}
	return nil
}

// salvage finds a place for an update that gotgbot cannot decode: new kinds
// within kinds make it refuse the whole of it.
func salvage(raw json.RawMessage) core.Update {
	var in sparse
	// encoding/json fills what it can and reports the first misfit at the end.
	_ = json.Unmarshal(raw, &in)
	u := other(raw, true)
	switch {
	case in.Message != nil:
		u = in.Message.update(core.UpdateMessage, raw)
	case in.EditedMessage != nil:
		u = in.EditedMessage.update(core.UpdateEdit, raw)
	case cmp.Or(in.MyChatMember, in.ChatMember, in.ChannelPost, in.EditedPost).outside():
		u.Ours = false
	}
	u.ID = int64(in.ID)
	return u
}

// outside tells a change in a group or channel.
func (s *sparseChange) outside() bool {
	return s != nil && s.Chat.Type != "" && s.Chat.Type != "private"
}

func (s *sparseChange) update(kind core.UpdateKind, raw json.RawMessage) core.Update {
	if s.outside() {
		return other(raw, false)
	}
	if s.Chat.Type == "" || !validID(int64(s.Chat.ID)) || s.ID <= 0 {
		return other(raw, true)
	}
	u := core.Update{Kind: kind, Visitor: s.visitor(), Raw: raw, Partly: true, Ours: true, Message: core.Incoming{
		TelegramID: int64(s.ID), At: moment(int64(s.Date)), EditedAt: moment(int64(s.EditDate)),
		ReplyTo: int64(s.ReplyTo.ID), Quote: s.Quote.Text,
	}}
	if s.Origin != nil {
		u.Message.Forward = s.Origin.words()
	}
	s.restore(raw, &u.Message)
	return u
}

func (s *sparseChange) visitor() core.Profile {
	who := s.From
	if who.ID != s.Chat.ID {
		who = s.Chat
	}
	return core.Profile{
		TelegramID: int64(s.Chat.ID), FirstName: who.FirstName, LastName: who.LastName,
		Username: who.Username, Language: who.Language,
	}
}
