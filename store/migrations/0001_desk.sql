-- Times are Unix milliseconds, durations are milliseconds. Zero times and zero
-- ids are NULL. The program folds every *_key column to lower case and
-- every search column further (core/fold): SQLite folds ASCII only.

-- One row that every commit renews, by which a write-ahead log is known to belong
-- to the database beside it (store/log.go). It is the first table, so that its
-- page is known without the database.
CREATE TABLE last_commit (
    id             INTEGER PRIMARY KEY CHECK (id = 1),
    previous       BLOB    NOT NULL CHECK (length(previous) = 16),
    current        BLOB    NOT NULL CHECK (length(current) = 16),
    schema_version INTEGER NOT NULL
) STRICT;
INSERT INTO last_commit VALUES (1, zeroblob(16), randomblob(16), 0);

CREATE TABLE brands (
    id               INTEGER PRIMARY KEY,
    name             TEXT    NOT NULL CHECK (name <> ''),
    name_key         TEXT    NOT NULL,
    accent           TEXT    NOT NULL,
    answer_limit     INTEGER NOT NULL,
    close_unanswered INTEGER NOT NULL,
    close_idle       INTEGER NOT NULL,
    chatbot_idle     INTEGER NOT NULL,
    -- JSON of core.BrandOptions; '' is the default.
    options          TEXT    NOT NULL CHECK (options = '' OR json_valid(options)),
    removed_at       INTEGER
) STRICT;
CREATE UNIQUE INDEX brands_name ON brands (name_key) WHERE removed_at IS NULL;

-- A brand's own automatic texts. Without a row of language '' the kind is on or off as
-- the program has it, and where that has no text, the text is the program's.
CREATE TABLE brand_texts (
    brand_id INTEGER NOT NULL REFERENCES brands (id),
    kind     TEXT    NOT NULL CHECK (kind <> ''),
    language TEXT    NOT NULL,
    text     TEXT    NOT NULL CHECK (text <> '' OR language = ''),
    is_on    INTEGER NOT NULL CHECK (is_on IN (0, 1) AND (is_on = 0 OR language = '')),
    PRIMARY KEY (brand_id, kind, language)
) STRICT, WITHOUT ROWID;

-- The bots of brands that are not removed. The token is encrypted.
CREATE TABLE channels (
    brand_id      INTEGER PRIMARY KEY REFERENCES brands (id),
    bot_id        INTEGER UNIQUE,
    bot_username  TEXT    NOT NULL,
    bot_name      TEXT    NOT NULL,
    token_sealed  BLOB,
    enabled       INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    update_offset INTEGER NOT NULL,
    health_state  TEXT    NOT NULL,
    health_detail TEXT    NOT NULL,
    health_until  INTEGER,
    health_since  INTEGER
) STRICT;

-- What the requests to the webhooks of brands are signed with, encrypted.
CREATE TABLE chatbot_secrets (
    brand_id INTEGER PRIMARY KEY REFERENCES brands (id),
    sealed   BLOB    NOT NULL
) STRICT;

-- What brands want their bots to show of themselves (core.BrandFace), in a language or, '',
-- for everybody else. owned and done are core.FaceParts of the bot bot_id.
CREATE TABLE brand_faces (
    brand_id    INTEGER NOT NULL REFERENCES brands (id),
    language    TEXT    NOT NULL CHECK (language = '' OR length(language) = 2),
    name        TEXT    NOT NULL,
    about       TEXT    NOT NULL,
    description TEXT    NOT NULL,
    commands    TEXT    NOT NULL, -- "start - Begin", one a line
    bot_id      INTEGER,
    owned       INTEGER NOT NULL,
    done        INTEGER NOT NULL,
    problem     TEXT    NOT NULL,
    retry_at    INTEGER,
    name_retry_at INTEGER,
    PRIMARY KEY (brand_id, language)
) STRICT, WITHOUT ROWID;

-- Operators stay when they are removed: messages and the audit name them.
CREATE TABLE operators (
    id           INTEGER PRIMARY KEY,
    name         TEXT    NOT NULL CHECK (name <> ''),
    role         TEXT    NOT NULL CHECK (role IN ('admin', 'supervisor', 'operator')),
    alias        TEXT    NOT NULL,
    max_chats    INTEGER CHECK (max_chats > 0), -- NULL is no limit
    -- JSON of core.ScreenSettings.
    screen       TEXT    NOT NULL CHECK (json_valid(screen)),
    created_at   INTEGER,
    disabled_at  INTEGER,
    removed_at   INTEGER,
    last_seen_at INTEGER
) STRICT;
CREATE UNIQUE INDEX operators_name ON operators (name) WHERE removed_at IS NULL;

-- The brands that an operator works for; one without any works for all.
CREATE TABLE operator_brands (
    operator_id INTEGER NOT NULL REFERENCES operators (id),
    brand_id    INTEGER NOT NULL REFERENCES brands (id),
    PRIMARY KEY (operator_id, brand_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX operator_brands_brand ON operator_brands (brand_id);

-- Public keys for SSH. A fingerprint belongs to one operator while it is live.
CREATE TABLE operator_keys (
    id           INTEGER PRIMARY KEY,
    operator_id  INTEGER NOT NULL REFERENCES operators (id),
    fingerprint  TEXT    NOT NULL CHECK (fingerprint <> ''),
    type         TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    comment      TEXT    NOT NULL,
    added_at     INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at   INTEGER
) STRICT;
CREATE UNIQUE INDEX operator_keys_live ON operator_keys (fingerprint) WHERE revoked_at IS NULL;
CREATE INDEX operator_keys_operator ON operator_keys (operator_id);

-- How available operators were, and with to_at NULL are.
CREATE TABLE availability (
    id          INTEGER PRIMARY KEY,
    operator_id INTEGER NOT NULL REFERENCES operators (id),
    state       TEXT    NOT NULL CHECK (state IN ('available', 'away', 'offline')),
    cause       TEXT    NOT NULL CHECK (cause IN ('self', 'idle', 'disconnected')),
    from_at     INTEGER NOT NULL,
    to_at       INTEGER
) STRICT;
CREATE UNIQUE INDEX availability_present ON availability (operator_id) WHERE to_at IS NULL;

-- The latest offer that routing made to an operator for a brand: the turn-th of all.
CREATE TABLE routing_turns (
    brand_id    INTEGER NOT NULL REFERENCES brands (id),
    operator_id INTEGER NOT NULL REFERENCES operators (id),
    turn        INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (brand_id, operator_id)
) STRICT, WITHOUT ROWID;

-- The start_ columns are core.StartCommand, the latest "/start" of somebody who had
-- no open chat. Of a visitor who was erased only a stub is left, whose telegram_id is
-- minus its id; erasing is 1 until nothing else is left in the files of the database.
CREATE TABLE visitors (
    id           INTEGER PRIMARY KEY,
    brand_id     INTEGER NOT NULL REFERENCES brands (id),
    telegram_id  INTEGER NOT NULL,
    first_name   TEXT    NOT NULL,
    last_name    TEXT    NOT NULL,
    username     TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    search       TEXT    NOT NULL,
    blocked_at   INTEGER, -- when the visitor blocked the bot
    -- How the visitor stands on the desk's own block list: see blocks.
    block        TEXT    NOT NULL DEFAULT '' CHECK (block IN ('', 'asked', 'approved')),
    first_seen   INTEGER,
    last_seen    INTEGER,
    start_id     INTEGER,
    start_text   TEXT    NOT NULL,
    start_at     INTEGER,
    start_source TEXT    NOT NULL,
    thread_id    INTEGER,
    -- Whether buttons may stand in the place of their keyboard.
    keyboard     INTEGER NOT NULL CHECK (keyboard IN (0, 1)),
    erased_at    INTEGER,
    erasing      INTEGER NOT NULL DEFAULT 0 CHECK (erasing IN (0, 1)),
    CHECK ((erased_at IS NULL) = (telegram_id > 0)),
    CHECK (erasing = 0 OR erased_at IS NOT NULL),
    UNIQUE (brand_id, telegram_id)
) STRICT;
CREATE INDEX visitors_listed ON visitors (brand_id) WHERE block <> '';
CREATE INDEX visitors_erasing ON visitors (id) WHERE erasing = 1;

-- sort_at is the time by which the list of the chat's state is ordered. Triggers
-- maintain failed and unknown, the number of its replies with that delivery. The
-- flood_ columns are core.Flood, how fast the visitor writes. last_message_id is no
-- foreign key: as such it would make every delete of a message read all chats. The
-- columns from transfer_id to gone_by are core.Handover, and handover_at is when its
-- first part ends by itself.
CREATE TABLE chats (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    brand_id        INTEGER NOT NULL REFERENCES brands (id),
    visitor_id      INTEGER NOT NULL REFERENCES visitors (id),
    state           TEXT    NOT NULL CHECK (state IN ('pending', 'active', 'unanswered', 'completed')),
    owner_kind      TEXT    NOT NULL CHECK (owner_kind IN ('', 'operator', 'chatbot')),
    owner_id        INTEGER REFERENCES operators (id),
    -- A core.Set of operators besides the owner who may write.
    participants    TEXT    NOT NULL,
    transfer_id     INTEGER,
    transfer_until  INTEGER,
    offered_to      INTEGER REFERENCES operators (id),
    offered_until   INTEGER,
    asked           TEXT    NOT NULL,
    for_all         INTEGER NOT NULL CHECK (for_all IN (0, 1)),
    answer_by       INTEGER,
    gone_by         INTEGER,
    handover_at     INTEGER,
    source          TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    waiting_since   INTEGER,
    picked_up_at    INTEGER,
    completed_at    INTEGER,
    reason          TEXT    NOT NULL CHECK (reason IN ('', 'operator', 'idle', 'unanswered', 'visitor', 'bot_idle', 'chatbot', 'blocked', 'start')),
    ended_by        INTEGER REFERENCES operators (id),
    last_message_at INTEGER,
    counts_from     INTEGER,
    deadline_at     INTEGER,
    -- When the chatbot that holds it ends it.
    ends_at         INTEGER CHECK (ends_at IS NULL OR state = 'active' AND owner_kind = 'chatbot'),
    snoozed_until   INTEGER CHECK (snoozed_until IS NULL OR state = 'active' AND owner_kind = 'operator' AND deadline_at = snoozed_until),
    -- When the visitor is warned that the idle chat will be closed, and that they were.
    warn_at         INTEGER CHECK (warn_at IS NULL OR state = 'active' AND owner_kind = 'operator' AND warned = 0),
    warned          INTEGER NOT NULL CHECK (warned IN (0, 1)),
    received        INTEGER NOT NULL CHECK (received >= 0),
    last_message_id INTEGER,
    sort_at         INTEGER NOT NULL,
    flood_from      INTEGER,
    flood_count     INTEGER NOT NULL CHECK (flood_count >= 0),
    flood_album     TEXT    NOT NULL,
    flooded_at      INTEGER,
    awaiting_since  INTEGER,
    failed          INTEGER NOT NULL DEFAULT 0 CHECK (failed >= 0),
    unknown         INTEGER NOT NULL DEFAULT 0 CHECK (unknown >= 0),
    CHECK ((state = 'completed') = (deadline_at IS NULL)),
    CHECK ((state = 'completed') = (counts_from IS NULL)),
    CHECK ((state = 'completed') = (completed_at IS NOT NULL)),
    CHECK ((state = 'completed') = (reason <> '')),
    CHECK ((owner_kind = 'operator') = (owner_id IS NOT NULL)),
    CHECK (state = 'completed' OR (state = 'active') = (owner_kind <> '')),
    CHECK (ended_by IS NULL OR reason = 'operator'),
    CHECK ((transfer_id IS NULL) = (transfer_until IS NULL)),
    CHECK ((offered_to IS NULL) = (offered_until IS NULL)),
    CHECK (state = 'active' OR transfer_id IS NULL AND answer_by IS NULL AND gone_by IS NULL AND participants = ''),
    CHECK (state = 'pending' OR offered_to IS NULL)
) STRICT;
-- What a visitor got at "/start" before they have a chat is in one of reason 'start',
-- which no list has.
CREATE UNIQUE INDEX chats_prelude ON chats (visitor_id) WHERE reason = 'start';
CREATE INDEX chats_state ON chats (state, sort_at);
CREATE INDEX chats_brand ON chats (brand_id, state, sort_at);
CREATE INDEX chats_owner ON chats (owner_id, state, sort_at) WHERE owner_id IS NOT NULL;
CREATE INDEX chats_source ON chats (source, state, sort_at) WHERE source <> '';
CREATE INDEX chats_joined ON chats (state, sort_at) WHERE participants <> '';
CREATE INDEX chats_transfer ON chats (state, sort_at) WHERE transfer_id IS NOT NULL;
CREATE INDEX chats_deadline ON chats (deadline_at) WHERE deadline_at IS NOT NULL;
CREATE INDEX chats_warning ON chats (warn_at) WHERE warn_at IS NOT NULL;
CREATE INDEX chats_handover ON chats (handover_at) WHERE handover_at IS NOT NULL;
CREATE INDEX chats_chatbot ON chats (state, brand_id) WHERE state = 'active' AND owner_kind = 'chatbot';
CREATE INDEX chats_troubled ON chats (id) WHERE failed > 0 OR unknown > 0;
CREATE INDEX chats_offered ON chats (offered_to) WHERE offered_to IS NOT NULL;
CREATE UNIQUE INDEX chats_open ON chats (visitor_id) WHERE completed_at IS NULL;
-- Unique, so that messages can refer to a chat together with its visitor.
CREATE UNIQUE INDEX chats_visitor ON chats (visitor_id, id);

-- core.Milestones of the chats that reports count: what a report says is read from here, and
-- stays when messages and visitors are removed. chat_id is no foreign key: as such it would
-- make every delete of a chat read all of it. wait, first_response and handling are NULL
-- where their end was not reached.
CREATE TABLE milestones (
    created_at     INTEGER NOT NULL,
    chat_id        INTEGER NOT NULL,
    brand_id       INTEGER NOT NULL,
    queued_at      INTEGER,
    picked_up_at   INTEGER,
    picked_up_by   INTEGER,
    wait           INTEGER,
    answered_at    INTEGER,
    answered_by    INTEGER,
    first_response INTEGER,
    unanswered_at  INTEGER,
    completed_at   INTEGER,
    owner_id       INTEGER,
    reason         TEXT    NOT NULL,
    handling       INTEGER,
    CHECK ((completed_at IS NULL) = (reason = '')),
    CHECK ((picked_up_at IS NULL) = (picked_up_by IS NULL) AND (picked_up_at IS NULL) = (wait IS NULL)),
    CHECK ((answered_at IS NULL) = (answered_by IS NULL) AND (answered_at IS NULL) = (first_response IS NULL)),
    CHECK ((owner_id IS NULL) = (handling IS NULL)),
    PRIMARY KEY (created_at, chat_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX milestones_completed ON milestones (completed_at, brand_id, owner_id, reason, handling) WHERE completed_at IS NOT NULL;

-- How many messages visitors wrote, and operators, in a quarter of an hour since 1970. Those
-- of visitors are with the operator who held the chat, 0 for nobody and the chatbot. Nothing
-- is known of who the visitors were.
CREATE TABLE message_counts (
    operator_id  INTEGER NOT NULL,
    brand_id     INTEGER NOT NULL,
    quarter      INTEGER NOT NULL,
    messages_in  INTEGER NOT NULL CHECK (messages_in >= 0),
    messages_out INTEGER NOT NULL CHECK (messages_out >= 0),
    PRIMARY KEY (operator_id, brand_id, quarter)
) STRICT, WITHOUT ROWID;

-- The desk's own block list. What a visitor on it writes is kept apart in the chat
-- chat_id, whose reason is 'blocked'.
CREATE TABLE blocks (
    id         INTEGER PRIMARY KEY,
    brand_id   INTEGER NOT NULL REFERENCES brands (id),
    visitor_id INTEGER NOT NULL REFERENCES visitors (id),
    state      TEXT    NOT NULL CHECK (state IN ('asked', 'approved', 'rejected', 'lifted')),
    reason     TEXT    NOT NULL CHECK (reason <> ''),
    asked_by   INTEGER REFERENCES operators (id), -- NULL: the chatbot, which also decided
    asked_at   INTEGER NOT NULL,
    decided_by INTEGER REFERENCES operators (id),
    decided_at INTEGER,
    chat_id    INTEGER REFERENCES chats (id),
    CHECK ((state = 'asked') = (decided_at IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL) OR asked_by IS NULL)
) STRICT;
CREATE INDEX blocks_visitor ON blocks (visitor_id);
CREATE UNIQUE INDEX blocks_live ON blocks (visitor_id) WHERE state IN ('asked', 'approved');
CREATE INDEX blocks_asked ON blocks (brand_id) WHERE state = 'asked';

-- Whom notes call by "@name".
CREATE TABLE mentions (
    operator_id INTEGER NOT NULL REFERENCES operators (id),
    message_id  INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    chat_id     INTEGER NOT NULL REFERENCES chats (id),
    brand_id    INTEGER NOT NULL REFERENCES brands (id),
    seen_at     INTEGER,
    PRIMARY KEY (operator_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_message ON mentions (message_id);
CREATE INDEX mentions_new ON mentions (operator_id, chat_id) WHERE seen_at IS NULL;

-- Tags of chats, with what the lists are read by (state, sort_at), which saving a chat
-- keeps (store/moved.go): a list of one tag is read in order from the index.
CREATE TABLE chat_tags (
    chat_id  INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    tag_key  TEXT    NOT NULL CHECK (tag_key <> ''),
    tag      TEXT    NOT NULL CHECK (tag <> ''),
    brand_id INTEGER NOT NULL REFERENCES brands (id),
    state    TEXT    NOT NULL,
    sort_at  INTEGER NOT NULL,
    PRIMARY KEY (chat_id, tag_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX chat_tags_list ON chat_tags (tag_key, state, sort_at);
CREATE INDEX chat_tags_brand ON chat_tags (brand_id, tag_key, tag);

-- Requests to take a chat over. to_id is NULL for anybody of the brand.
CREATE TABLE transfers (
    id         INTEGER PRIMARY KEY,
    chat_id    INTEGER NOT NULL REFERENCES chats (id),
    from_id    INTEGER NOT NULL REFERENCES operators (id),
    to_id      INTEGER REFERENCES operators (id),
    note       TEXT    NOT NULL,
    asked_at   INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('asked', 'accepted', 'rejected', 'withdrawn', 'expired')),
    closed_at  INTEGER,
    closed_by  INTEGER REFERENCES operators (id),
    CHECK ((state = 'asked') = (closed_at IS NULL)),
    CHECK (closed_by IS NULL OR closed_at IS NOT NULL),
    CHECK (to_id IS NULL OR to_id <> from_id)
) STRICT;
CREATE UNIQUE INDEX transfers_open ON transfers (chat_id) WHERE state = 'asked';
CREATE INDEX transfers_chat ON transfers (chat_id);

-- Operators who take part in chats beside the owners, and who did.
CREATE TABLE participants (
    id          INTEGER PRIMARY KEY,
    chat_id     INTEGER NOT NULL REFERENCES chats (id),
    operator_id INTEGER NOT NULL REFERENCES operators (id),
    kind        TEXT    NOT NULL CHECK (kind IN ('invited', 'supervisor')),
    invited_by  INTEGER REFERENCES operators (id),
    joined_at   INTEGER NOT NULL,
    left_at     INTEGER,
    CHECK ((kind = 'invited') = (invited_by IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX participants_present ON participants (chat_id, operator_id) WHERE left_at IS NULL;
CREATE INDEX participants_chat ON participants (chat_id);

-- The number of chats, and of those with failed and unknown replies, without those that
-- are kept apart: counting 100 000 completed chats at every refresh of a screen would cost
-- more than the rest. The triggers below maintain it, but when a chat changes its state,
-- saving it does (store/moved.go): a trigger would take as long as all the rest.
CREATE TABLE chat_counts (
    brand_id INTEGER NOT NULL REFERENCES brands (id),
    state    TEXT    NOT NULL,
    chats    INTEGER NOT NULL CHECK (chats >= 0),
    failed   INTEGER NOT NULL CHECK (failed >= 0),
    unknown  INTEGER NOT NULL CHECK (unknown >= 0),
    PRIMARY KEY (brand_id, state)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER brands_counted AFTER INSERT ON brands BEGIN
    INSERT INTO chat_counts (brand_id, state, chats, failed, unknown)
        SELECT NEW.id, column1, 0, 0, 0 FROM (VALUES ('pending'), ('active'), ('unanswered'), ('completed'));
END;
CREATE TRIGGER chats_counted_insert AFTER INSERT ON chats WHEN NEW.reason NOT IN ('blocked', 'start') BEGIN
    UPDATE chat_counts SET chats = chats + 1, failed = failed + (NEW.failed > 0), unknown = unknown + (NEW.unknown > 0)
        WHERE brand_id = NEW.brand_id AND state = NEW.state;
END;
CREATE TRIGGER chats_counted_update AFTER UPDATE OF failed, unknown ON chats WHEN NEW.reason NOT IN ('blocked', 'start') BEGIN
    UPDATE chat_counts SET failed = failed - (OLD.failed > 0) + (NEW.failed > 0), unknown = unknown - (OLD.unknown > 0) + (NEW.unknown > 0)
        WHERE brand_id = NEW.brand_id AND state = NEW.state;
END;
CREATE TRIGGER chats_counted_delete AFTER DELETE ON chats WHEN OLD.reason NOT IN ('blocked', 'start') BEGIN
    UPDATE chat_counts SET chats = chats - 1, failed = failed - (OLD.failed > 0), unknown = unknown - (OLD.unknown > 0)
        WHERE brand_id = OLD.brand_id AND state = OLD.state;
END;

-- A message refers to chat and visitor together, so that no reply can be in one
-- visitor's chat and be sent to another. The external_ columns describe a
-- message that this one answers and that the desk does not have. No id is used again
-- after its message was removed. What a visitor's text does not have are defaults, and its
-- checks come first: both make taking it in faster.
CREATE TABLE messages (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id         INTEGER NOT NULL,
    visitor_id      INTEGER NOT NULL,
    sender          TEXT    NOT NULL CHECK (sender = 'visitor' OR sender IN ('operator', 'bot', 'desk', 'note')),
    kind            TEXT    NOT NULL CHECK (kind <> ''),
    operator_id     INTEGER REFERENCES operators (id),
    author          TEXT    NOT NULL,
    text            TEXT    NOT NULL,
    markup          TEXT    NOT NULL DEFAULT '',
    telegram_id     INTEGER,
    reply_to        INTEGER,
    quote           TEXT    NOT NULL DEFAULT '',
    external_author TEXT    NOT NULL DEFAULT '',
    external_kind   TEXT    NOT NULL DEFAULT '',
    external_text   TEXT    NOT NULL DEFAULT '',
    forward         TEXT    NOT NULL DEFAULT '',
    sent_at         INTEGER,
    edited_at       INTEGER,
    deleted_at      INTEGER,
    delivery        TEXT    NOT NULL DEFAULT '' CHECK (delivery = '' OR delivery IN ('queued', 'sending', 'sent', 'failed', 'unknown')),
    error           TEXT    NOT NULL DEFAULT '',
    partial         INTEGER NOT NULL DEFAULT 0 CHECK (partial IN (0, 1)),
    -- JSON of core.ButtonLabels, and which of them the visitor pressed, from 1 on.
    buttons         TEXT    NOT NULL DEFAULT '' CHECK (buttons = '' OR json_valid(buttons)),
    keyboard        INTEGER NOT NULL DEFAULT 0 CHECK (keyboard IN (0, 1)),
    pressed         INTEGER,
    -- core.TextKind of what the desk sent by itself, '' of all else.
    automatic       TEXT    NOT NULL DEFAULT '' CHECK (automatic = '' OR sender = 'bot'),
    CHECK (delivery = '' OR sender IN ('operator', 'bot')),
    FOREIGN KEY (visitor_id, chat_id) REFERENCES chats (visitor_id, id)
) STRICT;
CREATE INDEX messages_chat ON messages (chat_id);
CREATE INDEX messages_buttons ON messages (chat_id) WHERE buttons <> '';
CREATE UNIQUE INDEX messages_telegram ON messages (visitor_id, telegram_id) WHERE telegram_id IS NOT NULL;
CREATE INDEX messages_unsent ON messages (visitor_id, id, delivery) WHERE delivery IN ('queued', 'sending');

-- A reply that an operator took back counts no more, and what the desk sent by itself
-- never does.
CREATE TRIGGER messages_counted AFTER UPDATE OF delivery, deleted_at ON messages
    WHEN NEW.automatic = '' AND (OLD.delivery IN ('failed', 'unknown') OR NEW.delivery IN ('failed', 'unknown')) BEGIN
    UPDATE chats SET
            failed  = failed - (OLD.delivery = 'failed' AND OLD.deleted_at IS NULL) + (NEW.delivery = 'failed' AND NEW.deleted_at IS NULL),
            unknown = unknown - (OLD.delivery = 'unknown' AND OLD.deleted_at IS NULL) + (NEW.delivery = 'unknown' AND NEW.deleted_at IS NULL)
        WHERE id = NEW.chat_id;
END;

-- The thumb_ columns describe the thumbnail, which is a file of its own. title
-- is performer and title of a piece of music.
CREATE TABLE attachments (
    message_id      INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    kind            TEXT    NOT NULL,
    file_id         TEXT    NOT NULL,
    file_unique_id  TEXT    NOT NULL,
    file_name       TEXT    NOT NULL,
    mime            TEXT    NOT NULL,
    size            INTEGER NOT NULL,
    width           INTEGER NOT NULL,
    height          INTEGER NOT NULL,
    duration        INTEGER NOT NULL,
    album_id        TEXT    NOT NULL,
    emoji           TEXT    NOT NULL,
    set_name        TEXT    NOT NULL,
    title           TEXT    NOT NULL,
    spoiler         INTEGER NOT NULL CHECK (spoiler IN (0, 1)),
    thumb_id        TEXT    NOT NULL,
    thumb_unique_id TEXT    NOT NULL,
    thumb_width     INTEGER NOT NULL,
    thumb_height    INTEGER NOT NULL
) STRICT;
CREATE INDEX attachments_file ON attachments (file_unique_id) WHERE file_unique_id <> '';
CREATE INDEX attachments_thumb ON attachments (thumb_unique_id) WHERE thumb_unique_id <> '';
CREATE INDEX attachments_album ON attachments (album_id) WHERE album_id <> '';

-- Files as Telegram identifies them: messages with the same picture share one.
-- The path is relative to the media directory. brand_id and visitor_id are for whom
-- the file was wanted last, and requested is that a person asked for it. They are no
-- foreign keys: deleting a visitor would read all files.
CREATE TABLE files (
    unique_id  TEXT    PRIMARY KEY CHECK (unique_id <> ''),
    state      TEXT    NOT NULL CHECK (state IN ('', 'wanted', 'fetching', 'held', 'ready', 'failed', 'too_big', 'expired')),
    path       TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    error      TEXT    NOT NULL,
    changed_at INTEGER,
    brand_id   INTEGER,
    visitor_id INTEGER,
    requested  INTEGER NOT NULL CHECK (requested IN (0, 1)),
    CHECK (state <> 'ready' OR path <> '')
) STRICT, WITHOUT ROWID;
CREATE INDEX files_queued ON files (brand_id, state, visitor_id, changed_at) WHERE state IN ('wanted', 'held') AND requested = 0;
CREATE INDEX files_requested ON files (brand_id, state, changed_at) WHERE state IN ('wanted', 'held') AND requested = 1;
CREATE INDEX files_visitor ON files (visitor_id) WHERE visitor_id IS NOT NULL;
CREATE INDEX files_fetching ON files (state) WHERE state = 'fetching';
CREATE INDEX files_ready ON files (changed_at) WHERE state = 'ready';
CREATE INDEX files_fetched ON files (brand_id, changed_at, visitor_id, size, state) WHERE state IN ('fetching', 'ready') AND requested = 0;

-- The size of all ready files, maintained by the triggers below: each download asks
-- for it.
CREATE TABLE media_size (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    bytes INTEGER NOT NULL
) STRICT;
INSERT INTO media_size VALUES (1, 0);

CREATE TRIGGER files_sized_insert AFTER INSERT ON files WHEN NEW.state = 'ready' BEGIN
    UPDATE media_size SET bytes = bytes + NEW.size;
END;
CREATE TRIGGER files_sized_delete AFTER DELETE ON files WHEN OLD.state = 'ready' BEGIN
    UPDATE media_size SET bytes = bytes - OLD.size;
END;
CREATE TRIGGER files_sized_update AFTER UPDATE OF state, size ON files WHEN OLD.state = 'ready' OR NEW.state = 'ready' BEGIN
    UPDATE media_size SET bytes = bytes + (NEW.state = 'ready') * NEW.size - (OLD.state = 'ready') * OLD.size;
END;

-- Earlier versions of messages.
CREATE TABLE edits (
    id          INTEGER PRIMARY KEY,
    message_id  INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    kind        TEXT    NOT NULL,
    text        TEXT    NOT NULL,
    markup      TEXT    NOT NULL,
    file_name   TEXT    NOT NULL,
    replaced_at INTEGER
) STRICT;
CREATE INDEX edits_message ON edits (message_id);

CREATE TABLE drafts (
    operator_id INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    chat_id     INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    kind        TEXT    NOT NULL CHECK (kind IN ('reply', 'note', 'edit')),
    text        TEXT    NOT NULL CHECK (text <> '' OR files <> ''),
    reply_to    INTEGER REFERENCES messages (id) ON DELETE SET NULL CHECK (reply_to IS NULL OR kind <> 'note'),
    -- JSON of core.StoredFiles.
    files       TEXT    NOT NULL CHECK (files = '' OR kind = 'reply' AND json_valid(files)),
    PRIMARY KEY (operator_id, chat_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_chat ON drafts (chat_id);
CREATE INDEX drafts_files ON drafts (files) WHERE files <> '';

-- How far an operator has read a chat: core.ReadMark. read_to never goes back; it is no
-- foreign key, as chats.last_message_id is none.
CREATE TABLE reads (
    operator_id INTEGER NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    chat_id     INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    read_to     INTEGER NOT NULL,
    seen        INTEGER NOT NULL CHECK (seen >= 0),
    PRIMARY KEY (operator_id, chat_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reads_chat ON reads (chat_id);
CREATE TRIGGER reads_forward BEFORE UPDATE OF read_to ON reads WHEN NEW.read_to < OLD.read_to BEGIN
    SELECT RAISE(ABORT, 'what was read stays read');
END;

-- Prepared texts. brand_id is NULL for those of all brands.
CREATE TABLE canned_replies (
    id           INTEGER PRIMARY KEY,
    brand_id     INTEGER REFERENCES brands (id),
    shortcut     TEXT    NOT NULL CHECK (shortcut <> ''),
    shortcut_key TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    text         TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX canned_replies_ref ON canned_replies (coalesce(brand_id, 0), shortcut_key, language);

CREATE TABLE canned_files (
    canned_id INTEGER NOT NULL REFERENCES canned_replies (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    unique_id TEXT    NOT NULL REFERENCES files (unique_id),
    kind      TEXT    NOT NULL,
    file_name TEXT    NOT NULL,
    mime      TEXT    NOT NULL,
    size      INTEGER NOT NULL,
    width     INTEGER NOT NULL,
    height    INTEGER NOT NULL,
    PRIMARY KEY (canned_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX canned_files_file ON canned_files (unique_id);

-- What visitors think of chats that operators held: core.Rating. line_id and comment_id
-- are messages, and no foreign keys, as chats.last_message_id is none.
CREATE TABLE ratings (
    chat_id    INTEGER PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    scale      TEXT    NOT NULL CHECK (scale IN ('stars', 'thumbs')),
    score      INTEGER NOT NULL CHECK (scale = 'stars' AND score BETWEEN 1 AND 5 OR scale = 'thumbs' AND score IN (0, 1)),
    rated_at   INTEGER NOT NULL,
    changed_at INTEGER,
    line_id    INTEGER,
    comment_id INTEGER
) STRICT;
CREATE INDEX ratings_rated ON ratings (rated_at);

-- Presses of buttons that came in the last days, as Telegram names them.
CREATE TABLE button_presses (
    brand_id   INTEGER NOT NULL REFERENCES brands (id),
    press_id   TEXT    NOT NULL CHECK (press_id <> ''),
    outcome    TEXT    NOT NULL CHECK (outcome <> ''),
    pressed_at INTEGER NOT NULL,
    PRIMARY KEY (brand_id, press_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX button_presses_old ON button_presses (pressed_at);

-- What happened in chats that a chatbot holds and what it has not answered yet. uid is
-- the id by which the chatbot knows the event.
CREATE TABLE bot_events (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    uid        TEXT    NOT NULL UNIQUE CHECK (uid <> ''),
    brand_id   INTEGER NOT NULL REFERENCES brands (id),
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    kind       TEXT    NOT NULL CHECK (kind IN ('opened', 'message', 'button', 'file', 'operator_joined')),
    message_id INTEGER REFERENCES messages (id) ON DELETE CASCADE,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX bot_events_brand ON bot_events (brand_id, chat_id);
CREATE INDEX bot_events_chat ON bot_events (chat_id);
CREATE INDEX bot_events_message ON bot_events (message_id) WHERE message_id IS NOT NULL;

-- What a chatbot asked to be given back with the next event of a chat.
CREATE TABLE bot_memories (
    chat_id INTEGER PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
    memory  TEXT    NOT NULL CHECK (memory <> '')
) STRICT;

-- The flows that brands have or had, with the files that they send.
CREATE TABLE flows (
    brand_id INTEGER PRIMARY KEY REFERENCES brands (id),
    text     TEXT    NOT NULL
) STRICT;
CREATE TABLE flow_files (
    brand_id INTEGER NOT NULL REFERENCES brands (id),
    name     TEXT    NOT NULL,
    data     BLOB    NOT NULL,
    PRIMARY KEY (brand_id, name)
) STRICT;

-- What is known of visitors beside what Telegram says.
CREATE TABLE visitor_fields (
    visitor_id INTEGER NOT NULL REFERENCES visitors (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL CHECK (name <> ''),
    value      TEXT    NOT NULL CHECK (value <> ''),
    PRIMARY KEY (visitor_id, name)
) STRICT, WITHOUT ROWID;

-- Until when Telegram refuses messages to a visitor.
CREATE TABLE retry_afters (
    brand_id   INTEGER NOT NULL REFERENCES brands (id),
    visitor_id INTEGER NOT NULL REFERENCES visitors (id),
    until      INTEGER NOT NULL,
    PRIMARY KEY (brand_id, visitor_id)
) STRICT, WITHOUT ROWID;

-- Updates that could not be applied, or of which the message does not hold all, as
-- received.
CREATE TABLE quarantined_updates (
    id             INTEGER PRIMARY KEY,
    brand_id       INTEGER NOT NULL REFERENCES brands (id),
    update_id      INTEGER NOT NULL,
    message_id     INTEGER, -- of which not all is in the message
    kind           TEXT    NOT NULL,
    raw            BLOB    NOT NULL,
    quarantined_at INTEGER NOT NULL
) STRICT;
CREATE INDEX quarantined_updates_message ON quarantined_updates (message_id) WHERE message_id IS NOT NULL;

-- Who did what. operator_name is the name that the operator had then. Brand, chat,
-- visitor and operator are no foreign keys: deleting one would read the whole table.
-- The audit can only grow, but for the words of entries about a visitor who was erased.
CREATE TABLE audit (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    at            INTEGER NOT NULL,
    operator_id   INTEGER,
    operator_name TEXT    NOT NULL,
    via           TEXT    NOT NULL CHECK (via IN ('screen', 'ssh', 'cli', 'engine')),
    session       TEXT    NOT NULL,
    act           TEXT    NOT NULL CHECK (act <> ''),
    brand_id      INTEGER,
    chat_id       INTEGER,
    visitor_id    INTEGER,
    subject       TEXT    NOT NULL,
    before        TEXT    NOT NULL,
    after         TEXT    NOT NULL
) STRICT;
CREATE INDEX audit_operator ON audit (operator_id) WHERE operator_id IS NOT NULL;
CREATE INDEX audit_chat ON audit (chat_id) WHERE chat_id IS NOT NULL;
CREATE INDEX audit_visitor ON audit (visitor_id) WHERE visitor_id IS NOT NULL;
CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit
    WHEN NEW.subject || NEW.before || NEW.after <> ''
        OR (NEW.id, NEW.at, NEW.operator_id, NEW.operator_name, NEW.via, NEW.session, NEW.act, NEW.brand_id, NEW.chat_id, NEW.visitor_id)
            IS NOT (OLD.id, OLD.at, OLD.operator_id, OLD.operator_name, OLD.via, OLD.session, OLD.act, OLD.brand_id, OLD.chat_id, OLD.visitor_id)
        OR NOT EXISTS (SELECT 1 FROM visitors v WHERE v.erasing = 1
            AND v.id = coalesce(OLD.visitor_id, (SELECT c.visitor_id FROM chats c WHERE c.id = OLD.chat_id))) BEGIN
    SELECT RAISE(ABORT, 'the audit can only grow');
END;
CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit can only grow');
END;

-- What an index for search must look at again. It finds new messages and chats by their ids.
-- 'message' and 'chat' have other words now, and 'moved' is a message in another chat; of 'messages' and 'chats', 65536 of them that
-- follow each other, some were erased.
CREATE TABLE search_changes (
    seq  INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT    NOT NULL CHECK (kind IN ('message', 'moved', 'chat', 'messages', 'chats')),
    id   INTEGER NOT NULL,
    UNIQUE (kind, id)
) STRICT;
CREATE TRIGGER search_edits AFTER INSERT ON edits BEGIN
    INSERT OR REPLACE INTO search_changes (kind, id) VALUES ('message', NEW.message_id);
END;
CREATE TRIGGER search_messages AFTER UPDATE OF text ON messages WHEN OLD.text <> NEW.text BEGIN
    INSERT OR REPLACE INTO search_changes (kind, id) VALUES ('message', NEW.id);
END;
CREATE TRIGGER search_messages_moved AFTER UPDATE OF chat_id ON messages WHEN OLD.chat_id <> NEW.chat_id BEGIN
    INSERT OR REPLACE INTO search_changes (kind, id) VALUES ('moved', NEW.id);
END;
CREATE TRIGGER search_attachments BEFORE INSERT ON attachments
    WHEN EXISTS (SELECT 1 FROM attachments a WHERE a.message_id = NEW.message_id AND (a.file_name <> NEW.file_name OR a.title <> NEW.title)) BEGIN
    INSERT OR REPLACE INTO search_changes (kind, id) VALUES ('message', NEW.message_id);
END;
CREATE TRIGGER search_messages_gone AFTER DELETE ON messages BEGIN
    INSERT OR REPLACE INTO search_changes (kind, id) VALUES ('messages', (OLD.id - 1) >> 16);
END;
CREATE TRIGGER search_names AFTER UPDATE OF search ON visitors WHEN OLD.search <> NEW.search BEGIN
    INSERT OR REPLACE INTO search_changes (kind, id) SELECT 'chat', c.id FROM chats c WHERE c.visitor_id = NEW.id;
END;
CREATE TRIGGER search_visitors_gone AFTER UPDATE OF erased_at ON visitors WHEN OLD.erased_at IS NOT NEW.erased_at BEGIN
    INSERT OR REPLACE INTO search_changes (kind, id) SELECT DISTINCT 'chats', (c.id - 1) >> 16 FROM chats c WHERE c.visitor_id = NEW.id;
END;
CREATE TRIGGER search_fields AFTER INSERT ON visitor_fields BEGIN
    INSERT OR REPLACE INTO search_changes (kind, id) SELECT 'chat', c.id FROM chats c WHERE c.visitor_id = NEW.visitor_id;
END;
CREATE TRIGGER search_fields_changed AFTER UPDATE OF value ON visitor_fields BEGIN
    INSERT OR REPLACE INTO search_changes (kind, id) SELECT 'chat', c.id FROM chats c WHERE c.visitor_id = NEW.visitor_id;
END;
CREATE TRIGGER search_tags AFTER INSERT ON chat_tags BEGIN
    INSERT OR REPLACE INTO search_changes (kind, id) VALUES ('chat', NEW.chat_id);
END;

-- One row each time that the desk was opened, with the highest ids of then. An index names
-- the row in which it was written last, so that it is known whether it is of this desk, and
-- not ahead of it.
CREATE TABLE search_runs (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    run      BLOB    NOT NULL UNIQUE CHECK (length(run) = 16),
    messages INTEGER NOT NULL,
    chats    INTEGER NOT NULL,
    changes  INTEGER NOT NULL
) STRICT;

-- Size and time of the index as it was closed; NULL while it is open. Whatever changes the
-- file otherwise is noticed by that.
CREATE TABLE search_closed (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    size     INTEGER,
    modified INTEGER
) STRICT;
INSERT INTO search_closed VALUES (1, NULL, NULL);
