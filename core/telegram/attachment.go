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

// newAttachment sets what every file has. The sender's program chose the sizes:
// they may be any number.
func newAttachment(kind core.Kind, id, uniqueID string, size int64) *core.Attachment {
	return &core.Attachment{Kind: kind, FileID: id, FileUniqueID: uniqueID, Size: max(size, 0)}
}

// setSize sets the size in pixels.
func setSize(a *core.Attachment, width, height int64) {
	a.Width, a.Height = int(max(width, 0)), int(max(height, 0))
}

// withThumb sets the thumbnail, if there is one.
func withThumb(a *core.Attachment, p *gotgbot.PhotoSize) *core.Attachment {
	if p != nil {
		a.ThumbID, a.ThumbUniqueID = p.FileId, p.FileUniqueId
		a.ThumbWidth, a.ThumbHeight = int(max(p.Width, 0)), int(max(p.Height, 0))
	}
	return a
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
	best := largest(sizes)
	if best == nil {
		return nil
	}
	a := newAttachment(core.KindPhoto, best.FileId, best.FileUniqueId, best.FileSize)
	setSize(a, best.Width, best.Height)
	return a
}

// livePhoto is a short film with a still as its thumbnail. Without the film it
// is a photo. still is the photo that older programs get.
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
	a := newAttachment(core.KindLivePhoto, l.FileId, l.FileUniqueId, l.FileSize)
	setSize(a, l.Width, l.Height)
	a.MIME, a.Duration = cmp.Or(l.MimeType, "video/mp4"), duration(l.Duration)
	return withThumb(a, largest(still))
}

func animation(v *gotgbot.Animation) *core.Attachment {
	a := newAttachment(core.KindAnimation, v.FileId, v.FileUniqueId, v.FileSize)
	setSize(a, v.Width, v.Height)
	a.FileName, a.MIME, a.Duration = v.FileName, v.MimeType, duration(v.Duration)
	return withThumb(a, v.Thumbnail)
}

func video(v *gotgbot.Video) *core.Attachment {
	a := newAttachment(core.KindVideo, v.FileId, v.FileUniqueId, v.FileSize)
	setSize(a, v.Width, v.Height)
	a.FileName, a.MIME, a.Duration = v.FileName, v.MimeType, duration(v.Duration)
	return withThumb(a, v.Thumbnail)
}

func videoNote(v *gotgbot.VideoNote) *core.Attachment {
	a := newAttachment(core.KindVideoNote, v.FileId, v.FileUniqueId, v.FileSize)
	setSize(a, v.Length, v.Length)
	a.Duration = duration(v.Duration)
	return withThumb(a, v.Thumbnail)
}

func voice(v *gotgbot.Voice) *core.Attachment {
	a := newAttachment(core.KindVoice, v.FileId, v.FileUniqueId, v.FileSize)
	a.MIME, a.Duration = v.MimeType, duration(v.Duration)
	return a
}

func audio(v *gotgbot.Audio) *core.Attachment {
	a := newAttachment(core.KindAudio, v.FileId, v.FileUniqueId, v.FileSize)
	a.FileName, a.MIME, a.Duration = v.FileName, v.MimeType, duration(v.Duration)
	a.Title = join(" – ", v.Performer, v.Title)
	return withThumb(a, v.Thumbnail)
}

func document(v *gotgbot.Document) *core.Attachment {
	a := newAttachment(core.KindDocument, v.FileId, v.FileUniqueId, v.FileSize)
	a.FileName, a.MIME = v.FileName, v.MimeType
	return withThumb(a, v.Thumbnail)
}

// sticker derives the MIME type, for which Telegram has only flags
// (core.telegram.org/bots/api#sticker).
func sticker(s *gotgbot.Sticker) *core.Attachment {
	a := newAttachment(core.KindSticker, s.FileId, s.FileUniqueId, s.FileSize)
	setSize(a, s.Width, s.Height)
	a.MIME, a.Emoji, a.SetName = "image/webp", s.Emoji, s.SetName
	switch {
	case s.IsAnimated:
		a.MIME = "application/x-tgsticker"
	case s.IsVideo:
		a.MIME = "video/webm"
	}
	return withThumb(a, s.Thumbnail)
}
