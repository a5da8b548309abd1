package core

import (
	"slices"
	"testing"
	"time"
)

func TestActsLike(t *testing.T) {
	t.Parallel()
	for words, want := range map[string][]Act{
		"":              nil,
		" , ":           nil,
		"key":           {ActKeyAdded, ActKeyRevoked},
		"failed LOGIN":  {ActLoginFailed},
		"log":           {ActLogin, ActLogout, ActLoginFailed},
		"chat_picked_u": {ActChatPickedUp},
		"key login":     nil,
		"ogin":          nil,
	} {
		if got := ActsLike(words); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", words, got, want)
		}
	}
	for _, a := range Acts() {
		if !slices.Contains(ActsLike(string(a)), a) {
			t.Errorf("%s does not mean itself", a)
		}
	}
}

func TestParseSince(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 2*3600)
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, zone)
	for text, want := range map[string]string{
		"2h": "2026-11-29T10:00:00+02:00", "7d": "2026-11-22T12:00:00+02:00", " 9:05 ": "2026-11-29T09:05:00+02:00",
		"2026-11-25": "2026-11-25T00:00:00+02:00", "2026-11-25 14:30": "2026-11-25T14:30:00+02:00", "2026-11-25T14:30:00Z": "2026-11-25T14:30:00Z",
		"soon": "", "": "", "25:00": "",
	} {
		got, ok := ParseSince(text, now)
		if ok != (want != "") || ok && got.Format(time.RFC3339) != want {
			t.Errorf("%q: %v %v, want %s", text, got, ok, want)
		}
	}
}
