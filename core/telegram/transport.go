package telegram

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"
)

const (
	dialTimeout = 10 * time.Second
	// idleTimeout is under the 75 s after which common servers drop an idle
	// connection, so that a send seldom meets one that is being closed.
	idleTimeout = 60 * time.Second
	// Every enabled brand holds one connection over HTTP/1.1.
	idlePerHost = 64
	// A result is at most 4 MiB of JSON (tdlib/telegram-bot-api, Client.cpp).
	maxAnswer = 32 << 20
	// What may stand behind an answer's JSON: the end marks of gzip and chunks.
	maxTail = 4 << 10
)

func newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: 15 * time.Second}
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dialer.DialContext,
		TLSHandshakeTimeout: dialTimeout,
		ForceAttemptHTTP2:   true,
		// Without pings a connection that died in a machine's sleep holds
		// every brand's poll until its timeout.
		HTTP2:               &http.HTTP2Config{SendPingTimeout: 20 * time.Second, PingTimeout: 10 * time.Second},
		MaxIdleConns:        4 * idlePerHost,
		MaxIdleConnsPerHost: idlePerHost,
		IdleConnTimeout:     idleTimeout,
	}
}

// newSendTransport speaks HTTP/1.1 only: there net/http repeats a POST only if
// no byte of it was written, while over HTTP/2 it also repeats one that the
// peer reset, and a message could be sent twice.
func newSendTransport() *http.Transport {
	t := newTransport()
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	t.ForceAttemptHTTP2, t.HTTP2 = false, nil
	return t
}

var errRedirected = errors.New("the server redirects")

// exchange carries one request and remembers what gotgbot does not tell: how
// far it came and which HTTP status it met. It never follows a redirect: the
// path holds the token.
type exchange struct {
	via        http.RoundTripper
	connected  atomic.Bool
	status     int // 0 until an answer's head was read
	retryAfter time.Duration
}

// traced watches for the connection. net/http asks for another one only if
// nothing was written to the last, so what counts is the last attempt.
func (x *exchange) traced(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { x.connected.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { x.connected.Store(true) },
	})
}

// RoundTrip implements http.RoundTripper. The answer is as long as a result
// may be.
func (x *exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := x.do(req)
	if err != nil {
		return nil, err
	}
	resp.Body = &answer{Reader: io.LimitReader(resp.Body, maxAnswer), body: resp.Body}
	return resp, nil
}

// head makes the request and reads the answer up to its body.
func (x *exchange) do(req *http.Request) (*http.Response, error) {
	resp, err := x.via.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	x.status = resp.StatusCode
	if s, err := strconv.ParseInt(resp.Header.Get("Retry-After"), 10, 64); err == nil {
		x.retryAfter = seconds(s)
	}
	if x.status >= 300 && x.status < 400 {
		_ = resp.Body.Close()
		return nil, errRedirected
	}
	return resp, nil
}

// answer is a body that is read to its end on Close: gotgbot stops at the end
// of the JSON, and net/http reuses only connections whose body was finished.
type answer struct {
	io.Reader
	body io.ReadCloser
}

// Close implements io.Closer.
func (a *answer) Close() error {
	_, _ = io.CopyN(io.Discard, a.body, maxTail)
	return a.body.Close()
}
