package telegram_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
	"tgdesk/core/markup"
	"tgdesk/core/telegram/botsim"
)

// file shortens the expected attachments. Ids are only checked for presence.
func file(kind core.Kind, a core.Attachment) *core.Attachment {
	a.Kind = kind
	return &a
}

func TestContentOfEveryKind(t *testing.T) {
	t.Parallel()
	ana := botsim.User{ID: 77, FirstName: "Ana"}
	sticker := map[string]any{"file_id": "f", "file_unique_id": "u", "type": "regular", "width": 512, "height": 511,
		"is_animated": false, "is_video": false, "emoji": "\U0001F44D", "file_size": 9000}
	for name, c := range map[string]struct {
		sent botsim.Content
		kind core.Kind
		text string
		file *core.Attachment
	}{
		"text":          {botsim.Text("hi\nthere"), core.KindText, "hi\nthere", nil},
		"rich":          {botsim.Rich("one"), core.KindText, "one", nil},
		"photo":         {botsim.Photo().Caption("look"), core.KindPhoto, "look", file(core.KindPhoto, core.Attachment{Width: 1280, Height: 960})},
		"live photo":    {botsim.LivePhoto(), core.KindLivePhoto, "", file(core.KindLivePhoto, core.Attachment{Width: 1280, Height: 960, MIME: "video/mp4", Duration: 3 * time.Second, ThumbWidth: 1280, ThumbHeight: 960})},
		"document":      {botsim.Document("a.pdf", "application/pdf", 1234).Caption("c"), core.KindDocument, "c", file(core.KindDocument, core.Attachment{FileName: "a.pdf", MIME: "application/pdf", Size: 1234})},
		"animation":     {raw("animation", `{"file_id":"f","file_unique_id":"u","width":3,"height":4,"duration":5,"file_name":"a.gif","mime_type":"video/mp4","file_size":6}`).With("document", map[string]any{"file_id": "d", "file_unique_id": "e"}), core.KindAnimation, "", file(core.KindAnimation, core.Attachment{FileName: "a.gif", MIME: "video/mp4", Size: 6, Width: 3, Height: 4, Duration: 5 * time.Second})},
		"video":         {raw("video", `{"file_id":"f","file_unique_id":"u","width":3,"height":4,"duration":5,"file_name":"a.mp4","mime_type":"video/mp4","file_size":6}`), core.KindVideo, "", file(core.KindVideo, core.Attachment{FileName: "a.mp4", MIME: "video/mp4", Size: 6, Width: 3, Height: 4, Duration: 5 * time.Second})},
		"video note":    {raw("video_note", `{"file_id":"f","file_unique_id":"u","length":240,"duration":5,"file_size":6}`), core.KindVideoNote, "", file(core.KindVideoNote, core.Attachment{Size: 6, Width: 240, Height: 240, Duration: 5 * time.Second})},
		"voice":         {raw("voice", `{"file_id":"f","file_unique_id":"u","duration":5,"mime_type":"audio/ogg","file_size":6}`), core.KindVoice, "", file(core.KindVoice, core.Attachment{MIME: "audio/ogg", Size: 6, Duration: 5 * time.Second})},
		"audio":         {raw("audio", `{"file_id":"f","file_unique_id":"u","duration":5,"performer":"P","title":"T","file_name":"a.mp3","mime_type":"audio/mpeg","file_size":6}`), core.KindAudio, "", file(core.KindAudio, core.Attachment{FileName: "a.mp3", Title: "P – T", MIME: "audio/mpeg", Size: 6, Duration: 5 * time.Second})},
		"sticker":       {botsim.Content{"sticker": sticker}, core.KindSticker, "\U0001F44D", file(core.KindSticker, core.Attachment{MIME: "image/webp", Size: 9000, Width: 512, Height: 511, Emoji: "\U0001F44D"})},
		"contact":       {botsim.Contact("34600000000", "Ana"), core.KindContact, "Ana, +34600000000", nil},
		"location":      {botsim.Location(35.6895, -139.5), core.KindLocation, "35.6895, -139.5", nil},
		"live location": {botsim.LiveLocation(1, 2, time.Hour), core.KindLiveLocation, "1, 2 (1h)", nil},
		"venue":         {botsim.Venue("Café", "Main St 1", 1, 2), core.KindVenue, "Café, Main St 1\n1, 2", nil},
		"dice":          {botsim.Dice("\U0001F3B2", 4), core.KindDice, "\U0001F3B2 4", nil},
		"poll":          {botsim.Poll("Tea?", "yes", "no"), core.KindPoll, "Tea?\n○ yes\n○ no", nil},
		"game":          {botsim.Game("Snake"), core.KindGame, "Snake\nA game", file(core.KindPhoto, core.Attachment{Width: 1280, Height: 960})},
		"moving game":   {raw("game", `{"title":"Snake","description":"","photo":[{"file_id":"p","file_unique_id":"q","width":9,"height":9}],"animation":{"file_id":"f","file_unique_id":"u","width":3,"height":4,"duration":5,"file_size":6}}`), core.KindGame, "Snake", file(core.KindAnimation, core.Attachment{Size: 6, Width: 3, Height: 4, Duration: 5 * time.Second})},
		"checklist":     {botsim.Checklist("To do", "this"), core.KindChecklist, "To do\n☐ this", nil},
		"story":         {botsim.Story(ana), core.KindStory, "Ana", nil},
		"paid media":    {botsim.PaidMedia(5).Caption("buy"), core.KindPaidMedia, "★ 5\nbuy", nil},
		"gift":          {botsim.Content{"gift": map[string]any{"text": "for you", "gift": map[string]any{"id": "1", "sticker": sticker}}}, core.KindGift, "\U0001F44D\nfor you", nil},
		"unique gift":   {raw("unique_gift", `{"origin":"transfer","gift":{"base_name":"Star"}}`), core.KindGift, "Star", nil},
		"gift upgrade":  {raw("gift_upgrade_sent", `{"text":"more"}`), core.KindGift, "more", nil},
		"pinned":        {raw("pinned_message", `{"message_id":1,"date":0,"chat":{"id":77,"type":"private"}}`), core.KindService, "pinned_message", nil},
		"auto delete":   {raw("message_auto_delete_timer_changed", `{"message_auto_delete_time":5}`), core.KindService, "message_auto_delete_timer_changed\n5s", nil},
		"web app":       {raw("web_app_data", `{"data":"x","button_text":"y"}`), core.KindService, "web_app_data\ny: x", nil},
		"write access":  {raw("write_access_allowed", `{}`), core.KindService, "write_access_allowed", nil},
		"website":       {botsim.Service("connected_website", "example.org"), core.KindService, "connected_website\nexample.org", nil},
		"background":    {raw("chat_background_set", `{"type":{"type":"chat_theme","theme_name":"x"}}`), core.KindService, "chat_background_set", nil},
		"invoice":       {raw("invoice", `{"title":"x"}`), core.KindUnsupported, "invoice\nx", nil},
		"giveaway":      {raw("giveaway", `{}`), core.KindUnsupported, "giveaway", nil},
		"unknown":       {botsim.Content{"entities": []any{}, "hologram": map[string]any{"depth": 3}, "zz": 1}, core.KindUnsupported, "hologram", nil},
		"nothing":       {botsim.Content{}, core.KindUnsupported, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, bot, client := newSim(t)
			id := bot.Visitor(ana).Send(c.sent)
			u := poll(t, client, 0).Updates[0]
			got := u.Message
			if u.Kind != core.UpdateMessage || got.TelegramID != id || got.Kind != c.kind || got.Text != c.text {
				t.Fatalf("%s %+v, want %s %q", u.Kind, got, c.kind, c.text)
			}
			if (u.Raw != nil) != (c.kind == core.KindUnsupported || got.Notice) {
				t.Errorf("raw is %s", u.Raw)
			}
			checkFile(t, c.file, got.Attachment)
		})
	}
}

func checkFile(t *testing.T, want, got *core.Attachment) {
	t.Helper()
	if want != nil && got != nil {
		if got.FileID == "" || got.FileUniqueID == "" {
			t.Errorf("no file ids: %+v", got)
		}
		want.FileID, want.FileUniqueID = got.FileID, got.FileUniqueID
		if want.Size == 0 {
			want.Size = got.Size
		}
	}
	if want != nil && got != nil && want.ThumbWidth > 0 {
		if got.ThumbID == "" || got.ThumbUniqueID == "" {
			t.Errorf("no ids of the thumbnail: %+v", got)
		}
		want.ThumbID, want.ThumbUniqueID = got.ThumbID, got.ThumbUniqueID
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// raw is content as JSON.
func raw(field, object string) botsim.Content {
	return botsim.Content{field: rawJSON(object)}
}

type rawJSON string

func (r rawJSON) MarshalJSON() ([]byte, error) { return []byte(r), nil }

func TestAlbumAndLargestSize(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	sizes := func(widths ...int) botsim.Content {
		var list []string
		for _, w := range widths {
			list = append(list, fmt.Sprintf(`{"file_id":"f%d","file_unique_id":"u%d","width":%d,"height":10,"file_size":%d}`, w, w, w, w))
		}
		return raw("photo", "["+strings.Join(list, ",")+"]").With("media_group_id", "album1")
	}
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Send(sizes(90, 800, 320))
	v.Send(botsim.Document("a.pdf", "application/pdf", 1).With("media_group_id", "album1"))
	b := poll(t, c, 0)
	if a := b.Updates[0].Message.Attachment; a.FileID != "f800" || a.Width != 800 || a.Size != 800 || a.AlbumID != "album1" {
		t.Errorf("photo %+v", a)
	}
	if a := b.Updates[1].Message.Attachment; a.AlbumID != "album1" {
		t.Errorf("document %+v", a)
	}
}

// shown is a text with its entities as <type>…</type>, which stand where they begin
// and end.
func shown(m core.Incoming) string {
	marks := map[int]string{}
	for _, e := range m.Markup.Entities() {
		marks[e.Offset] += "<" + string(e.Type) + strings.TrimSuffix(" "+e.URL, " ") + ">"
		marks[e.Offset+e.Length] = "</>" + marks[e.Offset+e.Length]
	}
	var b strings.Builder
	units := 0
	for _, r := range m.Text {
		b.WriteString(marks[units])
		b.WriteRune(r)
		units += markup.Len(string(r))
	}
	return b.String() + marks[units]
}

// TestFormattedContent: lists, polls, gifts and games are formatted as texts are.
func TestFormattedContent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sent botsim.Content
		want string
	}{
		"quiz": {raw("poll", `{"id":"1","question":"😀 Who?","question_entities":[{"type":"bold","offset":3,"length":3}],
			"options":[{"text":" the cook","text_entities":[{"type":"spoiler","offset":5,"length":4}],"voter_count":2},{"text":"me","voter_count":0}],
			"total_voter_count":2,"correct_option_ids":[0],"explanation":"As said.","explanation_entities":[{"type":"spoiler","offset":0,"length":8},{"type":"bold","offset":7,"length":9}]}`),
			"😀 <bold>Who</>?\n✓  the <spoiler>cook</> (2)\n○ me (0)\n<spoiler>As said.</>"},
		"checklist": {raw("checklist", `{"title":"All","title_entities":[{"type":"italic","offset":0,"length":3}],
			"tasks":[{"id":1,"text":"a b","text_entities":[{"type":"text_link","offset":2,"length":1,"url":"https://x.example"}]},{"id":2,"text":"c","completion_date":1,"text_entities":[{"type":"spoiler","offset":0,"length":1}]}]}`),
			"<italic>All</>\n☐ a <text_link https://x.example>b</>\n☑ <spoiler>c</>"},
		"gift":  {raw("gift", `{"text":"for you","entities":[{"type":"spoiler","offset":4,"length":3}],"gift":{"id":"1","star_count":5,"sticker":{"emoji":"👍"}}}`), "👍 ★ 5\nfor <spoiler>you</>"},
		"game":  {raw("game", `{"title":"Snake","description":"d","text":"best: 3","text_entities":[{"type":"bold","offset":6,"length":1}]}`), "Snake\nd\nbest: <bold>3</>"},
		"tasks": {raw("checklist_tasks_added", `{"tasks":[{"id":1,"text":"x","text_entities":[{"type":"spoiler","offset":0,"length":1}]}]}`), "checklist_tasks_added\n☐ <spoiler>x</>"},
		"buttons": {botsim.Text("Pay here ").With("reply_markup", map[string]any{"inline_keyboard": []any{
			[]any{map[string]any{"text": "Shop", "url": "https://evil.example/x"}, map[string]any{"text": "Code", "copy_text": map[string]any{"text": "A-1"}}},
			[]any{map[string]any{"text": "Log in", "web_app": map[string]any{"url": "https://app.example"}}, map[string]any{"text": "More", "callback_data": "more"}},
		}}), "Pay here\n<text_link https://evil.example/x>[Shop]</> [Code] (A-1)\n<text_link https://app.example>[Log in]</> [More]"},
		"a picture's buttons": {botsim.Photo().With("reply_markup", map[string]any{"inline_keyboard": []any{[]any{map[string]any{"text": "Shop", "url": "https://a.example"}}}}), "<text_link https://a.example>[Shop]</>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, bot, client := newSim(t)
			bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"}).Send(c.sent)
			u := poll(t, client, 0).Updates[0]
			if got := shown(u.Message); got != c.want {
				t.Errorf("shown as %q, want %q", got, c.want)
			}
			if u.Partial != strings.Contains(c.want, "[More]") {
				t.Errorf("partial is %v", u.Partial)
			}
		})
	}
}

// TestQuotesCoverSpoilers: what is told of another message has no spoilers to open.
func TestQuotesCoverSpoilers(t *testing.T) {
	t.Parallel()
	_, bot, client := newSim(t)
	bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"}).Send(botsim.Text("yes").With("quote", map[string]any{"text": "it is Bob", "position": 0, "entities": []any{map[string]any{"type": "spoiler", "offset": 6, "length": 3}}}).
		With("external_reply", map[string]any{"origin": map[string]any{"type": "hidden_user", "sender_user_name": "x", "date": 1}, "poll": map[string]any{"id": "1", "question": "who is it", "question_entities": []any{map[string]any{"type": "spoiler", "offset": 0, "length": 6}}}}))
	m := poll(t, client, 0).Updates[0].Message
	if m.Quote != "it is ░░░" || m.ExternalReply.Text != "░░░ ░░ it" {
		t.Errorf("%q, %q", m.Quote, m.ExternalReply.Text)
	}
}
