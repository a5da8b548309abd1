// Package telegram implements core.Messenger for Telegram's Bot API, with the
// types of gotgbot: it polls updates, sends replies and files, and downloads
// files.
//
// It must not contain the desk's rules, repeat a send that was not definitely
// refused, hold a file in memory, keep state between calls, log, or reveal a
// token: not in an error, not under %v, not through a redirect.
package telegram

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
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
type Client struct{ server }

// server is a Bot API server, and how requests reach it.
type server struct {
	base  string   // of all addresses, without a slash at the end
	url   *url.URL // base; nil if it is no HTTP address
	host  string   // of url, with a port if it names one; for sentences
	calls http.RoundTripper
	sends http.RoundTripper // of what must not be done twice
}

var (
	_ core.Messenger = (*Client)(nil)
	_ core.Link      = (*link)(nil)
)

// New returns a Client. It makes no request; if APIURL is no HTTP address, every
// call fails with CodeUnavailable.
func New(o Options) *Client {
	s := server{calls: o.Transport, sends: o.Transport}
	if o.Transport == nil {
		s.calls, s.sends = newTransport(), newSendTransport()
	}
	if o.APIURL = strings.TrimSpace(o.APIURL); o.APIURL == "" {
		o.APIURL = gotgbot.DefaultAPIURL
	}
	return &Client{s.at(o.APIURL)}
}

// at returns another server that is reached in the same way.
func (s server) at(apiURL string) server {
	s.base, s.url, s.host = strings.TrimRight(apiURL, "/"), nil, ""
	u, err := url.Parse(s.base)
	if err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") && u.RawQuery == "" && u.Fragment == "" {
		s.url, s.host = u, u.Host
	}
	return s
}

// isCloud reports whether the server is Telegram's own.
func (s server) isCloud() bool { return s.base == gotgbot.DefaultAPIURL }

// isOnThisMachine reports whether requests to the server stay on this machine.
func (s server) isOnThisMachine() bool { return s.url != nil && core.IsLoopback(s.url.Hostname()) }

// link is one bot at a server. It has the token in a function: fmt would print an
// unexported field of type core.Token unmasked, but prints a function as an address.
type link struct {
	server
	token      func() core.Token
	localFiles string // the folder from which files of this machine may be taken; "" = none
}

// Connect implements core.Messenger. If the token has the wrong shape or at is no
// address, every method of the link fails.
func (c *Client) Connect(token core.Token, at core.Server) core.Link { return c.connect(token, at) }

func (c *Client) connect(token core.Token, at core.Server) *link {
	token = core.Token(strings.TrimSpace(token.Reveal()))
	l := &link{server: c.server, token: func() core.Token { return token }}
	if apiURL := strings.TrimSpace(at.URL); apiURL != "" {
		l.server = c.at(apiURL)
	}
	if l.isOnThisMachine() {
		l.localFiles = at.LocalFiles
	}
	return l
}

// maxTokenLength and tokenPattern are the shape of a token: a positive id without a
// leading zero, of at most 52 bits, a colon, and base64url (tdlib/telegram-bot-api,
// ClientManager.cpp and Client.cpp). Checking it first also keeps tokens out of
// errors of net/url, which print an invalid address.
const maxTokenLength = 80

var tokenPattern = regexp.MustCompile(`^[1-9][0-9]{0,15}:[A-Za-z0-9_-]{24,}$`)

// checkToken returns nil for what has the shape of a token. The error repeats
// nothing of the input.
func checkToken(t core.Token) *core.Error {
	if len(t) <= maxTokenLength && tokenPattern.MatchString(t.Reveal()) {
		return nil
	}
	return core.NewError(core.CodeInvalid, idTokenShape)
}

// callTimeout is for methods that Telegram answers at once.
const callTimeout = 15 * time.Second

// request is one call of a method of the Bot API.
type request struct {
	method  string
	params  map[string]any
	timeout time.Duration // until the answer is read; 0 means callTimeout
	once    bool          // it must not be done twice
}

// call makes a request without files and returns the raw result. The failure
// contains neither the token nor the parameters.
//
// The parameters are form-urlencoded with a Content-Length. gotgbot would
// stream them as chunked multipart, which some proxies and servers refuse.
func (l *link) call(ctx context.Context, q request) (json.RawMessage, *failure) {
	form := url.Values{}
	for name, text := range encodeFields(q.params) {
		form.Set(name, text)
	}
	body := form.Encode()
	return l.post(ctx, q, strings.NewReader(body), "application/x-www-form-urlencoded", int64(len(body)))
}

// encodeFields encodes params as form fields: strings unchanged, the rest as JSON.
func encodeFields(params map[string]any) map[string]string {
	fields := make(map[string]string, len(params))
	for name, value := range params {
		text, isText := value.(string)
		if !isText {
			encoded, _ := json.Marshal(value) // cannot fail: numbers, switches, and lists and structs of strings and numbers
			text = string(encoded)
		}
		fields[name] = text
	}
	return fields
}

// post makes the request with the given body and returns the raw result.
func (l *link) post(ctx context.Context, q request, body io.Reader, contentType string, length int64) (json.RawMessage, *failure) {
	if err := checkToken(l.token()); err != nil {
		return nil, &failure{id: err.ID}
	}
	if l.url == nil {
		return nil, &failure{id: "api_address"}
	}
	q.timeout = cmp.Or(q.timeout, callTimeout)
	ctx, cancel := context.WithTimeout(ctx, q.timeout)
	defer cancel()
	x := &exchange{via: l.calls}
	if q.once {
		x.via = l.sends
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.base+"/bot"+l.token().Reveal()+"/"+q.method, body)
	if err != nil {
		return nil, l.failureOf(fmt.Errorf("make request: %w", err), x, q)
	}
	req.ContentLength = length
	req.Header.Set("Content-Type", contentType)
	resp, err := x.do(req)
	if err != nil {
		return nil, l.failureOf(fmt.Errorf("send request: %w", err), x, q)
	}
	defer func() {
		// A JSON decoder stops at the end of the JSON, but net/http reuses only
		// connections whose answers were read to their end.
		_, _ = io.CopyN(io.Discard, resp.Body, maxTail)
		_ = resp.Body.Close()
	}()
	answer, err := readAnswer(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, l.failureOf(fmt.Errorf("read answer: %w", err), x, q)
	}
	if !answer.Ok {
		err := &gotgbot.TelegramError{Method: q.method, Code: answer.ErrorCode, Description: answer.Description, ResponseParams: answer.Parameters}
		return nil, l.failureOf(err, x, q)
	}
	return answer.Result, nil
}
