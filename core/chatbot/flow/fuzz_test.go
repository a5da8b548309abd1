package flow_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
	"tgdesk/core/chatbot/flow"
	"tgdesk/core/clean"
	"tgdesk/core/markup"
)

// FuzzFlow loads whatever there is, and talks with it where it is a flow: each answer
// keeps the desk's bounds, and the same event is answered alike.
func FuzzFlow(f *testing.F) {
	const said = "My order\nhi\nAB-1234\n日本語\n/start\n"
	f.Add(flow.Example().Text, said, "ja", uint(5))
	f.Add(head+"[step.a]\ntext = \"{name}{{{text|x}\"\nask = \"x\"\ngoto = \"a\"\n", said, "", uint(0))
	f.Add(head+"format = \"markup\"\n[step.a]\nfile = \"a\"\nbuttons = [ [ { label = \"hi\" } ] ]\nask = \"x\"\nend = \"1m\"\n[[step.a.when]]\npattern = '.'\nnobody_available = true\nblock = \"x\"\n", said, "de", uint(2))
	f.Add("a = "+strings.Repeat("[", 2000), said, "", uint(0))
	f.Add(head+"[step.a]\ntext = \"A\"\nset = { a = \"1\", b = \"2\", c = \"3\", d = \"4\", e = \"5\", f = \"6\" }\ngoto = \"b\"\n[step.b]\ntext = \"B\"\nset = { a = \"1\", b = \"2\", c = \"3\", d = \"4\", e = \"5\", f = \"6\" }\nbuttons = [ { label = \"hi\", goto = \"a\" } ]\n", said, "de", uint(2))
	f.Fuzz(func(t *testing.T, source, said, language string, chance uint) {
		files := []core.BotFile{{Name: "a", Data: []byte("x")}}
		for _, name := range flow.FilesOf(source) {
			if strings.HasPrefix(name, "/") || strings.Contains("/"+name+"/", "/../") {
				t.Fatalf("the file %q is beside nothing", name)
			}
		}
		loaded, faults := flow.Load(source, files)
		failed := false
		for _, x := range faults {
			failed = failed || !x.Warning
			if lines := strings.Count(source, "\n") + 1; x.Line < 0 || x.Line > lines || x.Column < 0 {
				t.Fatalf("a fault in line %d of %d", x.Line, lines)
			}
		}
		if failed != (loaded == nil) {
			t.Fatalf("there is a flow: %v, with %v", loaded != nil, faults)
		}
		if loaded == nil {
			return
		}
		e := core.BotEvent{Kind: core.BotOpened, At: time.Unix(1_700_000_000, 0), Name: said, Language: language, Fields: map[string]string{"x": said}, Closed: chance&1 != 0, Nobody: chance&2 != 0}
		talk(t, loaded, &e)
		for i, text := range strings.Split(said, "\n") {
			if i > 20 {
				break
			}
			e.Kind, e.Text, e.Button = core.BotMessage, text, ""
			switch (chance >> (2 * (i % 16))) % 4 {
			case 1:
				e.Kind, e.Button = core.BotPressed, text
			case 2:
				e.Kind = core.BotFileReceived
			case 3:
				e.At = e.At.Add(time.Second)
			}
			talk(t, loaded, &e)
		}
		e.Memory = said
		talk(t, loaded, &e)
	})
}

// talk gives a flow an event and checks what it does about it.
func talk(t interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}, f *flow.Flow, e *core.BotEvent) {
	t.Helper()
	answer, err := f.Answer(context.Background(), *e)
	if err != nil || len(answer.Actions) == 0 || len(answer.Actions) > core.MaxBotActions || len(answer.Memory) > core.MaxBotMemory || !json.Valid([]byte(answer.Memory)) {
		t.Fatalf("%v, %d actions, memory %q", err, len(answer.Actions), answer.Memory)
	}
	if again, _ := f.Answer(context.Background(), *e); !cmp.Equal(answer, again) {
		t.Fatal(cmp.Diff(answer, again))
	}
	for i, a := range answer.Actions {
		most := markup.MaxText
		if a.File != nil {
			most = markup.MaxCaption
		}
		switch {
		case a.Do == core.BotReply && a.File == nil && !clean.Visible(a.Text), a.Text != "" && !clean.Visible(a.Text), markup.Len(a.Text) > most:
			t.Fatalf("says %q", a.Text)
		case a.Do == core.BotSet && (a.Field == "" || len([]rune(a.Value)) > core.MaxFieldValue || len([]rune(a.Field)) > core.MaxFieldName):
			t.Fatalf("sets %q to %q", a.Field, a.Value)
		case a.Do == core.BotEnd && a.After != 0 && (a.After < core.MinBotEnd || a.After > core.MaxBotEnd):
			t.Fatalf("ends after %v", a.After)
		case (a.Do == core.BotForward || a.Do == core.BotLeaveMessage || a.Do == core.BotBlock) && i != len(answer.Actions)-1:
			t.Fatalf("goes on after %s", a.Do)
		}
		total := 0
		for _, row := range a.Buttons {
			if total += len(row); len(row) == 0 || len(row) > core.MaxBotInlineRow || total > core.MaxBotButtons {
				t.Fatalf("a row of %d buttons", len(row))
			}
			for _, label := range row {
				if !clean.Visible(label) || markup.Len(label) > core.MaxBotButtonLabel {
					t.Fatalf("a button %q", label)
				}
			}
		}
	}
	e.Memory = answer.Memory
}
