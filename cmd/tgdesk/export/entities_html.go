package export

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"tgdesk/core/markup"
)

// markedHTML is a text with its entities as elements. Every text and address
// in it is escaped here: nothing else makes template.HTML.
func markedHTML(text string, entities markup.Encoded) template.HTML {
	var b strings.Builder
	hidden := false
	for _, s := range spansOf(text, entities) {
		if spoiler := s.has(markup.Spoiler); spoiler != hidden {
			hidden = spoiler
			b.WriteString(spoilerEdge(spoiler))
		}
		b.WriteString(spanHTML(s))
	}
	if hidden {
		b.WriteString(spoilerEdge(false))
	}
	return template.HTML(b.String())
}

// spoilerEdge begins or ends what opens only when it is clicked on.
func spoilerEdge(begins bool) string {
	if begins {
		return `<details><summary>spoiler</summary>`
	}
	return `</details>`
}

// spanHTML is one stretch in elements of its own, so that entities that
// overlap cannot make elements that do.
func spanHTML(s span) string {
	out := html.EscapeString(s.text)
	for _, e := range s.entities {
		if to := address(e); to != "" {
			out = fmt.Sprintf(`<a href="%s" rel="noopener noreferrer nofollow">%s</a>`, html.EscapeString(to), out)
		} else if tag := element(e.Type); tag != "" {
			out = "<" + tag + ">" + out + "</" + tag + ">"
		}
	}
	if s.target != "" {
		out += " <small>(" + html.EscapeString(s.target) + ")</small>"
	}
	return out
}

func element(t markup.Type) string {
	switch t {
	case markup.Bold:
		return "b"
	case markup.Italic:
		return "i"
	case markup.Underline:
		return "u"
	case markup.Strikethrough:
		return "s"
	case markup.Code, markup.Pre:
		return "code"
	case markup.Quote:
		return "q"
	}
	return ""
}
