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
