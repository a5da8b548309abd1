-- Notes have drafts beside those of replies (core.DraftKind).
CREATE TABLE drafts_by_kind (
    operator_id INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    chat_id     INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    kind        TEXT    NOT NULL CHECK (kind IN ('reply', 'note')),
    text        TEXT    NOT NULL CHECK (text <> ''),
    PRIMARY KEY (operator_id, chat_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO drafts_by_kind SELECT operator_id, chat_id, 'reply', text FROM drafts;
DROP TABLE drafts;
ALTER TABLE drafts_by_kind RENAME TO drafts;
