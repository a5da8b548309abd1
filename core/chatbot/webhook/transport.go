package webhook

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"tgdesk/core"
)

const (
	maxHead = 64 << 10 // bytes of an answer's head
	// idleTimeout is below the 75 s after which common servers close an idle connection.
	idleTimeout = 60 * time.Second
)

func reachOf(u *url.URL, allowPrivate bool) reach {
	return reach{loopbackOnly: u.Scheme == "http", loopback: core.IsLoopback(u.Hostname()), private: allowPrivate}
}

// addressError says that no request may go to where a name leads.
type addressError struct{ why core.Problem }

func (e *addressError) Error() string { return e.why.String() }

// newTransport returns a transport that connects to allowed addresses only, whatever the
// name leads to when it connects. It uses no proxy: a proxy's address would be checked in
// place of the webhook's. It speaks HTTP/1.1 only: over HTTP/2, net/http sends a request
// again by itself if the server resets it.
func newTransport(dialer *net.Dialer, r reach, roots *x509.CertPool) *http.Transport {
	dialer.Control = func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		if why := r.check(to.Addr()); why != "" {
			return &addressError{why}
		}
		return nil
	}
	t := &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		Protocols:              new(http.Protocols),
		DisableCompression:     true, // the answer's length is what it says
		MaxResponseHeaderBytes: maxHead,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        idleTimeout,
	}
	t.Protocols.SetHTTP1(true)
	return t
}

// Reach connects to the webhook, and does not ask it anything. Errors are *core.ChatbotError.
func (w *Webhook) Reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	port := cmp.Or(w.url.Port(), w.url.Scheme) // which names it
	conn, err := w.transport.DialContext(ctx, "tcp", net.JoinHostPort(w.url.Hostname(), port))
	if err == nil {
		defer func() { _ = conn.Close() }()
		if w.url.Scheme == "https" {
			setup := w.transport.TLSClientConfig.Clone()
			setup.ServerName = w.url.Hostname()
			err = tls.Client(conn, setup).HandshakeContext(ctx)
		}
	}
	if err != nil {
		return &w.unreached(err).ChatbotError
	}
	return nil
}

// unreached describes an error of a request, and whether another try may succeed. Texts of
// net/http name the URL with its query, and are not repeated.
func (w *Webhook) unreached(err error) *failure {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	f := &failure{ChatbotError: core.ChatbotError{Err: err}}
	if e, ok := errors.AsType[*addressError](err); ok {
		f.Detail = core.NewProblem("webhook_leads_to", w.host, e.why)
		return f
	}
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		f.Detail = core.NewProblem("webhook_certificate", w.host, shorten(strings.TrimPrefix(e.Err.Error(), "x509: ")))
		return f
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client") {
		f.Detail = core.NewProblem("webhook_no_tls", w.host)
		return f
	}
	f.Retry = true
	dns, notResolved := errors.AsType[*net.DNSError](err)
	timedOut, _ := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), timedOut != nil && timedOut.Timeout():
		f.Detail = core.NewProblem("webhook_timeout", w.host, timeout)
	case notResolved && dns.IsNotFound:
		f.Retry = false
		f.Detail = core.NewProblem("webhook_no_host", w.host)
	case notResolved:
		f.Detail = core.NewProblem("webhook_dns", w.host)
	case errors.Is(err, syscall.ECONNREFUSED):
		f.Detail = core.NewProblem("webhook_connection_refused", w.host)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		f.Detail = core.NewProblem("webhook_cut", w.host)
	default:
		f.Detail = core.NewProblem("webhook_failed", w.host, shorten(err.Error()))
	}
	return f
}
