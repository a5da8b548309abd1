package cast

import "tgdesk/core/telegram/botsim"

// act is one thing a visitor does.
type act func(*player)

func starts(payload string) act {
	return func(p *player) { p.last = p.visitor.Start(payload) }
}

func says(text string) act {
	return func(p *player) { p.last = p.visitor.Say(text) }
}

func sends(c botsim.Content) act {
	return func(p *player) { p.last = p.visitor.Send(c) }
}

// replies answers the newest message of the operators as a reply to it.
func replies(text string) act {
	return func(p *player) {
		inbox := p.visitor.Inbox()
		if len(inbox) == 0 {
			p.last = p.visitor.Say(text)
			return
		}
		p.last = p.visitor.Reply(text, inbox[len(inbox)-1].ID)
	}
}

// edits rewrites the visitor's last message. There always is one: every part
// opens with a message.
func edits(text string) act {
	return func(p *player) { _ = p.visitor.Edit(p.last, text) }
}

func blocks(p *player) { p.visitor.Block() }
