// Package hostile has texts that break programs, in every kind of message, and
// checks that what leaves the program is safe: on a terminal, in a page, in lines.
//
// The program must not import it.
package hostile

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"tgdesk/core/telegram/botsim"

	"pgregory.net/rapid"
)

// AnyText draws text out of what breaks programs, and any other.
func AnyText() *rapid.Generator[string] {
	part := rapid.OneOf(rapid.SampledFrom(Texts()), rapid.String(), rapid.SampledFrom([]string{"\x1b", "\n", "\u2067", "\u2069", "\u0301", "\u1100", "<", `"`, "&", "\u202e", "\xe2\x80"}))
	return rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(part, 0, 8).Draw(t, "parts"), "") })
}

// Texts are texts that break programs: each may be a name, a message, a file's
// name, anything that comes from outside.
func Texts() []string {
	return append([]string{
		"\x1b[2J\x1b[31mred", "\x1b]0;owned\x07", "\x1b]52;c;ZXZpbA==\x07", "bell\x07back\x08\x08cr\rX", "\u009b2Jc1\u0085\u0090",
		"\u202egnitirw\u202c", "zwj\u200d\u200dx", "\x1bP1$r\x1b\\dcs", "tab\there", "line\u2028sep\u2029par", "\x7fdel\x00nul",
		"unterminated \x1b]8;;http://evil", strings.Repeat("e\u0301\u0302\u0303\u0304\u0305\u0306\u0307", 20), "\ufeffbom\ufff9\ufffa",
		"caf\xe9 raw \xff\xfe",
	}, moreTexts()...)
}

func moreTexts() []string {
	return []string{
		"\u2067left open", "closed\u2069 twice\u2069", "\u2066\u2067\u2068nested\u2069", "marks\u200e\u200f\u061c", "\u200b\u2060\u00ad\u034fnone",
		"tags\U000e0041\U000e0042\U000e007f", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f\U000e0067\u200d🏴\U000e0078\U000e007f", "ㅤ", "\u0301\u0302\u0303\u0304\u0305\u0306", "\ue000\U0010ffff\U000f0000", "👍🏽🏽🏽🏽🏽👨\u200d👩\u200d👧\u200d👦\u200d👦\u200d👦",
		strings.Repeat("\u1100", 80), strings.Repeat("\u0600", 80) + "1", "ก" + strings.Repeat("ำ\u0e49", 40),
		`"><script>alert(1)</script><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, "</title></style><!--", "{{.}}{{end}}%s%n%!", "&lt;b&gt;&#x202e;&#0;",
		"../../../../etc/passwd", `..\..\boot.ini`, "CON.txt", "aux", "trailing. . .", "-rf /", "$(touch owned);`id`|&", ":(){:|:&};:", "\nlevel=ERROR msg=forged owned=1", "a\\u202eb\\x1b",
		"javascript:alert(1)", "data:text/html,<script>", "https://paypal.com@evil.example/\u202e", "file:///etc/passwd",
	}
}

// Contents are messages of every kind with s wherever text may stand.
func Contents(s string) []botsim.Content {
	person := botsim.User{ID: 9, FirstName: s, LastName: s, Username: s}
	marked := func(kind, address string) botsim.Entity {
		return botsim.Entity{Type: kind, Offset: 0, Length: 5, URL: address}
	}
	file := map[string]any{"file_name": s, "mime_type": s, "performer": s, "title": s, "emoji": s, "set_name": s, "duration": 3, "width": 9, "height": 9}
	of := func(kind string) botsim.Content { return botsim.Content{kind: botsim.FileOf([]byte(s+kind), file)} }
	return []botsim.Content{
		botsim.Text(s), botsim.Text(strings.Repeat(s+"\n", 3)),
		botsim.Text("click "+s).Marked(marked("text_link", s), marked("bold", ""), marked("spoiler", ""), marked("blockquote", "")),
		botsim.Text("click "+s).Marked(marked("text_link", "https://"+s+"/"), marked(s, s), marked("pre", "")),
		botsim.Photo().Caption(s), of("document").Caption(s), of("audio"), of("voice"), of("video").Caption(s), of("sticker"), of("animation"), of("video_note"),
		botsim.Contact(s, s), botsim.Venue(s, s, 1, 2), botsim.Poll(s, s, s), botsim.Dice(s, 1), botsim.Game(s), botsim.Checklist(s, s), botsim.Story(person), botsim.Rich(s, s),
		botsim.PaidMedia(1).Caption(s), botsim.UnknownOrigin(s), botsim.Service(s, s), botsim.Service("pinned_message", map[string]any{"text": s}),
		botsim.Service("proximity_alert_triggered", map[string]any{"traveler": map[string]any{"first_name": s}, "watcher": map[string]any{"first_name": s}, "distance": 1}),
		botsim.Text(s).ForwardedFromHidden(s, time.Unix(1, 0)), botsim.Text(s).ForwardedFromChannel(s, time.Unix(1, 0)), botsim.Text(s).ForwardedFromUser(person, time.Unix(1, 0)),
		botsim.Text(s).With("quote", map[string]any{"text": s, "position": 0}).With("external_reply", map[string]any{"origin": map[string]any{"type": "hidden_user", "sender_user_name": s, "date": 1}}),
		botsim.Text(s).With("media_group_id", s).With("via_bot", map[string]any{"id": 1, "is_bot": true, "first_name": s, "username": s}),
	}
}

// RawUpdates are updates that are not of the protocol: of an unknown kind, of
// wrong types, and with half a character as only JSON can write it.
func RawUpdates(user int64, s string) []string {
	q, _ := json.Marshal(s) // a string always encodes
	from := fmt.Sprintf(`{"id":%d,"is_bot":false,"first_name":%s,"language_code":%s}`, user, q, q)
	in := fmt.Sprintf(`"message_id":%d,"date":1795000000,"from":%s,"chat":{"id":%d,"type":"private","first_name":%s}`, 900_000+user, from, user, q)
	return []string{
		fmt.Sprintf(`{%s:{%s,"text":%s}}`, q, in, q),
		fmt.Sprintf(`{"message":{%s,"text":"\ud83d half \udc00 a pair"}}`, in),
		fmt.Sprintf(`{"message":{%s,"text":%s,"entities":%s}}`, in, q, q),
		fmt.Sprintf(`{"message":{%s,%s:%s}}`, in, q, q),
		fmt.Sprintf(`{"my_chat_member":{"from":%s,"chat":{"id":%d,"type":"private"},"date":1,"old_chat_member":{"status":%s},"new_chat_member":{"status":%s}}}`, from, user, q, q),
	}
}
