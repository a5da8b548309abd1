package botsim

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	maxQuote = 1024 // code points
	badQuote = "QUOTE_TEXT_INVALID"
)

// replyRef refers to a message that is replied to, or to a part of it.
type replyRef struct {
	id       int64  // 0: no reply
	quote    string // "": all of it
	position int    // of the quote, in UTF-16 code units
}

// replyTarget parses reply_parameters, or the two older parameters. There is no
// reply if the message is deleted and the caller allows that.
func (v *Visitor) replyTarget(p params) (replyRef, *answer) {
	reply, given, err := p.object("reply_parameters")
	if err != nil {
		return replyRef{}, refusal(badRequest("can't parse reply parameters JSON object"))
	}
	id := reply.integer("message_id", 0)
	if !given {
		reply, id = p, p.integer("reply_to_message_id", 0)
	}
	target := v.messages[id]
	switch {
	case target == nil && (id == 0 && !given || reply.boolean("allow_sending_without_reply")):
		return replyRef{}, nil
	case target == nil:
		return replyRef{}, refusal(badRequest("message to be replied not found"))
	case !given || reply["quote"] == "":
		return replyRef{id: id}, nil
	}
	part := reply["quote"]
	at, found := findQuote(textOf(target.content).text, part, int(reply.integer("quote_position", 0)))
	if !found || utf8.RuneCountInString(part) > maxQuote {
		return replyRef{}, refusal(badRequest(badQuote))
	}
	return replyRef{id, part, at}, nil
}

// findQuote finds a part of a text and returns its position in UTF-16 code units,
// of several the one nearest to near.
func findQuote(text, part string, near int) (at int, found bool) {
	units, from := 0, 0
	for {
		i := strings.Index(text[from:], part)
		if i < 0 || part == "" {
			return at, found
		}
		units += len(utf16.Encode([]rune(text[from : from+i])))
		if !found || abs(units-near) < abs(at-near) {
			at, found = units, true
		}
		_, size := utf8.DecodeRuneInString(text[from+i:])
		units += len(utf16.Encode([]rune(text[from+i : from+i+size])))
		from += i + size
	}
}

func abs(n int) int { return max(n, -n) }
