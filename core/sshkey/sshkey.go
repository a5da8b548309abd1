// Package sshkey reads public keys of operators as people have them: a line of a
// .pub file or of authorized_keys. It must not store or decide anything.
package sshkey

import (
	"bytes"
	"crypto/rsa"
	"strings"

	"golang.org/x/crypto/ssh"

	"tgdesk/core"
)

// MaxText is the most bytes of a text that is read as a key.
const MaxText = 16 << 10

// minRSA is the shortest RSA key that is taken, in bits.
const minRSA = 3072

// Parse reads one public key. The error is CodeInvalid and says what is wrong.
func Parse(text string) (core.OperatorKey, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return core.OperatorKey{}, core.NewError(core.CodeInvalid, "ssh_key_empty")
	case strings.Contains(text, "PRIVATE KEY"):
		return core.OperatorKey{}, core.NewError(core.CodeInvalid, "ssh_key_private")
	case len(text) > MaxText:
		return core.OperatorKey{}, core.NewError(core.CodeInvalid, "ssh_key_unreadable")
	}
	key, comment, options, rest, err := ssh.ParseAuthorizedKey([]byte(text))
	switch {
	case err != nil:
		return core.OperatorKey{}, core.NewError(core.CodeInvalid, "ssh_key_unreadable").Because(err)
	case len(bytes.TrimSpace(rest)) > 0:
		return core.OperatorKey{}, core.NewError(core.CodeInvalid, "ssh_key_several")
	case len(options) > 0:
		return core.OperatorKey{}, core.NewError(core.CodeInvalid, "ssh_key_options")
	}
	if err := check(key); err != nil {
		return core.OperatorKey{}, err
	}
	return core.OperatorKey{
		Fingerprint: ssh.FingerprintSHA256(key), Type: key.Type(), Comment: comment,
		Key: strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))),
	}, nil
}

// check refuses kinds of keys that the SSH door does not take.
func check(key ssh.PublicKey) error {
	switch key.Type() {
	case ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256:
		return nil
	case ssh.KeyAlgoRSA:
		if c, ok := key.(ssh.CryptoPublicKey); ok {
			if k, ok := c.CryptoPublicKey().(*rsa.PublicKey); ok && k.N.BitLen() >= minRSA {
				return nil
			}
		}
		return core.NewError(core.CodeInvalid, "ssh_key_rsa_short", minRSA)
	}
	return core.NewError(core.CodeInvalid, "ssh_key_type", key.Type())
}
