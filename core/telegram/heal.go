package telegram

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// restore decodes the update's message field by field, so that one field that
// gotgbot refuses takes no other with it: a text forwarded from an origin of
// an unknown type is still that text.
func (s *sparseChange) restore(update json.RawMessage, in *core.Incoming) {
	m, lost := readableFields(changed(update))
	if in.Answered = answered(&m); in.Answered == (core.Answered{}) {
		in.Answered = s.answered()
	}
	rich := ""
	if lost["rich_message"] {
		rich = richWords(s.Rich.Blocks)
	}
	switch known := content(&m, in); {
	case rich != "":
		in.Kind, in.Text = core.KindText, rich
	case lost["paid_media"]:
		in.Kind, in.Text = core.KindPaidMedia, joined("\n", stars(int64(s.PaidMedia.Stars)), s.Caption)
	case known:
	default:
		s.name(update, &m, lost, in)
	}
}

// answered is what can be told of an answered message that is not readable.
func (s *sparseChange) answered() core.Answered {
	text := cmp.Or(s.ReplyTo.Text, s.ReplyTo.Caption)
	if text == "" {
		return core.Answered{}
	}
	return core.Answered{Author: s.ReplyTo.From.name(), Kind: core.KindText, Text: text}
}

// name says what a message without readable content is.
func (s *sparseChange) name(update json.RawMessage, m *gotgbot.Message, lost map[string]bool, in *core.Incoming) {
	for _, field := range slices.Sorted(maps.Keys(lost)) {
		if isService(field) {
			in.Kind, in.Text = core.KindService, field
			return
		}
	}
	in.Kind, in.Text = core.KindUnsupported, joined("\n", unknownField(update), foreignWords(m), s.Caption, s.Text)
}

// readableFields decodes the fields that can be, and names the others that
// gotgbot has.
func readableFields(message json.RawMessage) (m gotgbot.Message, lost map[string]bool) {
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(message, &fields) // no object: no fields
	lost = map[string]bool{}
	for name, value := range fields {
		if !readable(name, value) {
			lost[name] = true
			delete(fields, name)
		}
	}
	whole, err := json.Marshal(fields)
	if err != nil || json.Unmarshal(whole, &m) != nil {
		return gotgbot.Message{}, lost
	}
	return m, lost
}

func readable(name string, value json.RawMessage) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	object, err := json.Marshal(map[string]json.RawMessage{name: value})
	return err == nil && json.Unmarshal(object, new(gotgbot.Message)) == nil
}

// changed is the message of an update about one, nil without one.
func changed(update json.RawMessage) json.RawMessage {
	var u struct {
		Message       json.RawMessage `json:"message"`
		EditedMessage json.RawMessage `json:"edited_message"`
	}
	if json.Unmarshal(update, &u) != nil {
		return nil
	}
	if len(u.Message) == 0 {
		return u.EditedMessage
	}
	return u.Message
}

// richWords collects the text of a rich message of unknown parts, a line for
// each block (core.telegram.org/bots/api#richmessage). A block without words
// stands by its type, so that none vanishes; "" if none has words.
func richWords(blocks any) string {
	var lines []string
	list, _ := blocks.([]any)
	some := false
	for _, block := range list {
		var b strings.Builder
		gather(&b, block, "\n")
		words := joined("\n", strings.Split(b.String(), "\n")...)
		some = some || words != ""
		lines = append(lines, cmp.Or(words, wordless(block)))
	}
	if !some {
		return ""
	}
	return joined("\n", lines...)
}

// wordless stands for a block that has no words.
func wordless(block any) string {
	b, _ := block.(map[string]any)
	name, _ := b["type"].(string)
	if name == "" || name == "divider" {
		return ""
	}
	return "▣ " + strings.ReplaceAll(name, "_", " ")
}

// gather writes the text within v, with sep behind each part of a list: the
// strings under the keys that hold words.
func gather(b *strings.Builder, v any, sep string) {
	switch v := v.(type) {
	case string:
		b.WriteString(v)
	case []any:
		for _, e := range v {
			gather(b, e, sep)
			b.WriteString(sep)
		}
	case map[string]any:
		for _, key := range []string{"label", "text", "alternative_text", "expression"} {
			gather(b, v[key], "")
		}
		for _, key := range []string{"summary", "blocks", "items", "cells", "caption", "credit"} {
			if v[key] != nil {
				b.WriteString("\n")
				gather(b, v[key], "\n")
			}
		}
	}
}
