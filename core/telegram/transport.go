package telegram

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync/atomic"
	"time"
)

const (
	dialTimeout = 10 * time.Second
	// idleTimeout is below the 75 s after which common servers close an idle
	// connection, so that a send rarely uses one that is being closed.
	idleTimeout = 60 * time.Second
	// Every enabled brand polls on one connection over HTTP/1.1.
	idlePerHost = 64
	// A result is at most 4 MiB of JSON (tdlib/telegram-bot-api, Client.cpp).
	maxAnswer = 32 << 20
	// What may follow an answer's JSON: the ends of gzip and of the chunks.
	maxTail = 4 << 10
)

func newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: dialTimeout, KeepAlive: 15 * time.Second}
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dialer.DialContext,
		TLSHandshakeTimeout: dialTimeout,
		ForceAttemptHTTP2:   true,
		// Without pings, a connection that died while the machine slept would
		// block every brand's poll until its timeout.
		HTTP2:               &http.HTTP2Config{SendPingTimeout: 20 * time.Second, PingTimeout: 10 * time.Second},
		MaxIdleConns:        4 * idlePerHost,
		MaxIdleConnsPerHost: idlePerHost,
		IdleConnTimeout:     idleTimeout,
	}
}

// newSendTransport uses HTTP/1.1 only: there, net/http repeats a POST only if no
// byte of it was written. Over HTTP/2 it also repeats one that the peer reset,
// and a message could be sent twice.
func newSendTransport() *http.Transport {
	t := newTransport()
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	t.ForceAttemptHTTP2, t.HTTP2 = false, nil
	return t
}

var errRedirected = errors.New("the server redirects")

// exchange is the transport of one request. It records how far the request
// came, and follows no redirect, because the path contains the token.
type exchange struct {
	via        http.RoundTripper
	connected  atomic.Bool // the request may have left this machine
	status     int         // of HTTP; 0 until an answer's head was read
	retryAfter time.Duration
}

// do makes the request and reads the head of the answer. net/http takes another
// connection only if nothing was written to the last, so the last attempt counts
// for connected.
func (x *exchange) do(req *http.Request) (*http.Response, error) {
	ctx := httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GetConn: func(string) { x.connected.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { x.connected.Store(true) },
	})
	client := http.Client{Transport: x}
	return client.Do(req.WithContext(ctx))
}

// RoundTrip implements http.RoundTripper.
func (x *exchange) RoundTrip(req *http.Request) (*http.Response, error) {
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
