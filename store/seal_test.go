package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"tgdesk/core"
)

func TestTokensAreSealed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := must[*DB](t)(Open(dir, Options{}))
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
	text := must[[]byte](t)(os.ReadFile(filepath.Join(dir, fileName)))
	if bytes.Contains(text, []byte("AAsecret")) {
		t.Error("the database file holds the token")
	}
	again := openAt(t, dir)
	if got := must[core.Brand](t)(again.Brand(t.Context(), brand.ID)); got.Token != brand.Token {
		t.Errorf("token came back as %v", got.Token)
	}
}

// A database without its key opens, shows everything, keeps the sealed token
// through a save, and says what is wrong when asked.
func TestLostKey(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	lost := &DB{reader: reader{q: d.q}, pool: d.pool, writer: d.writer, now: noon}
	other := *lost
	other.seal = must[sealer](t)(newSealer("", make([]byte, keySize)))
	for name, db := range map[string]*DB{"none": lost, "another": &other} {
		b := must[core.Brand](t)(db.Brand(t.Context(), d.brand.ID))
		if b.Token.String() != "123456:…" || b.Token == d.brand.Token {
			t.Errorf("%s: token %v", name, b.Token)
		}
		wantCode(t, db.Check(t.Context()), core.CodeUnavailable)
		b.Accent = "#000000"
		if err := db.Write(t.Context(), func(tx core.Tx) error { return tx.SaveBrand(t.Context(), b) }); err != nil {
			t.Fatal(err)
		}
	}
	if b := must[core.Brand](t)(d.Brand(t.Context(), d.brand.ID)); b.Token != d.brand.Token || b.Accent != "#000000" {
		t.Errorf("after saving without the key: %v %s", b.Token, b.Accent)
	}
}

func TestSealedTokenBelongsToItsBot(t *testing.T) {
	t.Parallel()
	s := must[sealer](t)(newSealer("", make([]byte, keySize)))
	column := s.seal(testBrand("acme", 1))
	if _, ok := s.open(2, column); ok {
		t.Error("a token opened as another bot's")
	}
	if token, ok := s.open(1, column); !ok || token.Reveal() != "1:AAsecret-of-acme" {
		t.Errorf("got %v %v", token, ok)
	}
}
