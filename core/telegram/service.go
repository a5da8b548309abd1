package telegram

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/PaulSonOfLars/gotgbot/v2"
)

// serviceField returns the name of the field that makes m a service message,
// such as "pinned_message"; "" if there is none. It is any field of gotgbot's
// Message that is neither metadata nor content, so kinds that a newer gotgbot
// knows appear under their own names. Reflection is affordable: only messages
// without content come here.
func serviceField(m *gotgbot.Message) string {
	v := reflect.ValueOf(m).Elem()
	for i := range v.NumField() {
		name := fieldName(v.Type().Field(i))
		if isService(name) && !v.Field(i).IsZero() {
			return name
		}
	}
	return ""
}

// isService reports whether a field of gotgbot's Message makes it a service message.
func isService(field string) bool {
	return !isMetadata(field) && !isUnsupported(field) && !isContent(field)
}

func fieldName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// isMetadata reports whether a field describes a message without being its content.
func isMetadata(field string) bool {
	switch field {
	case "message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count",
		"sender_business_bot", "sender_tag", "receiver_user", "ephemeral_message_id", "date", "guest_query_id",
		"business_connection_id", "chat", "forward_origin", "is_topic_message", "is_automatic_forward",
		"reply_to_message", "external_reply", "quote", "reply_to_story", "reply_to_checklist_task_id",
		"reply_to_poll_option_id", "via_bot", "guest_bot_caller_user", "guest_bot_caller_chat", "edit_date",
		"has_protected_content", "is_from_offline", "is_paid_post", "media_group_id", "author_signature",
		"paid_star_count", "entities", "link_preview_options", "suggested_post_info", "effect_id", "caption",
		"caption_entities", "show_caption_above_media", "has_media_spoiler", "reply_markup":
		return true
	}
	return false
}

// isContent reports whether a field has a core.Kind of its own.
func isContent(field string) bool {
	switch field {
	case "text", "rich_message", "animation", "audio", "document", "live_photo", "paid_media", "photo", "sticker",
		"story", "video", "video_note", "voice", "checklist", "contact", "dice", "game", "poll", "venue", "location",
		"gift", "unique_gift", "gift_upgrade_sent":
		return true
	}
	return false
}

// isUnsupported reports whether a field is content for which core has no kind.
func isUnsupported(field string) bool {
	switch field {
	case "invoice", "giveaway", "giveaway_winners":
		return true
	}
	return false
}

// unknownField returns the name of the first field of the update's message that
// is no metadata, "" if there is none.
func unknownField(update json.RawMessage) string {
	var u struct {
		Message       json.RawMessage `json:"message"`
		EditedMessage json.RawMessage `json:"edited_message"`
	}
	_ = json.Unmarshal(update, &u)
	for _, message := range []json.RawMessage{u.Message, u.EditedMessage} {
		for _, name := range objectKeys(message) {
			if !isMetadata(name) {
				return name
			}
		}
	}
	return ""
}

// objectKeys lists the keys of a JSON object in their order.
func objectKeys(object json.RawMessage) []string {
	d := json.NewDecoder(bytes.NewReader(object))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	var names []string
	for d.More() {
		name, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return names
		}
		if s, ok := name.(string); ok {
			names = append(names, s)
		}
	}
	return names
}
