package help_test

import (
	"regexp"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/help"
	"tgdesk/core/chatbot/flow"
)

// TestManualFlow wants the flow of the manual to be one without faults, and every key of a
// flow on the page.
func TestManualFlow(t *testing.T) {
	t.Parallel()
	page, _ := help.Source("chatbots")
	blocks := regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(page, -1)
	if len(blocks) == 0 {
		t.Fatal("the page has no flow")
	}
	for _, block := range blocks {
		if _, faults := flow.Load(block[1], nil); len(faults) != 0 {
			t.Errorf("%v in\n%s", faults, block[1])
		}
	}
	const unknown = "version = 1\nstart = \"a\"\nx = 1\n[fallback]\nx = 1\n[step.a]\nx = 1\ntext = \"A\"\nbuttons = [ { x = 1, label = \"B\", goto = \"a\" } ]\n[[step.a.when]]\nx = 1\n"
	_, faults := flow.Load(unknown, nil)
	tables := 0
	for _, f := range faults {
		part := f.Problem.Parts()[0]
		if part.ID != "flow_key_unknown" {
			continue
		}
		tables++
		keys, _ := part.Args[1].(string)
		for key := range strings.SplitSeq(keys, ", ") {
			if key = strings.Replace(key, "step", "[step.NAME]", 1); !regexp.MustCompile("`(\\[+)?" + regexp.QuoteMeta(key)).MatchString(page) {
				t.Errorf("the page lacks %s", key)
			}
		}
	}
	if tables != 5 {
		t.Errorf("only %d kinds of tables: %v", tables, faults)
	}
}
