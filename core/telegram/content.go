package telegram

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
	"tgdesk/core/markup"
)

// fillContent sets kind, text, markup and attachment. known is false for content
// that this package does not know, and whole if not all of it is in them.
func fillContent(m *gotgbot.Message, in *core.Incoming) (known, whole bool) {
	if m.Text != "" {
		in.Kind, in.Text, in.Markup = core.KindText, m.Text, decodeEntities(m.Text, m.Entities)
		return true, true
	}
	if m.RichMessage != nil {
		rich, err := json.Marshal(m.RichMessage)
		if known, whole = fillRich(rich, in); err == nil && known {
			return known, whole
		}
	}
	if a := attachment(m); a != nil {
		a.AlbumID, a.Spoiler = m.MediaGroupId, m.HasMediaSpoiler
		in.Kind, in.Text, in.Markup, in.Attachment = a.Kind, m.Caption, decodeEntities(m.Caption, m.CaptionEntities), a
		if a.Kind == core.KindSticker {
			in.Text, in.Markup = a.Emoji, ""
		}
		return true, true
	}
	if m.PaidMedia != nil {
		in.Kind, in.Text, in.Attachment = core.KindPaidMedia, join("\n", paidText(m.PaidMedia), m.Caption), paidAttachment(m.PaidMedia)
		return true, in.Attachment == nil || len(m.PaidMedia.PaidMedia) == 1
	}
	if kind, text := nonFileContent(m); kind != "" {
		in.Kind, in.Text, in.Markup = kind, text.Plain, text.Markup
		if m.Game != nil {
			in.Attachment = gameAttachment(m.Game)
		}
		return true, m.Poll == nil || !hasMedia(m.Poll)
	}
	if name, text := unsupportedContent(m); name != "" {
		in.Kind, in.Text = core.KindUnsupported, join("\n", name, text, m.Caption)
		return true, false
	}
	if name := serviceField(m); name != "" {
		text := markup.Join("\n", plain(name), serviceText(m))
		in.Kind, in.Text, in.Markup, in.Notice = core.KindService, text.Plain, text.Markup, isNotice(name)
		return true, m.PassportData == nil
	}
	return false, false
}

// addButtons adds a line for each row of the buttons below a message, which one that
// was forwarded from a bot or sent through one may have. whole is false if what one
// does is not in the text.
func addButtons(m *gotgbot.Message, in *core.Incoming) (whole bool) {
	if m.ReplyMarkup == nil {
		return true
	}
	var keyboard struct {
		Rows []any `json:"inline_keyboard"`
	}
	decodeInto(m.ReplyMarkup, &keyboard)
	w := richWriter{whole: true}
	for _, row := range keyboard.Rows {
		w.line()
		w.button(row)
	}
	text := markup.Join("\n", markup.Text{Plain: in.Text, Markup: in.Markup}, markup.Text{Plain: w.text.String(), Markup: markup.Encode(w.entities)})
	if w.words {
		in.Text, in.Markup = text.Plain, text.Markup
	}
	return w.whole
}

// join joins the parts that are not blank.
func join(sep string, parts ...string) string {
	var filled []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			filled = append(filled, p)
		}
	}
	return strings.Join(filled, sep)
}

// duration converts seconds of any size, also negative ones.
func duration(seconds int64) time.Duration {
	return time.Duration(min(max(seconds, 0), 1<<31)) * time.Second
}

// externalReply describes the message that m answers: one of this chat, one of
// another chat, or a story.
func externalReply(m *gotgbot.Message) core.ExternalReply {
	switch {
	case m.ReplyToMessage != nil:
		return summarize(m.ReplyToMessage, userName(m.ReplyToMessage.From))
	case m.ExternalReply != nil:
		author := core.UnknownOrigin
		if o := m.ExternalReply.Origin; o != nil {
			author = originName(o.MergeMessageOrigin())
		}
		answered := summarize(externalMessage(m.ExternalReply), author)
		if answered.Kind == "" { // a text, of which Telegram tells at most a quote
			answered = core.ExternalReply{Author: author, Kind: core.KindText}
		}
		return answered
	case m.ReplyToStory != nil:
		return core.ExternalReply{Author: chatName(&m.ReplyToStory.Chat), Kind: core.KindStory}
	}
	return core.ExternalReply{}
}

// summarize reduces a message to kind and text. A deleted one has neither.
func summarize(m *gotgbot.Message, author string) core.ExternalReply {
	var in core.Incoming
	if known, _ := fillContent(m, &in); !known {
		return core.ExternalReply{}
	}
	text := strings.TrimSpace(markup.Text{Plain: in.Text, Markup: in.Markup}.Covered())
	if a := in.Attachment; text == "" && a != nil {
		text = join(" · ", a.FileName, a.Title)
	}
	return core.ExternalReply{Author: author, Kind: in.Kind, Text: text}
}

// externalMessage is a message of another chat. Telegram does not tell its
// text, except as a quote (core.telegram.org/bots/api#externalreplyinfo).
func externalMessage(e *gotgbot.ExternalReplyInfo) *gotgbot.Message {
	return &gotgbot.Message{
		Animation: e.Animation, Audio: e.Audio, Document: e.Document, LivePhoto: e.LivePhoto, PaidMedia: e.PaidMedia,
		Photo: e.Photo, Sticker: e.Sticker, Story: e.Story, Video: e.Video, VideoNote: e.VideoNote, Voice: e.Voice,
		Checklist: e.Checklist, Contact: e.Contact, Dice: e.Dice, Game: e.Game, Location: e.Location, Poll: e.Poll, Venue: e.Venue,
		Invoice: e.Invoice, Giveaway: e.Giveaway, GiveawayWinners: e.GiveawayWinners,
	}
}
