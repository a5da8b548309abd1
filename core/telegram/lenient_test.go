package telegram

import (
	"encoding/json"
	"fmt"
	"testing"

	"tgdesk/core"
)

// unknownTypes are fields for which gotgbot refuses the whole message: every
// union that a message of a private chat can contain, with a type that does not
// exist.
func unknownTypes() map[string]string {
	const (
		within   = `"message_id":5,"date":1,"chat":{"id":77,"type":"private"}`
		paid     = `"paid_media":{"star_count":5,"paid_media":[{"type":"hologram"}]}`
		block    = `"rich_message":{"blocks":[{"type":"hologram"}]}`
		richText = `"rich_message":{"blocks":[{"type":"paragraph","text":[{"type":"hologram"}]}]}`
		origin   = `"forward_origin":{"type":"hologram"}`
		ground   = `"chat_background_set":{"type":{"type":"hologram"}}`
		fill     = `"chat_background_set":{"type":{"type":"fill","dark_theme_dimming":3,"fill":{"type":"hologram"}}}`
		external = `"external_reply":{"origin":{"type":"hidden_user","sender_user_name":"x","date":1},`
	)
	return map[string]string{
		"MessageOrigin":                    origin,
		"MessageOrigin of external reply":  `"external_reply":{"origin":{"type":"hologram"}}`,
		"PaidMedia of external reply":      external + paid + `}`,
		"MessageOrigin of the answered":    `"reply_to_message":{` + within + `,` + origin + `}`,
		"PaidMedia of the answered":        `"reply_to_message":{` + within + `,` + paid + `}`,
		"RichBlock of the answered":        `"reply_to_message":{` + within + `,` + block + `}`,
		"RichText of the answered":         `"reply_to_message":{` + within + `,` + richText + `}`,
		"BackgroundType of the answered":   `"reply_to_message":{` + within + `,` + ground + `}`,
		"BackgroundFill of the answered":   `"reply_to_message":{` + within + `,` + fill + `}`,
		"MessageOrigin of external, again": external + `"unheard_of":1},"reply_to_story":{"id":"x"}`,
	}
}

// Unknown types beside the content of a message do not change its content.
func TestUnknownTypesBesideContent(t *testing.T) {
	t.Parallel()
	for kind, inside := range kinds() {
		pure := decodeUpdate(json.RawMessage(message(inside)))
		for name, poison := range unknownTypes() {
			u := decodeUpdate(json.RawMessage(message(inside + "," + poison)))
			a, b := pure.Message, u.Message
			if u.Kind != core.UpdateMessage || u.ID != 7 || u.Visitor.TelegramID != 77 || b.TelegramID != 6 || b.At != a.At {
				t.Errorf("%s with %s: %+v", kind, name, u)
			}
			if a.Kind != b.Kind || a.Text != b.Text || a.Markup != b.Markup || (a.Attachment == nil) != (b.Attachment == nil) {
				t.Errorf("%s with %s became %s %q, want %s %q", kind, name, b.Kind, b.Text, a.Kind, a.Text)
			}
			if a.Attachment != nil && b.Attachment != nil && *a.Attachment != *b.Attachment {
				t.Errorf("%s with %s: file %+v, want %+v", kind, name, b.Attachment, a.Attachment)
			}
			edit := decodeUpdate(json.RawMessage(fmt.Sprintf(`{"update_id":8,"edited_message":{"message_id":6,"date":1,"edit_date":2,"chat":{"id":77,"type":"private"},%s,%s}}`, inside, poison)))
			if edit.Kind != core.UpdateEdit || edit.Message.Kind != a.Kind || edit.Message.EditedAt.IsZero() {
				t.Errorf("an edit to %s with %s: %+v", kind, name, edit)
			}
		}
	}
}

// Content of an unknown type is still a message of its chat.
func TestUnknownTypesAsContent(t *testing.T) {
	t.Parallel()
	for inside, want := range map[string]core.Kind{
		`"paid_media":{"star_count":5,"paid_media":[{"type":"hologram"}]}`:                              core.KindPaidMedia,
		`"rich_message":{"blocks":[{"type":"hologram"}]}`:                                               core.KindUnsupported,
		`"rich_message":{"blocks":[{"type":"paragraph","text":{"type":"hologram","text":"hi"}}]}`:       core.KindText,
		`"chat_background_set":{"type":{"type":"hologram"}}`:                                            core.KindService,
		`"chat_background_set":{"type":{"type":"fill","fill":{"type":"hologram"}}}`:                     core.KindService,
		`"pinned_message":{"message_id":4,"date":1,"chat":{"id":77},"forward_origin":{"type":"holo"}}`:  core.KindService,
		`"giveaway_completed":{"winner_count":1,"giveaway_message":{"forward_origin":{"type":"holo"}}}`: core.KindService,
		`"hologram":{"type":"hologram"}`:                                                                core.KindUnsupported,
	} {
		u := decodeUpdate(json.RawMessage(message(inside)))
		if u.Kind != core.UpdateMessage || u.Message.Kind != want || u.Message.TelegramID != 6 {
			t.Errorf("%s is %s %q, want %s", inside, u.Message.Kind, u.Message.Text, want)
		}
	}
}

// Other updates of an unknown type come raw and stop no other update.
func TestUnknownTypesOutsideMessages(t *testing.T) {
	t.Parallel()
	good := json.RawMessage(message(`"text":"good"`))
	for _, object := range []string{
		`"message_reaction":{"chat":{"id":77,"type":"private"},"message_id":6,"date":1,"old_reaction":[],"new_reaction":[{"type":"hologram"}]}`,
		`"my_chat_member":{"chat":{"id":77,"type":"private"},"from":{"id":77},"date":1,"old_chat_member":{"status":"hologram"},"new_chat_member":{"status":"hologram"}}`,
		`"chat_boost":{"chat":{"id":-7,"type":"channel"},"boost":{"boost_id":"1","source":{"source":"hologram"}}}`,
		`"purchased_paid_media":{"from":{"id":77},"paid_media_payload":"x","paid_media":[{"type":"hologram"}]}`,
		`"callback_query":{"id":"1","from":{"id":77},"message":{"message_id":1,"date":1,"chat":{"id":77,"type":"private"},"forward_origin":{"type":"hologram"}}}`,
		`"hologram":{"type":"hologram"}`,
	} {
		b := decodeBatch([]json.RawMessage{good, json.RawMessage(`{"update_id":8,` + object + `}`), good}, 1)
		u := b.Updates[1]
		if len(b.Updates) != 3 || u.Kind != core.UpdateOther || u.ID != 8 || len(u.Raw) == 0 || b.Updates[2].Message.Text != "good" {
			t.Errorf("%s became %+v", object, u)
		}
	}
}
