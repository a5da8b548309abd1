package store

import (
	"context"
	"slices"
	"strings"

	"tgdesk/core"
)

// pending is what a transaction has not written yet: messages, their attachments, entries
// of the audit, and chats that were saved, with their milestones. A transaction that takes
// in a batch, or moves hundreds of chats, has many of them, and most of the time of a
// statement goes by between Go and SQLite. So they wait until a statement comes that might
// see them, and one statement writes many.
//
// A row that the database refuses fails that statement, or the end of the savepoint or of
// the transaction. From then on the transaction fails, unless the savepoint that the row
// is in is rolled back.
type pending struct {
	plain, messages, attachments, audit []any // the values of the rows, one after the other
	savedChats                          saves[core.Chat]
	savedMilestones                     saves[core.Milestones]
	ended                               bool // one of the chats is open no more
	refused                             error
}

// rowsAtOnce are the numbers of rows of one INSERT: few, so that the statements stay
// prepared.
var rowsAtOnce = [...]int{25, 5, 1}

// inserter inserts rows of one table.
type inserter struct {
	width      int
	into       string
	statements [len(rowsAtOnce)]string
}

func newInserter(table string, columns ...string) inserter {
	in := inserter{width: len(columns), into: "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") "}
	row := "(?" + strings.Repeat(",?", len(columns)-1) + ")"
	for i, n := range rowsAtOnce {
		in.statements[i] = in.into + "VALUES " + row + strings.Repeat(","+row, n-1)
	}
	return in
}

var (
	// plainColumns are all that a text of a visitor has. Of other columns that it does not name,
	// an INSERT writes the defaults, in less time.
	plainColumns    = []string{"id", "chat_id", "visitor_id", "sender", "kind", "author", "text", "telegram_id", "sent_at"}
	insertedColumns = append(slices.Clip(plainColumns), "operator_id", "markup", "reply_to", "quote", "external_author", "external_kind", "external_text",
		"forward", "edited_at", "deleted_at", "delivery", "error", "partial", "buttons", "keyboard", "pressed", "automatic")

	insertPlain       = newInserter("messages", plainColumns...)
	insertMessages    = newInserter("messages", insertedColumns...)
	insertAttachments = newInserter("attachments", "message_id", "kind", "file_id", "file_unique_id", "file_name", "mime",
		"size", "width", "height", "duration", "album_id", "emoji", "set_name", "thumb_id", "thumb_unique_id", "spoiler", "title",
		"thumb_width", "thumb_height")
	insertAudit = newInserter("audit", "at", "operator_id", "operator_name", "via", "session", "act", "brand_id", "chat_id", "visitor_id", "subject", "before", "after")
)

const (
	lastMessageSQL = `SELECT seq FROM sqlite_sequence WHERE name = 'messages'`

	// mostPending is how many rows wait at most.
	mostPending = 500
)

// insertLater adds a row to those of its kind that wait.
func (t *tx) insertLater(ctx context.Context, in *inserter, rows *[]any, row ...any) error {
	*rows = append(*rows, row...)
	if len(*rows) >= mostPending*in.width {
		return t.flush(ctx)
	}
	return t.usable(ctx)
}

// flush writes what waits.
func (t *tx) flush(ctx context.Context) error {
	p := t.pending
	if p.refused != nil || len(p.plain)+len(p.messages)+len(p.attachments)+len(p.audit)+len(p.savedChats.order)+len(p.savedMilestones.order) == 0 {
		return p.refused
	}
	t.pending = pending{}
	for _, k := range []struct {
		doing string
		in    *inserter
		rows  []any
	}{
		{"insert messages", &insertPlain, p.plain},
		{"insert messages", &insertMessages, p.messages},
		{"save attachments", &insertAttachments, p.attachments},
		{"append to the audit", &insertAudit, p.audit},
	} {
		if t.refused = t.insertRows(ctx, k.in, k.rows); t.refused != nil {
			t.refused = explain(ctx, k.doing, t.refused)
			return t.refused
		}
	}
	if t.refused = t.writeChats(ctx, p.savedChats.order); t.refused != nil {
		t.refused = explain(ctx, "save chats", t.refused)
		return t.refused
	}
	if t.refused = t.writeMilestones(ctx, p.savedMilestones.order); t.refused != nil {
		t.refused = explain(ctx, "save milestones", t.refused)
		return t.refused
	}
	t.changed = true
	return nil
}

func (t *tx) insertRows(ctx context.Context, in *inserter, rows []any) error {
	if len(rows) >= fewest*in.width {
		if g, ok := gather(rows, in.width, 0); ok {
			return t.run(ctx, in.into+"SELECT "+strings.Join(g.columns, ", ")+" FROM "+g.from, g.args)
		}
	}
	for i, n := range rowsAtOnce {
		for n *= in.width; len(rows) >= n; rows = rows[n:] {
			if err := t.run(ctx, in.statements[i], rows[:n]); err != nil {
				return err
			}
		}
	}
	return nil
}

// nextMessageID is the id of the next new message.
func (t *tx) nextMessageID(ctx context.Context) (core.MessageID, error) {
	if t.lastMessage == 0 {
		last, err := queryFirst(ctx, t.unflushed(), "find the last message", scanValue[core.MessageID], lastMessageSQL)
		if err != nil {
			return 0, err
		}
		t.lastMessage = last
	}
	t.lastMessage++
	return t.lastMessage, nil
}
