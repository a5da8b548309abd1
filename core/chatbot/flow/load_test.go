package flow_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
	"tgdesk/core/chatbot/flow"
)

// list is a list of faults as "line:column id", warnings in parentheses.
func list(faults []flow.Fault) string {
	var lines []string
	for _, f := range faults {
		line := fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Problem.Parts()[0].ID)
		if f.Warning {
			line = "(" + line + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, ", ")
}

// TestFaults has a flow for each fault. The lines begin after head.
func TestFaults(t *testing.T) {
	t.Parallel()
	const end = "[step.a]\ntext = \"A\"\nforward = true\n"
	long := strings.Repeat("x", 4097)
	for _, test := range []struct{ source, want string }{
		{head + end, ""},
		{"\ufeff" + head + strings.ReplaceAll(end, "\n", "\r\n"), ""},
		{"", "1:1 flow_no_start, 1:1 flow_no_steps, 1:1 flow_version"},
		{"version = 2\nstart = 1\n" + end, "1:11 flow_version, 2:9 flow_type"},
		{head + "start = \"b\"\n" + end, "3:1 flow_key_twice"},
		{head + end + "[step.a]\n", "6:7 flow_key_twice"},
		{head + "step = 3\n", "2:9 flow_no_step, 3:8 flow_type"},
		{head + "あ = 1\n", "3:1 flow_toml"},
		{head + "text = \"x\n", "3:10 flow_toml"},
		{head + end + "end", "6:3 flow_toml"},
		{head + end + "txet = \"x\"\n[stpe.b]\n", "6:1 flow_key_like, 7:2 flow_key_like"},
		{head + "start2 = 1\n" + end, "3:1 flow_key_like"},
		{head + "hello = 1\n" + end, "3:1 flow_key_unknown"},
		{head + "[step.a]\ntext = \"A\"\ngoto = \"poeple\"\n[step.people]\nforward = true\n", "5:8 flow_no_step_like"},
		{head + "[step.a]\ntext = \"A\"\nend = \"15m\"\n", ""},
		{head + "[step.a]\ntext = \"A\"\nend = \"15m1s\"\n", "(5:7 flow_end_late)"},
		{head + "language = \"日本\"\nformat = \"html\"\n" + end, "3:12 flow_language, 4:10 flow_format"},
		{head + "[step.a]\ntext = { ja = \"A\", x1 = \"B\", en = 3 }\nforward = true\n", "4:8 flow_text_default, 4:20 flow_language, 4:35 flow_type"},
		{head + "[step.a]\ntext = { en = \"A\", EN = \"B\" }\nforward = true\n", "4:20 flow_language_twice"},
		{head + "[step.a]\ntext = [\"A\"]\nforward = true\n", "4:1 flow_type"},
		{head + "[step.a]\ntext = \" \"\nforward = true\n", "4:8 flow_empty"},
		{head + "[step.a]\ntext = \"\\u202e\"\nforward = true\n", "4:8 flow_empty"},
		{head + "[step.a]\ntext = \"a\\u202e\"\nforward = true\n", "4:8 flow_unprintable"},
		{head + "[step.a]\ntext = \"{nmae}\"\nforward = true\n", "4:8 flow_variable"},
		{head + "[step.a]\ntext = \"{field.}{\"\nforward = true\n", "4:8 flow_brace"},
		{head + "[step.a]\ntext = \"" + long + "\"\nforward = true\n", "4:8 flow_text_long"},
		{head + "[step.a]\ntext = \"A\"\n", "3:7 flow_dead_end"},
		{head + "[step.a]\ntext = \"A\"\nforward = true\ngoto = \"a\"\n", "5:11 flow_two_ways"},
		{head + "[step.a]\ntext = \"A\"\nforward = false\n", "5:11 flow_only_true"},
		{head + "[step.a]\ntext = \"A\"\nforward = [\"no!\"]\ntag = 3\n", "5:1 flow_tag, 6:7 flow_type"},
		{head + "[step.a]\ntext = \"A\"\nend = \"3s\"\n", "5:7 flow_end"},
		{head + "[step.a]\ntext = \"A\"\nend = 30\n", "5:7 flow_end"},
		{head + "[step.a]\ntext = \"A\"\nblock = true\n", "5:9 flow_type"},
		{head + "[step.a]\ntext = \"A\"\nblock = \"" + long + "\"\n", "5:9 flow_text_long"},
		{head + "[step.a]\ntext = \"A\"\ngoto = \"b\"\n", "5:8 flow_no_step"},
		{head + "[step.a]\ntext = \"A\"\ngoto = \"b\"\n[step.b]\ngoto = \"c\"\n[step.c]\ngoto = \"b\"\n", "6:7 flow_loop"},
		{head + "[step.a]\nset = { \"{\" = \"x\", b = 1, c = \"{q}\" }\nforward = true\n", "4:9 flow_field, 4:24 flow_type, 4:31 flow_variable"},
		{head + "[step.a]\nask = \"x\"\nforward = true\n", "3:7 flow_ask_silent"},
		{head + end + "pattern = \"x\"\nretry = \"R\"\n", "6:11 flow_pattern_alone, (7:9 flow_retry_alone)"},
		{head + end + "retry = \"R\"\nkeyboard = \"reply\"\n", "(6:9 flow_retry_alone), (7:12 flow_keyboard_alone)"},
		{head + end + "keyboard = \"below\"\n", "6:12 flow_keyboard"},
		{head + "[step.a]\ntext = \"A\"\nask = \"x\"\npattern = '('\nforward = true\n", "6:11 flow_pattern"},
		{head + "[step.a]\ntext = \"A\"\nask = \"x\"\npattern = ''\nforward = true\n", "6:11 flow_pattern_length"},
		{head + "[step.a]\ntext = \"A\"\nask = \"x\"\npattern = '" + strings.Repeat("a{1000}", 70) + "'\nforward = true\n", ""},
		{head + "[step.a]\ntext = \"A\"\nask = \"x\"\npattern = '" + strings.Repeat("(b|c){1000}", 45) + "'\nforward = true\n", "6:11 flow_pattern_big"},
		{head + end + "[step.b]\ntext = \"B\"\nforward = true\n", "(6:7 flow_unreachable)"},
		{head + "[step.a]\nbuttons = [ { label = \"A\" } ]\n", "4:13 flow_button_nowhere"},
		{head + "[step.a]\ntext = \"A\"\nbuttons = []\n", "5:1 flow_empty"},
		{head + "[step.a]\ntext = \"A\"\nbuttons = [ 1, { goto = \"a\" }, { label = \"{x}\", goto = \"a\" }, { label = \"\\n\", goto = \"a\" }, { label = \"" + long[:65] + "\", goto = \"a\" } ]\n",
			"5:13 flow_type, 5:16 flow_label_missing, 5:42 flow_label_variable, 5:73 flow_empty, 5:103 flow_label_long"},
		{head + "[step.a]\ntext = \"A\"\nbuttons = [ { label = \"A\\nB\", goto = \"a\" } ]\n[[step.a.when]]\nany_text = true\nforward = true\n", "5:23 flow_label_line"},
		{head + "[step.a]\ntext = \"A\"\nbuttons = [ { label = { en = \"A\", ja = \"B\" }, goto = \"a\" }, { label = { en = \"C\", ja = \"b\" }, goto = \"a\" } ]\nforward = true\n",
			"5:61 flow_label_twice"},
		{head + "[step.a]\ntext = \"A\"\nbuttons = [ [" + strings.Repeat("{ label = \"A\", goto = \"a\" },", 9) + "] ]\n", "5:1 flow_row"},
		{head + "[step.a]\ntext = \"A\"\nbuttons = [ { label = \"A\", goto = \"a\" } ]\n", "(3:7 flow_no_person)"},
		{head + "[step.a]\nbuttons = [ { label = \"A\", goto = \"a\" } ]\n", "3:7 flow_buttons_silent"},
		{head + "[step.a]\ntext = \"A\"\nbuttons = [ { label = \"A\", goto = \"a\" } ]\nforward = true\n", "6:11 flow_never_left"},
		{head + "[[when]]\nany_text = true\nforward = true\n[[when]]\noutside_hours = true\nforward = true\n" + end, "3:3 flow_when_everywhere, 6:3 flow_when_everywhere"},
		{head + end + "[[step.a.when]]\n[[step.a.when]]\nbutton = \"x\"\nany_text = false\n", "6:10 flow_when_always, 7:10 flow_when_nothing, 9:12 flow_only_true"},
		{head + "[step.a]\n[[step.a.when]]\nbutton = \"x\"\nforward = true\n", "(4:10 flow_no_button)"},
		{head + "[step.a]\n[[step.a.when]]\ncontains = [\"'\", 3]\nlanguage = \"1\"\nforward = true\n", "5:1 flow_empty, 5:18 flow_type, 6:12 flow_language"},
		{head + "[step.a]\nwhen = [ 1 ]\nforward = true\n", "4:10 flow_type"},
		{head + "[fallback]\nafter = 0\ngoto = \"b\"\ntext = \"{x}\"\n" + end, "4:9 flow_fallback_after, 5:8 flow_no_step, 6:8 flow_variable"},
		{head + "[step.a]\ntext = { en = \"A\", ja = \"B\" }\ngoto = \"b\"\n[step.b]\ntext = { en = \"C\" }\nforward = true\n", "(7:8 flow_untranslated)"},
		{head + "[step.a]\nfile = \"../x\"\nforward = true\n", "4:8 flow_file_name"},
		{head + "[step.a]\nfile = \"x\"\nforward = true\n", "4:8 flow_file_missing"},
		{head + "[step.a]\nfile = \"empty\"\nforward = true\n", "4:8 flow_file_empty"},
		{head + "[step.a]\nfile = \"big\"\nforward = true\n", "4:8 flow_file_big"},
		{head + "[step.a]\nfile = { en = \"f1\", ja = \"f2\", de = \"f3\" }\nforward = true\n", "4:37 flow_files_big"},
		{head + "[step.a]\nfile = \"small\"\ntext = \"" + long[:1025] + "\"\nforward = true\n", "5:8 flow_text_long"},
		{head + "[step.\"" + long[:61] + "\"]\nforward = true\n[step.\" \"]\n[step.x]\n", "2:9 flow_no_step, 3:7 flow_step_name, 5:7 flow_dead_end, 5:7 flow_step_name, 6:7 flow_dead_end"},
	} {
		files := []core.BotFile{{Name: "small", Data: []byte("x")}, {Name: "empty"}, {Name: "big", Data: make([]byte, core.MaxBotFile+1)}}
		for i := range 3 {
			files = append(files, core.BotFile{Name: fmt.Sprintf("f%d", i+1), Data: make([]byte, core.MaxBotFile*7/10)})
		}
		f, faults := flow.Load(test.source, files)
		got := list(faults)
		if got != test.want {
			t.Errorf("%.300s\n%s", test.source, cmp.Diff(test.want, got))
		}
		if failed := regexp.MustCompile(`(^|, )\d`).MatchString(got); (f == nil) != failed {
			t.Errorf("%s: there is a flow: %v", got, f != nil)
		}
	}
}

// What is too much is refused before it costs anything.
func TestLimits(t *testing.T) {
	t.Parallel()
	many := func(n int, text string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, text, i)
		}
		return b.String()
	}
	for want, source := range map[string]string{
		"0:0 flow_too_big": strings.Repeat("#", flow.MaxText+1),
		"3:2 flow_steps":   head + many(501, "[step.s%d]\nforward = true\n"),
		"4:10 flow_whens":  head + "[step.a]\n" + many(101, "[[step.a.when]]\ncontains = \"%d\"\nforward = true\n"),
		"5:1 flow_list":    head + "[step.a]\n[[step.a.when]]\ncontains = [" + many(101, "\"%d\",") + "]\nforward = true\n",
		"5:1 flow_buttons": head + "[step.a]\ntext = \"A\"\nbuttons = [" + many(41, "{ label = \"%d\", goto = \"a\" },") + "]\n",
		"21:1 flow_fields": head + "[step.a]\ntext = \"A\"\nbuttons = [\n" + many(16, "{ label = \"%d\", goto = \"a\", set = { a%[1]d = \"\", b%[1]d = \"\" } },\n") + "]\n",
		"3:7 flow_actions": head + "[step.a]\ntext = \"A\"\nset = {" + many(18, "f%d = \"x\",") + "}\ngoto = \"b\"\n[step.b]\ntext = \"B\"\nend = \"30s\"\n",
	} {
		_, faults := flow.Load(source, nil)
		if got := list(faults); !strings.Contains(got, want) {
			t.Errorf("%s: %s", want, got)
		}
	}
	if _, faults := flow.Load(head+"[step.a]\n"+many(1000, "k%d = 1\n"), nil); len(faults) != 100 || !faults[0].Problem.Is("flow_key_unknown") {
		t.Errorf("%d faults, the first one %v", len(faults), faults[0].Problem)
	}
}

// TestLargeFiles reads what is large in its ways. None of it may take time for each pair
// of things: that would be minutes.
func TestLargeFiles(t *testing.T) {
	t.Parallel()
	var languages strings.Builder
	languages.WriteString(head + "[step.a]\nforward = true\ntext = {")
	for i := range 60_000 {
		fmt.Fprintf(&languages, "a%c-%d=\"x\",", 'a'+i%26, i)
	}
	for want, source := range map[string]string{
		"flow_type":      head + "[step.a]\nbuttons = [" + strings.Repeat("1,", 300_000) + "]\n",
		"flow_languages": languages.String() + "en = \"x\" }\n",
		"flow_key_twice": strings.Repeat("a=1\n", 200_000),
		"flow_text_long": head + "[step.a]\nforward = true\ntext = \"" + strings.Repeat("{name}", 100_000) + "\"\n",
		"flow_toml":      "a = " + strings.Repeat("[", 1_000_000),
	} {
		if _, faults := flow.Load(source, nil); !strings.Contains(list(faults), want) || len(faults) > 100 {
			t.Errorf("%s: %.300s", want, list(faults))
		}
	}
}

// Names of files never lead out of the flow's folder.
func TestFilesOf(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, name := range []string{"a.png", "b/c.pdf", "/etc/passwd", "../x", "a/../../x", `a\\b`, "C:x", "..", ".", "", "a//b", "b/c.pdf", "x\\u0000y", "日本.png"} {
		fmt.Fprintf(&b, "[[step.s.when]]\nfile = \"%s\"\n", name)
	}
	b.WriteString("[step.t]\nfile = { en = \"en.png\", ja = 3 }\nbuttons = [ [ { file = \"in-button.png\" } ] ]\n")
	if diff := cmp.Diff([]string{"a.png", "b/c.pdf", "en.png", "in-button.png", "日本.png"}, flow.FilesOf(b.String())); diff != "" {
		t.Error(diff)
	}
	if names := flow.FilesOf(strings.Repeat("#", flow.MaxText+1)); names != nil {
		t.Error(names)
	}
}

// TestOpenRefuses wants the line of the first fault in the error.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	_, err := flow.Open(core.Flow{Text: head})
	e, ok := err.(*core.ChatbotError)
	if !ok || !e.Detail.Is("flow_fault") || e.Retry {
		t.Errorf("%v", err)
	}
}

// TestExampleIsPortable wants no line of the example that only newer readers of TOML take:
// tables within a line end there.
func TestExampleIsPortable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("example.toml")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(text), "\n") {
		if line, _, _ = strings.Cut(line, "#"); strings.Count(line, "{ ") != strings.Count(line, " }") {
			t.Errorf("line %d: a table goes on in the next line: %s", i+1, line)
		}
	}
}
