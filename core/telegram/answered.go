package telegram

import (
	"strings"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// answered is what is told of the message that m answers, which may stand in
// another chat, or be a story.
func answered(m *gotgbot.Message) core.Answered {
	switch {
	case m.ReplyToMessage != nil:
		return outline(m.ReplyToMessage, userPeer(m.ReplyToMessage.From).name())
	case m.ExternalReply != nil:
		e := m.ExternalReply
		who := core.UnknownOrigin
		if e.Origin != nil {
			who = originOf(e.Origin).words()
		}
		return outline(external(e), who)
	case m.ReplyToStory != nil:
		return core.Answered{Author: chatPeer(&m.ReplyToStory.Chat).name(), Kind: core.KindStory}
	}
	return core.Answered{}
}

// outline is a message in its kind and its words; nothing, of one that is no
// longer there.
func outline(m *gotgbot.Message, who string) core.Answered {
	var in core.Incoming
	if !content(m, &in) {
		return core.Answered{}
	}
	text := strings.TrimSpace(in.Text)
	if a := in.Attachment; text == "" && a != nil {
		text = joined(" · ", a.FileName, a.Title)
	}
	return core.Answered{Author: who, Kind: in.Kind, Text: text}
}

// external is a message of another chat. Its text, if any, is told as a quote
// (core.telegram.org/bots/api#externalreplyinfo).
func external(e *gotgbot.ExternalReplyInfo) *gotgbot.Message {
	m := &gotgbot.Message{
		Animation: e.Animation, Audio: e.Audio, Document: e.Document, LivePhoto: e.LivePhoto, PaidMedia: e.PaidMedia,
		Photo: e.Photo, Sticker: e.Sticker, Story: e.Story, Video: e.Video, VideoNote: e.VideoNote, Voice: e.Voice,
		Checklist: e.Checklist, Contact: e.Contact, Dice: e.Dice, Game: e.Game, Location: e.Location, Poll: e.Poll, Venue: e.Venue,
	}
	if file(m) == nil && e.Invoice != nil {
		m.Text = e.Invoice.Title
	}
	return m
}
