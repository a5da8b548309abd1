package remote

import (
	"strings"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// SoftwareVersion is a version of tgdesk as it stands in the version string of SSH
// after "SSH-2.0-", where neither spaces nor hyphens may be.
func SoftwareVersion(version string) string {
	return "tgdesk_" + strings.Map(func(r rune) rune {
		if r <= ' ' || r == '-' || r > '~' {
			return '_'
		}
		return r
	}, version)
}

// config is what a connection offers: no key exchange or signature with SHA-1 and
// only authenticated encryption; the MACs, one of which must be named, go unused
// with it. The callbacks decide about the keys of this connection.
func config(ctx ssh.Context) *gossh.ServerConfig {
	c := connectionOf(ctx)
	all := &gossh.ServerConfig{
		Config: gossh.Config{
			KeyExchanges: []string{gossh.KeyExchangeMLKEM768X25519, gossh.KeyExchangeCurve25519, gossh.KeyExchangeECDHP256},
			Ciphers:      []string{gossh.CipherChaCha20Poly1305, gossh.CipherAES256GCM, gossh.CipherAES128GCM},
			MACs:         []string{gossh.HMACSHA256ETM, gossh.HMACSHA512ETM},
		},
		PublicKeyAuthAlgorithms: []string{
			gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoSKECDSA256,
			gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521, gossh.KeyAlgoRSASHA256, gossh.KeyAlgoRSASHA512,
		},
		MaxAuthTries:    c.server.o.Limits.AuthTries,
		AuthLogCallback: c.attempted,
	}
	if c.local {
		all.NoClientAuth, all.NoClientAuthCallback = true, c.identifyLocal
	} else {
		all.PublicKeyCallback, all.VerifiedPublicKeyCallback = c.offered, c.proved
	}
	return all
}
