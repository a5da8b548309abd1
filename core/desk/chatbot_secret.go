package desk

import (
	"context"

	"tgdesk/core"
)

// ChatbotSecret returns to an admin what the requests to a brand's webhook are signed
// with. The audit says who saw it.
func (d *Desk) ChatbotSecret(ctx context.Context, op core.OperatorID, id core.BrandID) (core.ChatbotSecret, error) {
	return onBrand(ctx, d, op, id, func(t *tx, b core.BrandView) (core.ChatbotSecret, error) {
		secret, err := t.ChatbotSecret(ctx, id)
		if err != nil {
			return nil, err
		}
		return secret, t.Audit(ctx, core.AuditEntry{Act: core.ActSecretShown, Brand: id, Subject: b.Name})
	})
}

// RenewChatbotSecret gives a brand's webhook another secret, or its first one. Requests
// are signed with it from now on.
func (d *Desk) RenewChatbotSecret(ctx context.Context, op core.OperatorID, id core.BrandID) (core.ChatbotSecret, error) {
	secret, err := onBrand(ctx, d, op, id, func(t *tx, b core.BrandView) (core.ChatbotSecret, error) {
		t.announceBrand(id)
		return t.makeChatbotSecret(ctx, b.Brand)
	})
	if err == nil {
		d.engine.ReloadChatbot(id)
	}
	return secret, err
}

// needChatbotSecret makes the secret of a brand whose first webhook is set.
func (t *tx) needChatbotSecret(ctx context.Context, b core.Brand) error {
	if b.Options.ChatbotSpec().Kind != core.ChatbotWebhook {
		return nil
	}
	_, err := t.ChatbotSecret(ctx, b.ID)
	switch {
	case core.IsNotFound(err):
		_, err = t.makeChatbotSecret(ctx, b)
	case core.CodeOf(err) == core.CodeUnauthorized: // the key is not there; it may come back
		err = nil
	}
	return err
}

func (t *tx) makeChatbotSecret(ctx context.Context, b core.Brand) (core.ChatbotSecret, error) {
	secret := core.NewChatbotSecret()
	if err := t.SaveChatbotSecret(ctx, b.ID, secret); err != nil {
		return nil, err
	}
	return secret, t.Audit(ctx, core.AuditEntry{Act: core.ActSecretMade, Brand: b.ID, Subject: b.Name})
}
