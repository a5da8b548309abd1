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
	// attachmentJoins give messages m their attachments, and those their files
	// and the small pictures of them.
	attachmentJoins = ` LEFT JOIN attachments a ON a.message_id = m.id
		LEFT JOIN files f ON f.unique_id = a.file_unique_id
		LEFT JOIN files p ON p.unique_id = a.thumb_unique_id`

	dropAttachmentSQL = `DELETE FROM attachments WHERE message_id = ?`
	saveAttachmentSQL = `INSERT OR REPLACE INTO attachments (message_id, kind, file_id, file_unique_id, file_name, mime,
		size, width, height, duration, album_id, emoji, set_name, thumb_id, thumb_unique_id, spoiler, title,
		thumb_width, thumb_height)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
)

// saveAttachment makes the stored attachment of m what m says.
func (t *tx) saveAttachment(ctx context.Context, m core.Message) error {
	a := m.Attachment
	if a == nil {
		_, err := change(ctx, t, "drop an attachment", dropAttachmentSQL, m.ID)
		return err
	}
	_, err := change(ctx, t, "save an attachment", saveAttachmentSQL, m.ID, a.Kind, a.FileID, a.FileUniqueID, a.FileName, a.MIME,
		a.Size, a.Width, a.Height, a.Duration.Milliseconds(), a.AlbumID, a.Emoji, a.SetName, a.ThumbID, a.ThumbUniqueID, a.Spoiler,
		a.Title, a.ThumbWidth, a.ThumbHeight)
	return err
}

// addAttachmentTargets adds what receives attachmentColumns, which are NULL for a message without one.
func addAttachmentTargets(targets []any, a *core.Attachment) []any {
	targets = addFileTargets(append(targets,
		opt(&a.Kind), opt(&a.FileID), opt(&a.FileUniqueID), opt(&a.FileName), opt(&a.MIME), opt(&a.Size), opt(&a.Width), opt(&a.Height),
		asDuration(&a.Duration), opt(&a.AlbumID), opt(&a.Emoji), opt(&a.SetName), opt(&a.ThumbID), opt(&a.ThumbUniqueID), opt(&a.Spoiler),
		opt(&a.Title), opt(&a.ThumbWidth), opt(&a.ThumbHeight),
	), &a.File)
	return addFileTargets(targets, &a.Thumb)
}

// attached is a, or nil when no column of it was set.
func attached(a core.Attachment) *core.Attachment {
	if a == (core.Attachment{}) {
		return nil
	}
	return &a
}
