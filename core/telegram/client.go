// Package telegram implements core.Messenger for Telegram's Bot API, with the
// types of gotgbot: it polls updates, sends replies and files, and downloads
// files.
//
// It must not contain the desk's rules, repeat a send that was not definitely
// refused, hold a file in memory, keep state between calls, log, or reveal a
// token: not in an error, not under %v, not through a redirect.
package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// Options configure a Client.
type Options struct {
	// APIURL is the Bot API server, for example "http://127.0.0.1:8081"; empty
	// means Telegram's own.
	APIURL string
	// Transport carries the requests; nil means our own, which uses the
	// environment's proxy settings. It must not repeat a POST of which a byte was
	// written; [http.Transport] does not over HTTP/1.1.
	Transport http.RoundTripper
}

// Client makes requests to one Bot API server for any number of bots.
type Client struct {
	url        string
	invalidURL bool
	host       string // of url, with a port if it names one; for sentences
	calls      http.RoundTripper
	sends      http.RoundTripper // of what must not be done twice
}

var (
	_ core.Messenger = (*Client)(nil)
	_ core.Link      = (*link)(nil)
)

// New returns a Client. It makes no request; if APIURL is no HTTP address, every
// call fails with CodeUnavailable.
func New(o Options) *Client {
	c := &Client{calls: o.Transport, sends: o.Transport}
	if o.Transport == nil {
		c.calls, c.sends = newTransport(), newSendTransport()
	}
	if o.APIURL = strings.TrimSpace(o.APIURL); o.APIURL == "" {
		o.APIURL = gotgbot.DefaultAPIURL
	}
	return c.at(o.APIURL)
}

// at returns the client for another Bot API server; "" means c's own.
func (c *Client) at(apiURL string) *Client {
	if apiURL = strings.TrimSpace(apiURL); apiURL == "" {
		return c
	}
	other := &Client{url: strings.TrimRight(apiURL, "/"), calls: c.calls, sends: c.sends}
	u, err := url.Parse(other.url)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.RawQuery != "" || u.Fragment != "" {
		other.invalidURL = true
		return other
	}
	other.host = u.Host
	return other
}

// hostname is the server's host without a port.
func (c *Client) hostname() string {
	if u, err := url.Parse(c.url); err == nil {
		return u.Hostname()
	}
	return c.host
}

// address is the server's host with the port that is dialed.
func (c *Client) address() string {
	u, err := url.Parse(c.url)
	if err != nil || u.Port() != "" {
		return c.host
	}
	return net.JoinHostPort(u.Hostname(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
}

// isCloud reports whether the server is Telegram's own.
func (c *Client) isCloud() bool { return c.url == gotgbot.DefaultAPIURL }

// Connect implements core.Messenger. If the token has the wrong shape or apiURL
// is no address, every method of the link fails.
func (c *Client) Connect(token core.Token, apiURL string) core.Link {
	token = trimToken(token)
	return &link{client: c.at(apiURL), token: func() core.Token { return token }}
}

// link has the token in a function: fmt would print an unexported field of type
// core.Token unmasked, but prints a function as an address.
type link struct {
	client *Client
	token  func() core.Token
}

// request is one call of a method of the Bot API.
type request struct {
	method  string
	params  map[string]any
	timeout time.Duration // until the answer is read
	via     http.RoundTripper
}

// call makes a request without files and returns the raw result. The failure
// contains neither the token nor the parameters.
//
// The parameters are form-urlencoded with a Content-Length. gotgbot would
// stream them as chunked multipart, which some proxies and servers refuse.
func (c *Client) call(ctx context.Context, token core.Token, q request) (json.RawMessage, *failure) {
	if f := c.check(token); f != nil {
		return nil, f
	}
	fields, err := encodeFields(q.params)
	if err != nil {
		return nil, c.failureOf(err, &exchange{}, token, q)
	}
	form := url.Values{}
	for name, text := range fields {
		form.Set(name, text)
	}
	body := form.Encode()
	raw, x, err := c.post(ctx, token, q, strings.NewReader(body), "application/x-www-form-urlencoded", int64(len(body)))
	if err != nil {
		return nil, c.failureOf(err, x, token, q)
	}
	return raw, nil
}

// post makes the request with the given body and reads the answer. The error
// may contain the token: pass it to failureOf.
func (c *Client) post(ctx context.Context, token core.Token, q request, body io.Reader, contentType string, length int64) (json.RawMessage, *exchange, error) {
	x := &exchange{via: q.via}
	ctx, cancel := context.WithTimeout(ctx, q.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(x.traced(ctx), http.MethodPost, c.url+"/bot"+token.Reveal()+"/"+q.method, body)
	if err != nil {
		return nil, x, fmt.Errorf("make request: %w", err)
	}
	req.ContentLength = length
	req.Header.Set("Content-Type", contentType)
	client := http.Client{Transport: x}
	resp, err := client.Do(req)
	if err != nil {
		return nil, x, fmt.Errorf("send request: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	var answer gotgbot.Response
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, x, fmt.Errorf("read answer: %w", err)
	}
	if !answer.Ok {
		return nil, x, &gotgbot.TelegramError{Method: q.method, Code: answer.ErrorCode, Description: answer.Description, ResponseParams: answer.Parameters}
	}
	return answer.Result, x, nil
}

// encodeFields encodes params as form fields: strings unchanged, the rest as JSON.
func encodeFields(params map[string]any) (map[string]string, error) {
	fields := make(map[string]string, len(params))
	for name, value := range params {
		if text, ok := value.(string); ok {
			fields[name] = text
			continue
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", name, err)
		}
		fields[name] = string(text)
	}
	return fields, nil
}

// check returns the failure that every request would have, nil if there is none.
func (c *Client) check(token core.Token) *failure {
	if err := checkToken(token); err != nil {
		return &failure{id: idTokenShape}
	}
	if c.invalidURL {
		return &failure{id: idAddress}
	}
	return nil
}

// callPlain makes a request that Telegram answers at once and that may be repeated.
func (c *Client) callPlain(ctx context.Context, token core.Token, method string, params map[string]any) (json.RawMessage, *failure) {
	return c.call(ctx, token, request{method: method, params: params, timeout: callTimeout, via: c.calls})
}
