package telegram

import (
	"cmp"
	"strings"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// content fills in what a message holds; known is false for what no rule of
// this package names.
func content(m *gotgbot.Message, in *core.Incoming) (known bool) {
	if m.Text != "" {
		in.Kind, in.Text, in.Markup = core.KindText, m.Text, markup(m.Text, m.Entities)
		return true
	}
	if rich := strings.TrimRight(m.GetRawText(), "\n"); m.RichMessage != nil && rich != "" {
		in.Kind, in.Text = core.KindText, rich
		return true
	}
	if a := media(m); a != nil {
		in.Kind, in.Text, in.Markup, in.Attachment = a.Kind, m.Caption, markup(m.Caption, m.CaptionEntities), a
		if a.Kind == core.KindSticker {
			in.Text, in.Markup = a.Emoji, ""
		}
		return true
	}
	if in.Kind, in.Text = described(m); in.Kind != "" {
		return true
	}
	if in.Text = serviceField(m); in.Text != "" {
		in.Kind = core.KindService
		return true
	}
	return false
}

// media finds the file. Animations carry a document and live photos a photo
// for the sake of older programs, so the order matters.
func media(m *gotgbot.Message) *core.Attachment {
	a := visual(m)
	if a == nil {
		a = audible(m)
	}
	if d := m.Document; a == nil && d != nil {
		a = &core.Attachment{Kind: core.KindDocument, FileID: d.FileId, FileUniqueID: d.FileUniqueId,
			FileName: d.FileName, MIME: d.MimeType, Size: d.FileSize}
	}
	if a != nil {
		a.AlbumID, a.Spoiler, a.Size = m.MediaGroupId, m.HasMediaSpoiler, max(a.Size, 0)
		a.Width, a.Height = max(a.Width, 0), max(a.Height, 0)
		if t := thumb(m, a.Kind); t != nil {
			a.ThumbID, a.ThumbUniqueID = t.FileId, t.FileUniqueId
		}
	}
	return a
}

func visual(m *gotgbot.Message) *core.Attachment {
	switch {
	case m.LivePhoto != nil && len(m.LivePhoto.Photo) > 0:
		return photo(core.KindLivePhoto, m.LivePhoto.Photo)
	case m.LivePhoto != nil && len(m.Photo) > 0:
		return photo(core.KindLivePhoto, m.Photo)
	case len(m.Photo) > 0:
		return photo(core.KindPhoto, m.Photo)
	case m.Sticker != nil:
		return sticker(m.Sticker)
	default:
		return moving(m)
	}
}

func moving(m *gotgbot.Message) *core.Attachment {
	switch {
	case m.Animation != nil:
		v := m.Animation
		return &core.Attachment{Kind: core.KindAnimation, FileID: v.FileId, FileUniqueID: v.FileUniqueId,
			FileName: v.FileName, MIME: v.MimeType, Size: v.FileSize,
			Width: int(v.Width), Height: int(v.Height), Duration: duration(v.Duration)}
	case m.Video != nil:
		v := m.Video
		return &core.Attachment{Kind: core.KindVideo, FileID: v.FileId, FileUniqueID: v.FileUniqueId,
			FileName: v.FileName, MIME: v.MimeType, Size: v.FileSize,
			Width: int(v.Width), Height: int(v.Height), Duration: duration(v.Duration)}
	case m.VideoNote != nil:
		v := m.VideoNote
		return &core.Attachment{Kind: core.KindVideoNote, FileID: v.FileId, FileUniqueID: v.FileUniqueId,
			Size:  v.FileSize,
			Width: int(v.Length), Height: int(v.Length), Duration: duration(v.Duration)}
	}
	return nil
}

func audible(m *gotgbot.Message) *core.Attachment {
	switch {
	case m.Voice != nil:
		v := m.Voice
		return &core.Attachment{Kind: core.KindVoice, FileID: v.FileId, FileUniqueID: v.FileUniqueId,
			MIME: v.MimeType, Size: v.FileSize, Duration: duration(v.Duration)}
	case m.Audio != nil:
		v := m.Audio
		return &core.Attachment{Kind: core.KindAudio, FileID: v.FileId, FileUniqueID: v.FileUniqueId,
			FileName: cmp.Or(v.FileName, joined(" - ", v.Performer, v.Title)), MIME: v.MimeType, Size: v.FileSize, Duration: duration(v.Duration)}
	}
	return nil
}

// photo takes the largest of the sizes in which Telegram offers a picture. Of
// a live photo it is the still: a desk shows that, and programs older than
// live photos get no more.
func photo(kind core.Kind, sizes []gotgbot.PhotoSize) *core.Attachment {
	best := sizes[0]
	for _, s := range sizes[1:] {
		if s.Width*s.Height >= best.Width*best.Height {
			best = s
		}
	}
	return &core.Attachment{Kind: kind, FileID: best.FileId, FileUniqueID: best.FileUniqueId,
		Size: best.FileSize, Width: int(best.Width), Height: int(best.Height)}
}

// sticker names the format, which Telegram gives in flags only
// (core.telegram.org/bots/api#sticker).
func sticker(s *gotgbot.Sticker) *core.Attachment {
	a := &core.Attachment{Kind: core.KindSticker, FileID: s.FileId, FileUniqueID: s.FileUniqueId, MIME: "image/webp",
		Size: s.FileSize, Width: int(s.Width), Height: int(s.Height), Emoji: s.Emoji, SetName: s.SetName}
	switch {
	case s.IsAnimated:
		a.MIME = "application/x-tgsticker"
	case s.IsVideo:
		a.MIME = "video/webm"
	}
	return a
}

// thumb finds the small picture of a message's file.
func thumb(m *gotgbot.Message, kind core.Kind) *gotgbot.PhotoSize {
	switch kind {
	case core.KindAnimation:
		return m.Animation.Thumbnail
	case core.KindVideo:
		return m.Video.Thumbnail
	case core.KindVideoNote:
		return m.VideoNote.Thumbnail
	case core.KindAudio:
		return m.Audio.Thumbnail
	case core.KindDocument:
		return m.Document.Thumbnail
	case core.KindSticker:
		return m.Sticker.Thumbnail
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
