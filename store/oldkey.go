package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"tgdesk/core"
)

// The first tgdesk kept the key in the desk's directory, so that a copy of the
// directory opened the bots. Such a key is replaced by the one in force: every
// token is sealed anew in one transaction, and only when that is on the disk
// does the old key go. Both being there is a normal state.

// OldKeyName is the old key's name in the desk's directory. It holds KeySize
// bytes and nothing else.
const OldKeyName = "token.key"

// readOldKey reads the old key; the zero Key if there is none.
func readOldKey(dir string) (Key, error) {
	path := filepath.Join(dir, OldKeyName)
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, nil
	}
	if err != nil {
		return Key{}, fileTrouble(dir, err)
	}
	if !info.Mode().IsRegular() {
		return Key{}, core.Errorf(core.CodeUnavailable, "old_key_no_file", "%s is no ordinary file. Move it away.", path)
	}
	secret, err := os.ReadFile(path)
	if err != nil {
		return Key{}, fileTrouble(dir, err)
	}
	key, err := NewKey(secret)
	if err != nil {
		return Key{}, core.Errorf(core.CodeUnavailable, "old_key_damaged",
			"The old key of the bot tokens, %s, is damaged. Restore it from a copy; or move it away, and give each brand its token again.", path).Because(err)
	}
	return key, nil
}

// retireOldKey seals with the key in force what the old one sealed, and then
// removes the old one. Without a key in force the old one stays.
func (d *DB) retireOldKey(ctx context.Context, dir string) error {
	if d.seal.key == nil || d.seal.old == nil {
		return nil
	}
	err := d.Write(ctx, func(t core.Tx) error { return t.(*tx).sealAnew(ctx) })
	if err != nil {
		return err
	}
	if err := errors.Join(os.Remove(filepath.Join(dir, OldKeyName)), syncDir(dir)); err != nil {
		return fileTrouble(dir, err)
	}
	return nil
}

const (
	sealedSQL    = `SELECT id, coalesce(bot_id, 0), token_sealed FROM brands WHERE length(token_sealed) > 0`
	sealAnewSQL  = `UPDATE brands SET token_sealed = ? WHERE id = ?`
	doingSealing = "seal the bot tokens with another key"
)

// sealedToken is a brand's token as it is kept.
type sealedToken struct {
	brand  core.BrandID
	bot    int64
	sealed []byte
}

// sealAnew leaves alone what the key in force opens already, and what neither opens.
func (t *tx) sealAnew(ctx context.Context) error {
	tokens, err := collect(ctx, t, doingSealing, scanSealedToken, sealedSQL)
	if err != nil {
		return err
	}
	for _, s := range tokens {
		plain, ok := unseal(t.seal.old, s.bot, s.sealed)
		if !ok {
			continue
		}
		if _, err := change(ctx, t, doingSealing, sealAnewSQL, t.seal.key.Seal(nil, nil, plain, aad(s.bot)), s.brand); err != nil {
			return err
		}
	}
	return nil
}

func scanSealedToken(row scanner) (s sealedToken, err error) {
	err = row.Scan(&s.brand, &s.bot, &s.sealed)
	return s, err
}
