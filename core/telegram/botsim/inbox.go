package botsim

import (
	"context"
	"time"
)

// Received is a message of the bot as the visitor sees it.
type Received struct {
	ID      int64
	Text    string
	Date    time.Time
	ReplyTo int64     // 0: not a reply
	Edited  time.Time // zero: never
	Deleted bool      // by either side
}

// Inbox returns what the bot sent, in order of arrival. Edits show in place;
// deleted messages stay, marked.
func (v *Visitor) Inbox() []Received {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	list := make([]Received, len(v.inbox))
	for i, m := range v.inbox {
		text, _ := m.content["text"].(string)
		list[i] = Received{m.id, text, m.date, m.replyTo, m.edited, m.deleted}
	}
	return list
}

// WaitInbox returns the inbox once at least n messages arrived in all, or what
// there is with the error of ctx.
func (v *Visitor) WaitInbox(ctx context.Context, n int) ([]Received, error) {
	err := await(ctx, &v.bot.sim.mu, &v.received, func() bool { return len(v.inbox) >= n })
	return v.Inbox(), err
}

// Actions counts the chat actions, such as "typing", that the bot showed.
func (v *Visitor) Actions() int {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	return v.actions
}
