package telegram

import (
	"strings"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// fillContent sets kind, text, markup and attachment. It returns false for
// content that this package does not know.
func fillContent(m *gotgbot.Message, in *core.Incoming) (known bool) {
	if m.Text != "" {
		in.Kind, in.Text, in.Markup = core.KindText, m.Text, decodeEntities(m.Text, m.Entities)
		return true
	}
	if rich := strings.TrimRight(m.GetRawText(), "\n"); m.RichMessage != nil && rich != "" {
		in.Kind, in.Text = core.KindText, rich
		return true
	}
	if a := attachment(m); a != nil {
		a.AlbumID, a.Spoiler = m.MediaGroupId, m.HasMediaSpoiler
		in.Kind, in.Text, in.Markup, in.Attachment = a.Kind, m.Caption, decodeEntities(m.Caption, m.CaptionEntities), a
		if a.Kind == core.KindSticker {
			in.Text, in.Markup = a.Emoji, ""
		}
		return true
	}
	if m.PaidMedia != nil {
		in.Kind, in.Text, in.Attachment = core.KindPaidMedia, join("\n", paidText(m.PaidMedia), m.Caption), paidAttachment(m.PaidMedia)
		return true
	}
	if in.Kind, in.Text = nonFileContent(m); in.Kind != "" {
		return true
	}
	if name := serviceField(m); name != "" {
		in.Kind, in.Text = core.KindService, join("\n", name, serviceText(m))
		return true
	}
	return false
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
