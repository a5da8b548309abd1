package chatbot

import (
	"testing"

	"tgdesk/core"
	"tgdesk/core/chatbot/flow"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	all := New(Options{Version: "1.0"})
	for _, s := range []core.ChatbotSetup{
		{Spec: core.ChatbotSpec{Kind: core.ChatbotFlow, Target: "a.toml"}, Flow: flow.Example()},
		{Spec: core.ChatbotSpec{Kind: core.ChatbotWebhook, Target: "https://bot.example/"}, Secret: []byte("secret")},
		{Spec: core.ChatbotSpec{Kind: core.ChatbotCommand, Target: "cat"}},
	} {
		bot, err := all.Open(s)
		if err != nil {
			t.Errorf("%s: %v", s.Spec, err)
			continue
		}
		if err := bot.Close(); err != nil {
			t.Errorf("%s: %v", s.Spec, err)
		}
	}
	for _, s := range []core.ChatbotSpec{{Kind: core.ChatbotOff}, {Kind: "gopher"}, {Kind: core.ChatbotWebhook, Target: "https://bot.example/"}, {Kind: core.ChatbotCommand}, {Kind: core.ChatbotFlow}} {
		bot, err := all.Open(core.ChatbotSetup{Spec: s})
		if _, ok := err.(*core.ChatbotError); !ok || bot != nil {
			t.Errorf("%s: %v, %v", s, bot, err)
		}
	}
}
