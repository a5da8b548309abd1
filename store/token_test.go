package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/seal"
)

func TestTokensAreSealed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := must[*DB](t)(Open(dir, Options{Key: testKey()}))
	var channel core.Channel
	err := db.Write(t.Context(), func(tx core.Tx) error {
		brand, err := tx.InsertBrand(t.Context(), testBrand("acme"))
		if err != nil {
			return err
		}
		channel = testChannel(brand.ID, "acme", 123456)
		return tx.SaveChannel(t.Context(), channel)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	text := must[[]byte](t)(os.ReadFile(filepath.Join(dir, folder.Database)))
	if bytes.Contains(text, []byte("AAsecret")) {
		t.Error("the database file holds the token")
	}
	again := openAt(t, dir)
	if got := must[core.Channel](t)(again.Channel(t.Context(), channel.Brand)); got.Token != channel.Token {
		t.Errorf("token came back as %v", got.Token)
	}
}

// Without its key, a desk reads everything but tokens, and a save does not change
// a sealed token. With another key, it can save a new one.
func TestLostKey(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]seal.Key{"none": {}, "another": keyOf(9)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, ctx := newDesk(t), t.Context()
			lost := &DB{reader: reader{q: d.q, sealer: must[seal.Sealer](t)(seal.New(key))}, pool: d.pool, writer: d.writer, files: d.files, now: noon}
			save := func(c core.Channel) error {
				return lost.Write(ctx, func(tx core.Tx) error { return tx.SaveChannel(ctx, c) })
			}
			if b := must[core.BrandView](t)(lost.Brand(ctx, d.brand.ID)); !b.TokenSealed || b.MaskedToken() != "123456:…" {
				t.Errorf("the brand is shown as %+v", b)
			}
			if b := must[core.BrandView](t)(d.Brand(ctx, d.brand.ID)); b.TokenSealed || b.MaskedToken() != "123456:…" {
				t.Errorf("with the key, the brand is shown as %+v", b)
			}
			c := must[core.Channel](t)(lost.Channel(ctx, d.brand.ID))
			if !c.Token.Sealed() || c.Token.String() != "123456:…" {
				t.Errorf("token %q", c.Token.Reveal())
			}
			c.Enabled = false
			if err := save(c); err != nil {
				t.Fatal(err)
			}
			if c := must[core.Channel](t)(d.Channel(ctx, d.brand.ID)); c.Token != d.channel.Token || c.Enabled {
				t.Errorf("after saving without the key: %v %t", c.Token, c.Enabled)
			}
			c.Token = "123456:AApasted-again"
			if err := save(c); key.None() {
				wantCode(t, err, core.CodeUnavailable)
				return
			} else if err != nil {
				t.Fatal(err)
			}
			if c := must[core.Channel](t)(lost.Channel(ctx, d.brand.ID)); c.Token != "123456:AApasted-again" {
				t.Errorf("the pasted token came back as %v", c.Token)
			}
			if c := must[core.Channel](t)(d.Channel(ctx, d.brand.ID)); !c.Token.Sealed() {
				t.Error("the lost key opens the pasted token")
			}
		})
	}
}
