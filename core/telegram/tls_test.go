package telegram_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram"
	"tgdesk/tui/locale"
)

// authority signs certificates.
type authority struct {
	t    *testing.T
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

func newAuthority(t *testing.T, name string) *authority {
	t.Helper()
	n := &authority{t: t, key: newKey(t)}
	like := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotAfter: time.Now().Add(100 * 365 * 24 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	n.cert = n.sign(like, &like, n.key)
	return n
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (n *authority) sign(like x509.Certificate, by *x509.Certificate, of *ecdsa.PrivateKey) *x509.Certificate {
	n.t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, &like, by, &of.PublicKey, n.key)
	if err != nil {
		n.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		n.t.Fatal(err)
	}
	return cert
}

// serve starts a TLS server with a certificate that is valid except for change.
func (n *authority) serve(change func(*x509.Certificate, *tls.Config)) *httptest.Server {
	n.t.Helper()
	key := newKey(n.t)
	like := x509.Certificate{
		SerialNumber: big.NewInt(2), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	conf := &tls.Config{}
	change(&like, conf)
	conf.Certificates = []tls.Certificate{{Certificate: [][]byte{n.sign(like, n.cert, key).Raw}, PrivateKey: key}}
	s := httptest.NewUnstartedServer(respond(200, `{"ok":true,"result":{"id":123456789,"username":"acme_bot","first_name":"Acme"}}`))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = conf
	s.StartTLS()
	n.t.Cleanup(s.Close)
	return s
}

// clientFor is a client of an address that trusts this authority only.
func (n *authority) clientFor(address string) *telegram.Client {
	roots := x509.NewCertPool()
	roots.AddCert(n.cert)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	n.t.Cleanup(transport.CloseIdleConnections)
	return telegram.New(telegram.Options{APIURL: address, Transport: transport})
}

// rawServer answers the first bytes it receives with answer, and closes.
func rawServer(t *testing.T, answer string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = c.Read(make([]byte, 16<<10))
				_, _ = io.WriteString(c, answer)
				_ = c.(*net.TCPConn).CloseWrite()
				_, _ = io.Copy(io.Discard, c) // an end with bytes unread would be a reset
				_ = c.Close()
			}()
		}
	}()
	return l.Addr().String()
}

type certificate = x509.Certificate

// tlsFault is a fault of TLS with a server of one's own.
type tlsFault struct {
	client *telegram.Client
	id     string
	says   []string
}

func tlsFaults(t *testing.T) map[string]tlsFault {
	known, stranger := newAuthority(t, "Known CA"), newAuthority(t, "Odd\x1b[31m CA "+strings.Repeat("x", 10_000)+markedSecret)
	as := func(change func(*certificate, *tls.Config)) *telegram.Client {
		return known.clientFor(known.serve(change).URL)
	}
	day := func(t time.Time) string { return t.UTC().Format("2006-01-02 15") }
	past, future := time.Now().Add(-72*time.Hour), time.Now().Add(72*time.Hour)
	sound := func(*certificate, *tls.Config) {}
	names := func(n ...string) func(*certificate, *tls.Config) {
		return func(c *certificate, _ *tls.Config) { c.IPAddresses, c.DNSNames = nil, n }
	}
	plain := httptest.NewServer(respond(200, "{}"))
	t.Cleanup(plain.Close)
	return map[string]tlsFault{
		"unknown authority": {known.clientFor(stranger.serve(sound).URL), "telegram_tls_authority_own", []string{"127.0.0.1:", "does not trust, signed by Odd", "CA store"}},
		"signed by itself":  {telegram.New(telegram.Options{APIURL: untrustedServer(t).URL}), "telegram_tls_authority_own", []string{"signed by itself", "CA store"}},
		"expired": {as(func(c *certificate, _ *tls.Config) { c.NotBefore, c.NotAfter = past.Add(-time.Hour), past }), "telegram_tls_expired",
			[]string{"certificate of 127.0.0.1:", "expired on " + day(past), "this machine's clock says " + day(time.Now())[:10], "Renew it at the server, or set the clock right."}},
		"not valid yet": {as(func(c *certificate, _ *tls.Config) { c.NotBefore, c.NotAfter = future, future.Add(time.Hour) }), "telegram_tls_early",
			[]string{"valid only from " + day(future), "clock"}},
		"another name":   {as(names("tg.example.org", "bots.example.org")), "telegram_tls_name", []string{"a certificate for tg.example.org, bots.example.org. Give", "a certificate for 127.0.0.1."}},
		"many names":     {as(names("a.example", "b.example", "c.example", "d.example", "e.example")), "telegram_tls_name", []string{"for a.example, b.example, c.example and 2 more."}},
		"no name":        {as(names()), "telegram_tls_name", []string{"a certificate for no host."}},
		"another use":    {as(func(c *certificate, _ *tls.Config) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning} }), "telegram_tls", []string{"cannot prove who it is", "key usage"}},
		"an old version": {as(func(_ *certificate, t *tls.Config) { t.MinVersion, t.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }), "telegram_tls_alert", []string{"The TLS handshake with 127.0.0.1:", "protocol version"}},
		"wants ours":     {telegram.New(telegram.Options{APIURL: "https://" + rawServer(t, "\x15\x03\x03\x00\x02\x02\x74")}), "telegram_tls_alert", []string{"certificate required"}},
		"speaks HTTP":    {telegram.New(telegram.Options{APIURL: strings.Replace(plain.URL, "http:", "https:", 1)}), "telegram_tls_plain", []string{"127.0.0.1:", "does not speak HTTPS", "http://"}},
		"speaks neither": {telegram.New(telegram.Options{APIURL: "https://" + rawServer(t, "220 mail\r\n")}), "telegram_tls_plain", []string{"does not speak HTTPS"}},
		"hangs up":       {telegram.New(telegram.Options{APIURL: "https://" + rawServer(t, "")}), "telegram_tls_cut", []string{"instead of agreeing on TLS", "port"}},
		// As net/http says it; but that ends with bytes unread, which now and then is a reset.
		"wants HTTPS": {telegram.New(telegram.Options{APIURL: "http://" + rawServer(t, "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")}), "telegram_http_status_plain", []string{"HTTP 400", "If it expects HTTPS, give its address with https://."}},
	}
}

// The sentence for a TLS fault says what is wrong, at which host, and what to do,
// and does not reveal the token.
func TestTLSFaults(t *testing.T) {
	t.Parallel()
	for name, c := range tlsFaults(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := c.client.Identify(t.Context(), marked, "")
			e, ok := errors.AsType[*core.Error](err)
			if !ok || e.ID != c.id || e.Code != core.CodeUnavailable {
				t.Fatalf("Identify = %#v", err)
			}
			link := c.client.Connect(marked, core.Server{})
			_, polled := link.Poll(t.Context(), 0)
			_, sent := link.Send(t.Context(), core.Outgoing{TelegramID: 1, Text: "x"})
			for what, err := range map[string]error{"Identify": err, "Poll": polled, "Send": sent, "Fetch": link.Fetch(t.Context(), "f", io.Discard, nil)} {
				c.check(t, what, err)
			}
		})
	}
}

func (c tlsFault) check(t *testing.T, what string, err error) {
	t.Helper()
	for _, part := range c.says {
		if err == nil || !strings.Contains(locale.English().Error(err), part) {
			t.Errorf("%s: %v lacks %q", what, err, part)
		}
	}
	if s := locale.English().Error(err); len([]rune(s)) > 330 || strings.ContainsAny(s, "\n\x1b") || strings.Contains(s, markedSecret) || !strings.HasSuffix(s, ".") {
		t.Errorf("%s: not a sentence: %q", what, s)
	}
	for cause := err; cause != nil; cause = errors.Unwrap(cause) {
		if strings.Contains(cause.Error(), markedSecret) {
			t.Errorf("%s: the token shows: %v", what, cause)
		}
	}
}

// A TLS server answers plain HTTP with a TLS alert, an HTTP 400 or not at all.
func TestPlainHTTPToTLSServer(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{"an alert": "\x15\x03\x01\x00\x02\x02\x0a", "nothing": ""} {
		c := telegram.New(telegram.Options{APIURL: "http://" + rawServer(t, answer)})
		_, err := c.Identify(t.Context(), marked, "")
		wrong := tlsFault{says: []string{"closed the connection without an answer. If it expects HTTPS, give its address with https://."}}
		wrong.check(t, name, err)
	}
}

// The certificates above fail only because of what is changed in them.
func TestTLSWithoutFault(t *testing.T) {
	t.Parallel()
	n := newAuthority(t, "Known CA")
	c := n.clientFor(n.serve(func(*certificate, *tls.Config) {}).URL)
	if _, _, err := c.Connect(marked, core.Server{}).WebhookInfo(t.Context()); err != nil {
		t.Errorf("Waiting = %v", err)
	}
}
