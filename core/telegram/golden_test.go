package telegram

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"tgdesk/core"
)

// Parts of messages.
const (
	file    = `"file_id":"F","file_unique_id":"U","file_size":12345`
	thumb   = `"thumbnail":{"file_id":"T","file_unique_id":"TU","width":90,"height":60}`
	hostile = `"file_name":"../../\u202egpj.exe\u0007\u001b[31m\n.pdf","mime_type":"text/\u0000html"`
	sizes   = `[{"file_id":"S","file_unique_id":"SU","width":90,"height":60,"file_size":100},{` + file + `,"width":1280,"height":853}]`
	emoji   = `"sticker":{` + file + `,"type":"regular","width":512,"height":512,"is_animated":false,"is_video":false,"emoji":"🧸"}`
	user    = `{"id":9,"is_bot":false,"first_name":"Eve","last_name":"\u202eOdd","username":"eve"}`
)

// kinds are messages as JSON, one or more of each kind, with hostile names and
// texts.
func kinds() map[string]string {
	return map[string]string{
		"text":             `"text":"😀 bold, a link, @eve and code","entities":[{"type":"bold","offset":3,"length":4},{"type":"text_link","offset":9,"length":6,"url":"https://evil.example/\u202e"},{"type":"text_mention","offset":17,"length":4,"user":` + user + `},{"type":"code","offset":26,"length":4},{"type":"bold","offset":28,"length":3},{"type":"bold","offset":-1,"length":3},{"type":"bold","offset":9223372036854775807,"length":9223372036854775807},{"type":"bold","offset":1,"length":0},{"type":"expandable_blockquote","offset":0,"length":30},{"type":"custom_emoji","offset":0,"length":2,"custom_emoji_id":"5"},{"type":"novelty","offset":0,"length":2}]`,
		"text-hostile":     `"text":"\u202eleft\u0000\u001b[2J` + strings.Repeat(`\u0301`, 100) + `"`,
		"rich":             `"rich_message":{"blocks":[{"type":"heading","size":1,"text":"Title"},{"type":"paragraph","text":["plain ",{"type":"bold","text":"bold"}]}]}`,
		"rich-unknown":     `"rich_message":{"blocks":[{"type":"paragraph","text":["press ",{"type":"button","text":"here","id":7}]},{"type":"hologram","blocks":[{"type":"paragraph","text":"inside"}]},{"type":"list","items":[{"label":"1. ","blocks":[{"type":"paragraph","text":"first"}]}]}]}`,
		"rich-picture":     `"rich_message":{"blocks":[{"type":"divider"}]}`,
		"rich-blank":       `"rich_message":{"blocks":[{"type":"buttons","buttons":[[{"type":"button","text":"x"}]]}]}`,
		"rich-partly":      `"rich_message":{"blocks":[{"type":"buttons","buttons":[[{"type":"button","text":"x"}]]},{"type":"paragraph","text":"words"},{"type":"divider"}]}`,
		"photo":            `"photo":` + sizes + `,"caption":"look here","caption_entities":[{"type":"spoiler","offset":5,"length":4}],"has_media_spoiler":true,"media_group_id":"A"`,
		"live-photo":       `"photo":` + sizes + `,"live_photo":{` + file + `,"width":1280,"height":853,"duration":3,"photo":` + sizes + `}`,
		"live-photo-odd":   `"photo":` + sizes + `,"live_photo":7`,
		"video":            `"video":{` + file + `,"width":3,"height":-4,"duration":5,` + hostile + `,` + thumb + `}`,
		"video-note":       `"video_note":{` + file + `,"length":384,"duration":5,` + thumb + `}`,
		"voice":            `"voice":{` + file + `,"duration":5,"mime_type":"audio/ogg"},"caption":"listen"`,
		"audio":            `"audio":{` + file + `,"duration":-5,"performer":"The Band","title":"The Song",` + thumb + `}`,
		"animation":        `"animation":{` + file + `,"width":3,"height":4,"duration":5,` + hostile + `,` + thumb + `},"document":{` + file + `}`,
		"document":         `"document":{` + file + `,` + hostile + `,` + thumb + `},"caption":"\u202ecaption"`,
		"document-bare":    `"document":{"file_id":"F","file_unique_id":"U","file_size":-1}`,
		"sticker":          `"sticker":{` + file + `,"type":"regular","width":512,"height":512,"is_animated":false,"is_video":false,"emoji":"👍","set_name":"Cherry",` + thumb + `}`,
		"sticker-moving":   `"sticker":{` + file + `,"type":"regular","width":512,"height":512,"is_animated":true,"is_video":false}`,
		"sticker-video":    `"sticker":{` + file + `,"type":"regular","width":512,"height":512,"is_animated":false,"is_video":true}`,
		"contact":          `"contact":{"phone_number":"34600000000","first_name":"Ana","last_name":"Díaz"}`,
		"location":         `"location":{"latitude":35.6895,"longitude":-139.5}`,
		"live-location":    `"location":{"latitude":35.6895,"longitude":139.5,"live_period":5400}`,
		"live-for-ever":    `"location":{"latitude":35.6895,"longitude":139.5,"live_period":2147483647}`,
		"venue":            `"venue":{"location":{"latitude":1,"longitude":2},"title":"Café","address":"Main St 1"},"location":{"latitude":1,"longitude":2}`,
		"dice":             `"dice":{"emoji":"🎲","value":4}`,
		"poll":             `"poll":{"id":"1","question":"Tea?","options":[{"text":"yes","voter_count":2},{"text":"no","voter_count":1}],"total_voter_count":3}`,
		"checklist":        `"checklist":{"title":"To do","tasks":[{"id":1,"text":"this","completion_date":5},{"id":2,"text":"that"}]}`,
		"game":             `"game":{"title":"Snake","description":"Eat apples","photo":` + sizes + `}`,
		"story":            `"story":{"chat":{"id":9,"type":"private","first_name":"Eve","username":"eve"},"id":17}`,
		"story-channel":    `"story":{"chat":{"id":-9,"type":"channel","title":"News"},"id":17}`,
		"paid-media":       `"paid_media":{"star_count":5,"paid_media":[{"type":"preview","width":3}]},"caption":"buy"`,
		"paid-unknown":     `"paid_media":{"star_count":5,"paid_media":[{"type":"hologram"}]},"caption":"buy"`,
		"paid-photo":       `"paid_media":{"star_count":5,"paid_media":[{"type":"preview","width":3},{"type":"photo","photo":` + sizes + `},{"type":"video","video":{` + file + `,"width":3,"height":4,"duration":5}}]},"caption":"bought"`,
		"paid-video":       `"paid_media":{"star_count":5,"paid_media":[{"type":"video","video":{` + file + `,"width":3,"height":4,"duration":5,` + hostile + `,` + thumb + `}}]}`,
		"paid-live-photo":  `"paid_media":{"star_count":5,"paid_media":[{"type":"live_photo","live_photo":{` + file + `,"width":1280,"height":853,"duration":3,"photo":` + sizes + `}}]}`,
		"gift":             `"gift":{"gift":{"id":"1","star_count":50,` + emoji + `},"text":"for you"}`,
		"gift-unique":      `"unique_gift":{"origin":"transfer","gift":{"base_name":"Star","name":"Star-7","number":7}}`,
		"gift-upgrade":     `"gift_upgrade_sent":{"gift":{"id":"1","star_count":50,` + emoji + `}}`,
		"service":          `"message_auto_delete_timer_changed":{"message_auto_delete_time":86400}`,
		"service-odd":      `"chat_background_set":{"type":{"type":"hologram"}}`,
		"pinned":           `"pinned_message":{"message_id":5,"date":1,"chat":{"id":77,"type":"private"},"text":"this\u202e or that"}`,
		"pinned-gone":      `"pinned_message":{"message_id":5,"date":0,"chat":{"id":77,"type":"private"}}`,
		"users-shared":     `"users_shared":{"request_id":1,"users":[{"user_id":9,"first_name":"Eve","last_name":"\u202eOdd"},{"user_id":10}]}`,
		"chat-shared":      `"chat_shared":{"request_id":1,"chat_id":-9,"title":"The Group"}`,
		"paid":             `"successful_payment":{"currency":"EUR","total_amount":5,"invoice_payload":"x"}`,
		"paid-yen":         `"successful_payment":{"currency":"JPY","total_amount":1200,"invoice_payload":"x"}`,
		"paid-stars":       `"refunded_payment":{"currency":"XTR","total_amount":12,"invoice_payload":"x"}`,
		"unknown":          `"hologram":{"depth":3},"caption":"what is this"`,
		"unreadable":       `"text":7,"caption":"still here"`,
		"invoice":          `"invoice":{"title":"Bill","description":"of May","currency":"KWD","total_amount":12345}`,
		"nothing":          `"edit_date":5`,
		"reply":            `"text":"that one","reply_to_message":{"message_id":5,"date":1,"chat":{"id":77,"type":"private"},"text":"this or that"},"quote":{"text":"that","position":8,"is_manual":true}`,
		"reply-odd":        `"text":"that one","reply_to_message":{"message_id":5,"forward_origin":{"type":"hologram"}},"quote":{"text":"that","position":"x"}`,
		"reply-photo":      `"text":"that one","reply_to_message":{"message_id":5,"date":1,"chat":{"id":77,"type":"private"},"from":{"id":1,"is_bot":true,"first_name":"Acme help"},"photo":` + sizes + `,"caption":"ours"}`,
		"reply-elsewhere":  `"text":"that one","external_reply":{"origin":{"type":"channel","date":1,"chat":{"id":-9,"type":"channel","title":"News"},"message_id":3},"document":{` + file + `,` + hostile + `}},"quote":{"text":"words","position":8}`,
		"reply-teleported": `"text":"that one","external_reply":{"origin":{"type":"teleported"},"document":{` + file + `}}`,
		"reply-story":      `"text":"nice","reply_to_story":{"chat":{"id":9,"type":"private","first_name":"Eve"},"id":17}`,
		"forward-user":     `"text":"x","forward_origin":{"type":"user","date":1,"sender_user":` + user + `}`,
		"forward-hidden":   `"text":"x","forward_origin":{"type":"hidden_user","date":1,"sender_user_name":"Somebody"}`,
		"forward-chat":     `"text":"x","forward_origin":{"type":"chat","date":1,"sender_chat":{"id":-9,"type":"supergroup","title":"The Group"},"author_signature":"Ann"}`,
		"forward-channel":  `"text":"x","forward_origin":{"type":"channel","date":1,"chat":{"id":-9,"type":"channel","title":"News"},"message_id":3}`,
		"forward-unknown":  `"photo":` + sizes + `,"caption":"x","forward_origin":{"type":"teleported","sender_user_name":"Somebody"}`,
		"forward-nameless": `"text":"x","forward_origin":{"type":"teleported"}`,
	}
}

// wordsOfKinds are messages of kinds with more words than one, none of which may be
// lost.
func wordsOfKinds() map[string]string {
	return map[string]string{
		"rich-link": `"rich_message":{"blocks":[{"type":"paragraph","text":["click ",{"type":"url","text":"your bank","url":"https://evil.example/x"},", or ",{"type":"url","text":"https://a.example","url":"https://a.example"}]},` +
			`{"type":"photo","photo":` + sizes + `,"has_spoiler":true,"caption":{"text":"the photo","credit":"Eve"}},{"type":"document","document":{` + file + `,` + hostile + `}}]}`,
		"rich-text": `"rich_message":{"blocks":[{"type":"paragraph","text":["😀 ",{"type":"spoiler","text":["sec",{"type":"italic","text":"ret"}]},` +
			`" H",{"type":"subscript","text":"2"},"O ",{"type":"marked","text":"look"},{"type":"custom_emoji","custom_emoji_id":"1","alternative_text":"👍"},{"type":"mathematical_expression","expression":"x^2"}]},` +
			`{"type":"paragraph","text":[{"type":"email_address","text":"mail us","email_address":"a@acme.example"},{"type":"phone_number","text":"+34 600","phone_number":"+34600"},` +
			`{"type":"mention","text":"Ann","username":"ann"},{"type":"text_mention","text":"Eve","user":{"id":9,"first_name":"Eve"}},{"type":"button","button":{"text":"Pay","url":"https://pay.example"}},` +
			`{"type":"button","button":{"text":"Copy","copy_text":{"text":"CODE1"}}}]},{"type":"mathematical_expression","expression":"e=mc^2"},{"type":"pre","text":"if x {\n}","language":"go"}]}`,
		"rich-blocks": `"rich_message":{"blocks":[{"type":"anchor","name":"top"},{"type":"list","items":[{"label":"•","has_checkbox":true,"is_checked":true,"blocks":[{"type":"paragraph","text":"keys"}]},` +
			`{"label":"2.","blocks":[{"type":"paragraph","text":"meter"},{"type":"list","items":[{"label":"a.","blocks":[{"type":"paragraph","text":"gas"}]},{"label":"b.","blocks":[]}]}]}]},` +
			`{"type":"table","cells":[[{"text":"Item","is_header":true},{"text":"Price","is_header":true}],[{"text":"Tea\nor so"},{"text":["3 ",{"type":"bold","text":"€"}]}]],"caption":"Prices"},` +
			`{"type":"blockquote","blocks":[{"type":"paragraph","text":"one"},{"type":"paragraph","text":"two"}],"credit":"Ann"},{"type":"details","summary":"More","blocks":[{"type":"paragraph","text":"inside"}]},` +
			`{"type":"map","location":{"latitude":1.5,"longitude":2},"zoom":13,"width":1,"height":1,"caption":{"text":"here"}},{"type":"divider"},{"type":"collage","blocks":[{"type":"voice_note","voice_note":{` + file + `,"duration":5}}],"caption":{"text":"listen"}}]}`,
		"contact-vcard":  `"contact":{"phone_number":"34600000000","first_name":"Ana","last_name":"Díaz","vcard":"BEGIN:VCARD\nVERSION:3.0\nFN:Ana Díaz\nTEL;MOBILE:+34 600 000 000\nTEL:+1555\nitem1.EMAIL;type=WORK:ana@exam\n ple.org\nORG:Acme\\, Inc;Sales\nEND:VCARD"}`,
		"poll-quiz":      `"poll":{"id":"1","question":"Two and two?","options":[{"text":"three","voter_count":0},{"text":"four","voter_count":0}],"total_voter_count":0,"type":"quiz","correct_option_ids":[1],"explanation":"Count them."}`,
		"poll-closed":    `"poll":{"id":"1","question":"Tea?","options":[{"text":"yes","voter_count":2}],"total_voter_count":2,"is_closed":true,"media":{}}`,
		"tasks-added":    `"checklist_tasks_added":{"tasks":[{"id":3,"text":"windows"}]}`,
		"tasks-done":     `"checklist_tasks_done":{"checklist_message":{"message_id":5,"date":1,"chat":{"id":77,"type":"private"},"checklist":{"title":"To do","tasks":[{"id":1,"text":"this"}]}},"marked_as_done_task_ids":[1,2],"marked_as_not_done_task_ids":[4]}`,
		"option-added":   `"poll_option_added":{"option_persistent_id":"x","option_text":"maybe"}`,
		"topic":          `"forum_topic_created":{"name":"Billing","icon_color":1}`,
		"giveaway":       `"giveaway":{"chats":[{"id":-9,"type":"channel","title":"News"}],"winners_selection_date":1790000000,"winner_count":3,"prize_description":"Tea","prize_star_count":50,"country_codes":["ES"]}`,
		"paid-order":     `"successful_payment":{"currency":"EUR","total_amount":500,"order_info":{"name":"Ana","phone_number":"34600","email":"a@b.example","shipping_address":{"country_code":"ES","state":"","city":"Madrid","street_line1":"Main St 1","street_line2":"","post_code":"28001"}}}`,
		"user-shared":    `"users_shared":{"request_id":1,"users":[{"user_id":9,"first_name":"Eve","username":"eve"}]}`,
		"reply-giveaway": `"text":"mine","external_reply":{"origin":{"type":"channel","date":1,"chat":{"id":-9,"type":"channel","title":"News"},"message_id":3},"giveaway":{"winner_count":3,"winners_selection_date":1,"prize_description":"Tea"}}`,
		"reply-text":     `"text":"that one","external_reply":{"origin":{"type":"channel","date":1,"chat":{"id":-9,"type":"channel","title":"News"},"message_id":3}},"quote":{"text":"words","position":8}`,
	}
}

func message(inside string) string {
	return `{"update_id":7,"message":{"message_id":6,"date":1790000000,"chat":{"id":77,"type":"private","first_name":"Ana"},"from":{"id":77,"first_name":"Ana"},` + inside + `}}`
}

func TestGoldenKinds(t *testing.T) {
	t.Parallel()
	all := kinds()
	maps.Copy(all, wordsOfKinds())
	for name, inside := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := decodeUpdate(json.RawMessage(message(inside)))
			checkUpdate(t, u)
			if u.ID != 7 || u.Message.TelegramID != 6 || u.Visitor.FirstName != "Ana" || u.Message.At.IsZero() {
				t.Errorf("no chat: %+v", u)
			}
			if (u.Raw != nil) != (u.Partial || u.Message.Kind == core.KindUnsupported || u.Message.Notice) {
				t.Errorf("raw: %v, partly: %v", u.Raw != nil, u.Partial)
			}
			out, err := json.MarshalIndent(struct {
				Message any
				KeptRaw bool
			}{u.Message, u.Raw != nil}, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, append(out, '\n'))
		})
	}
}

// News of the chat itself is a notice; what a visitor sent or did is a message, and
// so is what the desk does not know.
func TestNotices(t *testing.T) {
	t.Parallel()
	for inside, want := range map[string]bool{
		`"pinned_message":{"message_id":1,"date":0,"chat":{"id":77,"type":"private"}}`: true,
		`"message_auto_delete_timer_changed":{"message_auto_delete_time":5}`:           true,
		`"chat_background_set":{"type":{"type":"hologram"}}`:                           true,
		`"forum_topic_created":{"name":"Billing","icon_color":1}`:                      true,
		`"forum_topic_edited":{"name":"Bills"}`:                                        true,
		`"forum_topic_closed":{}`:                                                      true,
		`"web_app_data":{"data":"x","button_text":"y"}`:                                false,
		`"successful_payment":{"currency":"EUR","total_amount":5}`:                     false,
		`"checklist_tasks_done":{"marked_as_done_task_ids":[1]}`:                       false,
		`"hologram_set":{}`: false,
		`"text":"hello"`:    false,
	} {
		if u := decodeUpdate(json.RawMessage(message(inside))); u.Message.Notice != want || want && u.Raw == nil {
			t.Errorf("%s: notice %v", inside, u.Message.Notice)
		}
	}
}

// However deep blocks are nested, their indentation does not grow without end.
func TestRichNesting(t *testing.T) {
	t.Parallel()
	block := `{"type":"paragraph","text":"x"}`
	for range 200 {
		block = `{"type":"list","items":[{"label":"-","blocks":[{"type":"paragraph","text":"x"},` + block + `]}]}`
	}
	u := decodeUpdate(json.RawMessage(message(`"rich_message":{"blocks":[` + block + `]}`)))
	if n := len(u.Message.Text); u.Message.Kind != core.KindText || n < 400 || n > 5_000 {
		t.Errorf("%s of %d bytes", u.Message.Kind, n)
	}
}
