package export

import (
	"context"
	_ "embed"
	"fmt"
	"html"
	"html/template"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/markup"
)

//go:embed chat.html
var chatHTML string

//go:embed index.html
var indexHTML string

// htmlEntry is one entry of the exported page. Its texts are clean but for those of the
// message; the template escapes all but Text.
type htmlEntry struct {
	entry
	Day      string // set on the first entry of a day
	Head     bool
	At       string
	Stamp    string
	Author   string
	Text     template.HTML
	Remarks  []string
	Link     string // where the file lies
	Picture  bool   // it is one that a browser shows
	Versions []htmlVersion
}

type htmlVersion struct {
	Title string
	Text  template.HTML
}

// pages are the templates.
var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("chat").Parse(chatHTML + indexHTML))
})

// HTML writes one page that needs no other file and runs no script.
func (x Exporter) HTML(ctx context.Context, w io.Writer, r core.Reader, row core.ChatRow) error {
	page := pages()
	head := map[string]any{"ID": row.Chat.ID, "Visitor": VisitorName(row.Visitor), "Head": x.summary(row), "Index": x.Index}
	if err := page.ExecuteTemplate(w, "head", head); err != nil {
		return err
	}
	day := ""
	err := x.eachEntry(ctx, r, row, func(e entry) error {
		h := x.htmlEntry(e)
		if d := x.day(e.SentAt); d != day {
			day, h.Day, h.Head = d, d, true
		}
		return page.ExecuteTemplate(w, "entry", h)
	})
	if err != nil {
		return err
	}
	return page.ExecuteTemplate(w, "foot", nil)
}

func (x Exporter) htmlEntry(e entry) htmlEntry {
	stamp := ""
	if at := output.Time(e.SentAt); at != nil {
		stamp = *at
	}
	link := x.fileName(e.Message)
	var versions []htmlVersion
	for _, v := range e.Versions {
		title, text, entities := x.version(v)
		versions = append(versions, htmlVersion{title, markedHTML(text, entities)})
	}
	return htmlEntry{
		Link: escapedPath(link), Picture: isPicture(link), Versions: versions,
		entry: e, Head: !e.Continued, At: e.SentAt.In(x.Zone).Format("15:04"), Stamp: stamp,
		Author: x.author(e.Message), Text: markedHTML(x.body(e)), Remarks: x.remarks(e.Message),
	}
}

// escapedPath is a relative path as it stands in an address.
func escapedPath(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}

// isPicture reports whether browsers show a file of that name within a page, and run
// nothing that is in it.
func isPicture(name string) bool {
	return slices.Contains([]string{".jpg", ".jpeg", ".png", ".gif", ".webp"}, strings.ToLower(path.Ext(name)))
}

// markedHTML is a text with its entities as elements. Every text and address
// in it is escaped here: nothing else makes template.HTML.
func markedHTML(text string, entities markup.Encoded) template.HTML {
	var b strings.Builder
	hidden := false // within what opens only when it is clicked on
	for _, s := range spansOf(text, entities) {
		spoiler := s.has(markup.Spoiler)
		if spoiler && !hidden {
			b.WriteString(spoilerBegin)
		} else if hidden && !spoiler {
			b.WriteString(spoilerEnd)
		}
		hidden = spoiler
		b.WriteString(spanHTML(s))
	}
	if hidden {
		b.WriteString(spoilerEnd)
	}
	return template.HTML(b.String())
}

const (
	spoilerBegin = `<details><summary>spoiler</summary>`
	spoilerEnd   = `</details>`
)

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

// element is the tag of a type of entity; "" for one that has none.
func element(t markup.Type) string {
	return map[markup.Type]string{
		markup.Bold: "b", markup.Italic: "i", markup.Underline: "u", markup.Strikethrough: "s",
		markup.Code: "code", markup.Pre: "code", markup.Quote: "q",
	}[t]
}
