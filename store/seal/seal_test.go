package seal

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSealedTokenBelongsToItsBot(t *testing.T) {
	t.Parallel()
	key, err := NewKey([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(key)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := s.Seal(1, "1:AAsecret-of-acme")
	if err != nil {
		t.Fatal(err)
	}
	if !s.Open(2, sealed).Sealed() {
		t.Error("a token opened as another bot's")
	}
	if token := s.Open(1, sealed); token.Reveal() != "1:AAsecret-of-acme" {
		t.Errorf("got %v", token)
	}
}

func TestKeyHidesItself(t *testing.T) {
	t.Parallel()
	key, err := NewKey([]byte("MARKED-secret-of-32-bytes-MARKED"))
	if err != nil {
		t.Fatal(err)
	}
	o := struct{ Key Key }{key}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", key, "options", o)
	for _, text := range []string{fmt.Sprint(key, o), fmt.Sprintf("%+v %#v %v %+v", key, o, &key, &o), log.String()} {
		for _, part := range []string{"MARKED", "77 65 82", "4d41524b4544", "0x4d, 0x41"} {
			if strings.Contains(text, part) {
				t.Errorf("the key shows: %s", text)
			}
		}
	}
	if _, err := NewKey([]byte("short")); err == nil {
		t.Error("a short key was taken")
	}
}
