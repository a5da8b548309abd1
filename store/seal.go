package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"tgdesk/core"
)

// Tokens are sealed in the database, and the key is a file beside it, so that
// backups, replicas and copies of the database alone open no bot. It does not
// protect from somebody who can read the whole directory.

// keyName is the key's name in the desk's directory; keySize is in bytes (AES-256).
const (
	keyName = "token.key"
	keySize = 32
)

// sealer seals and opens tokens. Without a key it opens none.
type sealer struct{ aead cipher.AEAD }

// loadSealer reads the desk's key, and makes one if there is none.
func loadSealer(dir string) (sealer, error) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails: it would end the program
	if err := makePrivate(filepath.Join(dir, keyName), key); err != nil {
		return sealer{}, err
	}
	return readSealer(dir)
}

// readSealer reads the desk's key; without one, tokens stay sealed. A key that
// others can read is refused, as ssh does.
func readSealer(dir string) (sealer, error) {
	path := filepath.Join(dir, keyName)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return sealer{}, nil
	}
	if err != nil {
		return sealer{}, fileTrouble(dir, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return sealer{}, core.Errorf(core.CodeUnavailable, "key_open_to_others",
			"The key of the bot tokens, %s, can be read by others. Run: chmod 600 %s", path, path)
	}
	key, err := os.ReadFile(path)
	if err != nil {
		return sealer{}, fileTrouble(dir, err)
	}
	return newSealer(path, key)
}

func newSealer(path string, key []byte) (sealer, error) {
	if len(key) != keySize {
		return sealer{}, core.Errorf(core.CodeUnavailable, "key_damaged",
			"The key of the bot tokens, %s, is damaged. Restore it from a copy; or move it away, and give each brand its token again.", path)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return sealer{}, fmt.Errorf("use the key of the bot tokens: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return sealer{}, fmt.Errorf("use the key of the bot tokens: %w", err)
	}
	return sealer{aead}, nil
}

// seal returns the column of a brand's token: nil, which leaves the column as
// it is, for a token that could not be opened when it was read.
func (s sealer) seal(b core.Brand) []byte {
	if s.aead == nil || b.Token == sealedToken(b.Bot.ID) {
		return nil
	}
	if b.Token == "" {
		return []byte{}
	}
	return s.aead.Seal(nil, nil, []byte(b.Token.Reveal()), aad(b.Bot.ID))
}

// open is seal's reverse. A token that the key does not open is only the
// bot's id: it prints as any other, and Telegram refuses it.
func (s sealer) open(bot int64, sealed []byte) (_ core.Token, ok bool) {
	if len(sealed) == 0 {
		return "", true
	}
	if s.aead == nil {
		return sealedToken(bot), false
	}
	plain, err := s.aead.Open(nil, nil, sealed, aad(bot))
	if err != nil {
		return sealedToken(bot), false
	}
	return core.Token(plain), true
}

// aad binds a sealed token to its bot, so that columns cannot be swapped.
func aad(bot int64) []byte { return strconv.AppendInt(nil, bot, 10) }

func sealedToken(bot int64) core.Token { return core.Token(string(aad(bot)) + ":") }
