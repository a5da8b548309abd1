package telegram

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/PaulSonOfLars/gotgbot/v2"
	"pgregory.net/rapid"

	"tgdesk/core"
)

// seeds are updates that have broken clients, or could.
func seeds() []string {
	return []string{
		message(`"text":"hi"`), message(`"text":null`), message(`"rich_message":{"blocks":[{"type":"paragraph","text":{"type":"button"}}]}`),
		message(`"rich_message":null`), message(`"rich_message":{"blocks":null}`), message(`"rich_message":{"blocks":[null]}`),
		message(`"rich_message":{"blocks":[{"type":"paragraph"}]}`), message(`"photo":[]`), message(`"photo":[null]`),
		message(`"forward_origin":{"type":"new"},"text":"x"`), message(`"forward_origin":null`), message(`"sticker":{}`),
		message(`"reply_to_message":{"message_id":5,"forward_origin":{"type":"new"}},"text":"x"`),
		message(`"pinned_message":{"date":"x"}`), message(`"text":"\ud800"`), message(`"location":{"latitude":1e400}`),
		`{"update_id":"8","message":{"message_id":"1","chat":{"id":"77","type":"private"}}}`,
		`{"update_id":-5}`, `{"update_id":9223372036854775807}`, `{"update_id":1e3}`, `{"update_id":null}`,
		`{"update_id":3,"my_chat_member":{"chat":{"id":77,"type":"private"},"new_chat_member":{"status":"kicked"}}}`,
		`{"update_id":3,"my_chat_member":{}}`, `{"update_id":3,"message":{}}`, `{"update_id":3,"edited_message":null}`,
		`null`, `[]`, `{}`, `"x"`, `3`, `true`, strings.Repeat("[", 200) + strings.Repeat("]", 200),
	}
}

// FuzzDecode puts any JSON between two valid updates: nothing may panic, both
// valid ones must be decoded, and the offset must be after the last.
func FuzzDecode(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	for _, inside := range kinds() {
		f.Add(message(inside))
	}
	good := func(id int) json.RawMessage {
		return fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"date":1,"chat":{"id":77,"type":"private"},"text":"good"}}`, id, id)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !json.Valid([]byte(s)) {
			return // such an answer fails as a whole earlier
		}
		b := decodeBatch([]json.RawMessage{good(10), json.RawMessage(s), good(12)}, 10)
		if len(b.Updates) != 3 || b.Next != 13 || b.Updates[0].Message.Text != "good" || b.Updates[2].Message.Text != "good" {
			t.Fatalf("%+v", b)
		}
		checkUpdate(t, b.Updates[1])
		alone := decodeBatch([]json.RawMessage{json.RawMessage(s)}, 10)
		if len(alone.Updates) == 0 && alone.Next != 10 || len(alone.Updates) == 1 && alone.Next != alone.Updates[0].ID+1 {
			t.Fatalf("alone: %+v", alone)
		}
	})
}

func checkUpdate(t *testing.T, u core.Update) {
	t.Helper()
	switch u.Kind {
	case core.UpdateOther, core.UpdateIgnored:
		if len(u.Raw) == 0 {
			t.Error("an update of no chat has no raw content")
		}
	case core.UpdateMessage, core.UpdateEdit:
		if u.Visitor.TelegramID <= 0 || u.Message.TelegramID <= 0 || u.Message.Kind == "" {
			t.Errorf("a message of no chat: %+v", u)
		}
		for _, e := range u.Message.Markup.Entities() {
			if length := len(utf16.Encode([]rune(u.Message.Text))); e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > length {
				t.Errorf("entity %+v of a text of %d", e, length)
			}
		}
		if u.Message.Kind == core.KindUnsupported && len(u.Raw) == 0 {
			t.Error("an unsupported message has no raw content")
		}
	case core.UpdateBlockedBot, core.UpdateUnblockedBot:
		if u.Visitor.TelegramID <= 0 {
			t.Errorf("a change without a visitor: %+v", u)
		}
	default:
		t.Errorf("kind %q", u.Kind)
	}
}

func TestInvalidUpdateIDs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		offset   int64
		elements []string
		ids      []int64
		next     int64
	}{
		"in the middle":          {10, []string{`{"update_id":10}`, `{}`, `{"update_id":12}`}, []int64{10, 11, 12}, 13},
		"at the end":             {10, []string{`{"update_id":10}`, `{"update_id":{}}`}, []int64{10}, 11},
		"at the start":           {0, []string{`[]`, `{"update_id":12}`}, []int64{0, 12}, 13},
		"alone":                  {10, []string{`{"update_id":null}`}, nil, 10},
		"alone at the beginning": {0, []string{`{}`}, nil, 0},
		"in quotes":              {0, []string{`{"update_id":"12"}`}, []int64{12}, 13},
		"negative":               {10, []string{`{"update_id":-3}`}, nil, 10},
		"beyond reason":          {10, []string{fmt.Sprintf(`{"update_id":%d}`, int64(math.MaxInt64))}, nil, 10},
		"several at the end":     {10, []string{`1`, `{"update_id":11}`, `"x"`, `null`}, []int64{10, 11}, 12},
		"lower than the offset":  {100, []string{`{"update_id":5}`, `{"update_id":6}`}, []int64{5, 6}, 7},
		"none":                   {100, nil, nil, 100},
	} {
		var elements []json.RawMessage
		for _, e := range c.elements {
			elements = append(elements, json.RawMessage(e))
		}
		b := decodeBatch(elements, c.offset)
		var ids []int64
		for _, u := range b.Updates {
			ids = append(ids, u.ID)
		}
		if !slices.Equal(ids, c.ids) || b.Next != c.next {
			t.Errorf("%s: ids %v, next %d; want %v, %d", name, ids, b.Next, c.ids, c.next)
		}
	}
}

// TestDatesOfAnySize: a date that no calendar has is the last one that RFC 3339 has.
func TestDatesOfAnySize(t *testing.T) {
	t.Parallel()
	last := time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)
	for date, want := range map[int64]time.Time{
		math.MinInt64: {}, 0: {}, 1: time.Unix(1, 0).UTC(), 253402300799: last, 253402300800: last, math.MaxInt64: last,
	} {
		u := decodeUpdate(fmt.Appendf(nil, `{"update_id":1,"message":{"message_id":1,"date":%d,"edit_date":%d,"chat":{"id":7,"type":"private"},"text":"x"}}`, date, date))
		if !u.Message.At.Equal(want) || !u.Message.EditedAt.Equal(want) {
			t.Errorf("%d is %v, edited %v", date, u.Message.At, u.Message.EditedAt)
		}
	}
}

func TestUpdatesOfVisitors(t *testing.T) {
	t.Parallel()
	for object, relevant := range map[string]bool{
		`{"update_id":1,"channel_post":{"message_id":1,"date":1,"chat":{"id":-1,"type":"channel"}}}`:               false,
		`{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":-1,"type":"supergroup"},"text":"x"}}`:      false,
		`{"update_id":1,"my_chat_member":{"chat":{"id":-1,"type":"group"},"new_chat_member":{"status":"member"}}}`: false,
		`{"update_id":1,"my_chat_member":{"chat":{"id":-1,"type":"group"},"new_chat_member":{"status":"new"}}}`:    false,
		`{"update_id":1,"channel_post":{"chat":{"type":"channel"},"forward_origin":{"type":"new"}}}`:               false,
		`{"update_id":1,"my_chat_member":{"chat":{"id":7,"type":"private"},"new_chat_member":{"status":"left"}}}`:  true,
		`{"update_id":1,"callback_query":{"id":"1","from":{"id":7}}}`:                                              true,
		`{"update_id":1,"novelty":{}}`:                                                               true,
		`{"update_id":1,"message":{"message_id":1,"date":1,"text":"no chat"}}`:                       true,
		`{"update_id":1,"message":{"message_id":0,"chat":{"id":7,"type":"private"},"text":"no id"}}`: true,
		`{"update_id":1,"message":{"message_id":1,"chat":{"id":7,"type":"private"},"forward_origin":{"type":"new"},"text":7,"from":[],"date":"yesterday"}}`: true,
	} {
		if u := decodeUpdate(json.RawMessage(object)); (u.Kind != core.UpdateIgnored) != relevant || u.ID != 1 {
			t.Errorf("%s, id %d of %s", u.Kind, u.ID, object)
		}
	}
}

// This fails with a gotgbot that has more fields in Message: each new one must
// be classified as content, service or metadata.
func TestEveryMessageFieldIsClassified(t *testing.T) {
	t.Parallel()
	service := 0
	for f := range reflect.TypeFor[gotgbot.Message]().Fields() {
		if isService(fieldName(f)) {
			service++
		}
	}
	if service != 51 {
		t.Errorf("%d fields count as service messages", service)
	}
}

// A long answer is decoded in parts, each of which is a batch: it ends with a valid id,
// which Next confirms.
func TestDecodeInParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		valid := rapid.SliceOfN(rapid.Bool(), 0, 4*partSize).Draw(t, "valid")
		var elements []json.RawMessage
		var want []int64
		next := int64(10)
		for i, ok := range valid {
			id, element := next, `"odd"`
			if ok {
				id = int64(100 + 2*i)
				element, next = fmt.Sprintf(`{"update_id":%d}`, id), id+1
			}
			elements, want = append(elements, json.RawMessage(element)), append(want, id)
		}
		for len(valid) > 0 && !valid[len(valid)-1] {
			valid, want = valid[:len(valid)-1], want[:len(want)-1]
		}
		var got []int64
		b := decodeBatch(elements, 10)
		last := b.Next
		for part := range b.Parts() {
			for _, u := range part.Updates {
				got = append(got, u.ID)
			}
			if n := len(part.Updates); n > 0 && part.Next != part.Updates[n-1].ID+1 || part.Rest != nil && n < partSize {
				t.Fatalf("a part of %d updates, next %d", n, part.Next)
			}
			last = part.Next
		}
		if !slices.Equal(got, want) || last != next {
			t.Fatalf("ids %v, next %d; want %v, %d", got, last, want, next)
		}
	})
}
