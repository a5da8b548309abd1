// Package seal encrypts bot tokens and the secrets of webhooks for the database
// (AES-256-GCM), so that backups and copies of the desk's folder open no bot. Whoever
// opens the desk supplies the key. The package must not store or log keys, tokens or
// secrets.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"strconv"

	"tgdesk/core"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// Key is the secret that encrypts the bot tokens of a desk; the zero Key is
// none. Printing a Key shows nothing of the secret.
type Key struct{ secret func() []byte }

// NewKey returns the Key of KeySize bytes.
func NewKey(secret []byte) (Key, error) {
	if len(secret) != KeySize {
		return Key{}, fmt.Errorf("a key has %d bytes, not %d", KeySize, len(secret))
	}
	b := [KeySize]byte(secret)
	return Key{func() []byte { return b[:] }}, nil
}

// None reports whether k is no key.
func (k Key) None() bool { return k.secret == nil }

// Sealer encrypts and decrypts tokens. The zero Sealer has no key: it decrypts
// nothing and refuses to encrypt.
type Sealer struct{ aead cipher.AEAD }

// New returns the Sealer of a key.
func New(k Key) (Sealer, error) {
	if k.None() {
		return Sealer{}, nil
	}
	block, err := aes.NewCipher(k.secret())
	if err != nil {
		return Sealer{}, fmt.Errorf("use the key of the bot tokens: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return Sealer{}, fmt.Errorf("use the key of the bot tokens: %w", err)
	}
	return Sealer{aead}, nil
}

// Seal encrypts the token of a bot. No token gives an empty result; a token
// that [Sealer.Open] could not decrypt gives nil, so that the caller can leave
// what is stored as it is.
func (s Sealer) Seal(bot int64, token core.Token) ([]byte, error) {
	switch {
	case token.Sealed():
		return nil, nil
	case token == "":
		return []byte{}, nil
	case s.aead == nil:
		return nil, core.NewError(core.CodeUnavailable, "key_none")
	}
	return s.aead.Seal(nil, nil, []byte(token.Reveal()), additionalData(bot)), nil
}

// Open decrypts what Seal returned. What it cannot decrypt becomes
// core.SealedToken.
func (s Sealer) Open(bot int64, sealed []byte) core.Token {
	if len(sealed) == 0 {
		return ""
	}
	if s.aead != nil {
		if plain, err := s.aead.Open(nil, nil, sealed, additionalData(bot)); err == nil {
			return core.Token(plain)
		}
	}
	return core.SealedToken(bot)
}

// SealSecret encrypts the secret of a brand's webhook.
func (s Sealer) SealSecret(brand core.BrandID, secret core.ChatbotSecret) ([]byte, error) {
	if s.aead == nil {
		return nil, core.NewError(core.CodeUnavailable, "chatbot_secret_no_key")
	}
	return s.aead.Seal(nil, nil, secret, ofBrand(brand)), nil
}

// OpenSecret decrypts what SealSecret returned; CodeUnauthorized if it cannot.
func (s Sealer) OpenSecret(brand core.BrandID, sealed []byte) (core.ChatbotSecret, error) {
	if s.aead == nil {
		return nil, core.NewError(core.CodeUnauthorized, "chatbot_secret_sealed")
	}
	secret, err := s.aead.Open(nil, nil, sealed, ofBrand(brand))
	if err != nil {
		return nil, core.NewError(core.CodeUnauthorized, "chatbot_secret_sealed")
	}
	return secret, nil
}

// ofBrand binds a sealed secret to its brand, and to be no token.
func ofBrand(brand core.BrandID) []byte { return fmt.Appendf(nil, "webhook of brand %d", brand) }

// additionalData binds a sealed token to its bot: copied to another brand's
// row, it does not decrypt.
func additionalData(bot int64) []byte { return strconv.AppendInt(nil, bot, 10) }
