package wire_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"tgdesk/cmd/tgdesk/help"
	"tgdesk/core"
	"tgdesk/core/chatbot/wire"
	"tgdesk/tui/locale"
)

func TestEncode(t *testing.T) {
	t.Parallel()
	at := time.Date(2027, 3, 4, 12, 30, 0, 0, time.FixedZone("", 3600))
	full := core.BotEvent{
		ID: "e1", Kind: core.BotFileReceived, At: at, Brand: "acme", Chat: 12, Visitor: 3, TelegramID: 77, Name: "An\nn\u2028", Language: "ja",
		Text: "<look>", Button: "Yes", Attachment: &core.Attachment{Kind: core.KindDocument, FileName: "a.pdf", MIME: "application/pdf", Size: 9, FileID: "secret"},
		Source: "pricing", Fields: map[string]string{"order": "A-1"}, Closed: true, Nobody: true, Memory: "m",
	}
	for name, c := range map[string]struct {
		event core.BotEvent
		want  string
	}{
		"full": {full, `{"id":"e1","event":"file","at":"2027-03-04T11:30:00Z","brand":"acme","chat":12,"visitor":{"id":3,"telegram_id":77,"name":"An\nn\u2028","language":"ja"},` +
			`"text":"\u003clook\u003e","button":"Yes","attachment":{"kind":"document","name":"a.pdf","mime":"application/pdf","size":9},"source":"pricing","fields":{"order":"A-1"},` +
			`"outside_hours":true,"nobody_available":true,"memory":"m"}`},
		"little": {core.BotEvent{ID: "e2", Kind: core.BotOpened, At: at, Brand: "acme", Chat: 1, Visitor: 1, TelegramID: 5},
			`{"id":"e2","event":"opened","at":"2027-03-04T11:30:00Z","brand":"acme","chat":1,"visitor":{"id":1,"telegram_id":5,"name":"","language":""},` +
				`"text":"","button":"","attachment":null,"source":"","fields":{},"outside_hours":false,"nobody_available":false,"memory":""}`},
	} {
		got, err := wire.Encode(c.event)
		if diff := cmp.Diff(c.want, string(got)); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	full.Name, full.Text = "\xff", "a\x00\xfe\n"
	got, err := wire.Encode(full)
	if err != nil || !json.Valid(got) || !utf8.Valid(got) || strings.ContainsAny(string(got), "\n\r") {
		t.Errorf("%q: %v", got, err)
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	picture := base64.StdEncoding.EncodeToString([]byte("picture"))
	got, err := wire.Decode([]byte(`{"actions":[
		{"do":"reply","text":"Ready?","buttons":[["Yes","No"],["Maybe"]],"keyboard":"reply","format":"markup","file":{"name":"a.png","data":"`+picture+`"}},
		{"text":"plain","do":"reply","buttons":[],"keyboard":"inline","format":"plain","file":null},
		{"do":"wait","text":7,"new":{"deep":[[1e999]]}},
		{"do":"forward","text":"A person will answer.","tags":["billing","#VIP"]}, {"do":"forward"},
		{"do":"leave_message","text":"Nobody is here.","tags":["night"]},
		{"do":"end","after_seconds":30,"text":"Bye"}, {"do":"end"}, {"do":"end","after_seconds":0}, {"do":"end","after_seconds":1.08e4},
		{"do":"set","field":" order ","value":"A-1"}, {"do":"set","field":"order","value":""},
		{"do":"tag","tag":"vip"}, {"do":"block","reason":"spam"}
	],"memory":"m","id":"of somebody else","more":[{"a":1,"a":2}]}`), "")
	want := core.BotAnswer{Memory: "m", Actions: []core.BotAction{
		{Do: core.BotReply, Text: "Ready?", Buttons: [][]string{{"Yes", "No"}, {"Maybe"}}, Keyboard: true, Markup: true, File: &core.BotFile{Name: "a.png", Data: []byte("picture")}},
		{Do: core.BotReply, Text: "plain"},
		{Do: core.BotWait},
		{Do: core.BotForward, Text: "A person will answer.", Tags: []string{"billing", "VIP"}}, {Do: core.BotForward},
		{Do: core.BotLeaveMessage, Text: "Nobody is here.", Tags: []string{"night"}},
		{Do: core.BotEnd, After: 30 * time.Second, Text: "Bye"}, {Do: core.BotEnd}, {Do: core.BotEnd}, {Do: core.BotEnd, After: 3 * time.Hour},
		{Do: core.BotSet, Field: "order", Value: "A-1"}, {Do: core.BotSet, Field: "order"},
		{Do: core.BotTag, Tags: []string{"vip"}}, {Do: core.BotBlock, Reason: "spam"},
	}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	for _, nothing := range []string{`{"actions":[]}`, ` {"memory":null,"actions":[]} `, `{"actions":[{"do":"wait"}],"id":null}`, `{"actions":[],"id":"e1"}`} {
		got, err := wire.Decode([]byte(nothing), "e1")
		if diff := cmp.Diff(core.BotAnswer{Actions: []core.BotAction{{Do: core.BotWait}}}, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", nothing, err, diff)
		}
	}
}

// TestDecodeAtTheBounds gives the most of everything, which is taken, and one more.
func TestDecodeAtTheBounds(t *testing.T) {
	t.Parallel()
	x := func(n int) string { return strings.Repeat("é", n) }
	repeat := func(s string, n int) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }
	row := func(n int) string { return "[" + repeat(`"a"`, n) + "]" }
	action := func(format string, args ...any) string { return `{"actions":[` + fmt.Sprintf(format, args...) + `]}` }
	file := func(n int) string {
		return action(`{"do":"reply","file":{"name":"a","data":"%s"}}`, base64.StdEncoding.EncodeToString(make([]byte, n)))
	}
	for name, c := range map[string]struct{ most, over, want string }{
		"text":    {action(`{"do":"reply","text":"%s"}`, x(core.MaxBotText)), action(`{"do":"reply","text":"%s"}`, x(core.MaxBotText+1)), "Action 1 of the chatbot's answer (reply) cannot be done: text has 4097 characters, more than 4096."},
		"actions": {action("%s", repeat(`{"do":"wait"}`, core.MaxBotActions)), action("%s", repeat(`{"do":"wait"}`, core.MaxBotActions+1)), "The chatbot's answer has more than 20 actions."},
		"buttons": {action(`{"do":"reply","text":"a","buttons":[%s]}`, repeat(row(8), 5)), action(`{"do":"reply","text":"a","buttons":[%s,%s]}`, repeat(row(8), 5), row(1)), "Action 1 of the chatbot's answer (reply) cannot be done: There are more than 40 buttons."},
		"row":     {action(`{"do":"reply","text":"a","buttons":[%s]}`, row(8)), action(`{"do":"reply","text":"a","buttons":[%s]}`, row(9)), "Action 1 of the chatbot's answer (reply) cannot be done: Row 1 of buttons has 9 of them, more than 8."},
		"label":   {action(`{"do":"reply","text":"a","buttons":[["%s"]]}`, x(64)), action(`{"do":"reply","text":"a","buttons":[["b","%s"]]}`, x(65)), "Action 1 of the chatbot's answer (reply) cannot be done: The label of button 2 in row 1 has 65 characters, more than 64."},
		"file":    {file(core.MaxBotFile), file(core.MaxBotFile + 1), "Action 1 of the chatbot's answer (reply) cannot be done: The file has more than 10 MB (10,485,760 bytes)."},
		"caption": {action(`{"do":"reply","text":"%s","file":{"name":"a","data":"AAAA"}}`, x(1024)), action(`{"do":"reply","text":"%s","file":{"name":"a","data":"AAAA"}}`, x(1025)), "Action 1 of the chatbot's answer (reply) cannot be done: The text below a file has 1025 characters, more than 1024."},
		"tags":    {action(`{"do":"forward","tags":[%s]}`, repeat(`"a"`, core.MaxTags)), action(`{"do":"forward","tags":[%s]}`, repeat(`"a"`, core.MaxTags+1)), "Action 1 of the chatbot's answer (forward) cannot be done: There are 21 tags, more than 20."},
		"tag":     {action(`{"do":"tag","tag":"%s"}`, x(core.MaxTag)), action(`{"do":"tag","tag":"%s"}`, x(core.MaxTag+1)), "Action 1 of the chatbot's answer (tag) cannot be done: The tag is too long: 41 characters, at most 40."},
		"field":   {action(`{"do":"set","field":"%s","value":"a"}`, x(core.MaxFieldName)), action(`{"do":"set","field":"%s","value":"a"}`, x(core.MaxFieldName+1)), "Action 1 of the chatbot's answer (set) cannot be done: field has 41 characters, more than 40."},
		"value":   {action(`{"do":"set","field":"a","value":"%s"}`, x(core.MaxFieldValue)), action(`{"do":"set","field":"a","value":"%s"}`, x(core.MaxFieldValue+1)), "Action 1 of the chatbot's answer (set) cannot be done: value has 501 characters, more than 500."},
		"reason":  {action(`{"do":"block","reason":"%s"}`, x(core.MaxBotBlockReason)), action(`{"do":"block","reason":"%s"}`, x(core.MaxBotBlockReason+1)), "Action 1 of the chatbot's answer (block) cannot be done: reason has 201 characters, more than 200."},
		"soonest": {action(`{"do":"end","after_seconds":30}`), action(`{"do":"end","after_seconds":29}`), "Action 1 of the chatbot's answer (end) cannot be done: after_seconds must be 0, or a whole number from 30 to 10800."},
		"latest":  {action(`{"do":"end","after_seconds":10800}`), action(`{"do":"wait"},{"do":"end","after_seconds":10801}`), "Action 2 of the chatbot's answer (end) cannot be done: after_seconds must be 0, or a whole number from 30 to 10800."},
		"memory":  {`{"actions":[],"memory":"` + strings.Repeat("m", core.MaxBotMemory) + `"}`, `{"actions":[],"memory":"` + strings.Repeat("m", core.MaxBotMemory+1) + `"}`, "The memory in the chatbot's answer has more than 16,384 bytes."},
		"bytes":   {`{"actions":[]` + strings.Repeat(" ", wire.MaxAnswer-14) + `}`, `{"actions":[]` + strings.Repeat(" ", wire.MaxAnswer-13) + `}`, "The chatbot's answer has more than 15 MB (15,728,640 bytes)."},
		"levels":  {`{"actions":[],"x":` + strings.Repeat("[", 63) + strings.Repeat("]", 63) + `}`, `{"actions":[],"x":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, "The chatbot's answer is nested more than 64 levels deep."},
	} {
		if _, err := wire.Decode([]byte(c.most), ""); err != nil {
			t.Errorf("%s: the most is refused: %s", name, sentence(err))
		}
		if got := refusal(t, c.over, ""); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, c.want)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	whole := func(s string) string { return "The chatbot's answer " + s }
	for answer, want := range map[string]string{
		"":                                whole("is empty."),
		" \n":                             whole("is empty."),
		"Internal Server Error":           whole("is no JSON: invalid character 'I' looking for beginning of value, at byte 1."),
		`{"actions":[]`:                   whole("is no JSON: unexpected end of JSON input, at byte 13."),
		`{"actions":[],}`:                 whole("is no JSON: invalid character '}' looking for beginning of object key string, at byte 15."),
		`{"actions":[{"do":"wait"},]}`:    whole("is no JSON: invalid character ']' looking for beginning of value, at byte 27."),
		`{"actions":[]} more`:             whole("is no JSON: invalid character 'm' after top-level value, at byte 16."),
		"\ufeff{\"actions\":[]}":          whole("is no JSON: invalid character 'ï' looking for beginning of value, at byte 1."),
		"{\"actions\":[],\"a\":\"\xff\"}": whole("is not in UTF-8."),
		`[{"do":"wait"}]`:                 whole("must be an object with a list of actions, not a list."),
		`null`:                            whole("must be an object with a list of actions, not null."),
		`"\u001b[2J"`:                     whole("must be an object with a list of actions, not a text."),
		`{}`:                              whole("has no actions; an empty list of them is to wait."),
		`{"Actions":[]}`:                  whole("has no actions; an empty list of them is to wait."),
		`{"actions":null}`:                "The field actions of the chatbot's answer must be a list, not null.",
		`{"actions":{"do":"wait"}}`:       "The field actions of the chatbot's answer must be a list, not an object.",
		`{"actions":[],"memory":1}`:       "The field memory of the chatbot's answer must be a text, not a number.",
		`{"actions":[],"actions":[]}`:     whole(`has the field "actions" twice in one object.`),
		`{"actions":[],"memory":"a","memory":"b"}`:                                    whole(`has the field "memory" twice in one object.`),
		`{"actions":[],"id":"e2"}`:                                                    whole("names another event than the one it was asked about."),
		`{"actions":[],"id":1}`:                                                       whole("names another event than the one it was asked about."),
		`{"actions":["wait"]}`:                                                        "Action 1 of the chatbot's answer must be an object, not a text.",
		`{"actions":[{"do":"wait"},[]]}`:                                              "Action 2 of the chatbot's answer must be an object, not a list.",
		`{"actions":[{"text":"hi"}]}`:                                                 "Action 1 of the chatbot's answer does not say what to do.",
		`{"actions":[{"do":["reply"]}]}`:                                              "Action 1 of the chatbot's answer does not say what to do.",
		`{"actions":[{"do":""}]}`:                                                     `Action 1 of the chatbot's answer is "", which is none that there is.`,
		`{"actions":[{"do":"Reply","text":"a"}]}`:                                     `Action 1 of the chatbot's answer is "Reply", which is none that there is.`,
		`{"actions":[{"do":"\u001b[2J` + strings.Repeat("x", 99) + `"}]}`:             `Action 1 of the chatbot's answer is "␛[2J` + strings.Repeat("x", 55) + `…", which is none that there is.`,
		`{"actions":[{"do":"reply","text":"a","text":"b"}]}`:                          "Action 1 of the chatbot's answer has the field text twice.",
		`{"actions":[{"do":"reply","file":{"name":"a","name":"b"}}]}`:                 whole(`has the field "name" twice in one object.`),
		`{"actions":[{"do":"forward","tags":[` + strings.Repeat("0,", 5000) + `0]}]}`: whole("has more than 5000 values."),
	} {
		if got := refusal(t, answer, "e1"); got != want {
			t.Errorf("%.60s:\ngot  %s\nwant %s", answer, got, want)
		}
	}
	for action, want := range map[string]string{
		`{"do":"reply"}`:                                             "There is neither a text nor a file to send.",
		`{"do":"reply","text":" \u200b\n"}`:                          "There is neither a text nor a file to send.",
		`{"do":"reply","text":null,"buttons":[["a"]]}`:               "There is neither a text nor a file to send.",
		`{"do":"reply","text":7}`:                                    "text must be a text, not a number.",
		`{"do":"reply","text":"a","buttons":"Yes"}`:                  "buttons must be a list, not a text.",
		`{"do":"reply","text":"a","buttons":["Yes"]}`:                "Row 1 of buttons must be a list, not a text.",
		`{"do":"reply","text":"a","buttons":[["a"],[]]}`:             "Row 2 of buttons is empty.",
		`{"do":"reply","text":"a","buttons":[["a",{}]]}`:             "Button 2 in row 1 must be a text, not an object.",
		`{"do":"reply","text":"a","buttons":[[" "]]}`:                "Button 1 in row 1 has no label.",
		`{"do":"reply","text":"a","keyboard":"below"}`:               `keyboard must be "inline" or "reply", not "below".`,
		`{"do":"reply","text":"a","keyboard":true}`:                  "keyboard must be a text, not true or false.",
		`{"do":"reply","text":"a","format":"html"}`:                  `format must be "plain" or "markup", not "html".`,
		`{"do":"reply","file":"a.png"}`:                              "file must be an object, not a text.",
		`{"do":"reply","file":{"data":"AAAA"}}`:                      "file.name is missing.",
		`{"do":"reply","file":{"name":"a"}}`:                         "file.data is missing.",
		`{"do":"reply","file":{"name":"a","data":""}}`:               "file.data is empty.",
		`{"do":"reply","file":{"name":"a","data":"A"}}`:              "file.data is no base64 of the standard alphabet, with = at its end.",
		`{"do":"reply","file":{"name":"../a","data":"AAAA"}}`:        "file.name must be a name without folders and without characters that cannot be shown.",
		`{"do":"reply","file":{"name":"a\u202e.exe","data":"AAAA"}}`: "file.name must be a name without folders and without characters that cannot be shown.",
		`{"do":"forward","tags":"vip"}`:                              "tags must be a list, not a text.",
		`{"do":"forward","tags":[1]}`:                                "A tag must be a text, not a number.",
		`{"do":"leave_message","tags":["a b"]}`:                      `"a b" cannot be a tag: use letters, digits, - and _.`,
		`{"do":"tag"}`:                                               "tag is missing.",
		`{"do":"tag","tag":" "}`:                                     "tag is empty.",
		`{"do":"end","after_seconds":"30"}`:                          "after_seconds must be a number, not a text.",
		`{"do":"end","after_seconds":30.5}`:                          "after_seconds must be 0, or a whole number from 30 to 10800.",
		`{"do":"end","after_seconds":-30}`:                           "after_seconds must be 0, or a whole number from 30 to 10800.",
		`{"do":"end","after_seconds":1e400}`:                         "after_seconds must be 0, or a whole number from 30 to 10800.",
		`{"do":"set","value":"a"}`:                                   "field is missing.",
		`{"do":"set","field":"order"}`:                               "value is missing.",
		`{"do":"set","field":"order","value":null}`:                  "value is missing.",
		`{"do":"set","field":"order","value":5}`:                     "value must be a text, not a number.",
		`{"do":"set","field":"a\u0007","value":""}`:                  "field has characters that cannot be shown.",
		`{"do":"block"}`:                                             "reason is missing.",
	} {
		var do struct{ Do string }
		if err := json.Unmarshal([]byte(action), &do); err != nil {
			t.Fatal(err)
		}
		want = "Action 2 of the chatbot's answer (" + do.Do + ") cannot be done: " + want
		if got := refusal(t, `{"actions":[{"do":"wait"},`+action+`]}`, ""); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", action, got, want)
		}
	}
}

// FuzzDecode: whatever comes, it is refused in a sentence, or within all bounds.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"actions":[{"do":"reply","text":"a","buttons":[["b"]],"file":{"name":"c","data":"AAAA"}}],"memory":"m"}`, `{"actions":[{"do":"end","after_seconds":1e3},{"do":"set","field":"f","value":""}]}`,
		`{"actions":[{"do":"tag","tag":"t"},{"do":"block","reason":"r"},{"do":"forward","tags":["x"]}]}`, `{"actions":[{"do":"wait","x":{"y":[[]]}}]}`, `{"actions":["\ud800"]}`, strings.Repeat("[", 20_000), `{"actions":[{"do":"end","after_seconds":` + strings.Repeat("9", 400) + `}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		got, err := wire.Decode(answer, "e1")
		if err != nil {
			e, ok := errors.AsType[*core.ChatbotError](err)
			if text := locale.English().Problem(e.Detail); !ok || e.Retry || text == "" || strings.Contains(text, "%!") || strings.Contains(text, "Something went wrong") {
				t.Errorf("%q: %v %q", answer, err, text)
			}
			return
		}
		if len(got.Actions) == 0 || len(got.Actions) > core.MaxBotActions || len(got.Memory) > core.MaxBotMemory {
			t.Errorf("%q: %+v", answer, got)
		}
		for _, a := range got.Actions {
			if utf8.RuneCountInString(a.Text) > core.MaxBotText || !utf8.ValidString(a.Text+a.Value+a.Field+a.Reason) || a.After != 0 && (a.After < core.MinBotEnd || a.After > core.MaxBotEnd) {
				t.Errorf("%q: %+v", answer, a)
			}
		}
	})
}

// refusal is the sentence with which an answer is refused.
func refusal(t *testing.T, answer, id string) string {
	t.Helper()
	got, err := wire.Decode([]byte(answer), id)
	if err == nil {
		t.Errorf("%.80s is taken: %+v", answer, got)
		return ""
	}
	return sentence(err)
}

func sentence(err error) string {
	e, ok := errors.AsType[*core.ChatbotError](err)
	if !ok {
		return "not a *core.ChatbotError: " + err.Error()
	}
	return locale.English().Problem(e.Detail)
}

// TestManual reads the examples of the manual: the event has the fields that events have,
// and the answer is one.
func TestManual(t *testing.T) {
	t.Parallel()
	page, _ := help.Source("chatbots")
	example := func(begin string) []byte {
		_, rest, found := strings.Cut(page, "```json\n"+begin)
		text, _, _ := strings.Cut(rest, "```")
		if !found {
			t.Fatalf("the manual has no example that begins with %s", begin)
		}
		return []byte(begin + text)
	}
	var documented, sent map[string]any
	if err := json.Unmarshal(example(`{"id":`), &documented); err != nil {
		t.Fatal(err)
	}
	line, err := wire.Encode(core.BotEvent{})
	if err == nil {
		err = json.Unmarshal(line, &sent)
	}
	if err != nil {
		t.Fatal(err)
	}
	keys := func(m map[string]any) []string {
		return append(slices.Sorted(maps.Keys(m)), slices.Sorted(maps.Keys(m["visitor"].(map[string]any)))...)
	}
	if diff := cmp.Diff(keys(sent), keys(documented)); diff != "" {
		t.Errorf("(-sent +manual)\n%s", diff)
	}
	got, err := wire.Decode(example(`{"actions":`), "")
	if err != nil || len(got.Actions) != 3 || got.Memory == "" {
		t.Errorf("%+v, %v", got, err)
	}
}
