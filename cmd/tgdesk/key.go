package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/seal"
)

// The key of the bot tokens is looked for in three places, in this order: the
// service manager's credentials, the command of the settings file, the key
// file. The first that is there is in force, and if it is no good nothing else
// is tried: tokens sealed with another key would be lost to it.

// credentialName is the key's name among the service manager's credentials
// (systemd.io/CREDENTIALS: LoadCredential=, LoadCredentialEncrypted=).
const credentialName = "tgdesk-key"

// foundKey is the key in force and a phrase that says whose it is. The key is
// none where there is no key file yet.
type foundKey struct {
	seal.Key
	from string
}

// findKey looks for the key and makes nothing.
func (h host) findKey(ctx context.Context, s settings) (foundKey, error) {
	if dir := h.env("CREDENTIALS_DIRECTORY"); dir != "" {
		key, err := credentialKey(filepath.Join(dir, credentialName))
		if err != nil || !key.None() {
			return foundKey{key, "the service manager's credential " + credentialName}, err
		}
	}
	if s.Secrets.KeyCommand != "" {
		key, err := commandKey(ctx, s.Secrets.KeyCommand)
		return foundKey{key, fmt.Sprintf("the command %q of the settings", s.Secrets.KeyCommand)}, err
	}
	key, err := readKeyFile(h.keyFile())
	return foundKey{key, "the file " + h.keyFile()}, err
}

// needKey is findKey for who is about to seal tokens: without any key it makes
// the key file. What a killed one left of making it is removed: it may be a
// second name of the key in force.
func (h host) needKey(ctx context.Context, s settings) (seal.Key, error) {
	folder.SweepTempDirs(filepath.Dir(h.keyFile()), keyScaffold)
	found, err := h.findKey(ctx, s)
	if err != nil || !found.None() {
		return found.Key, err
	}
	if err := makeKeyFile(h.keyFile()); err != nil {
		return seal.Key{}, err
	}
	return readKeyFile(h.keyFile())
}

// randomKey is a key that nobody has had before.
func randomKey() []byte {
	key := make([]byte, seal.KeySize)
	_, _ = rand.Read(key) // never fails: it would end the program
	return key
}

// maxKeyText is more than any written form of a key is long.
const maxKeyText = 256

var errNoKey = errors.New("64 hexadecimal digits are expected, as openssl rand -hex 32 prints them")

// parseKey reads a key as it is written: 64 hexadecimal digits, or base64, or
// the 32 bytes themselves. The error tells nothing of text.
func parseKey(text []byte) (seal.Key, error) {
	if len(text) == seal.KeySize {
		return seal.NewKey(text)
	}
	line := string(bytes.TrimSpace(text))
	for _, decode := range []func(string) ([]byte, error){
		hex.DecodeString, base64.StdEncoding.DecodeString, base64.RawStdEncoding.DecodeString,
	} {
		if secret, err := decode(line); err == nil && len(secret) == seal.KeySize {
			return seal.NewKey(secret)
		}
	}
	return seal.Key{}, errNoKey
}

// keyError is a key that cannot be used.
func keyError(id string, args ...any) error {
	return core.NewError(core.CodeUnavailable, id, args...)
}
