package store

import (
	"context"

	"tgdesk/core"
)

const (
	// tagsOf is the beginning of a subquery for a chat's tags; the chat follows.
	tagsOf = `(SELECT group_concat(t.tag, ' ') FROM chat_tags t WHERE t.chat_id = `

	chatTagsSQL = `SELECT coalesce(` + tagsOf + `?1), '')`

	// taggedSQL stands in place of the table of chats where a page is one of a tag, ?6.
	taggedSQL = `(SELECT t.chat_id AS id, t.sort_at, t.state, t.brand_id, g.owner_id, g.participants, g.transfer_id, g.received, g.source
		FROM chat_tags t CROSS JOIN chats g ON g.id = t.chat_id WHERE t.tag_key = ?6) chats`

	// Of several ways to write a tag, it shows the last by the alphabet: lower case.
	tagsInUseSQL = `SELECT max(tag), count(*) FROM chat_tags`
	byTagSQL     = ` GROUP BY tag_key ORDER BY count(*) DESC, tag_key`

	dropTagsSQL  = `DELETE FROM chat_tags WHERE chat_id = ?`
	insertTagSQL = `INSERT INTO chat_tags (chat_id, tag_key, tag, brand_id, state, sort_at)
		SELECT c.id, ?2, coalesce((SELECT t.tag FROM chat_tags t WHERE t.brand_id = c.brand_id AND t.tag_key = ?2 LIMIT 1), ?3), c.brand_id, c.state, c.sort_at
		FROM chats c WHERE c.id = ?1`
)

func (r reader) ChatTags(ctx context.Context, id core.ChatID) (core.Tags, error) {
	return queryFirst(ctx, r.q, "list a chat's tags", scanValue[core.Tags], chatTagsSQL, id)
}

func (r reader) TagsInUse(ctx context.Context, brands core.Set[core.BrandID]) ([]core.TagUse, error) {
	query := tagsInUseSQL
	if !brands.Empty() {
		query += ` WHERE brand_id IN (` + brands.String() + `)`
	}
	return queryAll(ctx, r.q, "list the tags in use", scanTo(func(u *core.TagUse) []any { return []any{&u.Tag, &u.Chats} }), query+byTagSQL)
}

// SaveTags implements core.Tx.
func (t *tx) SaveTags(ctx context.Context, id core.ChatID, tags core.Tags) error {
	if err := execute(ctx, t, "drop a chat's tags", dropTagsSQL, id); err != nil {
		return err
	}
	for _, tag := range tags.List() {
		if err := execute(ctx, t, "add a tag to a chat", insertTagSQL, id, core.TagKey(tag), tag); err != nil {
			return err
		}
	}
	return nil
}
