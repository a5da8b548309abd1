package core

import (
	"slices"
	"strings"
	"testing"
)

func TestParseChatbot(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]ChatbotSpec{
		"":                                   {Kind: ChatbotOff},
		"off":                                {Kind: ChatbotOff},
		"flow:/etc/acme.toml":                {ChatbotFlow, "/etc/acme.toml"},
		"webhook:https://bot.example/desk?a": {ChatbotWebhook, "https://bot.example/desk?a"},
		"webhook:http://127.0.0.1:8080/":     {ChatbotWebhook, "http://127.0.0.1:8080/"},
		"webhook:http://[::1]:8080/":         {ChatbotWebhook, "http://[::1]:8080/"},
		"webhook:http://localhost:8080":      {ChatbotWebhook, "http://localhost:8080"},
		"webhook:http://LocalHost/":          {ChatbotWebhook, "http://LocalHost/"},
		"webhook:http://[::ffff:127.0.0.1]/": {ChatbotWebhook, "http://[::ffff:127.0.0.1]/"},
		`command:python3 "my bot.py" -v`:     {ChatbotCommand, `python3 "my bot.py" -v`},
	} {
		got, err := ParseChatbot(text)
		if err != nil || got != want {
			t.Errorf("%q is %v, %v", text, got, err)
		}
		if again, err := ParseChatbot(got.String()); err != nil || again != got {
			t.Errorf("%q reads back as %v, %v", got, again, err)
		}
	}
	for _, text := range []string{"on", "off:x", "flow:", "flow", "webhook:", "webhook:ftp://x/", "webhook:http://bot.example/", "webhook:https://user:pass@bot.example/",
		"webhook:https:///x", "command:", `command:"`, `command:x\`} {
		if got, err := ParseChatbot(text); CodeOf(err) != CodeInvalid {
			t.Errorf("%q is taken as %v, %v", text, got, err)
		}
	}
}

func TestSplitCommand(t *testing.T) {
	t.Parallel()
	for command, want := range map[string][]string{
		"":                     nil,
		"  a  b\tc ":           {"a", "b", "c"},
		`a 'b c' "d e"f ""`:    {"a", "b c", "d ef", ""},
		`a\ b '\' "\"" "it's"`: {"a b", `\`, `"`, "it's"},
	} {
		if got, err := SplitCommand(command); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q is %q, %v", command, got, err)
		}
	}
}

func TestCheckVisitorField(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", MaxFieldValue)
	f, err := CheckVisitorField(nil, VisitorField{" order\n", " A-1\n\x1b[31m " + long[:400]})
	if want := (VisitorField{"order", "A-1 ␛[31m " + long[:400]}); err != nil || f != want {
		t.Errorf("got %q, %v", f, err)
	}
	for _, f := range []VisitorField{{"", "x"}, {"\u200b", "x"}, {strings.Repeat("x", MaxFieldName+1), "x"}, {"x", long + "x"}} {
		if _, err := CheckVisitorField(nil, f); CodeOf(err) != CodeInvalid {
			t.Errorf("%.20q is taken", f)
		}
	}
	full := make([]VisitorField, MaxVisitorFields)
	if _, err := CheckVisitorField(full, VisitorField{"x", "y"}); CodeOf(err) != CodeInvalid {
		t.Error("one field too many is taken")
	}
}
