package store

import (
	"context"

	"tgdesk/core"
)

const (
	nextBotEventsSQL = `SELECT id, uid, brand_id, chat_id, kind, message_id, at FROM bot_events
		WHERE id IN (SELECT min(id) FROM bot_events WHERE brand_id = ? GROUP BY chat_id) ORDER BY id LIMIT ?`
	queuedBotEventsSQL  = `SELECT count(*) FROM bot_events WHERE chat_id = ?`
	botEventsWaitingSQL = `SELECT count(*) FROM bot_events WHERE brand_id = ?`
	insertBotEventSQL   = `INSERT INTO bot_events (uid, brand_id, chat_id, kind, message_id, at) VALUES (?, ?, ?, ?, ?, ?)`
	deleteBotEventSQL   = `DELETE FROM bot_events WHERE id = ?`

	botMemorySQL         = `SELECT memory FROM bot_memories WHERE chat_id = ?`
	saveBotMemorySQL     = `INSERT INTO bot_memories (chat_id, memory) VALUES (?, ?) ON CONFLICT (chat_id) DO UPDATE SET memory = excluded.memory`
	deleteBotMemorySQL   = `DELETE FROM bot_memories WHERE chat_id = ?`
	forgetBotMemoriesSQL = `DELETE FROM bot_memories WHERE chat_id IN (SELECT id FROM chats WHERE brand_id = ?)`

	flowSQL           = `SELECT text FROM flows WHERE brand_id = ?`
	flowFilesSQL      = `SELECT name, data FROM flow_files WHERE brand_id = ? ORDER BY name`
	saveFlowSQL       = `INSERT INTO flows (brand_id, text) VALUES (?, ?) ON CONFLICT (brand_id) DO UPDATE SET text = excluded.text`
	dropFlowFilesSQL  = `DELETE FROM flow_files WHERE brand_id = ?`
	insertFlowFileSQL = `INSERT INTO flow_files (brand_id, name, data) VALUES (?, ?, ?)`

	visitorFieldsSQL = `SELECT name, value FROM visitor_fields WHERE visitor_id = ? ORDER BY name`
	saveFieldSQL     = `INSERT INTO visitor_fields (visitor_id, name, value) VALUES (?, ?, ?) ON CONFLICT (visitor_id, name) DO UPDATE SET value = excluded.value`
	deleteFieldSQL   = `DELETE FROM visitor_fields WHERE visitor_id = ? AND name = ?`
)

func (r reader) NextBotEvents(ctx context.Context, brand core.BrandID, limit int) ([]core.QueuedBotEvent, error) {
	scan := scanTo(func(e *core.QueuedBotEvent) []any {
		return []any{&e.ID, &e.UID, &e.Brand, &e.Chat, &e.Kind, nullable(&e.Message), asTime(&e.At)}
	})
	return queryAll(ctx, r.q, "list a chatbot's events", scan, nextBotEventsSQL, brand, nonNegative(limit))
}

func (r reader) QueuedBotEvents(ctx context.Context, chat core.ChatID) (int, error) {
	return queryInt(ctx, r.q, "count a chatbot's events", queuedBotEventsSQL, chat)
}

func (r reader) BotEventsWaiting(ctx context.Context, brand core.BrandID) (int, error) {
	return queryInt(ctx, r.q, "count a chatbot's events", botEventsWaitingSQL, brand)
}

func (r reader) BotMemory(ctx context.Context, chat core.ChatID) (string, error) {
	return queryFirst(ctx, r.q, "read a chatbot's memory", scanValue[string], botMemorySQL, chat)
}

func (r reader) Flow(ctx context.Context, brand core.BrandID) (f core.Flow, err error) {
	if f.Text, err = queryFirst(ctx, r.q, "read a flow", scanValue[string], flowSQL, brand); err != nil {
		return f, err
	}
	scan := scanTo(func(file *core.BotFile) []any { return []any{&file.Name, &file.Data} })
	f.Files, err = queryAll(ctx, r.q, "read the files of a flow", scan, flowFilesSQL, brand)
	return f, err
}

func (r reader) VisitorFields(ctx context.Context, id core.VisitorID) ([]core.VisitorField, error) {
	scan := scanTo(func(f *core.VisitorField) []any { return []any{&f.Name, &f.Value} })
	return queryAll(ctx, r.q, "list a visitor's fields", scan, visitorFieldsSQL, id)
}

func (t *tx) InsertBotEvent(ctx context.Context, e core.QueuedBotEvent) error {
	return execute(ctx, t.keepingCache(), "queue a chatbot's event", insertBotEventSQL, e.UID, e.Brand, e.Chat, e.Kind, nullID(e.Message), millis(e.At))
}

func (t *tx) DeleteBotEvent(ctx context.Context, id int64) error {
	return updateOne(ctx, t.keepingCache(), target{"event of a chatbot", id}, deleteBotEventSQL, id)
}

func (t *tx) SaveBotMemory(ctx context.Context, chat core.ChatID, memory string) error {
	query, args := saveBotMemorySQL, []any{chat, memory}
	if memory == "" {
		query, args = deleteBotMemorySQL, []any{chat}
	}
	return execute(ctx, t.keepingCache(), "save a chatbot's memory", query, args...)
}

func (t *tx) ForgetBotMemories(ctx context.Context, brand core.BrandID) error {
	return execute(ctx, t, "forget a chatbot's memories", forgetBotMemoriesSQL, brand)
}

func (t *tx) SaveFlow(ctx context.Context, brand core.BrandID, f core.Flow) error {
	if err := execute(ctx, t, "save a flow", saveFlowSQL, brand, f.Text); err != nil {
		return err
	}
	if err := execute(ctx, t, "replace the files of a flow", dropFlowFilesSQL, brand); err != nil {
		return err
	}
	for _, file := range f.Files {
		if err := execute(ctx, t, "save a file of a flow", insertFlowFileSQL, brand, file.Name, file.Data); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) SaveVisitorField(ctx context.Context, v core.VisitorID, f core.VisitorField) error {
	query, args := saveFieldSQL, []any{v, f.Name, f.Value}
	if f.Value == "" {
		query, args = deleteFieldSQL, []any{v, f.Name}
	}
	return execute(ctx, t, "save a visitor's field", query, args...)
}
