package telegram

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"tgdesk/core"
)

const (
	// maxCertNames is how many names of a certificate a sentence lists.
	maxCertNames = 3
	certTime     = "2006-01-02 15:04 UTC"
)

func isTLS(err error) bool {
	_, cert := errors.AsType[*tls.CertificateVerificationError](err)
	return cert || isPlainHTTP(err) || alertOf(err) != nil
}

// isPlainHTTP reports whether the answer to the handshake was not TLS. A server
// that expects HTTP answers so.
func isPlainHTTP(err error) bool {
	_, head := errors.AsType[tls.RecordHeaderError](err)
	return head || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

// alertOf is the alert with which either side ended the handshake; nil if none did.
func alertOf(err error) error {
	op, ok := errors.AsType[*net.OpError](err)
	if ok && (op.Op == "remote error" || op.Op == "local error") { // as crypto/tls names them
		return op.Err
	}
	return nil
}

// isCutHandshake reports whether the server closed the connection during the TLS
// handshake.
func (c *Client) isCutHandshake(f *failure, err error) bool {
	ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
	return ended && !f.connected && strings.HasPrefix(strings.ToLower(c.url), "https:")
}

// describeTLS describes what is wrong with a server's TLS, and how to fix it.
// Texts of a certificate come from the server: they are cleaned and shortened.
func (c *Client) describeTLS(f *failure, err error, token core.Token) *failure {
	if isPlainHTTP(err) {
		return f.with(idTLSPlain, c.host)
	}
	if alert := alertOf(err); alert != nil {
		return f.with(idTLSAlert, c.host, shortText(token, alert.Error()))
	}
	if e, ok := errors.AsType[x509.HostnameError](err); ok {
		return f.with(idTLSName, c.host, shortText(token, certNames(e.Certificate)), c.hostname())
	}
	if e, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return c.describeUnknownAuthority(f, e.Cert, token)
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok && e.Reason == x509.Expired {
		return c.describeExpired(f, e.Cert)
	}
	reason := err
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		reason = e.Err
	}
	return f.with(idTLS, c.host, shortText(token, reason.Error()))
}

// describeUnknownAuthority is for a certificate of an authority that this
// machine does not trust.
func (c *Client) describeUnknownAuthority(f *failure, cert *x509.Certificate, token core.Token) *failure {
	by := "an authority without a name"
	switch {
	case cert != nil && bytes.Equal(cert.RawIssuer, cert.RawSubject):
		by = "itself"
	case cert != nil && issuerName(cert.Issuer) != "":
		by = shortText(token, issuerName(cert.Issuer))
	}
	if c.isCloud() {
		return f.with(idTLSAuthority, c.host, by)
	}
	return f.with(idTLSAuthorityOwn, c.host, by)
}

// describeExpired is for a certificate that is expired or not valid yet, by this
// machine's clock.
func (c *Client) describeExpired(f *failure, cert *x509.Certificate) *failure {
	now := time.Now().UTC()
	if now.Before(cert.NotBefore) {
		return f.with(idTLSEarly,
			c.host, cert.NotBefore.UTC().Format(certTime), now.Format(certTime))
	}
	return f.with(idTLSExpired,
		c.host, cert.NotAfter.UTC().Format(certTime), now.Format(certTime))
}

func issuerName(n pkix.Name) string {
	if n.CommonName != "" || len(n.Organization) == 0 {
		return n.CommonName
	}
	return n.Organization[0]
}

// certNames lists the hosts of a certificate.
func certNames(cert *x509.Certificate) string {
	names := append([]string{}, cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	switch n := len(names); {
	case n == 0:
		return "no host"
	case n > maxCertNames:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:maxCertNames], ", "), n-maxCertNames)
	}
	return strings.Join(names, ", ")
}

// shortText cleans, redacts and shortens other programs' text for a sentence.
func shortText(token core.Token, text string) string {
	const limit = 80
	text = oneLine(redact(token, text))
	if r := []rune(text); len(r) > limit {
		return strings.TrimSpace(string(r[:limit-1])) + "…"
	}
	return text
}
