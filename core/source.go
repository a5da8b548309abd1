package core

import (
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
	switch {
	case payload == "":
		return NewError(CodeInvalid, "payload_empty")
	case strings.Trim(payload, payloadAlphabet) != "":
		return NewError(CodeInvalid, "payload_format", clean.Line(payload).String())
	case len(payload) > MaxPayload:
		return NewError(CodeInvalid, "payload_too_long", len(payload), MaxPayload)
	}
	return nil
}

// StartLink is [Bot.Link] with a payload, "" for none. It is "" where the link is.
func (b Bot) StartLink(payload string) string {
	link := b.Link()
	if link == "" || payload == "" {
		return link
	}
	return link + "?start=" + payload
}

// SourceUse is a source that chats have, and how many.
type SourceUse struct {
	Source string // text from outside
	Chats  int
}
