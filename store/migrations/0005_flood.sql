-- How fast a chat's visitor writes (core.Flood).
ALTER TABLE chats ADD COLUMN flood_from INTEGER;
ALTER TABLE chats ADD COLUMN flood_count INTEGER NOT NULL DEFAULT 0 CHECK (flood_count >= 0);
ALTER TABLE chats ADD COLUMN flood_album TEXT NOT NULL DEFAULT '';
ALTER TABLE chats ADD COLUMN flooded_at INTEGER;
