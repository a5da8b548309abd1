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
	brand := testBrand("acme", 123456)
	err := db.Write(t.Context(), func(tx core.Tx) (err error) {
		brand, err = tx.InsertBrand(t.Context(), brand)
		return err
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
	if got := must[core.Brand](t)(again.Brand(t.Context(), brand.ID)); got.Token != brand.Token {
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
			lost := &DB{reader: reader{q: d.q, sealer: must[seal.Sealer](t)(seal.New(key))}, pool: d.pool, writer: d.writer, now: noon}
			save := func(b core.Brand) error {
				return lost.Write(ctx, func(tx core.Tx) error { return tx.SaveBrand(ctx, b) })
			}
			b := must[core.Brand](t)(lost.Brand(ctx, d.brand.ID))
			if !b.Token.Sealed() || b.Token.String() != "123456:…" {
				t.Errorf("token %q", b.Token.Reveal())
			}
			b.Accent = "#000000"
			if err := save(b); err != nil {
				t.Fatal(err)
			}
			if b := must[core.Brand](t)(d.Brand(ctx, d.brand.ID)); b.Token != d.brand.Token || b.Accent != "#000000" {
				t.Errorf("after saving without the key: %v %s", b.Token, b.Accent)
			}
			b.Token = "123456:AApasted-again"
			if err := save(b); key.None() {
				wantCode(t, err, core.CodeUnavailable)
				return
			} else if err != nil {
				t.Fatal(err)
			}
			if b := must[core.Brand](t)(lost.Brand(ctx, d.brand.ID)); b.Token != "123456:AApasted-again" {
				t.Errorf("the pasted token came back as %v", b.Token)
			}
			if b := must[core.Brand](t)(d.Brand(ctx, d.brand.ID)); !b.Token.Sealed() {
				t.Error("the lost key opens the pasted token")
			}
		})
	}
}
