package core

import (
	"cmp"
	"html"
	"strings"

	"tgdesk/core/clean"
)

// MaxPayload is how many characters the payload of a link to a bot may have
// (core.telegram.org/bots/features#deep-linking).
const MaxPayload = 64

const payloadAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

// CheckPayload returns why a link to a bot cannot carry a payload, which is the source of
// the chats that begin with it.
func CheckPayload(payload string) error {
	return cmp.Or(
		invalid(payload == "", "payload_empty"),
		invalid(strings.Trim(payload, payloadAlphabet) != "", "payload_format", clean.Line(payload).String()),
		invalid(len(payload) > MaxPayload, "payload_too_long", len(payload), MaxPayload),
	)
}

// StartLink is [Bot.Link] with a payload, "" for none. It is "" where the link is.
func (b Bot) StartLink(payload string) string {
	link := b.Link()
	if link == "" || payload == "" {
		return link
	}
	return link + "?start=" + payload
}

// LinkButton is a link to a bot as a button for a website.
func LinkButton(link, label string) string {
	return `<a href="` + html.EscapeString(link) + `" target="_blank" rel="noopener" style="display:inline-block;padding:.6em 1.2em;` +
		`border-radius:.4em;background:#2481cc;color:#fff;font-family:sans-serif;text-decoration:none">` + html.EscapeString(label) + `</a>`
}

// SourceUse is a source that chats have, and how many.
type SourceUse struct {
	Source string // text from outside
	Chats  int
}
