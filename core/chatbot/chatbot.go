// Package chatbot opens the chatbots of brands, each kind in a package of its own.
//
// It must not know chats, nor what is done with an answer.
package chatbot

import (
	"tgdesk/core"
	"tgdesk/core/chatbot/flow"
)

// New makes chatbots of every kind.
func New() core.Chatbots { return opener{} }

type opener struct{}

// Open implements core.Chatbots.
func (opener) Open(s core.ChatbotSetup) (core.Chatbot, error) {
	switch s.Spec.Kind {
	case core.ChatbotFlow:
		return flow.Open(s.Flow)
	}
	return nil, &core.ChatbotError{Detail: core.NewProblem("chatbot_kind", string(s.Spec.Kind))}
}
