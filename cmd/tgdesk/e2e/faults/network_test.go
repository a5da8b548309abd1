package faults

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tgdesk/core/telegram/botsim"
)

// faultyNetwork is the way between the desk and the Bot API server. Faults of the
// server are botsim's; those of the network are made here, for the requests of
// one method.
type faultyNetwork struct {
	next http.RoundTripper

	mu      sync.Mutex
	method  string // "" for every method
	fault   http.RoundTripper
	faulted []time.Time
}

// RoundTrip implements http.RoundTripper.
func (n *faultyNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	via := n.next
	n.mu.Lock()
	if n.fault != nil && (n.method == "" || n.method == methodOf(r)) {
		via = n.fault
		n.faulted = append(n.faulted, time.Now())
	}
	n.mu.Unlock()
	return via.RoundTrip(r)
}

func methodOf(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, "/file/") {
		return botsim.Download
	}
	return r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
}

// fail makes requests of method go through fault; nil ends it.
func (n *faultyNetwork) fail(method string, fault http.RoundTripper) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.method, n.fault, n.faulted = method, fault, nil
}

// hits are the times of the requests that ran into the fault.
func (n *faultyNetwork) hits() []time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.faulted)
}

// dialing fails each connection with err, after as long as that takes.
func dialing(takes time.Duration, err error) http.RoundTripper {
	return &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		failed := &net.OpError{Op: "dial", Net: "tcp", Err: err}
		if takes == 0 { // two timers of no time at once crash Go 1.26's race detector in a bubble
			return nil, failed
		}
		select {
		case <-time.After(takes):
			return nil, failed
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}}
}

func refusedConnection() http.RoundTripper { return dialing(0, syscall.ECONNREFUSED) }

func unknownHost() http.RoundTripper {
	return dialing(0, &net.DNSError{Err: "no such host", Name: "botsim.test", IsNotFound: true})
}

func noRoute() http.RoundTripper { return dialing(0, syscall.ENETUNREACH) }

func dialTimeout() http.RoundTripper { return dialing(10*time.Second, os.ErrDeadlineExceeded) }

// overTLS turns requests into ones over TLS and lets server answer them.
type overTLS struct{ *http.Transport }

// RoundTrip implements http.RoundTripper.
func (o overTLS) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme = "https"
	return o.Transport.RoundTrip(r)
}

func tlsTo(server func(net.Conn)) http.RoundTripper {
	return overTLS{&http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		here, there := net.Pipe()
		go server(there)
		return here, nil
	}}}
}

// untrustedTLS is a server whose certificate nobody trusts.
func untrustedTLS(t *testing.T) http.RoundTripper {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert := x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"botsim.test"}, NotAfter: time.Now().Add(100 * 365 * 24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, &cert, &cert, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	conf := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	return tlsTo(func(c net.Conn) {
		_ = tls.Server(c, conf).Handshake() // the client breaks it off
		_ = c.Close()
	})
}

// noTLS is a server that answers in plain HTTP.
func noTLS(*testing.T) http.RoundTripper {
	return tlsTo(func(c net.Conn) {
		_, _ = c.Read(make([]byte, 16<<10)) // all of its greeting: a pipe holds nothing
		_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))
		_ = c.Close()
	})
}
