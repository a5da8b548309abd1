package store

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"strconv"

	"tgdesk/core"
)

// Tokens are sealed in the database (AES-256-GCM) with a key that whoever
// opens the desk brings along, so that backups, replicas and copies of the
// desk's directory open no bot.

// KeySize is the length of a key in bytes.
const KeySize = 32

// Key is the secret that seals the bot tokens of a desk; the zero Key is none.
// Printing one shows nothing of it.
type Key struct{ secret func() []byte }

// NewKey makes a Key of KeySize bytes.
func NewKey(secret []byte) (Key, error) {
	if len(secret) != KeySize {
		return Key{}, fmt.Errorf("a key has %d bytes, not %d", KeySize, len(secret))
	}
	kept := [KeySize]byte(secret)
	return Key{func() []byte { return kept[:] }}, nil
}

// None reports whether k is no key.
func (k Key) None() bool { return k.secret == nil }

func (k Key) aead() (cipher.AEAD, error) {
	if k.None() {
		return nil, nil
	}
	block, err := aes.NewCipher(k.secret())
	if err != nil {
		return nil, fmt.Errorf("use the key of the bot tokens: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("use the key of the bot tokens: %w", err)
	}
	return aead, nil
}

// sealer seals tokens with one key and opens them with that or the one that an
// older tgdesk used. Either may be missing.
type sealer struct{ key, old cipher.AEAD }

func newSealer(key, old Key) (s sealer, err error) {
	if s.key, err = key.aead(); err != nil {
		return s, err
	}
	s.old, err = old.aead()
	return s, err
}

// seal returns the column of a brand's token: nil, which leaves the column as
// it is, for a token that could not be opened when it was read.
func (s sealer) seal(b core.Brand) ([]byte, error) {
	switch {
	case b.Token.Sealed():
		return nil, nil
	case b.Token == "":
		return []byte{}, nil
	case s.key == nil:
		return nil, core.Errorf(core.CodeUnavailable, "key_none", "There is no key to keep a bot token with, so it was not saved.")
	}
	return s.key.Seal(nil, nil, []byte(b.Token.Reveal()), aad(b.Bot.ID)), nil
}

// open is seal's reverse. A token that no key opens comes as core.SealedToken.
func (s sealer) open(bot int64, sealed []byte) core.Token {
	if len(sealed) == 0 {
		return ""
	}
	for _, key := range []cipher.AEAD{s.key, s.old} {
		if plain, ok := unseal(key, bot, sealed); ok {
			return core.Token(plain)
		}
	}
	return core.SealedToken(bot)
}

func unseal(key cipher.AEAD, bot int64, sealed []byte) (plain []byte, ok bool) {
	if key == nil {
		return nil, false
	}
	plain, err := key.Open(nil, nil, sealed, aad(bot))
	return plain, err == nil
}

// aad binds a sealed token to its bot, so that columns cannot be swapped.
func aad(bot int64) []byte { return strconv.AppendInt(nil, bot, 10) }
