package telegram

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/markup"
)

// fillRich sets kind, text, markup and attachment from a rich message
// (core.telegram.org/bots/api#richmessage), which may contain types of any later
// version of the API. The first file becomes the attachment, and the
// others are further ones. known is false if the
// message has neither words nor a file, and whole is false if something of it is
// not in the text.
func fillRich(message []byte, in *core.Incoming) (known, whole bool) {
	var rich struct {
		Blocks any `json:"blocks"`
	}
	_ = json.Unmarshal(message, &rich) // what is malformed has no blocks
	w := richWriter{whole: true}
	w.blocks(rich.Blocks)
	if !w.words && len(w.files) == 0 {
		return false, false
	}
	slices.SortStableFunc(w.entities, func(a, b markup.Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
	in.Kind, in.Text, in.Markup = core.KindText, w.text.String(), markup.Encode(w.entities)
	if len(w.files) > 0 {
		in.Kind, in.Attachment = w.files[0].Kind, w.files[0]
		in.Further = w.files[1:]
	}
	return true, w.whole
}

// object is a rich block or rich text of any type.
type object = map[string]any

// richWriter writes a rich message as text with entities.
type richWriter struct {
	text     strings.Builder
	length   int // in UTF-16 units
	entities []markup.Entity
	files    []*core.Attachment
	words    bool // something was written that is no mere sign
	whole    bool

	indent string // of every line
	open   bool   // the line has text: what comes next is a new one
	begun  bool   // the line has its indentation, or a label in place of it
	cell   bool   // of a table: line breaks become blanks
}

// maxIndent keeps deeply nested blocks from being mostly indentation, in characters.
const maxIndent = 16

func (w *richWriter) put(s string) {
	w.text.WriteString(s)
	w.length += markup.Len(s)
}

// write adds words to the line.
func (w *richWriter) write(s string) {
	if w.cell {
		s = strings.ReplaceAll(s, "\n", " ")
	}
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			w.put("\n")
			w.begun = false
		}
		if line != "" && !w.begun {
			w.put(w.indent)
			w.begun = true
		}
		w.put(line)
		w.open = w.open || line != ""
	}
	w.words = w.words || strings.TrimSpace(s) != ""
}

// sign adds what is not the sender's own words.
func (w *richWriter) sign(s string) {
	words := w.words
	w.write(s)
	w.words = words
}

// line ends the line, if it has text.
func (w *richWriter) line() {
	if w.open {
		w.put("\n")
		w.open, w.begun = false, false
	}
}

// mark adds an entity to what fn writes.
func (w *richWriter) mark(kind markup.Type, url string, fn func()) {
	from, start := w.length, w.text.Len()
	fn()
	if w.length == from {
		return
	}
	if kind == markup.TextLink && w.text.String()[start:] == url {
		kind, url = markup.URL, ""
	}
	w.entities = append(w.entities, markup.Entity{Type: kind, Offset: from, Length: w.length - from, URL: url})
}

// nested runs fn with its lines indented. The first one may continue a line that
// has a label.
func (w *richWriter) nested(label string, fn func()) {
	w.line()
	before := w.indent
	if label != "" {
		w.sign(label)
		w.open = false
	}
	if len(w.indent) < maxIndent {
		w.indent += "  "
	}
	fn()
	w.open = w.open || label != ""
	w.indent = before
}

func (w *richWriter) blocks(list any) {
	for _, b := range listOf(list) {
		if b, ok := b.(object); ok {
			w.line()
			w.block(b)
		}
	}
}

func (w *richWriter) block(b object) {
	text := func() { w.inline(b["text"]) }
	switch name := stringOf(b["type"]); name {
	case "paragraph", "footer", "thinking":
		text()
	case "heading":
		w.mark(markup.Bold, "", text)
	case "pre":
		w.mark(markup.Pre, "", text)
	case "divider":
		w.sign("———")
	case "anchor":
	case "mathematical_expression":
		w.mark(markup.Code, "", func() { w.write(stringOf(b["expression"])) })
	case "list":
		w.list(b["items"])
	case "blockquote", "pullquote":
		w.mark(markup.Quote, "", func() { text(); w.blocks(b["blocks"]) })
		w.credit(b)
	case "collage", "slideshow":
		w.blocks(b["blocks"])
		w.caption(b["caption"])
	case "table":
		w.table(b)
	case "details":
		w.nested("▸ ", func() {
			w.mark(markup.Bold, "", func() { w.inline(b["summary"]) })
			w.blocks(b["blocks"])
		})
	case "map":
		var place gotgbot.Location
		decodeInto(b["location"], &place)
		w.write(coordinates(place))
		w.caption(b["caption"])
	case "photo", "video", "animation", "audio", "voice_note", "document":
		w.file(name, b)
	case "buttons":
		w.button(b["buttons"])
	default:
		w.unknown(name, b)
	}
}

// unknown writes the texts of a block of an unknown type, or else its name.
func (w *richWriter) unknown(name string, b object) {
	w.whole = false
	from := w.length
	w.inline(b["label"])
	w.span(b)
	w.inline(b["summary"])
	w.blocks(b["blocks"])
	w.list(b["items"])
	w.table(b)
	w.credit(b)
	w.button(b["buttons"])
	if w.length == from && name != "" {
		w.sign("▣ " + strings.ReplaceAll(name, "_", " "))
	}
}

func (w *richWriter) list(items any) {
	for _, v := range listOf(items) {
		item, _ := v.(object)
		label := strings.TrimSpace(stringOf(item["label"]))
		if item["has_checkbox"] == true {
			box := "☐"
			if item["is_checked"] == true {
				box = "☑"
			}
			label = join(" ", strings.Trim(label, "•-*"), box)
		}
		w.nested(cmp.Or(label, "•")+" ", func() { w.inline(item["text"]); w.blocks(item["blocks"]) })
	}
}

func (w *richWriter) table(b object) {
	for _, row := range listOf(b["cells"]) {
		w.line()
		w.cell = true
		for i, v := range listOf(row) {
			if i > 0 {
				w.sign(" │ ")
			}
			cell, _ := v.(object)
			text := func() { w.inline(cell["text"]) }
			if cell["is_header"] == true {
				w.mark(markup.Bold, "", text)
			} else {
				text()
			}
		}
		w.cell = false
	}
	w.caption(b["caption"])
}

// caption writes a caption, which is a text, or an object with a text and a credit.
func (w *richWriter) caption(v any) {
	if v == nil {
		return
	}
	w.line()
	if c, ok := v.(object); ok && c["type"] == nil {
		w.inline(c["text"])
		w.credit(c)
		return
	}
	w.inline(v)
}

func (w *richWriter) credit(b object) {
	if b["credit"] != nil {
		w.line()
		w.sign("— ")
		w.inline(b["credit"])
	}
}

// maxRichFiles is how many files of a rich message are taken.
const maxRichFiles = 20

// file takes a file, and names all but the first.
func (w *richWriter) file(name string, b object) {
	var m gotgbot.Message
	decodeInto(object{cmp.Or(map[string]string{"voice_note": "voice"}[name], name): b[name]}, &m)
	a := attachment(&m)
	named := a == nil || len(w.files) > 0
	if a == nil || len(w.files) == maxRichFiles {
		w.whole = false
	} else {
		a.Spoiler = b["has_spoiler"] == true
		w.files = append(w.files, a)
	}
	if named {
		w.sign(join(" · ", "▣ "+strings.ReplaceAll(name, "_", " "), clean.Line(a.Label()).String()))
	}
	w.caption(b["caption"])
}

// inline writes a rich text: a string, a list, or an object.
func (w *richWriter) inline(v any) {
	switch v := v.(type) {
	case string:
		w.write(v)
	case []any:
		for _, part := range v {
			w.inline(part)
		}
	case object:
		w.span(v)
	}
}

func (w *richWriter) span(s object) {
	text := func() { w.inline(s["text"]) }
	switch name := stringOf(s["type"]); name {
	case "bold", "italic", "underline", "strikethrough", "spoiler", "code":
		w.mark(markup.Type(name), "", text)
	case "marked":
		w.mark(markup.Bold, "", text)
	case "subscript":
		w.sign("_")
		text()
	case "superscript":
		w.sign("^")
		text()
	case "custom_emoji":
		w.write(stringOf(s["alternative_text"]))
	case "mathematical_expression":
		w.mark(markup.Code, "", func() { w.write(stringOf(s["expression"])) })
	case "url":
		w.mark(markup.TextLink, stringOf(s["url"]), text)
	case "text_mention":
		user, _ := s["user"].(object)
		id, _ := user["id"].(float64)
		w.mark(markup.TextLink, fmt.Sprintf("tg://user?id=%.0f", id), text)
	case "anchor", "anchor_link", "reference", "reference_link", "date_time":
		text()
	case "email_address", "phone_number", "bank_card_number", "hashtag", "cashtag", "bot_command":
		w.valued(text, stringOf(s[name]))
	case "mention":
		w.valued(text, stringOf(s["username"]))
	case "button":
		w.button(s)
	default:
		w.whole = false
		text()
		w.write(stringOf(s["alternative_text"]) + stringOf(s["expression"]))
	}
}

// valued writes a text, and what it stands for unless that can be read in it.
func (w *richWriter) valued(text func(), value string) {
	from := w.text.Len()
	text()
	if value != "" && !strings.Contains(bare(w.text.String()[from:]), bare(value)) {
		w.write(" (" + value + ")")
	}
}

// bare is a text without case, blanks and the signs in numbers.
func bare(s string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", "-", "", "(", "", ")", "", "+", "").Replace(strings.ToLower(s))
}

// button writes a button, or a list of them, with the address that it opens or the
// text that it copies.
func (w *richWriter) button(v any) {
	for i, b := range listOf(v) {
		if i > 0 {
			w.sign(" ")
		}
		w.button(b)
	}
	b, _ := v.(object)
	if inner, ok := b["button"].(object); ok {
		b = inner
	}
	if b["text"] == nil {
		return
	}
	url, copied := stringOf(b["url"]), ""
	for _, name := range []string{"login_url", "web_app", "copy_text"} {
		of, _ := b[name].(object)
		url, copied = cmp.Or(url, stringOf(of["url"])), cmp.Or(copied, stringOf(of["text"]))
	}
	label := func() { w.write("["); w.inline(b["text"]); w.write("]") }
	switch {
	case url != "":
		w.mark(markup.TextLink, url, label)
	case copied != "":
		label()
		w.write(" (" + copied + ")")
	default:
		w.whole = false // what it does is of no use here
		label()
	}
}

func listOf(v any) []any {
	list, _ := v.([]any)
	return list
}

func stringOf(v any) string {
	s, _ := v.(string)
	return s
}

// decodeInto decodes what was decoded without a type into one of gotgbot's, as far
// as it fits.
func decodeInto(v, to any) {
	if b, err := json.Marshal(v); err == nil {
		_ = json.Unmarshal(b, to)
	}
}
