package telegram

import (
	"cmp"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// attachment makes one of what Telegram says of every file. Sizes are as the
// sender's program told them: any number.
func attachment(kind core.Kind, id, uniqueID string, size int64) *core.Attachment {
	return &core.Attachment{Kind: kind, FileID: id, FileUniqueID: uniqueID, Size: max(size, 0)}
}

// sides sets the size in pixels.
func sides(a *core.Attachment, width, height int64) {
	a.Width, a.Height = int(max(width, 0)), int(max(height, 0))
}

// thumbed sets the small picture, if there is one.
func thumbed(a *core.Attachment, p *gotgbot.PhotoSize) *core.Attachment {
	if p != nil {
		a.ThumbID, a.ThumbUniqueID = p.FileId, p.FileUniqueId
		a.ThumbWidth, a.ThumbHeight = int(max(p.Width, 0)), int(max(p.Height, 0))
	}
	return a
}

// largest is the largest of the sizes in which Telegram offers a picture, nil
// if there is none.
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
	best := largest(sizes)
	if best == nil {
		return nil
	}
	a := attachment(core.KindPhoto, best.FileId, best.FileUniqueId, best.FileSize)
	sides(a, best.Width, best.Height)
	return a
}

// livePhoto is a short film; its still is what stands for it until it is
// opened. Without the film it is a photo: still is what older programs get.
func livePhoto(l *gotgbot.LivePhoto, still []gotgbot.PhotoSize) *core.Attachment {
	if len(l.Photo) > 0 {
		still = l.Photo
	}
	if l.FileId == "" {
		a := photo(still)
		if a != nil {
			a.Kind = core.KindLivePhoto
		}
		return a
	}
	a := attachment(core.KindLivePhoto, l.FileId, l.FileUniqueId, l.FileSize)
	sides(a, l.Width, l.Height)
	a.MIME, a.Duration = cmp.Or(l.MimeType, "video/mp4"), duration(l.Duration)
	return thumbed(a, largest(still))
}

func animation(v *gotgbot.Animation) *core.Attachment {
	a := attachment(core.KindAnimation, v.FileId, v.FileUniqueId, v.FileSize)
	sides(a, v.Width, v.Height)
	a.FileName, a.MIME, a.Duration = v.FileName, v.MimeType, duration(v.Duration)
	return thumbed(a, v.Thumbnail)
}

func video(v *gotgbot.Video) *core.Attachment {
	a := attachment(core.KindVideo, v.FileId, v.FileUniqueId, v.FileSize)
	sides(a, v.Width, v.Height)
	a.FileName, a.MIME, a.Duration = v.FileName, v.MimeType, duration(v.Duration)
	return thumbed(a, v.Thumbnail)
}

func videoNote(v *gotgbot.VideoNote) *core.Attachment {
	a := attachment(core.KindVideoNote, v.FileId, v.FileUniqueId, v.FileSize)
	sides(a, v.Length, v.Length)
	a.Duration = duration(v.Duration)
	return thumbed(a, v.Thumbnail)
}

func voice(v *gotgbot.Voice) *core.Attachment {
	a := attachment(core.KindVoice, v.FileId, v.FileUniqueId, v.FileSize)
	a.MIME, a.Duration = v.MimeType, duration(v.Duration)
	return a
}

func audio(v *gotgbot.Audio) *core.Attachment {
	a := attachment(core.KindAudio, v.FileId, v.FileUniqueId, v.FileSize)
	a.FileName, a.MIME, a.Duration = v.FileName, v.MimeType, duration(v.Duration)
	a.Title = joined(" – ", v.Performer, v.Title)
	return thumbed(a, v.Thumbnail)
}

func document(v *gotgbot.Document) *core.Attachment {
	a := attachment(core.KindDocument, v.FileId, v.FileUniqueId, v.FileSize)
	a.FileName, a.MIME = v.FileName, v.MimeType
	return thumbed(a, v.Thumbnail)
}

// sticker names the format, which Telegram gives in flags only
// (core.telegram.org/bots/api#sticker).
func sticker(s *gotgbot.Sticker) *core.Attachment {
	a := attachment(core.KindSticker, s.FileId, s.FileUniqueId, s.FileSize)
	sides(a, s.Width, s.Height)
	a.MIME, a.Emoji, a.SetName = "image/webp", s.Emoji, s.SetName
	switch {
	case s.IsAnimated:
		a.MIME = "application/x-tgsticker"
	case s.IsVideo:
		a.MIME = "video/webm"
	}
	return thumbed(a, s.Thumbnail)
}
