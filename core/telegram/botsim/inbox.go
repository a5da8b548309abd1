package botsim

import (
	"context"
	"time"
)

// Received is a message of the bot that the visitor received.
type Received struct {
	ID         int64
	Text       string // the caption of a file
	Date       time.Time
	ReplyTo    int64      // 0: not a reply
	Thread     int64      // of its topic; 0: in none
	Edited     time.Time  // zero: never
	Deleted    bool       // by either side
	Kind       string     // "text", "photo", …
	Entities   []Entity   // of Text
	Quote      string     // the part that is replied to; "": the whole message
	Album      string     // the same for all parts of an album; "": not in one
	FileID     string     // of a file
	Buttons    [][]Button // below it
	ForceReply bool
	File       *UploadedFile // nil for texts and for files sent by file_id
}

// Inbox returns the bot's messages in order of arrival, as last edited, including
// deleted ones.
func (v *Visitor) Inbox() []Received {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	list := make([]Received, len(v.inbox))
	for i, m := range v.inbox {
		list[i] = m.received()
	}
	return list
}

func (m *message) received() Received {
	w := textOf(m.content)
	album, _ := m.content["media_group_id"].(string)
	return Received{
		ID: m.id, Text: w.text, Date: m.date, ReplyTo: m.reply.id, Thread: m.thread, Edited: m.edited, Deleted: m.deleted,
		Kind: m.kind(), Entities: w.entities, Quote: m.reply.quote, Album: album, FileID: m.fileID(), File: m.uploaded,
		Buttons: m.buttons, ForceReply: m.forceReply,
	}
}

// WaitInbox waits until n messages have arrived in all and returns the inbox, or
// returns the inbox so far and the error of ctx.
func (v *Visitor) WaitInbox(ctx context.Context, n int) ([]Received, error) {
	err := await(ctx, &v.bot.sim.mu, &v.received, func() bool { return len(v.inbox) >= n })
	return v.Inbox(), err
}
