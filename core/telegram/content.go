package telegram

import (
	"strings"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// content fills in what a message holds; known is false for what no rule of
// this package names.
func content(m *gotgbot.Message, in *core.Incoming) (known bool) {
	if m.Text != "" {
		in.Kind, in.Text, in.Markup = core.KindText, m.Text, decodeEntities(m.Text, m.Entities)
		return true
	}
	if rich := strings.TrimRight(m.GetRawText(), "\n"); m.RichMessage != nil && rich != "" {
		in.Kind, in.Text = core.KindText, rich
		return true
	}
	if a := media(m); a != nil {
		in.Kind, in.Text, in.Markup, in.Attachment = a.Kind, m.Caption, decodeEntities(m.Caption, m.CaptionEntities), a
		if a.Kind == core.KindSticker {
			in.Text, in.Markup = a.Emoji, ""
		}
		return true
	}
	if m.PaidMedia != nil {
		in.Kind, in.Text, in.Attachment = core.KindPaidMedia, joined("\n", paidWords(m.PaidMedia), m.Caption), paid(m.PaidMedia)
		return true
	}
	if in.Kind, in.Text = described(m); in.Kind != "" {
		return true
	}
	if name := serviceField(m); name != "" {
		in.Kind, in.Text = core.KindService, joined("\n", name, serviceWords(m))
		return true
	}
	return false
}

// media finds the file and what goes for files of every kind.
func media(m *gotgbot.Message) *core.Attachment {
	a := file(m)
	if a != nil {
		a.AlbumID, a.Spoiler = m.MediaGroupId, m.HasMediaSpoiler
	}
	return a
}

// file finds the file. Animations carry a document and live photos a photo for
// the sake of older programs, so the order matters.
func file(m *gotgbot.Message) *core.Attachment {
	switch {
	case m.LivePhoto != nil:
		return livePhoto(m.LivePhoto, m.Photo)
	case len(m.Photo) > 0:
		return photo(m.Photo)
	case m.Sticker != nil:
		return sticker(m.Sticker)
	case m.Animation != nil:
		return animation(m.Animation)
	case m.Video != nil:
		return video(m.Video)
	case m.VideoNote != nil:
		return videoNote(m.VideoNote)
	case m.Voice != nil:
		return voice(m.Voice)
	case m.Audio != nil:
		return audio(m.Audio)
	case m.Document != nil:
		return document(m.Document)
	}
	return nil
}

// paid finds the first file of paid media that is given out: of what is not
// paid for, Telegram shows nothing.
func paid(p *gotgbot.PaidMediaInfo) *core.Attachment {
	for _, one := range p.PaidMedia {
		if a := paidFile(one); a != nil {
			return a
		}
	}
	return nil
}

func paidFile(one gotgbot.PaidMedia) *core.Attachment {
	switch v := one.(type) {
	case gotgbot.PaidMediaPhoto:
		return photo(v.Photo)
	case gotgbot.PaidMediaVideo:
		return video(&v.Video)
	case gotgbot.PaidMediaLivePhoto:
		return livePhoto(&v.LivePhoto, nil)
	}
	return nil
}

// joined puts sep between the parts that are there.
func joined(sep string, parts ...string) string {
	var there []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, sep)
}

func duration(seconds int64) time.Duration {
	return time.Duration(min(max(seconds, 0), 1<<31)) * time.Second
}
