package locale

import (
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// State returns the name of a chat's state.
func (c *Catalogue) State(s core.State) string { return c.text("chat", "state_"+string(s)) }

// Reason says why a chat was completed; by is the operator who ended it.
func (c *Catalogue) Reason(r core.Reason, by string) string {
	switch r {
	case core.ReasonNone:
		return ""
	case core.ReasonOperator:
		return c.text("chat", "reason_operator", by)
	}
	return c.text("chat", "reason_"+string(r))
}

// Health returns the name of a channel's state.
func (c *Catalogue) Health(s core.HealthState) string { return c.text("chat", "health_"+string(s)) }

// Delivery returns the name of a delivery state.
func (c *Catalogue) Delivery(d core.Delivery) string {
	if d == core.DeliveryNone {
		return ""
	}
	return c.text("chat", "delivery_"+string(d))
}

// System returns a system line of the desk; who is whom it is about, and other the
// other operator of what passes between two, "" for none and for anybody.
func (c *Catalogue) System(kind core.Kind, who, other string) string {
	id := "system_" + string(kind)
	if keep, err := core.ParseKeep(other); err == nil && kind == core.KindMessagesRemoved {
		other = c.Duration(keep)
	}
	switch {
	case kind == core.KindRated:
		return c.text("chat", id, who, c.Score(core.ParseRatingLine(other)))
	case kind == core.KindChatbotFailed:
		return c.text("chat", id, c.Problem(core.Problem(other)))
	case other != "":
		return c.text("chat", id, who, other)
	case c.has("chat", id+"_anybody"):
		id += "_anybody"
	}
	return c.text("chat", id, who)
}

// SystemLine is System of a message whose author is named so, with nothing in it that a
// terminal must not see. A problem is cleaned once it is a sentence.
func (c *Catalogue) SystemLine(m core.Message, author string) string {
	if m.Kind == core.KindChatbotFailed {
		return clean.Message(c.System(m.Kind, author, m.Text)).String()
	}
	return c.System(m.Kind, author, clean.Line(m.Text).String())
}

// Readable returns a text from outside, or the words for one of which nothing can be
// seen; "" for no text.
func (c *Catalogue) Readable(text string) string {
	if text == "" || clean.Visible(text) {
		return text
	}
	return c.text("chat", "nothing_visible")
}

// Service returns the line of a service message. text is Telegram's name for it
// and, after a blank, what it is about. Without who it is a preview.
func (c *Catalogue) Service(text, who string) string {
	name, about := text, ""
	if i := strings.IndexAny(text, " \n"); i >= 0 {
		name, about = text[:i], ": "+text[i+1:]
	}
	if c.has("chat", "service_"+name) {
		return strings.TrimSpace(who+" "+c.text("chat", "service_"+name)) + about
	}
	line := c.text("chat", "service_other", strings.ReplaceAll(name, "_", " ")) + about
	if who != "" {
		line = who + " · " + line
	}
	return line
}

// Placeholder is the line that stands for a kind of content that is not shown
// itself; text is what is known of it.
func (c *Catalogue) Placeholder(kind core.Kind, text string) string {
	switch {
	case kind == core.KindService:
		return c.Service(text, "")
	case kind == core.KindUnsupported && text != "":
		return "▣ " + c.text("chat", "unsupported", text)
	case text == "":
		return "▣ " + c.text("chat", "kind_"+string(kind))
	}
	return "▣ " + c.text("chat", "kind_"+string(kind)) + " · " + text
}

// FileState says where a file is, where that needs to be said, and why it could
// not be fetched or is held back.
func (c *Catalogue) FileState(s core.FileState, why string) string {
	switch {
	case s == core.FileAbsent || s == core.FileReady:
		return ""
	case why != "" && c.has("chat", "file_"+string(s)+"_because"):
		return c.text("chat", "file_"+string(s)+"_because", why)
	}
	return c.text("chat", "file_"+string(s))
}

// Forwarded says whom a message is forwarded from.
func (c *Catalogue) Forwarded(who string) string {
	if who == core.UnknownOrigin {
		return c.text("chat", "forwarded_unknown")
	}
	return c.text("chat", "forwarded", who)
}
