-- The small picture of a file is a file of its own.
ALTER TABLE attachments ADD COLUMN thumb_unique_id TEXT NOT NULL DEFAULT '';
CREATE INDEX attachments_thumb ON attachments (thumb_unique_id) WHERE thumb_unique_id <> '';
