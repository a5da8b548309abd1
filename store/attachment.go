package store

import (
	"context"

	"tgdesk/core"
)

const (
	attachmentColumns = `a.kind, a.file_id, a.file_unique_id, a.file_name, a.mime, a.size, a.width, a.height,
		a.duration, a.album_id, a.emoji, a.set_name, a.thumb_id, a.thumb_unique_id, a.spoiler,
		a.title, a.thumb_width, a.thumb_height, ` + fileColumns + `, ` + thumbColumns
	thumbColumns = `p.unique_id, p.state, p.path, p.size, p.error, p.changed_at`
	// attachmentJoins joins messages m with their attachments, files and thumbnails.
	attachmentJoins = ` LEFT JOIN attachments a ON a.message_id = m.id
		LEFT JOIN files f ON f.unique_id = a.file_unique_id
		LEFT JOIN files p ON p.unique_id = a.thumb_unique_id`

	dropAttachmentSQL = `DELETE FROM attachments WHERE message_id = ?`
	saveAttachmentSQL = `INSERT OR REPLACE INTO attachments (message_id, kind, file_id, file_unique_id, file_name, mime,
		size, width, height, duration, album_id, emoji, set_name, thumb_id, thumb_unique_id, spoiler, title,
		thumb_width, thumb_height)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
)

// saveAttachment inserts, replaces or deletes the attachment of m.
func (t *tx) saveAttachment(ctx context.Context, m core.Message) error {
	a := m.Attachment
	if a == nil {
		_, err := execCount(ctx, t, "drop an attachment", dropAttachmentSQL, m.ID)
		return err
	}
	_, err := execCount(ctx, t, "save an attachment", saveAttachmentSQL, m.ID, a.Kind, a.FileID, a.FileUniqueID, a.FileName, a.MIME,
		a.Size, a.Width, a.Height, a.Duration.Milliseconds(), a.AlbumID, a.Emoji, a.SetName, a.ThumbID, a.ThumbUniqueID, a.Spoiler,
		a.Title, a.ThumbWidth, a.ThumbHeight)
	return err
}

// addAttachmentTargets appends targets for attachmentColumns, which are NULL
// without an attachment.
func addAttachmentTargets(targets []any, a *core.Attachment) []any {
	targets = addFileTargets(append(targets,
		nullable(&a.Kind), nullable(&a.FileID), nullable(&a.FileUniqueID), nullable(&a.FileName), nullable(&a.MIME), nullable(&a.Size), nullable(&a.Width), nullable(&a.Height),
		asDuration(&a.Duration), nullable(&a.AlbumID), nullable(&a.Emoji), nullable(&a.SetName), nullable(&a.ThumbID), nullable(&a.ThumbUniqueID), nullable(&a.Spoiler),
		nullable(&a.Title), nullable(&a.ThumbWidth), nullable(&a.ThumbHeight),
	), &a.File)
	return addFileTargets(targets, &a.Thumb)
}

// attached is a, or nil if all of its columns are NULL.
func attached(a core.Attachment) *core.Attachment {
	if a == (core.Attachment{}) {
		return nil
	}
	return &a
}
