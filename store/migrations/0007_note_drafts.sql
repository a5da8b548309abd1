-- Notes have drafts beside those of replies (core.DraftKind), and a reply's draft
-- knows the message that it answers.
CREATE TABLE drafts_by_kind (
    operator_id INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    chat_id     INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    kind        TEXT    NOT NULL CHECK (kind IN ('reply', 'note')),
    text        TEXT    NOT NULL CHECK (text <> ''),
    reply_to    INTEGER REFERENCES messages (id) ON DELETE SET NULL CHECK (reply_to IS NULL OR kind = 'reply'),
    PRIMARY KEY (operator_id, chat_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO drafts_by_kind (operator_id, chat_id, kind, text) SELECT operator_id, chat_id, 'reply', text FROM drafts;
DROP TABLE drafts;
ALTER TABLE drafts_by_kind RENAME TO drafts;
