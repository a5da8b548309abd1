// Package secrets finds the key of the bot tokens.
//
// It is looked for in three places, in this order: the service manager's
// credentials, the command of the settings, the key file. The first one that
// exists decides, and if its key is no good, nothing else is tried: tokens sealed
// with another key could not be opened again.
//
// Errors name the place and must never hold any of its content.
package secrets

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

// CredentialName is the key's name among the service manager's credentials
// (systemd.io/CREDENTIALS: LoadCredential=, LoadCredentialEncrypted=).
const CredentialName = "tgdesk-key"

// Source says where to look.
type Source struct {
	Credentials string // folder of the service manager's credentials, "" if there is none
	Command     string // prints the key, "" if there is none
	File        string // path of the key file
}

// Found is the key in force and a phrase that says where it comes from. Without
// any key, Key is none and From names the file that would be created.
type Found struct {
	seal.Key
	From string
}

// Find looks for the key and creates nothing.
func (s Source) Find(ctx context.Context) (Found, error) {
	if s.Credentials != "" {
		key, err := readCredential(filepath.Join(s.Credentials, CredentialName))
		if err != nil || !key.None() {
			return Found{key, "the service manager's credential " + CredentialName}, err
		}
	}
	if s.Command != "" {
		key, err := runCommand(ctx, s.Command)
		return Found{key, fmt.Sprintf("the command %q of the settings", s.Command)}, err
	}
	key, err := readFile(s.File)
	return Found{key, "the file " + s.File}, err
}

// FindOrCreate is Find for a caller who is about to seal tokens: without any key
// it creates the key file.
func (s Source) FindOrCreate(ctx context.Context) (seal.Key, error) {
	// What a killed process left of creating the file may be a second name of the
	// key in force.
	folder.SweepTempDirs(filepath.Dir(s.File), tempPrefix)
	found, err := s.Find(ctx)
	if err != nil || !found.None() {
		return found.Key, err
	}
	if err := writeFile(s.File); err != nil {
		return seal.Key{}, keyError("key_not_made", filepath.Dir(s.File), core.CauseOf(err))
	}
	return readFile(s.File)
}

// NewKey makes a random key, as bytes.
func NewKey() []byte {
	key := make([]byte, seal.KeySize)
	_, _ = rand.Read(key) // never fails: it would end the program
	return key
}

// maxKeyText is longer than any written form of a key, in bytes.
const maxKeyText = 256

var errNoKey = errors.New("64 hexadecimal digits are expected, as openssl rand -hex 32 prints them")

// parseKey reads a key as it is written: 64 hexadecimal digits, or base64, or
// the 32 bytes themselves.
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

func keyError(id string, args ...any) error {
	return core.NewError(core.CodeUnavailable, id, args...)
}
