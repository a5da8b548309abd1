package store

import (
	"context"
	"regexp"
	"strconv"
	"time"

	"tgdesk/core"
)

// What is left of a visitor who was erased is a stub: who they were is in none of its
// columns.
const (
	eraseVisitorSQL = `UPDATE visitors SET telegram_id = -id, first_name = '', last_name = '', username = '', language = '', search = '',
		blocked_at = NULL, block = '', start_id = NULL, start_text = '', start_at = NULL, start_source = '', thread_id = NULL, keyboard = 0,
		erased_at = coalesce(erased_at, ?2), erasing = 1 WHERE id = ?1`
	endErasureSQL = `UPDATE visitors SET erasing = 0 WHERE id = ?`
	erasingSQL    = `SELECT id FROM visitors WHERE erasing = 1 ORDER BY id`

	rawUpdatesAboutSQL = `SELECT id, raw FROM quarantined_updates WHERE brand_id = ? AND message_id IS NULL AND instr(raw, CAST(? AS BLOB)) > 0`
	dropRawUpdateSQL   = `DELETE FROM quarantined_updates WHERE id = ?`

	chatsToEraseSQL = `SELECT ` + chatColumns + ` FROM chats c WHERE c.visitor_id = ? ORDER BY c.id DESC`
	chatsOfVisitor  = `(SELECT id FROM chats WHERE visitor_id = ?)`

	erasureSQL = `SELECT (SELECT count(*) FROM chats c WHERE c.visitor_id = ?1 AND c.reason <> 'start'), (SELECT count(*) FROM chats c CROSS JOIN messages m ON m.chat_id = c.id WHERE c.visitor_id = ?1 AND m.sender <> 'desk'),
		(SELECT count(*) FROM chats c CROSS JOIN messages m ON m.chat_id = c.id CROSS JOIN attachments a ON a.message_id = m.id WHERE c.visitor_id = ?1),
		EXISTS (SELECT 1 FROM messages u WHERE u.visitor_id = ?1 AND u.` + isUnsent + ` AND u.delivery = 'sending')`
)

// eraseSQL are the statements that erase what rows about a visitor hold, but for those
// that EmptyChat removes. Tags may name a visitor as any word may.
var eraseSQL = []string{
	// Filters of screens, first: by tags and sources that only this visitor has.
	`UPDATE operators SET screen = json_remove(screen, '$.filter') WHERE screen ->> '$.filter' IN (
		SELECT 'tag:' || t.tag FROM chats c CROSS JOIN chat_tags t ON t.chat_id = c.id WHERE c.visitor_id = ?1 AND NOT EXISTS (
			SELECT 1 FROM chat_tags o CROSS JOIN chats d ON d.id = o.chat_id WHERE o.tag_key = t.tag_key AND d.visitor_id <> ?1)
		UNION ALL SELECT 'source:' || c.source FROM chats c WHERE c.visitor_id = ?1 AND c.source <> '' AND NOT EXISTS (
			SELECT 1 FROM chats d WHERE d.source = c.source AND d.source <> '' AND d.visitor_id <> ?1))`,
	`DELETE FROM blocks WHERE visitor_id = ?`,
	`DELETE FROM visitor_fields WHERE visitor_id = ?`,
	`DELETE FROM bot_events WHERE chat_id IN ` + chatsOfVisitor,
	`DELETE FROM bot_memories WHERE chat_id IN ` + chatsOfVisitor,
	`DELETE FROM retry_afters WHERE visitor_id = ?`,
	`DELETE FROM chat_tags WHERE chat_id IN ` + chatsOfVisitor,
	`UPDATE chats SET source = '', flood_album = '' WHERE visitor_id = ?`,
	`UPDATE messages SET delivery = 'failed' WHERE visitor_id = ? AND ` + isUnsent + ` AND delivery = 'queued'`,
	`UPDATE audit SET subject = '', before = '', after = '' WHERE visitor_id = ?`,
	`UPDATE audit SET subject = '', before = '', after = '' WHERE chat_id IN ` + chatsOfVisitor + ` AND act IN ('chat_tagged', 'exported')`,
}

// Erasure implements core.Reader.
func (r reader) Erasure(ctx context.Context, id core.VisitorID) (core.Erasure, error) {
	scan := scanTo(func(e *core.Erasure) []any { return []any{&e.Chats, &e.Messages, &e.Files, &e.Sending} })
	return queryOne(ctx, r.q, target{"visitor", id}, scan, erasureSQL, id)
}

// Erasing implements core.Reader.
func (r reader) Erasing(ctx context.Context) ([]core.VisitorID, error) {
	return queryAll(ctx, r.q, "list who is being erased", scanValue[core.VisitorID], erasingSQL)
}

// ChatsToErase implements core.Reader.
func (r reader) ChatsToErase(ctx context.Context, id core.VisitorID) ([]core.Chat, error) {
	return queryAll(ctx, r.q, "list a visitor's chats", chatScan(), chatsToEraseSQL, id)
}

// BeginErasure implements core.Tx.
func (t *tx) BeginErasure(ctx context.Context, v core.Visitor) error {
	if !v.Erased() { // else Telegram's id of them is forgotten
		if err := t.dropRawUpdatesAbout(ctx, v); err != nil {
			return err
		}
	}
	if err := updateOne(ctx, t, target{"visitor", v.ID}, eraseVisitorSQL, v.ID, t.now.UnixMilli()); err != nil {
		return err
	}
	for _, query := range eraseSQL {
		if err := execute(ctx, t, "erase a visitor", query, v.ID); err != nil {
			return err
		}
	}
	return nil
}

// EndErasure implements core.Tx.
func (t *tx) EndErasure(ctx context.Context, id core.VisitorID) error {
	return updateOne(ctx, t, target{"visitor", id}, endErasureSQL, id)
}

// dropRawUpdatesAbout deletes the quarantined updates that no message belongs to and in
// which Telegram's id of the visitor is the id of somebody, or of a private chat.
func (t *tx) dropRawUpdatesAbout(ctx context.Context, v core.Visitor) error {
	list, err := queryAll(ctx, t, "look for updates of a visitor", scanRaw, rawUpdatesAboutSQL, v.BrandID, strconv.FormatInt(v.TelegramID, 10))
	if err != nil {
		return err
	}
	for _, u := range list {
		if !namesVisitor(u.Raw, v) {
			continue
		}
		if err := execute(ctx, t, "drop an update of a visitor", dropRawUpdateSQL, u.Message); err != nil { // its own id
			return err
		}
	}
	return nil
}

// namesVisitor reports whether Telegram's id of a visitor is one in an update, which may be
// one that could not be decoded because it has texts for numbers.
func namesVisitor(raw []byte, v core.Visitor) bool {
	named, err := regexp.Compile(`"(id|chat_id|user_id|user_chat_id)"\s*:\s*"?` + strconv.FormatInt(v.TelegramID, 10) + `\b`)
	return err == nil && named.Match(raw)
}

const (
	// ownFilesSQL: ?1 chat, ?2 limit. Files that no message has any more, because an edit
	// replaced them, go with any chat of their visitor. UNION would read all of the chat for
	// each page.
	ownFilesSQL = `WITH own AS (
			SELECT a.file_unique_id AS id FROM messages m CROSS JOIN attachments a ON a.message_id = m.id WHERE m.chat_id = ?1 AND a.file_unique_id <> ''
			UNION ALL SELECT a.thumb_unique_id FROM messages m CROSS JOIN attachments a ON a.message_id = m.id WHERE m.chat_id = ?1 AND a.thumb_unique_id <> ''
			UNION ALL SELECT json_extract(j.value, '$.id') FROM drafts d CROSS JOIN json_each(d.files) j WHERE d.chat_id = ?1 AND d.files <> ''
			UNION ALL SELECT o.unique_id FROM chats c CROSS JOIN files o ON o.visitor_id = c.visitor_id WHERE c.id = ?1 AND o.visitor_id IS NOT NULL
		)
		SELECT ` + fileColumns + ` FROM own CROSS JOIN files f ON f.unique_id = own.id
		WHERE NOT EXISTS (SELECT 1 FROM canned_files k WHERE k.unique_id = f.unique_id)
			AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.files <> '' AND d.chat_id <> ?1 AND f.unique_id LIKE 'out:%' AND instr(d.files, f.unique_id) > 0)
			AND NOT EXISTS (` + carriers + ` AND m.chat_id <> ?1)
		LIMIT ?2`
	deleteFileSQL = `DELETE FROM files WHERE unique_id = ?`

	oldestMessages    = `(SELECT id FROM messages WHERE chat_id = ? ORDER BY id LIMIT ?)`
	dropRawUpdatesSQL = `DELETE FROM quarantined_updates WHERE message_id IN ` + oldestMessages
	deleteMessagesSQL = `DELETE FROM messages WHERE id IN ` + oldestMessages
	dropDraftsSQL     = `DELETE FROM drafts WHERE chat_id = ?`
	dropCommentSQL    = `UPDATE ratings SET line_id = NULL, comment_id = NULL WHERE chat_id = ?`
	dropTransferNotes = `UPDATE transfers SET note = '' WHERE chat_id = ?`
	chatEmptiedSQL    = `UPDATE chats SET last_message_id = NULL, failed = 0, unknown = 0 WHERE id = ?1`
	// isOld: ?1 brand, ?2 time. The newest message counts, also if it is a note or a comment,
	// which last_message_at knows nothing of; where it says that the others are gone, they are.
	isOld = `c.brand_id = ?1 AND c.state = 'completed' AND c.completed_at < ?2 AND c.last_message_at < ?2 AND EXISTS (
		SELECT 1 FROM messages l WHERE l.id = (SELECT max(k.id) FROM messages k WHERE k.chat_id = c.id)
			AND coalesce(l.sent_at, 0) < ?2 AND l.kind NOT IN ('messages_removed', 'erased'))`
	noneUnsent  = ` AND NOT EXISTS (SELECT 1 FROM messages u WHERE u.visitor_id = c.visitor_id AND u.chat_id = c.id AND u.` + isUnsent + `)`
	oldChatsSQL = `SELECT c.id FROM chats c WHERE ` + isOld + ` AND c.id > ?3` + noneUnsent + ` ORDER BY c.id LIMIT ?4`
	countOldSQL = `SELECT count(*), coalesce(sum((SELECT count(*) FROM messages m WHERE m.chat_id = c.id AND m.sender <> 'desk')), 0) FROM chats c WHERE ` + isOld + noneUnsent
)

// OwnFiles implements core.Reader.
func (r reader) OwnFiles(ctx context.Context, chat core.ChatID, limit int) ([]core.File, error) {
	return queryAll(ctx, r.q, "list the files of a chat", scanFile, ownFilesSQL, chat, nonNegative(limit))
}

// OldChats implements core.Reader.
func (r reader) OldChats(ctx context.Context, brand core.BrandID, before time.Time, after core.ChatID, limit int) ([]core.ChatID, error) {
	return queryAll(ctx, r.q, "list old chats", scanValue[core.ChatID], oldChatsSQL, brand, before.UnixMilli(), after, nonNegative(limit))
}

// CountOld implements core.Reader.
func (r reader) CountOld(ctx context.Context, brand core.BrandID, before time.Time) (core.RetentionEffect, error) {
	scan := scanTo(func(e *core.RetentionEffect) []any { return []any{&e.Chats, &e.Messages} })
	return queryFirst(ctx, r.q, "count old messages", scan, countOldSQL, brand, before.UnixMilli())
}

// DeleteFile implements core.Tx.
func (t *tx) DeleteFile(ctx context.Context, uniqueID string) error {
	return execute(ctx, t, "delete a file", deleteFileSQL, uniqueID)
}

// DeleteMessages overwrites what it deletes. For all deletes that would slow the desk down,
// and copies that SQLite made of the rows earlier stay all the same: see [DB.Compact].
func (t *tx) DeleteMessages(ctx context.Context, chat core.ChatID, limit int) (int, error) {
	if _, err := t.execRaw(ctx, "PRAGMA secure_delete = 1"); err != nil {
		return 0, explain(ctx, "overwrite what is deleted", err)
	}
	defer func() { _, _ = t.execRaw(ctx, "PRAGMA secure_delete = 0") }() // at worst it stays slower
	if err := execute(ctx, t, "delete the updates of messages", dropRawUpdatesSQL, chat, limit); err != nil {
		return 0, err
	}
	return execCount(ctx, t, "delete messages", deleteMessagesSQL, chat, limit)
}

// EmptyChat implements core.Tx.
func (t *tx) EmptyChat(ctx context.Context, chat core.ChatID) error {
	for _, query := range []string{dropDraftsSQL, dropTransferNotes, deleteBotMemorySQL, dropCommentSQL} {
		if err := execute(ctx, t, "empty a chat", query, chat); err != nil {
			return err
		}
	}
	return updateOne(ctx, t, target{"chat", chat}, chatEmptiedSQL, chat)
}
