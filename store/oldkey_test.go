package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"tgdesk/core"
)

// oldDesk is a desk whose key lies beside the database: of three brands, one is
// sealed with it, one with the key in force, one with a key that is gone.
func oldDesk(t *testing.T) (dir string, brands []core.Brand) {
	t.Helper()
	dir = t.TempDir()
	for i, key := range []Key{keyOf(1), testKey(), keyOf(3)} {
		db := must[*DB](t)(Open(dir, Options{Key: key}))
		err := db.Write(t.Context(), func(tx core.Tx) error {
			b, err := tx.InsertBrand(t.Context(), testBrand(string(rune('a'+i)), int64(i+1)))
			brands = append(brands, b)
			return err
		})
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
	}
	leaveOldKey(t, dir)
	return dir, brands
}

func leaveOldKey(t *testing.T, dir string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, OldKeyName), bytes.Repeat([]byte{1}, KeySize), 0o600); err != nil {
		t.Fatal(err)
	}
}

func wantTokens(t *testing.T, db *DB, brands []core.Brand) {
	t.Helper()
	for i, b := range brands {
		got := must[core.Brand](t)(db.Brand(t.Context(), b.ID))
		if i == 2 && !got.Token.Sealed() || i < 2 && got.Token != b.Token {
			t.Errorf("brand %d: token %q", i, got.Token.Reveal())
		}
	}
}

func TestOldKeyGivesWay(t *testing.T) {
	t.Parallel()
	dir, brands := oldDesk(t)
	r := must[*DB](t)(OpenReader(dir, Options{Key: testKey()}))
	wantTokens(t, r, brands) // a reader uses the old key and leaves it
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	// As if killed before the old key was removed, again and again.
	for range 3 {
		leaveOldKey(t, dir)
		db := must[*DB](t)(Open(dir, Options{Key: testKey()}))
		wantTokens(t, db, brands)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Lstat(filepath.Join(dir, OldKeyName)); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("the old key is still there: %v", err)
		}
		wantTokens(t, openAt(t, dir), brands)
	}
	if b := must[core.Brand](t)(must[*DB](t)(Open(dir, Options{Key: keyOf(3)})).Brand(t.Context(), brands[2].ID)); b.Token != brands[2].Token {
		t.Error("a token that neither key opened was touched")
	}
}

// The old key stays until every token that it sealed is on the disk anew.
func TestOldKeyOutlivesTrouble(t *testing.T) {
	t.Parallel()
	dir, brands := oldDesk(t)
	db := must[*DB](t)(Open(dir, Options{})) // no key in force
	wantTokens(t, db, brands[:1])
	if _, err := db.writer.Exec(`CREATE TRIGGER full BEFORE UPDATE OF token_sealed ON brands WHEN NEW.id = 1 BEGIN SELECT raise(ABORT, 'full'); END`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{Key: testKey()}); err == nil {
		t.Fatal("opened though the tokens could not be sealed anew")
	}
	if _, err := os.Lstat(filepath.Join(dir, OldKeyName)); err != nil {
		t.Errorf("the old key is gone: %v", err)
	}
}
