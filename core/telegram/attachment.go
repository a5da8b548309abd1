package telegram

import (
	"cmp"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// attachment describes the file of a message, nil if it has none. For the sake
// of older programs, animations come with a document and live photos with a
// photo, so the order matters.
func attachment(m *gotgbot.Message) *core.Attachment {
	switch {
	case m.LivePhoto != nil:
		return livePhoto(m.LivePhoto, m.Photo)
	case len(m.Photo) > 0:
		return photo(m.Photo)
	case m.Sticker != nil:
		return sticker(m.Sticker)
	case m.Animation != nil:
		v := m.Animation
		return newAttachment(v.Thumbnail, core.Attachment{
			Kind: core.KindAnimation, FileID: v.FileId, FileUniqueID: v.FileUniqueId, Size: v.FileSize, FileName: v.FileName, MIME: v.MimeType,
			Width: int(v.Width), Height: int(v.Height), Duration: duration(v.Duration),
		})
	case m.Video != nil:
		return video(m.Video)
	case m.VideoNote != nil:
		v := m.VideoNote
		return newAttachment(v.Thumbnail, core.Attachment{
			Kind: core.KindVideoNote, FileID: v.FileId, FileUniqueID: v.FileUniqueId, Size: v.FileSize,
			Width: int(v.Length), Height: int(v.Length), Duration: duration(v.Duration),
		})
	case m.Voice != nil:
		v := m.Voice
		return newAttachment(nil, core.Attachment{
			Kind: core.KindVoice, FileID: v.FileId, FileUniqueID: v.FileUniqueId, Size: v.FileSize, MIME: v.MimeType, Duration: duration(v.Duration),
		})
	case m.Audio != nil:
		v := m.Audio
		return newAttachment(v.Thumbnail, core.Attachment{
			Kind: core.KindAudio, FileID: v.FileId, FileUniqueID: v.FileUniqueId, Size: v.FileSize, FileName: v.FileName, MIME: v.MimeType,
			Duration: duration(v.Duration), Title: join(" – ", v.Performer, v.Title),
		})
	case m.Document != nil:
		v := m.Document
		return newAttachment(v.Thumbnail, core.Attachment{
			Kind: core.KindDocument, FileID: v.FileId, FileUniqueID: v.FileUniqueId, Size: v.FileSize, FileName: v.FileName, MIME: v.MimeType,
		})
	}
	return nil
}

// paidAttachment describes the first file of paid media that was paid for;
// Telegram shows nothing of the others.
func paidAttachment(p *gotgbot.PaidMediaInfo) *core.Attachment {
	for _, media := range p.PaidMedia {
		var a *core.Attachment
		switch v := media.(type) {
		case gotgbot.PaidMediaPhoto:
			a = photo(v.Photo)
		case gotgbot.PaidMediaVideo:
			a = video(&v.Video)
		case gotgbot.PaidMediaLivePhoto:
			a = livePhoto(&v.LivePhoto, nil)
		}
		if a != nil {
			return a
		}
	}
	return nil
}

// gameAttachment describes the picture of a game, the moving one if there is one.
func gameAttachment(g *gotgbot.Game) *core.Attachment {
	if g.Animation != nil {
		return attachment(&gotgbot.Message{Animation: g.Animation})
	}
	return photo(g.Photo)
}

// newAttachment adds the thumbnail, if there is one. The sender's program chose
// the sizes: they may be any number.
func newAttachment(thumb *gotgbot.PhotoSize, a core.Attachment) *core.Attachment {
	if thumb != nil {
		a.ThumbID, a.ThumbUniqueID = thumb.FileId, thumb.FileUniqueId
		a.ThumbWidth, a.ThumbHeight = int(max(thumb.Width, 0)), int(max(thumb.Height, 0))
	}
	a.Size, a.Width, a.Height = max(a.Size, 0), max(a.Width, 0), max(a.Height, 0)
	return &a
}

// largest returns the largest size of a picture, nil if there is none.
func largest(sizes []gotgbot.PhotoSize) *gotgbot.PhotoSize {
	var best *gotgbot.PhotoSize
	for i := range sizes {
		if s := &sizes[i]; best == nil || s.Width*s.Height >= best.Width*best.Height {
			best = s
		}
	}
	return best
}

func photo(sizes []gotgbot.PhotoSize) *core.Attachment {
	v := largest(sizes)
	if v == nil {
		return nil
	}
	return newAttachment(nil, core.Attachment{
		Kind: core.KindPhoto, FileID: v.FileId, FileUniqueID: v.FileUniqueId, Size: v.FileSize, Width: int(v.Width), Height: int(v.Height),
	})
}

// livePhoto is a short film with a still as its thumbnail. Without the film it
// is a photo. still is the photo that older programs get.
func livePhoto(v *gotgbot.LivePhoto, still []gotgbot.PhotoSize) *core.Attachment {
	if len(v.Photo) > 0 {
		still = v.Photo
	}
	if v.FileId == "" {
		a := photo(still)
		if a != nil {
			a.Kind = core.KindLivePhoto
		}
		return a
	}
	return newAttachment(largest(still), core.Attachment{
		Kind: core.KindLivePhoto, FileID: v.FileId, FileUniqueID: v.FileUniqueId, Size: v.FileSize, MIME: cmp.Or(v.MimeType, "video/mp4"),
		Width: int(v.Width), Height: int(v.Height), Duration: duration(v.Duration),
	})
}

func video(v *gotgbot.Video) *core.Attachment {
	return newAttachment(v.Thumbnail, core.Attachment{
		Kind: core.KindVideo, FileID: v.FileId, FileUniqueID: v.FileUniqueId, Size: v.FileSize, FileName: v.FileName, MIME: v.MimeType,
		Width: int(v.Width), Height: int(v.Height), Duration: duration(v.Duration),
	})
}

// sticker derives the MIME type, for which Telegram has only flags
// (core.telegram.org/bots/api#sticker).
func sticker(v *gotgbot.Sticker) *core.Attachment {
	mime := "image/webp"
	switch {
	case v.IsAnimated:
		mime = "application/x-tgsticker"
	case v.IsVideo:
		mime = "video/webm"
	}
	return newAttachment(v.Thumbnail, core.Attachment{
		Kind: core.KindSticker, FileID: v.FileId, FileUniqueID: v.FileUniqueId, Size: v.FileSize, MIME: mime,
		Width: int(v.Width), Height: int(v.Height), Emoji: v.Emoji, SetName: v.SetName,
	})
}
