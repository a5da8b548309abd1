package flow_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tgdesk/core"
	"tgdesk/core/chatbot/flow"
)

// TestRandomFlows builds flows of random steps and wanders through those that Load takes:
// every answer comes to an end and keeps the desk's bounds.
func TestRandomFlows(t *testing.T) {
	t.Parallel()
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		loaded, faults := flow.Load(randomFlow(t), nil)
		if loaded == nil {
			for _, f := range faults {
				if id := f.Problem.Parts()[0].ID; !f.Warning && id != "flow_loop" && id != "flow_actions" && id != "flow_never_left" && id != "flow_dead_end" && id != "flow_when_everywhere" {
					t.Fatalf("refused by %s", id)
				}
			}
			return
		}
		taken++
		e := core.BotEvent{Kind: core.BotOpened, At: time.Unix(1_700_000_000, 0), Name: "Ann", Fields: map[string]string{},
			Closed: rapid.Bool().Draw(t, "closed"), Nobody: rapid.Bool().Draw(t, "nobody"), Language: rapid.SampledFrom([]string{"", "en", "ja"}).Draw(t, "language")}
		for i := range rapid.IntRange(1, 12).Draw(t, "events") {
			text := rapid.SampledFrom([]string{"b0", "b1", "word", "7", "/start", "x"}).Draw(t, "text")
			switch {
			case i == 0:
			case rapid.IntRange(0, 9).Draw(t, "kind") == 0:
				e.Kind, e.Text, e.Button = core.BotFileReceived, text, ""
			case strings.HasPrefix(text, "b"):
				e.Kind, e.Text, e.Button = core.BotPressed, "", text
			default:
				e.Kind, e.Text, e.Button = core.BotMessage, text, ""
			}
			talk(t, loaded, &e)
			e.At = e.At.Add(time.Duration(rapid.IntRange(0, 1).Draw(t, "seconds")) * time.Second)
		}
	})
	if taken < 10 {
		t.Errorf("only %d flows were taken", taken)
	}
}

func randomFlow(t *rapid.T) string {
	n := rapid.IntRange(1, 5).Draw(t, "steps")
	step := func() string {
		return fmt.Sprintf("goto = \"s%d\"", rapid.IntRange(0, n-1).Draw(t, "goto"))
	}
	lead := func() string {
		return rapid.SampledFrom([]string{step(), step(), step(), "forward = true", "leave_message = \"x\"", "end = true", "end = \"1m\"", "block = \"x\""}).Draw(t, "lead") + "\n"
	}
	does := func() string {
		return rapid.SampledFrom([]string{"", "", "text = \"{field.f0} {text}\"\n", "tag = [\"x\", \"y\"]\n", "set = { f1 = \"{name}\", f2 = \"\", f3 = \"3\" }\n"}).Draw(t, "does")
	}
	when := func() string {
		condition := rapid.SampledFrom([]string{"button = \"b1\"", "contains = \"wor\"", "pattern = '[0-9]'", "any_text = true", "file_received = true",
			"outside_hours = true", "nobody_available = false", "language = \"ja\"", "known = \"f0\""}).Draw(t, "condition")
		return condition + "\n" + does() + lead()
	}
	var b strings.Builder
	b.WriteString("version = 1\nstart = \"s0\"\n")
	if rapid.Bool().Draw(t, "fallback") {
		b.WriteString("[fallback]\nafter = 2\n" + step() + "\n")
	}
	if rapid.IntRange(0, 3).Draw(t, "everywhere") == 0 {
		b.WriteString("[[when]]\n" + when())
	}
	for i := range n {
		fmt.Fprintf(&b, "[step.s%d]\n", i)
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			b.WriteString("text = \"Which?\"\nbuttons = [ { label = \"b0\", " + step() + ", set = { f4 = \"x\" } }, { label = \"b1\", " + step() + " } ]\n")
		case 1:
			b.WriteString("text = \"What?\"\nask = \"f0\"\n" + rapid.SampledFrom([]string{"", "pattern = '[a-z]+'\n"}).Draw(t, "pattern") + lead())
		case 2:
			b.WriteString(does() + lead())
		case 3:
			b.WriteString(does())
		}
		for range rapid.IntRange(0, 2).Draw(t, "whens") {
			fmt.Fprintf(&b, "[[step.s%d.when]]\n%s", i, when())
		}
	}
	return b.String()
}
