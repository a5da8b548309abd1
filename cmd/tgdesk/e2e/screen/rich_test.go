package screen

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// TestScreenRichMessage: every block of a rich message is a line, a link shows its
// host, and the picture can be fetched.
func TestScreenRichMessage(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		block := func(kind string, more ...any) map[string]any {
			b := map[string]any{"type": kind}
			for i := 0; i < len(more); i += 2 {
				b[more[i].(string)] = more[i+1]
			}
			return b
		}
		link := block("url", "text", "your bank", "url", "https://evil.example/x")
		done := map[string]any{"label": "•", "has_checkbox": true, "is_checked": true, "blocks": []any{block("paragraph", "text", "keys")}}
		hana := s.Visitor("acme", "Hana Sato")
		hana.Send(botsim.Content{"rich_message": map[string]any{"blocks": []any{
			block("heading", "text", "Parcel", "size", 1), block("paragraph", "text", []any{"click ", link}),
			block("list", "items", []any{done}), block("paragraph", "text", block("spoiler", "text", "sesame")),
			block("photo", "photo", botsim.Photo()["photo"], "caption", map[string]any{"text": "see the picture"}),
		}}})
		s.Settle()
		s.ExpectCounts(1, 0, 0, 0)
		s.Expect("▣ photo · 1280×960", "  Parcel", "click your bank (evil.example)", "☑ keys", "see the picture")
		s.ExpectNot("sesame")
	})
}

// TestScreenAllOfAMessage: what a message has beyond what is shown of it can be read.
func TestScreenAllOfAMessage(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Send(botsim.Content{"hologram": map[string]any{"says": "blue \u202eroom", "depth": 3}})
		hana.Write("Did you see it?")
		s.Press("enter esc tab k")
		s.Press("k")
		s.ExpectBottom("show in full")
		s.Press("enter")
		s.Expect("As Telegram sent it", `"hologram": {`, `"says": "blue ⚠room"`)
		s.Press("esc")
		s.ExpectNot("As Telegram sent it")
	})
}

// TestScreenAllOfAMessageIsForEverybody, whatever state its chat is in.
func TestScreenAllOfAMessageIsForEverybody(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Send(botsim.Content{"hologram": map[string]any{"says": "blue room"}})
		s.Settle()
		s.Press("tab k")
		s.ExpectBottom("show in full")
		s.Press("enter")
		s.Expect(`"says": "blue room"`)
		s.Press("esc esc enter")
		s.Type("Bye!")
		s.Press("ctrl+x 4 tab g")
		s.ExpectState("Hana Sato", "completed")
		s.Press("enter")
		s.Expect(`"says": "blue room"`)
	})
}

// TestScreenRichFiles: each file of a rich message is fetched, and can be saved.
func TestScreenRichFiles(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Send(botsim.Content{"rich_message": map[string]any{"blocks": []any{
			map[string]any{"type": "paragraph", "text": "The parcel, before and after"},
			map[string]any{"type": "photo", "photo": botsim.Photo()["photo"]},
			map[string]any{"type": "video", "video": botsim.Video(12)["video"]},
			map[string]any{"type": "audio", "audio": botsim.Audio(30, "Sam", "A sound")["audio"]},
		}}})
		s.Settle()
		s.ExpectCounts(1, 0, 0, 0)
		s.Expect("The parcel, before and after", "▣ photo · 1280×960", "· ▣ video · 1280×720 · 0:12", "· ▣ audio · 0:30 · 469 KB")
		if got := s.ChatOf("Hana Sato").Received; got != 1 {
			t.Errorf("%d messages were received", got)
		}
		s.Press("enter esc tab k s")
		s.Expect("SAVE", "A sound.mp3")
	})
}
