package personas

import (
	"slices"

	"tgdesk/core/telegram/botsim"
)

// action is one thing that a visitor does.
type action func(*actor)

func start(payload string) action {
	return func(p *actor) { p.last = p.visitor.Start(payload) }
}

func say(text string) action {
	return func(p *actor) { p.last = p.visitor.Say(text) }
}

func send(c botsim.Content) action {
	return func(p *actor) { p.last = p.visitor.Send(c) }
}

// reply replies to the newest message of the operators.
func reply(text string) action {
	return func(p *actor) {
		for _, m := range slices.Backward(p.visitor.Inbox()) {
			if byHand(m) {
				p.last = p.visitor.Reply(text, m.ID)
				return
			}
		}
		p.last = p.visitor.Say(text)
	}
}

// edit edits the visitor's last message. There is always one, because every
// persona opens with a message.
func edit(text string) action {
	return func(p *actor) { _ = p.visitor.Edit(p.last, text) }
}

func block(p *actor) { p.visitor.Block() }
