package telegram

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"tgdesk/core/clean"
)

// describeTLS describes what is wrong with a server's TLS, and how to fix it; it
// returns false if err is not about TLS. Texts of a certificate come from the
// server: they are cleaned and shortened.
func (l *link) describeTLS(f *failure, err error) bool {
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client") {
		f.with("telegram_tls_plain", l.host)
		return true
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "remote error" || op.Op == "local error") { // as crypto/tls names alerts
		f.with("telegram_tls_alert", l.host, l.shorten(op.Err.Error()))
		return true
	}
	invalid, ok := errors.AsType[*tls.CertificateVerificationError](err)
	if ok {
		l.describeCertificate(f, invalid.Err)
	}
	return ok
}

func (l *link) describeCertificate(f *failure, err error) *failure {
	const format = "2006-01-02 15:04 UTC"
	now := time.Now().UTC()
	switch e := err.(type) {
	case x509.HostnameError:
		return f.with("telegram_tls_name", l.host, l.shorten(certNames(e.Certificate)), l.url.Hostname())
	case x509.UnknownAuthorityError:
		if l.isCloud() {
			return f.with("telegram_tls_authority", l.host, l.issuer(e.Cert))
		}
		return f.with("telegram_tls_authority_own", l.host, l.issuer(e.Cert))
	case x509.CertificateInvalidError:
		switch {
		case e.Reason == x509.Expired && now.Before(e.Cert.NotBefore):
			return f.with("telegram_tls_early", l.host, e.Cert.NotBefore.UTC().Format(format), now.Format(format))
		case e.Reason == x509.Expired:
			return f.with("telegram_tls_expired", l.host, e.Cert.NotAfter.UTC().Format(format), now.Format(format))
		}
	}
	return f.with("telegram_tls", l.host, l.shorten(err.Error()))
}

// issuer is by whom a certificate is issued.
func (l *link) issuer(cert *x509.Certificate) string {
	name := ""
	switch {
	case cert == nil:
	case bytes.Equal(cert.RawIssuer, cert.RawSubject):
		return "itself"
	case cert.Issuer.CommonName == "" && len(cert.Issuer.Organization) > 0:
		name = cert.Issuer.Organization[0]
	default:
		name = cert.Issuer.CommonName
	}
	return cmp.Or(l.shorten(name), "an authority without a name")
}

// certNames lists the hosts of a certificate, at most three.
func certNames(cert *x509.Certificate) string {
	const limit = 3
	names := append([]string{}, cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	if n := len(names); n > limit {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:limit], ", "), n-limit)
	}
	return cmp.Or(strings.Join(names, ", "), "no host")
}

// shorten redacts, cleans and shortens other programs' text for a sentence.
func (l *link) shorten(text string) string {
	return clean.Short(l.redact(text), 80).String()
}
