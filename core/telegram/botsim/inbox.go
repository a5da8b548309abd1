package botsim

import (
	"context"
	"time"
)

// Received is a message of the bot as the visitor sees it.
type Received struct {
	ID       int64
	Text     string // the caption of a file
	Date     time.Time
	ReplyTo  int64     // 0: not a reply
	Edited   time.Time // zero: never
	Deleted  bool      // by either side
	Kind     string    // "text", "photo", …
	Entities []Entity  // of Text
	Quote    string    // the part that is replied to; "": all of it
	Album    string    // the same for all parts of an album; "": not in one
	FileID   string    // of a file; what it was re-sent by, or got at its upload
	File     *Arrived  // what was uploaded; nil for texts and for files sent again
}

// Inbox returns what the bot sent, in order of arrival. Edits show in place;
// deleted messages stay, marked.
func (v *Visitor) Inbox() []Received {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	list := make([]Received, len(v.inbox))
	for i, m := range v.inbox {
		list[i] = m.seen()
	}
	return list
}

func (m *message) seen() Received {
	w := wordsOf(m.content)
	album, _ := m.content["media_group_id"].(string)
	return Received{
		ID: m.id, Text: w.text, Date: m.date, ReplyTo: m.reply.id, Edited: m.edited, Deleted: m.deleted,
		Kind: m.kind(), Entities: w.entities, Quote: m.reply.quote, Album: album, FileID: m.fileID(), File: m.arrived,
	}
}

// WaitInbox returns the inbox once at least n messages arrived in all, or what
// there is with the error of ctx.
func (v *Visitor) WaitInbox(ctx context.Context, n int) ([]Received, error) {
	err := await(ctx, &v.bot.sim.mu, &v.received, func() bool { return len(v.inbox) >= n })
	return v.Inbox(), err
}
