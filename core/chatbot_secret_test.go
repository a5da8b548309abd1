package core

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestChatbotSecretHidesItself(t *testing.T) {
	t.Parallel()
	s := ChatbotSecret("MARKED-secret-of-32-bytes-MARKED")
	if got := s.Reveal(); got != "4d41524b45442d7365637265742d6f662d33322d62797465732d4d41524b4544" {
		t.Errorf("it is revealed as %s", got)
	}
	in := struct{ Secret ChatbotSecret }{s}
	encoded, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "in", in)
	for _, text := range []string{fmt.Sprint(s, in), fmt.Sprintf("%+v %#v %v %s %q", s, in, &in, s, s), string(encoded), log.String()} {
		for _, part := range []string{"MARKED", "77 65 82", "4d41524b4544", "0x4d, 0x41", "TUFSS0VE"} {
			if strings.Contains(text, part) {
				t.Errorf("the secret shows: %s", text)
			}
		}
	}
}

// TestQueriesAreNotShown: what stands behind ? in a webhook's URL may be a secret.
func TestQueriesAreNotShown(t *testing.T) {
	t.Parallel()
	const spec, shown = "webhook:https://bot.example/desk?key=MARKED", "webhook:https://bot.example/desk?…"
	was, is := Brand{Options: DefaultBrandOptions()}, Brand{Options: DefaultBrandOptions()}
	is.Options.Chatbot = spec
	if before, after := was.Differences(is); before != "chatbot off" || after != "chatbot "+shown {
		t.Errorf("the audit says %q, %q", before, after)
	}
	other := is
	other.Options.Chatbot = spec + "2"
	if before, after := is.Differences(other); before != "chatbot "+shown || after != "chatbot "+shown {
		t.Errorf("the audit says %q, %q", before, after)
	}
	for _, o := range Options() {
		if o.Name != "chatbot" {
			continue
		}
		if got := o.Fields(is.Options)[0].Value; got != shown {
			t.Errorf("--json has %q", got)
		}
		if got := o.Format(o.Value(is.Options)); got != spec {
			t.Errorf("it is changed from %q", got)
		}
	}
	for _, plain := range []string{"off", "flow:a?b.toml", "webhook:https://bot.example/desk", "webhook:https://bot.example/?", "command:bot?yes"} {
		if s, err := ParseChatbot(plain); err != nil || s.Show() != plain {
			t.Errorf("%s is shown as %s, %v", plain, s.Show(), err)
		}
	}
	for command, want := range map[string]string{
		"command:bot --key=s3cret":                     "command:bot (1 argument)",
		"command:'/srv/my bot' --key 's3cret word' -v": "command:/srv/my bot (3 arguments)",
	} {
		if s, err := ParseChatbot(command); err != nil || s.Show() != want {
			t.Errorf("%s is shown as %s, %v", command, s.Show(), err)
		}
	}
}
