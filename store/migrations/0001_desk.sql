-- Times are Unix milliseconds, durations are milliseconds. What is not set is
-- NULL: zero times, ids of nobody. Every *_key and search column is folded to
-- lower case by the program, because SQLite folds ASCII only.

CREATE TABLE brands (
    id               INTEGER PRIMARY KEY,
    name             TEXT    NOT NULL CHECK (name <> ''),
    name_key         TEXT    NOT NULL,
    accent           TEXT    NOT NULL,
    bot_id           INTEGER,
    bot_username     TEXT    NOT NULL,
    bot_name         TEXT    NOT NULL,
    token_sealed     BLOB,
    enabled          INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    answer_limit     INTEGER NOT NULL,
    close_unanswered INTEGER NOT NULL,
    close_idle       INTEGER NOT NULL,
    update_offset    INTEGER NOT NULL,
    health_state     TEXT    NOT NULL,
    health_detail    TEXT    NOT NULL,
    health_until     INTEGER,
    health_since     INTEGER,
    removed_at       INTEGER
) STRICT;
CREATE UNIQUE INDEX brands_name ON brands (name_key) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX brands_bot ON brands (bot_id) WHERE removed_at IS NULL;

CREATE TABLE operators (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    role TEXT NOT NULL CHECK (role IN ('admin', 'operator'))
) STRICT;

CREATE TABLE visitors (
    id          INTEGER PRIMARY KEY,
    brand_id    INTEGER NOT NULL REFERENCES brands (id),
    telegram_id INTEGER NOT NULL,
    first_name  TEXT    NOT NULL,
    last_name   TEXT    NOT NULL,
    username    TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    search      TEXT    NOT NULL,
    blocked_at  INTEGER,
    first_seen  INTEGER,
    last_seen   INTEGER,
    UNIQUE (brand_id, telegram_id)
) STRICT;

-- sort_at is the time by which the list of the chat's state is ordered. The
-- ids read_to and last_message_id are hints for the screen and no foreign
-- keys: as such they would make every delete of a message read all chats.
CREATE TABLE chats (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    brand_id        INTEGER NOT NULL REFERENCES brands (id),
    visitor_id      INTEGER NOT NULL REFERENCES visitors (id),
    state           TEXT    NOT NULL CHECK (state IN ('pending', 'active', 'unanswered', 'completed')),
    owner_id        INTEGER REFERENCES operators (id),
    source          TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    waiting_since   INTEGER,
    picked_up_at    INTEGER,
    completed_at    INTEGER,
    reason          TEXT    NOT NULL CHECK (reason IN ('', 'operator', 'idle', 'unanswered', 'visitor', 'bot_idle')),
    ended_by        INTEGER REFERENCES operators (id),
    last_message_at INTEGER,
    counts_from     INTEGER,
    deadline_at     INTEGER,
    unread          INTEGER NOT NULL CHECK (unread >= 0),
    read_to         INTEGER,
    last_message_id INTEGER,
    sort_at         INTEGER NOT NULL,
    CHECK ((state = 'completed') = (deadline_at IS NULL)),
    CHECK ((state = 'completed') = (counts_from IS NULL)),
    CHECK ((state = 'completed') = (completed_at IS NOT NULL)),
    CHECK ((state = 'completed') = (reason <> '')),
    CHECK (ended_by IS NULL OR reason = 'operator')
) STRICT;
CREATE INDEX chats_state ON chats (state, sort_at);
CREATE INDEX chats_brand ON chats (brand_id, state, sort_at);
CREATE INDEX chats_deadline ON chats (deadline_at) WHERE deadline_at IS NOT NULL;
CREATE UNIQUE INDEX chats_open ON chats (visitor_id) WHERE state <> 'completed';
-- Unique, so that messages can refer to a chat together with its visitor.
CREATE UNIQUE INDEX chats_visitor ON chats (visitor_id, id);

-- How many chats there are, kept by the triggers below: counting 100 000
-- completed chats at every refresh of a screen would cost more than the rest.
CREATE TABLE chat_counts (
    brand_id INTEGER NOT NULL REFERENCES brands (id),
    state    TEXT    NOT NULL,
    chats    INTEGER NOT NULL CHECK (chats >= 0),
    PRIMARY KEY (brand_id, state)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER chats_counted_insert AFTER INSERT ON chats BEGIN
    INSERT INTO chat_counts (brand_id, state, chats) VALUES (NEW.brand_id, NEW.state, 1)
        ON CONFLICT (brand_id, state) DO UPDATE SET chats = chats + 1;
END;
CREATE TRIGGER chats_counted_update AFTER UPDATE OF state, brand_id ON chats
    WHEN OLD.state <> NEW.state OR OLD.brand_id <> NEW.brand_id BEGIN
    UPDATE chat_counts SET chats = chats - 1 WHERE brand_id = OLD.brand_id AND state = OLD.state;
    INSERT INTO chat_counts (brand_id, state, chats) VALUES (NEW.brand_id, NEW.state, 1)
        ON CONFLICT (brand_id, state) DO UPDATE SET chats = chats + 1;
END;
CREATE TRIGGER chats_counted_delete AFTER DELETE ON chats BEGIN
    UPDATE chat_counts SET chats = chats - 1 WHERE brand_id = OLD.brand_id AND state = OLD.state;
END;

-- A message names chat and visitor together, so that no reply can stand in one
-- visitor's chat and be sent to another.
CREATE TABLE messages (
    id          INTEGER PRIMARY KEY,
    chat_id     INTEGER NOT NULL,
    visitor_id  INTEGER NOT NULL,
    sender      TEXT    NOT NULL CHECK (sender IN ('visitor', 'operator', 'bot', 'desk', 'note')),
    kind        TEXT    NOT NULL CHECK (kind <> ''),
    operator_id INTEGER REFERENCES operators (id),
    author      TEXT    NOT NULL,
    text        TEXT    NOT NULL,
    telegram_id INTEGER,
    reply_to    INTEGER,
    sent_at     INTEGER,
    edited_at   INTEGER,
    delivery    TEXT    NOT NULL CHECK (delivery IN ('', 'queued', 'sending', 'sent', 'failed', 'unknown')),
    error       TEXT    NOT NULL,
    CHECK (delivery = '' OR sender IN ('operator', 'bot')),
    FOREIGN KEY (visitor_id, chat_id) REFERENCES chats (visitor_id, id)
) STRICT;
CREATE INDEX messages_chat ON messages (chat_id);
CREATE UNIQUE INDEX messages_telegram ON messages (visitor_id, telegram_id) WHERE telegram_id IS NOT NULL;
CREATE INDEX messages_unsent ON messages (visitor_id, id, delivery) WHERE delivery IN ('queued', 'sending');

CREATE TABLE attachments (
    message_id     INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    kind           TEXT    NOT NULL,
    file_id        TEXT    NOT NULL,
    file_unique_id TEXT    NOT NULL,
    file_name      TEXT    NOT NULL,
    mime           TEXT    NOT NULL,
    size           INTEGER NOT NULL,
    width          INTEGER NOT NULL,
    height         INTEGER NOT NULL,
    duration       INTEGER NOT NULL,
    album_id       TEXT    NOT NULL,
    emoji          TEXT    NOT NULL
) STRICT;

CREATE TABLE edits (
    id          INTEGER PRIMARY KEY,
    message_id  INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    text        TEXT    NOT NULL,
    replaced_at INTEGER
) STRICT;
CREATE INDEX edits_message ON edits (message_id);

CREATE TABLE drafts (
    operator_id INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    chat_id     INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    text        TEXT    NOT NULL CHECK (text <> ''),
    PRIMARY KEY (operator_id, chat_id)
) STRICT, WITHOUT ROWID;

-- Updates that found no place, as they came.
CREATE TABLE kept_updates (
    id        INTEGER PRIMARY KEY,
    brand_id  INTEGER NOT NULL REFERENCES brands (id),
    update_id INTEGER NOT NULL,
    kind      TEXT    NOT NULL,
    raw       BLOB    NOT NULL,
    kept_at   INTEGER NOT NULL
) STRICT;
