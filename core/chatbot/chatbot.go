// Package chatbot opens the chatbots of brands, each kind in a package of its own.
//
// It must not know chats, nor what is done with an answer.
package chatbot

import (
	"log/slog"

	"tgdesk/core"
	"tgdesk/core/chatbot/command"
	"tgdesk/core/chatbot/flow"
	"tgdesk/core/chatbot/webhook"
)

// Options are what chatbots know of the desk; the zero value works.
type Options struct {
	Version string       // of tgdesk, for webhooks
	Dir     string       // where programs run; "" = the home of the desk's user
	Log     *slog.Logger // of what programs say; nil = nowhere
}

// New makes chatbots of every kind.
func New(o Options) core.Chatbots { return opener{o} }

type opener struct{ Options }

// Open implements core.Chatbots.
func (o opener) Open(s core.ChatbotSetup) (core.Chatbot, error) {
	switch s.Spec.Kind {
	case core.ChatbotFlow:
		return opened(flow.Open(s.Flow))
	case core.ChatbotWebhook:
		return opened(webhook.New(webhook.Options{URL: s.Spec.Target, Secret: s.Secret, AllowPrivate: s.AllowPrivate, Version: o.Version}))
	case core.ChatbotCommand:
		return opened(command.New(command.Options{Command: s.Spec.Target, Dir: o.Dir, Log: o.Log}))
	}
	return nil, &core.ChatbotError{Detail: core.NewProblem("chatbot_kind", string(s.Spec.Kind))}
}

// opened is no chatbot where there is an error, whatever type of nothing came with it.
func opened(c core.Chatbot, err error) (core.Chatbot, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}
