package flow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
	"tgdesk/core/chatbot/flow"
)

// chat plays a visitor, and keeps between two events what the desk keeps.
type chat struct {
	t     *testing.T
	bot   core.Chatbot
	event core.BotEvent // what all events have
}

func newChat(t *testing.T, source string, files ...core.BotFile) *chat {
	t.Helper()
	bot, err := flow.Open(core.Flow{Text: source, Files: files})
	if err != nil {
		t.Fatal(err)
	}
	return &chat{t, bot, core.BotEvent{At: time.Unix(1_700_000_000, 0), Brand: "Acme", Chat: 12, Visitor: 3, Name: "Ann", Language: "en", Fields: map[string]string{}}}
}

// tell gives the bot an event, and returns what it did, an action a line.
func (c *chat) tell(kind core.BotEventKind, text, button string) string {
	c.t.Helper()
	e := c.event
	e.Kind, e.Text, e.Button = kind, text, button
	answer, err := c.bot.Answer(context.Background(), e)
	if err != nil {
		c.t.Fatal(err)
	}
	if again, _ := c.bot.Answer(context.Background(), e); !cmp.Equal(answer, again) {
		c.t.Errorf("the same event is answered in another way: %s", cmp.Diff(answer, again))
	}
	c.event.Memory = answer.Memory
	var lines []string
	for _, a := range answer.Actions {
		if a.Do == core.BotSet {
			c.event.Fields[a.Field] = a.Value
		}
		lines = append(lines, describe(a))
	}
	return strings.Join(lines, "\n")
}

func (c *chat) opened() string { c.t.Helper(); return c.tell(core.BotOpened, "", "") }

// opening is the message that opened the chat, at the same time.
func (c *chat) opening(text string) string { c.t.Helper(); return c.tell(core.BotMessage, text, "") }

func (c *chat) write(text string) string {
	c.t.Helper()
	c.event.At = c.event.At.Add(time.Second)
	return c.tell(core.BotMessage, text, "")
}

func (c *chat) press(label string) string {
	c.t.Helper()
	c.event.At = c.event.At.Add(time.Second)
	return c.tell(core.BotPressed, "", label)
}

func describe(a core.BotAction) string {
	s := string(a.Do)
	if a.Markup {
		s += " markup"
	}
	if a.File != nil {
		s += fmt.Sprintf(" file %s (%d)", a.File.Name, len(a.File.Data))
	}
	if a.Field != "" {
		s += fmt.Sprintf(" %s=%q", a.Field, a.Value)
	}
	if a.After != 0 {
		s += " after " + a.After.String()
	}
	if a.Tags != nil {
		s += fmt.Sprint(" ", a.Tags)
	}
	if a.Text+a.Reason != "" {
		s += ": " + a.Text + a.Reason
	}
	for i, row := range a.Buttons {
		s += map[bool]string{true: " /", false: " |"}[i > 0] + " " + strings.Join(row, ", ")
	}
	if a.Keyboard {
		s += " (keyboard)"
	}
	return s
}

func (c *chat) expect(got, want string) {
	c.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		c.t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestExample(t *testing.T) {
	t.Parallel()
	source := flow.Example().Text
	if _, faults := flow.Load(source, nil); len(faults) != 0 {
		t.Fatalf("the example has faults: %v", faults)
	}
	const greeting = "reply: Hello Ann, welcome to Acme. What can we do for you? | My order / Prices / Talk to somebody"
	c := newChat(t, source)
	c.expect(c.opened(), greeting)
	c.expect(c.opening("hi there"), "wait")
	c.expect(c.write("what?"), "reply: Sorry, I did not understand that. | My order / Prices / Talk to somebody")
	c.expect(c.press("My order"), "reply: What is your order number? It looks like AB-1234.")
	c.expect(c.write("no idea"), "reply: That is no order number. It looks like AB-1234.")
	c.expect(c.write("it is ab-1234, I think"), "set order=\"ab-1234\"\nreply: Thank you. What is the matter with ab-1234? | It has not arrived / It is broken")
	c.expect(c.write("It  rattles\n a bit"), "set problem=\"It rattles a bit\"\nforward [orders]: I am handing you over to our team for orders.")

	c = newChat(t, source)
	c.event.Closed = true
	c.opened()
	c.expect(c.opening("I need a Human!"), "leave_message: Nobody is here at the moment. Write down everything that we should know; we will answer as soon as we can.")

	c = newChat(t, source)
	c.event.Source = "pricing"
	c.expect(c.opened(), "tag [prices]\nreply: One desk is 10 € a month. Is there anything else? | Yes, No")
	c.expect(c.press("No"), "end after 30s: Goodbye! Write again whenever you like.")
	c.event.Source = ""
	c.expect(c.write("prices?"), greeting+"\ntag [prices]\nreply: One desk is 10 € a month. Is there anything else? | Yes, No")

	c = newChat(t, source)
	c.event.Language = "ja-JP"
	c.expect(c.opened(), "reply: Ann様、Acmeへようこそ。ご用件をお選びください。 | 注文について / 料金 / 担当者と話す")
	c.expect(c.write("すみません、料金を教えてください"), "tag [prices]\nreply: 1デスク月額10ユーロです。ほかにご質問はありますか。 | はい, いいえ")
	c.expect(c.write("はい"), "forward: 担当者におつなぎします。")
}

// head is what a short flow begins with.
const head = "version = 1\nstart = \"a\"\n"

// After three misses in a row people get the chat; an answer that fits starts the count
// anew.
func TestFallback(t *testing.T) {
	t.Parallel()
	source := head + `
[step.a]
text = "Which?"
buttons = [ { label = "One", goto = "b" } ]
[[step.a.when]]
contains = "help"
text = "Press One."
[step.b]
text = "Name?"
ask = "who"
retry = "Your name, please."
pattern = '^\pL+$'
goto = "c"
[step.c]
text = "{field.who|nobody} {{x}"
forward = true
`
	c := newChat(t, source)
	c.opened()
	c.expect(c.write("x"), "reply: Which? | One")
	c.expect(c.write("y"), "reply: Which? | One")
	c.expect(c.write("HELP!"), "reply: Press One. | One")
	c.expect(c.write("x"), "reply: Which? | One")
	c.expect(c.write("one"), "reply: Name?")
	c.expect(c.write("1"), "reply: Your name, please.")
	c.expect(c.tell(core.BotFileReceived, "Ann", ""), "reply: Your name, please.")
	c.expect(c.write("3"), "forward")
	if c.event.Memory != "{}" {
		t.Errorf("still remembers %s", c.event.Memory)
	}
	c = newChat(t, source)
	c.opened()
	c.press("One")
	c.expect(c.write("Ann"), "set who=\"Ann\"\nforward: Ann {x}")

	c = newChat(t, strings.Replace(source, "[step.a]", "[fallback]\ntext = \"Sorry.\"\nafter = 2\ngoto = \"c\"\n[step.a]", 1))
	c.opened()
	c.expect(c.write("x"), "reply: Sorry. | One")
	c.expect(c.write("x"), "forward: nobody {x}")
}

// The message that opens a chat is answered where it fits, and otherwise not at all: the
// greeting is on its way already. It is never taken for the answer to a question that its
// writer had not seen.
func TestOpening(t *testing.T) {
	t.Parallel()
	asks := head + "[step.a]\ntext = \"Who?\"\nask = \"who\"\nforward = true\n"
	c := newChat(t, asks)
	c.expect(c.opened(), "reply: Who?")
	c.expect(c.opening("Hello"), "wait")
	c.expect(c.opening("I have a question"), "wait")
	c.expect(c.write("Ann"), "set who=\"Ann\"\nforward")
	c = newChat(t, asks) // opened by /start alone
	c.opened()
	c.expect(c.write("Ann"), "set who=\"Ann\"\nforward")
	c = newChat(t, asks)
	c.opened()
	c.expect(c.opening("/start pricing"), "wait")
	c.expect(c.write("/start"), "reply: Who?")
	c = newChat(t, asks) // whose opening was for another chatbot
	c.event.Memory = "what it kept"
	c.expect(c.write("Hello"), "reply: Who?")
	c.expect(c.write("Ann"), "set who=\"Ann\"\nforward")
	c = newChat(t, asks)
	c.opened()
	c.event.Memory = `{"step":"of an older flow"}`
	c.expect(c.write("Hello"), "reply: Who?")
	c = newChat(t, strings.Replace(asks, "ask =", "pattern = '[0-9]+'\nask =", 1))
	c.opened()
	c.expect(c.opening("Where is order 77?"), "set who=\"77\"\nforward")
	c.expect(c.tell(core.BotOperatorJoined, "", ""), "wait")
	c = newChat(t, strings.Replace(asks, "ask =", "buttons = [ { label = \"Me\", goto = \"a\" } ]\nask =", 1))
	c.opened()
	c.expect(c.tell(core.BotPressed, "", "Me"), "reply: Who? | Me")
	c.expect(c.opening("Ann"), "set who=\"Ann\"\nforward")
}

// Conditions that need no answer are decided on arrival, before the step speaks; several
// may hold, until one leads away.
func TestArrival(t *testing.T) {
	t.Parallel()
	c := newChat(t, head+`
[step.a]
text = "A"
forward = ["x", "y"]
[[step.a.when]]
language = ["ja", "de"]
tag = "abroad"
set = { from = "{source|nowhere}" }
[[step.a.when]]
known = "vip"
outside_hours = false
goto = "b"
[[step.a.when]]
nobody_available = true
text = "Hold on."
[step.b]
text = "B"
block = "too important"
`)
	c.expect(c.opened(), "forward [x y]: A")
	c.event.Language, c.event.Nobody = "de-at", true
	c.expect(c.opened(), "set from=\"nowhere\"\ntag [abroad]\nreply: Hold on.\nforward [x y]: A")
	c.event.Language = "den"
	c.event.Fields["vip"] = "yes"
	c.expect(c.opened(), "reply: B\nblock: too important")
	c.event.Closed = true
	c.expect(c.opened(), "reply: Hold on.\nforward [x y]: A")
}

func TestKeyboardFilesAndMarkup(t *testing.T) {
	t.Parallel()
	source := head + `
format = "markup"
language = "en"
[step.a]
text = "*{name}* {field.x}"
file = { en = "pictures/map.png", ja = "map-ja.png" }
keyboard = "reply"
buttons = [ [ { label = "A", goto = "a" }, { label = "B", goto = "b" } ], { label = "C", goto = "c" } ]
[step.b]
text = "B"
ask = "b"
buttons = [ { label = { en = "Yes", ja = "はい" } } ]
end = "1m"
[step.c]
file = "pictures/map.png"
end = true
`
	files := []core.BotFile{{Name: "map-ja.png", Data: []byte("ja")}, {Name: "pictures/map.png", Data: []byte("map")}}
	if names := flow.FilesOf(source); !slices.Equal(names, []string{"map-ja.png", "pictures/map.png"}) {
		t.Errorf("its files are %q", names)
	}
	c := newChat(t, source, files...)
	c.event.Name = "*[Ann](http://x)\n_b_"
	c.event.Fields["x"] = "{name}"
	c.expect(c.opened(), "reply markup file map.png (3): *Ann(http://x) b* (name) | A, B / C (keyboard)")
	c.event.Language = "ja"
	c.expect(c.press("A"), "reply markup file map-ja.png (2): *Ann(http://x) b* (name) | A, B / C (keyboard)")
	c.expect(c.press("B"), "reply markup: B | はい")
	c.expect(c.press("Yes"), "set b=\"はい\"\nend after 1m0s")
	c.event.Language = ""
	c.expect(c.write("c"), "reply markup file map.png (3): *Ann(http://x) b* (name) | A, B / C (keyboard)\nreply file map.png (3)\nend")
}

// Whatever a visitor is called and writes, texts keep their bounds, and memory too.
func TestBounds(t *testing.T) {
	t.Parallel()
	c := newChat(t, head+"[step.a]\ntext = \""+strings.Repeat("{text}", 100)+"\"\nask = \"x\"\ngoto = \"a\"\n")
	c.opened()
	long := strings.Repeat("🎉", 5000)
	c.event.At = c.event.At.Add(time.Second)
	e := c.event
	e.Kind, e.Text = core.BotMessage, long
	answer, err := c.bot.Answer(context.Background(), e)
	if err != nil || len(answer.Actions) != 2 {
		t.Fatal(answer, err)
	}
	if n := len([]rune(answer.Actions[0].Value)); n > core.MaxFieldValue || n < 200 {
		t.Errorf("a field of %d characters", n)
	}
	if n := len([]rune(answer.Actions[1].Text)); n > core.MaxBotText || n < 2000 {
		t.Errorf("a text of %d characters", n)
	}
	var memory map[string]any
	if json.Unmarshal([]byte(answer.Memory), &memory) != nil || len(answer.Memory) > 100 {
		t.Errorf("remembers %s", answer.Memory)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.bot.Answer(ctx, e); err != context.Canceled {
		t.Errorf("answers %v after the end", err)
	}
	if c.bot.Close() != nil {
		t.Error("does not close")
	}
}

// Who begins anew gets the greeting and the answer at once; where that is too much for one
// answer of the bot's, people get the chat, and nothing is lost in silence.
func TestTooMuchAtOnce(t *testing.T) {
	t.Parallel()
	var sets []string
	for i := range 12 {
		sets = append(sets, fmt.Sprintf("f%d = \"x\"", i))
	}
	set := "set = { " + strings.Join(sets, ", ") + " }\n"
	c := newChat(t, head+"[step.a]\ntext = \"A\"\n"+set+"buttons = [ { label = \"B\", goto = \"b\" } ]\n[step.b]\ntext = \"B\"\n"+set+"end = \"30s\"\n")
	got := strings.Split(c.write("b"), "\n")
	if len(got) != core.MaxBotActions || got[len(got)-1] != "forward" || c.event.Memory != "{}" {
		t.Errorf("%d actions, the last one %s; remembers %s", len(got), got[len(got)-1], c.event.Memory)
	}
}

// A visitor gets the text in their very language, else in it as it is written elsewhere,
// else in the flow's.
func TestLanguages(t *testing.T) {
	t.Parallel()
	c := newChat(t, head+"language = \"de\"\n[step.a]\ntext = { de = \"Hallo\", pt = \"pt\", pt-BR = \"pt-br\", zh-hant = \"hant\", en-gb = \"en-gb\", en-us = \"en-us\" }\nforward = true\n")
	for language, want := range map[string]string{"": "Hallo", "fr": "Hallo", "pt": "pt", "pt-br": "pt-br", "PT_BR": "pt-br", "pt-ao": "pt", "zh-hans": "hant", "en": "en-gb", "en-us": "en-us", "x": "Hallo", "\x1b": "Hallo"} {
		c.event.Language = language
		c.expect(c.opened(), "forward: "+want)
	}
}

// contains finds words and their beginnings; in scripts without spaces, any part.
func TestContains(t *testing.T) {
	t.Parallel()
	c := newChat(t, head+"[[when]]\ncontains = [\"Price\", \"más\", \"値段\", \"talk to\", \"$\"]\ntext = \"yes\"\n[step.a]\ntext = \"no\"\nask = \"x\"\ngoto = \"a\"\n")
	c.opened()
	for text, yes := range map[string]bool{
		"price": true, "Your PRICES, please": true, "¿mas?": true, "ＰＲＩＣＥ": true, "この値段は": true, "I'd like to talk  to you": true, "5$": true, "(price)": true,
		"enterprise": false, "reprice": false, "unpriced price": true, "Lamas": false, "talk": false, "値": false,
	} {
		if got := c.write(text); (got == "reply: yes") != yes {
			t.Errorf("%q: %s", text, got)
		}
	}
}
