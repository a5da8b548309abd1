package store

import (
	"strings"
	"testing"

	"tgdesk/core"
)

// What the schema must refuse, whatever the Go code does.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.write(func(tx core.Tx) error {
		b, err := tx.InsertBrand(t.Context(), testBrand("globex"))
		if err != nil {
			return err
		}
		return tx.SaveChannel(t.Context(), testChannel(b.ID, "globex", 2))
	})
	v := d.visitor(d.brand.ID, 1)
	other := d.visitor(d.brand.ID, 2)
	c := d.chat(v, core.Pending, noon())
	d.chat(other, core.Completed, noon())
	d.say(c, core.Message{From: core.FromVisitor, TelegramID: 5, Text: "hello"})
	d.write(func(tx core.Tx) error {
		return tx.SaveReadMark(t.Context(), d.mika.ID, core.ReadMark{Chat: c.ID, To: 5, Seen: 1})
	})
	d.write(func(tx core.Tx) error {
		return tx.InsertAudit(t.Context(), core.AuditEntry{At: noon(), Via: core.DoorCLI, Act: core.ActLogin})
	})
	cases := map[string]string{
		"a second open chat":           `INSERT INTO chats SELECT NULL, brand_id, visitor_id, state, owner_kind, owner_id, participants, NULL, NULL, NULL, NULL, '', 0, NULL, NULL, NULL, source, created_at, waiting_since, picked_up_at, completed_at, reason, ended_by, last_message_at, counts_from, deadline_at, NULL, NULL, NULL, 0, received, last_message_id, sort_at, flood_from, flood_count, flood_album, flooded_at, awaiting_since, failed, unknown FROM chats WHERE id = 1`,
		"completed with a deadline":    `UPDATE chats SET state = 'completed', completed_at = 1, reason = 'idle', counts_from = NULL WHERE id = 1`,
		"completed that counts":        `UPDATE chats SET state = 'completed', completed_at = 1, reason = 'idle', deadline_at = NULL WHERE id = 1`,
		"completed without a time":     `UPDATE chats SET state = 'completed', reason = 'idle', counts_from = NULL, deadline_at = NULL WHERE id = 1`,
		"completed without a reason":   `UPDATE chats SET state = 'completed', completed_at = 1, counts_from = NULL, deadline_at = NULL WHERE id = 1`,
		"open without a deadline":      `UPDATE chats SET deadline_at = NULL WHERE id = 1`,
		"a waiting chat set aside":     `UPDATE chats SET snoozed_until = deadline_at WHERE id = 1`,
		"open with a reason":           `UPDATE chats SET reason = 'idle' WHERE id = 1`,
		"ended by without a reason":    `UPDATE chats SET ended_by = 1 WHERE id = 1`,
		"unknown state":                `UPDATE chats SET state = 'open' WHERE id = 1`,
		"unknown reason":               `UPDATE chats SET reason = 'bored' WHERE id = 2`,
		"a chat without a place":       `UPDATE chats SET sort_at = NULL WHERE id = 1`,
		"a negative number received":   `UPDATE chats SET received = -1 WHERE id = 1`,
		"a mark that goes back":        `UPDATE reads SET read_to = 4`,
		"seen less than nothing":       `UPDATE reads SET seen = -1`,
		"a negative flood":             `UPDATE chats SET flood_count = -1 WHERE id = 1`,
		"a chat of no visitor":         `UPDATE chats SET visitor_id = 99 WHERE id = 2`,
		"an owner who is unknown":      `UPDATE chats SET owner_kind = 'operator', owner_id = 99 WHERE id = 2`,
		"an owner of no kind":          `UPDATE chats SET owner_kind = 'supervisor' WHERE id = 2`,
		"an operator without an id":    `UPDATE chats SET owner_kind = 'operator', owner_id = NULL WHERE id = 2`,
		"a chatbot with an id":         `UPDATE chats SET owner_kind = 'chatbot', owner_id = 1 WHERE id = 2`,
		"active without an owner":      `UPDATE chats SET state = 'active' WHERE id = 1`,
		"waiting with an owner":        `UPDATE chats SET owner_kind = 'chatbot' WHERE id = 1`,
		"a transfer that never ends":   `UPDATE chats SET transfer_id = 1 WHERE id = 1`,
		"a transfer while it waits":    `UPDATE chats SET transfer_id = 1, transfer_until = 1 WHERE id = 1`,
		"a participant while it waits": `UPDATE chats SET participants = '1' WHERE id = 1`,
		"an offer of an unknown one":   `UPDATE chats SET offered_to = 99, offered_until = 1 WHERE id = 1`,
		"a transfer to oneself":        `INSERT INTO transfers VALUES (1, 1, 1, 1, '', 0, 1, 'asked', NULL, NULL)`,
		"an open transfer with an end": `INSERT INTO transfers VALUES (1, 1, 1, NULL, '', 0, 1, 'asked', 1, NULL)`,
		"two open transfers":           `INSERT INTO transfers SELECT value, 1, 1, NULL, '', 0, 1, 'asked', NULL, NULL FROM json_each('[1, 2]')`,
		"a participant twice":          `INSERT INTO participants SELECT value, 1, 1, 'supervisor', NULL, 0, NULL FROM json_each('[1, 2]')`,
		"an invitation by nobody":      `INSERT INTO participants VALUES (1, 1, 1, 'invited', NULL, 0, NULL)`,
		"two availabilities at once":   `INSERT INTO availability SELECT value, 1, 'away', 'self', 0, NULL FROM json_each('[1, 2]')`,
		"an automatic reply":           `UPDATE messages SET automatic = 'welcome'`,
		"the same message twice":       `INSERT INTO messages SELECT NULL, chat_id, visitor_id, sender, kind, operator_id, author, text, markup, telegram_id, reply_to, quote, external_author, external_kind, external_text, forward, sent_at, edited_at, deleted_at, delivery, error, partial, buttons, keyboard, pressed, automatic FROM messages`,
		"a message of another visitor": `UPDATE messages SET visitor_id = 2`,
		"unknown delivery":             `UPDATE messages SET delivery = 'lost'`,
		"a visitor's message to send":  `UPDATE messages SET delivery = 'queued'`,
		"unknown sender":               `UPDATE messages SET sender = 'god'`,
		"the same visitor twice":       `UPDATE visitors SET telegram_id = 1001`,
		"unknown role":                 `UPDATE operators SET role = 'root'`,
		"a changed audit":              `UPDATE audit SET act = 'nothing'`,
		"an audit cut short":           `DELETE FROM audit`,
		"the same name in other case":  `INSERT INTO brands SELECT NULL, 'ACME', name_key, accent, 1, 1, 1, 1, '', NULL FROM brands`,
		"the same bot twice":           `UPDATE channels SET bot_id = 123456 WHERE bot_id = 2`,
		"two channels of one brand":    `INSERT INTO channels SELECT brand_id, 3, '', '', NULL, 1, 0, '', '', NULL, NULL FROM channels`,
		"a channel of no brand":        `INSERT INTO channels VALUES (99, 99, '', '', NULL, 1, 0, '', '', NULL, NULL)`,
		"text where a number belongs":  `UPDATE chats SET deadline_at = 'soon' WHERE id = 1`,
		"deleting a brand in use":      `DELETE FROM brands`,
		"an edit of nothing":           `INSERT INTO edits (message_id, kind, text, markup, file_name) VALUES (99, 'text', 'x', '', '')`,
		"a draft of nobody":            `INSERT INTO drafts VALUES (99, 1, 'reply', 'x', NULL, '')`,
		"a draft of no kind":           `INSERT INTO drafts VALUES (1, 1, 'thought', 'x', NULL, '')`,
		"an empty draft":               `INSERT INTO drafts VALUES (1, 1, 'note', '', NULL, '')`,
		"a draft that answers nobody":  `INSERT INTO drafts VALUES (1, 1, 'reply', 'x', 99, '')`,
		"a note with files":            `INSERT INTO drafts VALUES (1, 1, 'note', 'x', NULL, '[]')`,
		"a canned reply of no brand":   `INSERT INTO canned_replies VALUES (1, 99, 'x', 'x', '', 'x')`,
		"a canned reply without name":  `INSERT INTO canned_replies VALUES (1, NULL, '', '', '', 'x')`,
		"a note that answers":          `INSERT INTO drafts VALUES (1, 1, 'note', 'x', 1, '')`,
		"options that are no JSON":     `UPDATE brands SET options = '{'`,
		"a file without a name":        `INSERT INTO files VALUES ('', 'wanted', '', 0, '', NULL, 1, 1, 0)`,
		"unknown state of a file":      `INSERT INTO files VALUES ('u', 'lost', '', 0, '', NULL, 1, 1, 0)`,
		"a file ready nowhere":         `INSERT INTO files VALUES ('u', 'ready', '', 0, '', NULL, 1, 1, 0)`,
	}
	for what, query := range cases {
		err := d.raw(query)
		if err == nil || !(strings.Contains(err.Error(), "constraint") || strings.Contains(err.Error(), "can only grow") || strings.Contains(err.Error(), "stays read") || strings.Contains(err.Error(), "cannot store")) {
			t.Errorf("%s: got %v", what, err)
		}
	}
	if err := d.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTakenNamesAreConflicts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.visitor(d.brand.ID, 1)
	c := d.chat(v, core.Pending, noon())
	m := d.say(c, core.Message{From: core.FromVisitor, TelegramID: 5, Text: "hello"})
	ctx := t.Context()
	cases := map[string]func(core.Tx) error{
		"brand_name_exists": func(tx core.Tx) error { _, err := tx.InsertBrand(ctx, testBrand("ACME")); return err },
		"bot_in_use": func(tx core.Tx) error {
			b, err := tx.InsertBrand(ctx, testBrand("b"))
			if err != nil {
				return err
			}
			return tx.SaveChannel(ctx, testChannel(b.ID, "b", d.channel.Bot.ID))
		},
		"visitor_known": func(tx core.Tx) error { _, err := tx.InsertVisitor(ctx, v); return err },
		"chat_open": func(tx core.Tx) error {
			_, err := tx.InsertChat(ctx, chatIn(v, core.Active, noon(), d.mika.ID))
			return err
		},
		"message_known": func(tx core.Tx) error { _, err := tx.InsertMessage(ctx, m); return err },
	}
	for id, fn := range cases {
		// A broken rule undoes its own savepoint and nothing else.
		d.write(func(tx core.Tx) error {
			err := tx.Savepoint(func() error { return fn(tx) })
			wantCode(t, err, core.CodeConflict)
			if e, ok := err.(*core.Error); !ok || e.ID != id {
				t.Errorf("got %#v, want %s", err, id)
			}
			return nil
		})
	}
}
