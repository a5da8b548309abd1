package telegram

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// content says what a message holds; known is false for what no rule of this
// package names.
func content(m *gotgbot.Message) (kind core.Kind, text string, file *core.Attachment, known bool) {
	if m.Text != "" {
		return core.KindText, m.Text, nil, true
	}
	if file = media(m); file != nil {
		if text = m.Caption; file.Kind == core.KindSticker {
			text = file.Emoji
		}
		return file.Kind, text, file, true
	}
	if kind, text = described(m); kind != "" {
		return kind, text, nil, true
	}
	if text = serviceField(m); text != "" {
		return core.KindService, text, nil, true
	}
	return "", "", nil, false
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
		a.AlbumID = m.MediaGroupId
	}
	return a
}

func visual(m *gotgbot.Message) *core.Attachment {
	switch {
	case len(m.Photo) > 0:
		return photo(m.Photo)
	case m.LivePhoto != nil && len(m.LivePhoto.Photo) > 0:
		return photo(m.LivePhoto.Photo)
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
			Size: v.FileSize, Width: int(v.Length), Height: int(v.Length), Duration: duration(v.Duration)}
	case m.Sticker != nil:
		v := m.Sticker
		return &core.Attachment{Kind: core.KindSticker, FileID: v.FileId, FileUniqueID: v.FileUniqueId,
			Size: v.FileSize, Width: int(v.Width), Height: int(v.Height), Emoji: v.Emoji}
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
			FileName: v.FileName, MIME: v.MimeType, Size: v.FileSize, Duration: duration(v.Duration)}
	}
	return nil
}

// photo takes the largest of the sizes in which Telegram offers a picture.
func photo(sizes []gotgbot.PhotoSize) *core.Attachment {
	best := sizes[0]
	for _, s := range sizes[1:] {
		if s.Width*s.Height >= best.Width*best.Height {
			best = s
		}
	}
	return &core.Attachment{Kind: core.KindPhoto, FileID: best.FileId, FileUniqueID: best.FileUniqueId,
		Size: best.FileSize, Width: int(best.Width), Height: int(best.Height)}
}

// described puts what has no file into words.
func described(m *gotgbot.Message) (core.Kind, string) {
	switch {
	case m.RichMessage != nil:
		return core.KindText, strings.TrimRight(m.GetRawText(), "\n")
	case m.Contact != nil:
		c := m.Contact
		return core.KindContact, listed(strings.TrimSpace(c.FirstName+" "+c.LastName), phone(c.PhoneNumber))
	case m.Venue != nil:
		return core.KindVenue, listed(m.Venue.Title, m.Venue.Address)
	case m.Location != nil:
		return core.KindLocation, degrees(m.Location.Latitude) + ", " + degrees(m.Location.Longitude)
	case m.Dice != nil:
		return core.KindDice, fmt.Sprintf("%s %d", m.Dice.Emoji, m.Dice.Value)
	case m.Poll != nil:
		return core.KindPoll, m.Poll.Question
	case m.Story != nil:
		return core.KindStory, m.Caption
	case m.PaidMedia != nil:
		return core.KindPaidMedia, m.Caption
	case m.Game != nil:
		return core.KindGame, m.Game.Title
	case m.Checklist != nil:
		return core.KindChecklist, m.Checklist.Title
	case m.Gift != nil:
		return core.KindGift, m.Gift.Text
	case m.UniqueGift != nil:
		return core.KindGift, m.UniqueGift.Gift.BaseName
	case m.GiftUpgradeSent != nil:
		return core.KindGift, m.GiftUpgradeSent.Text
	}
	return "", ""
}

// listed joins the parts that are there.
func listed(parts ...string) string {
	var there []string
	for _, p := range parts {
		if p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, ", ")
}

// phone writes a number internationally; Telegram leaves the plus out at times.
func phone(number string) string {
	if number == "" || strings.HasPrefix(number, "+") {
		return number
	}
	return "+" + number
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func duration(seconds int64) time.Duration {
	return time.Duration(min(max(seconds, 0), 1<<31)) * time.Second
}
