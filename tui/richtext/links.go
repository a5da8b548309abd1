package richtext

import (
	"slices"
	"strings"

	"tgdesk/core/markup"
)

// maxLinks is how many links of one message are listed.
const maxLinks = 50

// Targets lists where a text's links lead, each once, in order.
func Targets(raw string, markup markup.Encoded) []Target {
	entities := markup.Entities()
	if len(entities) == 0 || len(entities) > maxEntities || len(raw) > maxText {
		return nil
	}
	var out []Target
	for _, s := range spansOf(raw, entities) {
		if s.link.Host != "" && len(out) < maxLinks && !slices.Contains(out, s.link) {
			out = append(out, s.link)
		}
	}
	return out
}

// targetOf returns where an entity over text leads; the zero Target if it is
// no link.
func targetOf(e markup.Entity, text string) Target {
	switch e.Type {
	case markup.TextLink:
		return TargetOf(e.URL)
	case markup.URL:
		return TargetOf(AddressOf(text))
	}
	return Target{}
}

// AddressOf returns the address that a text without a scheme stands for.
func AddressOf(text string) string {
	if strings.Contains(text, "://") {
		return text
	}
	return "https://" + text
}

// HostNote returns what is shown after the text of a link: where it leads, or
// "" where the text says just that.
func HostNote(e markup.Entity, text string) string {
	l := targetOf(e, text)
	switch {
	case e.Type == markup.URL && l.Misleading && l.Address != "":
		return l.Host
	case e.Type != markup.TextLink:
		return ""
	case !l.Misleading && strings.TrimSuffix(strings.TrimSpace(text), "/") == strings.TrimSuffix(e.URL, "/"):
		return ""
	}
	return l.Host
}
