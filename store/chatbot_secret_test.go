package store

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/seal"
)

func TestChatbotSecrets(t *testing.T) {
	t.Parallel()
	d, ctx := newDesk(t), t.Context()
	_, err := d.ChatbotSecret(ctx, d.brand.ID)
	wantCode(t, err, core.CodeNotFound)
	first, second := core.NewChatbotSecret(), core.NewChatbotSecret()
	if len(first) != 32 || slices.Equal(first, second) {
		t.Fatalf("%d bytes", len(first))
	}
	for _, s := range []core.ChatbotSecret{first, second} {
		d.write(func(tx core.Tx) error { return tx.SaveChatbotSecret(ctx, d.brand.ID, s) })
		if got := must[core.ChatbotSecret](t)(d.ChatbotSecret(ctx, d.brand.ID)); !slices.Equal(got, s) {
			t.Error("another secret came back")
		}
	}
	var globex core.Brand
	d.write(func(tx core.Tx) (err error) {
		globex, err = tx.InsertBrand(ctx, testBrand("globex"))
		return err
	})
	// Copied to another brand's row, or without its key, it does not open.
	if err := d.raw(`INSERT INTO chatbot_secrets SELECT ?, sealed FROM chatbot_secrets`, globex.ID); err != nil {
		t.Fatal(err)
	}
	_, err = d.ChatbotSecret(ctx, globex.ID)
	wantCode(t, err, core.CodeUnauthorized)
	for name, key := range map[string]seal.Key{"none": {}, "another": keyOf(9)} {
		lost := reader{q: d.q, sealer: must[seal.Sealer](t)(seal.New(key))}
		if _, err := lost.ChatbotSecret(ctx, d.brand.ID); core.CodeOf(err) != core.CodeUnauthorized {
			t.Errorf("key %s: %v", name, err)
		}
	}
	without := &DB{reader: reader{q: d.q}, pool: d.pool, writer: d.writer, files: d.files, now: noon}
	wantCode(t, without.Write(ctx, func(tx core.Tx) error { return tx.SaveChatbotSecret(ctx, d.brand.ID, first) }), core.CodeUnavailable)
	d.write(func(tx core.Tx) error { return tx.DeleteChatbotSecret(ctx, d.brand.ID) })
	_, err = d.ChatbotSecret(ctx, d.brand.ID)
	wantCode(t, err, core.CodeNotFound)
	d.write(func(tx core.Tx) error { return tx.DeleteChatbotSecret(ctx, d.brand.ID) })
}

func TestChatbotSecretsAreSealed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	secret := core.ChatbotSecret("MARKED-secret-of-32-bytes-MARKED")
	d.write(func(tx core.Tx) error { return tx.SaveChatbotSecret(t.Context(), d.brand.ID, secret) })
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if text := must[[]byte](t)(os.ReadFile(filepath.Join(d.dir, folder.Database))); bytes.Contains(text, []byte("MARKED")) {
		t.Error("the database file holds the secret")
	}
}
