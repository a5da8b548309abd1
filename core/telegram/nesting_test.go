package telegram

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tgdesk/core"
)

// TestDeepUpdates polls updates that are nested deeper than any decoder bears: they
// are kept raw, with what can be read, and hold up nothing beside them.
func TestDeepUpdates(t *testing.T) {
	t.Parallel()
	reply := `{"message_id":5,"date":1,"chat":{"id":77,"type":"private"},"text":"before","reply_to_message":`
	for name, deep := range map[string]string{
		"lists":        message(`"text":"hello","unknown":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)),
		"deeper lists": message(`"text":"hello","unknown":` + strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000)),
		"objects":      message(`"text":"hello","poll":` + strings.Repeat(`{"a":`, 50_000) + `1` + strings.Repeat("}", 50_000)),
		"replies":      message(`"text":"hello","reply_to_message":` + strings.Repeat(reply, 9_000) + "null" + strings.Repeat("}", 9_000)),
		"more replies": message(`"text":"hello","reply_to_message":` + strings.Repeat(reply, 30_000) + "null" + strings.Repeat("}", 30_000)),
	} {
		body := `{"ok":true,"result":[` + deep + `,` + strings.Replace(message(`"text":"after"`), `"update_id":7`, `"update_id":8`, 1) + `]}`
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
		l := New(Options{APIURL: s.URL}).Connect(core.Token("123456789:"+strings.Repeat("x", 35)), core.Server{})
		got, err := l.Poll(t.Context(), 0)
		s.Close()
		if err != nil || len(got.Updates) != 2 || got.Next != 9 {
			t.Errorf("%s: %d updates, next %d, %v", name, len(got.Updates), got.Next, err)
			continue
		}
		first, second := got.Updates[0], got.Updates[1]
		if first.ID != 7 || first.Message.Text != "hello" || !first.Partial || string(first.Raw) != deep {
			t.Errorf("%s: update %d is %q, partial %v, %d bytes raw", name, first.ID, first.Message.Text, first.Partial, len(first.Raw))
		}
		if second.Message.Text != "after" || second.Partial {
			t.Errorf("%s: then %+v", name, second.Message)
		}
	}
}

// TestPrune compares with what encoding/json makes of any JSON text.
func TestPrune(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := anyJSON(t, 6)
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		most := rapid.IntRange(0, 7).Draw(t, "most")
		var got any
		if err := json.Unmarshal(prune(text, most), &got); err != nil {
			t.Fatalf("%s at most %d: %v", text, most, err)
		}
		if want := prunedValue(value, most); !reflect.DeepEqual(got, want) {
			t.Fatalf("%s at most %d: %v, want %v", text, most, got, want)
		}
		if isNestedBeyond(text, most) != !reflect.DeepEqual(value, prunedValue(value, most)) {
			t.Fatalf("%s is beyond %d: %v", text, most, isNestedBeyond(text, most))
		}
	})
}

func anyJSON(t *rapid.T, levels int) any {
	text := rapid.StringOf(rapid.SampledFrom([]rune(`ab"\{}[],:` + "\n\u00e9")))
	kinds := 3
	if levels == 0 {
		kinds = 1
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 1:
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			list = append(list, anyJSON(t, levels-1))
		}
		return list
	case 2:
		object := map[string]any{}
		for range rapid.IntRange(0, 3).Draw(t, "fields") {
			object[text.Draw(t, "name")] = anyJSON(t, levels-1)
		}
		return object
	}
	return text.Draw(t, "text")
}

func prunedValue(value any, most int) any {
	switch v := value.(type) {
	case []any:
		if most == 0 {
			return nil
		}
		list := []any{}
		for _, item := range v {
			list = append(list, prunedValue(item, most-1))
		}
		return list
	case map[string]any:
		if most == 0 {
			return nil
		}
		object := map[string]any{}
		for name, field := range v {
			object[name] = prunedValue(field, most-1)
		}
		return object
	}
	return value
}
