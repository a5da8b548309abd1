package screen

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// TestScreenFormattedPoll: what a poll hides is hidden until the poll is selected,
// and never in the list.
func TestScreenFormattedPoll(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		hana.Send(botsim.Content{"poll": map[string]any{
			"id": "1", "question": "Who did it?", "type": "regular",
			"options": []any{map[string]any{"text": "the cook", "text_entities": []any{map[string]any{"type": "spoiler", "offset": 4, "length": 4}}}},
		}})
		s.Settle()
		s.Expect("▣ poll", "○ the ░░░░")
		s.ExpectNot("cook")
		s.Press("esc tab k")
		s.Expect("○ the cook")
	})
}

// TestScreenButtons: the buttons of a message that was forwarded from a bot stand
// below it, with the host that they open.
func TestScreenButtons(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		hana.Send(botsim.Text("30 % off").With("reply_markup", map[string]any{"inline_keyboard": []any{
			[]any{map[string]any{"text": "Your bank", "url": "https://evil.example/x"}, map[string]any{"text": "Copy", "copy_text": map[string]any{"text": "A-1"}}},
			[]any{map[string]any{"text": "More", "callback_data": "m"}},
		}}))
		s.Settle()
		s.Expect("30 % off", "[Your bank] (evil.example) [Copy] (A-1)", "[More]")
		s.Press("esc tab k enter")
		s.Expect("callback_data")
	})
}

// TestScreenGame: the picture of a game can be saved as any other.
func TestScreenGame(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		hana.Send(botsim.Game("Snake"))
		s.Settle()
		s.Expect("▣ game · 1280×960", "Snake", "A game")
		s.Press("esc tab k s")
		s.Expect("SAVE")
	})
}
