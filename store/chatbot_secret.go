package store

import (
	"context"

	"tgdesk/core"
)

const (
	chatbotSecretSQL     = `SELECT sealed FROM chatbot_secrets WHERE brand_id = ?`
	saveChatbotSecretSQL = `INSERT INTO chatbot_secrets (brand_id, sealed) VALUES (?, ?)
		ON CONFLICT (brand_id) DO UPDATE SET sealed = excluded.sealed`
	deleteChatbotSecretSQL = `DELETE FROM chatbot_secrets WHERE brand_id = ?`
)

func (r reader) ChatbotSecret(ctx context.Context, id core.BrandID) (core.ChatbotSecret, error) {
	sealed, err := queryOne(ctx, r.q, target{"chatbot secret", id}, scanValue[[]byte], chatbotSecretSQL, id)
	if err != nil {
		return nil, err
	}
	return r.sealer.OpenSecret(id, sealed)
}

func (t *tx) SaveChatbotSecret(ctx context.Context, id core.BrandID, s core.ChatbotSecret) error {
	sealed, err := t.sealer.SealSecret(id, s)
	if err != nil {
		return err
	}
	return execute(ctx, t, "save a webhook's secret", saveChatbotSecretSQL, id, sealed)
}

func (t *tx) DeleteChatbotSecret(ctx context.Context, id core.BrandID) error {
	return execute(ctx, t, "delete a webhook's secret", deleteChatbotSecretSQL, id)
}
