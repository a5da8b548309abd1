package telegram

import (
	"strings"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// externalReply describes the message that m answers: one of this chat, one of
// another chat, or a story.
func externalReply(m *gotgbot.Message) core.ExternalReply {
	switch {
	case m.ReplyToMessage != nil:
		return summarize(m.ReplyToMessage, userPeer(m.ReplyToMessage.From).name())
	case m.ExternalReply != nil:
		author := core.UnknownOrigin
		if o := m.ExternalReply.Origin; o != nil {
			author = originOf(o).name()
		}
		return summarize(externalMessage(m.ExternalReply), author)
	case m.ReplyToStory != nil:
		return core.ExternalReply{Author: chatPeer(&m.ReplyToStory.Chat).name(), Kind: core.KindStory}
	}
	return core.ExternalReply{}
}

// summarize reduces a message to kind and text. A deleted one has neither.
func summarize(m *gotgbot.Message, author string) core.ExternalReply {
	var in core.Incoming
	if !fillContent(m, &in) {
		return core.ExternalReply{}
	}
	text := strings.TrimSpace(in.Text)
	if a := in.Attachment; text == "" && a != nil {
		text = join(" · ", a.FileName, a.Title)
	}
	return core.ExternalReply{Author: author, Kind: in.Kind, Text: text}
}

// externalMessage is a message of another chat. Telegram does not tell its
// text, except as a quote (core.telegram.org/bots/api#externalreplyinfo).
func externalMessage(e *gotgbot.ExternalReplyInfo) *gotgbot.Message {
	m := &gotgbot.Message{
		Animation: e.Animation, Audio: e.Audio, Document: e.Document, LivePhoto: e.LivePhoto, PaidMedia: e.PaidMedia,
		Photo: e.Photo, Sticker: e.Sticker, Story: e.Story, Video: e.Video, VideoNote: e.VideoNote, Voice: e.Voice,
		Checklist: e.Checklist, Contact: e.Contact, Dice: e.Dice, Game: e.Game, Location: e.Location, Poll: e.Poll, Venue: e.Venue,
	}
	if attachment(m) == nil && e.Invoice != nil {
		m.Text = e.Invoice.Title
	}
	return m
}
