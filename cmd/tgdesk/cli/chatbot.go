package cli

import (
	"strings"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
)

// ChatbotState says how a brand's chatbot fares.
type ChatbotState string

// The states, as --json has them.
const (
	ChatbotOff      ChatbotState = "off"
	ChatbotDisabled ChatbotState = "disabled"  // the channel is
	ChatbotStopped  ChatbotState = "stopped"   // no desk runs
	ChatbotNotAsked ChatbotState = "not_asked" // since the desk runs, or has another chatbot
	ChatbotWorks    ChatbotState = "works"
	ChatbotFails    ChatbotState = "fails"
)

// ChatbotStateOf is how a brand's chatbot fares as another process sees it.
func ChatbotStateOf(b core.BrandView, deskRuns bool) ChatbotState {
	switch {
	case b.Options.ChatbotSpec().Kind == core.ChatbotOff:
		return ChatbotOff
	case !b.Enabled:
		return ChatbotDisabled
	case !deskRuns:
		return ChatbotStopped
	case b.Chatbot.At.IsZero():
		return ChatbotNotAsked
	case b.Chatbot.Failure != "":
		return ChatbotFails
	}
	return ChatbotWorks
}

// ChatbotText is how a brand's chatbot fares, for people. waiting is how many events it has
// not answered yet.
func (e *Env) ChatbotText(b core.BrandView, deskRuns bool, waiting int) string {
	state := ChatbotStateOf(b, deskRuns)
	text := strings.ReplaceAll(string(state), "_", " ")
	switch state {
	case ChatbotWorks:
		text += ", asked last " + e.FormatTime(b.Chatbot.At)
	case ChatbotFails:
		text += " since " + e.FormatTime(b.Chatbot.Since) + ": " + string(clean.Line(e.Words().Problem(b.Chatbot.Failure)))
	}
	if waiting > 0 {
		text += "; " + output.Plural(waiting, "event waits", "events wait") + " for its answer"
	}
	return text
}
