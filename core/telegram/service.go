package telegram

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
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
	return !isMetadata(field) && !isContent(field)
}

// isNotice reports whether a service message is news of the chat itself and not
// something that its visitor sent.
func isNotice(field string) bool {
	switch field {
	case "pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed",
		"connected_website", "boost_added", "proximity_alert_triggered", "new_chat_title", "new_chat_photo",
		"delete_chat_photo", "general_forum_topic_hidden", "general_forum_topic_unhidden",
		"direct_message_price_changed", "paid_message_price_changed":
		return true
	}
	return strings.HasPrefix(field, "forum_topic_") || strings.HasPrefix(field, "video_chat_")
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

// isContent reports whether a field is content: with a core.Kind of its own, or of
// KindUnsupported.
func isContent(field string) bool {
	switch field {
	case "text", "rich_message", "animation", "audio", "document", "live_photo", "paid_media", "photo", "sticker",
		"story", "video", "video_note", "voice", "checklist", "contact", "dice", "game", "poll", "venue", "location",
		"gift", "unique_gift", "gift_upgrade_sent", "invoice", "giveaway", "giveaway_winners":
		return true
	}
	return false
}

// unknownField returns the name of a field of the update's message that is no
// metadata, "" if there is none.
func unknownField(update json.RawMessage) string {
	var u struct {
		Message       map[string]json.RawMessage `json:"message"`
		EditedMessage map[string]json.RawMessage `json:"edited_message"`
	}
	_ = json.Unmarshal(update, &u)
	for _, message := range []map[string]json.RawMessage{u.Message, u.EditedMessage} {
		for _, name := range slices.Sorted(maps.Keys(message)) {
			if !isMetadata(name) {
				return name
			}
		}
	}
	return ""
}
