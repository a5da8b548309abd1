package remote

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	gossh "golang.org/x/crypto/ssh"

	"tgdesk/core"
)

// HostKey reads the key by which clients recognize a server, and makes it where
// there is none. A file that holds something else is an error and stays as it is: a
// new key would look to every client like an attack.
func HostKey(path string) (key gossh.Signer, made bool, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeHostKey(path); err != nil {
			return nil, false, fmt.Errorf("making the host key: %w", err)
		}
		made = true
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, false, core.NewError(core.CodeUnavailable, "host_key_damaged", path, core.SystemReason(err)).Because(err)
	}
	key, err = gossh.ParsePrivateKey(text)
	switch {
	case err != nil: // the library's own words may quote the file
		return nil, false, core.NewError(core.CodeUnavailable, "host_key_damaged", path, "it is no private key of SSH without a passphrase")
	case key.PublicKey().Type() != gossh.KeyAlgoED25519:
		return nil, false, core.NewError(core.CodeUnavailable, "host_key_damaged", path, "it is of the type "+key.PublicKey().Type()+", not ssh-ed25519")
	}
	return key, made, nil
}

// makeHostKey writes a new key, whole or not at all. The desk's lock keeps others from
// doing the same.
func makeHostKey(path string) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := gossh.MarshalPrivateKey(private, "tgdesk host key")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-"+filepath.Base(path)+"-*") // mode 0600; the next start removes what a kill left
	if err != nil {
		return err
	}
	_, err = f.Write(pem.EncodeToMemory(block))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
