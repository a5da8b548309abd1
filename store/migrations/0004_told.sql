-- What Telegram tells of a message that another answers and that the desk does
-- not have: nothing, where all are ''.
ALTER TABLE messages ADD COLUMN answered_author TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN answered_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN answered_text TEXT NOT NULL DEFAULT '';

-- Performer and title of a piece of music; the small picture's size in pixels.
ALTER TABLE attachments ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE attachments ADD COLUMN thumb_width INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attachments ADD COLUMN thumb_height INTEGER NOT NULL DEFAULT 0;
