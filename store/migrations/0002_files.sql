-- What messages carry beside their text, files, and how brands treat both.
-- What version 1 did not keep is '' (or 0, or NULL): it was not asked for.

ALTER TABLE messages ADD COLUMN markup TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN quote TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN forward TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN deleted_at INTEGER;

ALTER TABLE attachments ADD COLUMN set_name TEXT NOT NULL DEFAULT '';
ALTER TABLE attachments ADD COLUMN thumb_id TEXT NOT NULL DEFAULT '';
ALTER TABLE attachments ADD COLUMN spoiler INTEGER NOT NULL DEFAULT 0 CHECK (spoiler IN (0, 1));
CREATE INDEX attachments_file ON attachments (file_unique_id) WHERE file_unique_id <> '';
CREATE INDEX attachments_album ON attachments (album_id) WHERE album_id <> '';

-- The kind is '' where version 1 kept the edit.
ALTER TABLE edits ADD COLUMN markup TEXT NOT NULL DEFAULT '';
ALTER TABLE edits ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE edits ADD COLUMN file_name TEXT NOT NULL DEFAULT '';

-- JSON of core.Manner; '' is the default manner.
ALTER TABLE brands ADD COLUMN manner TEXT NOT NULL DEFAULT '' CHECK (manner = '' OR json_valid(manner));

ALTER TABLE operators ADD COLUMN alias TEXT NOT NULL DEFAULT '';

-- Files as Telegram knows them, by file_unique_id: messages that carry the same
-- picture share one. The path is below the media directory.
CREATE TABLE files (
    unique_id  TEXT    PRIMARY KEY CHECK (unique_id <> ''),
    state      TEXT    NOT NULL CHECK (state IN ('', 'wanted', 'fetching', 'ready', 'failed', 'too_big', 'expired')),
    path       TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    error      TEXT    NOT NULL,
    changed_at INTEGER,
    CHECK (state <> 'ready' OR path <> '')
) STRICT, WITHOUT ROWID;
CREATE INDEX files_wanted ON files (state, changed_at) WHERE state IN ('wanted', 'fetching');
CREATE INDEX files_ready ON files (changed_at) WHERE state = 'ready';
