// Package telegram joins the desk to Telegram's Bot API through gotgbot: it
// takes updates in, sends replies, and says what stands in the way, all in
// core's words.
//
// It must not hold any of the desk's rules, retry a send, keep state between
// calls, log, or let a token out: not in an error, not under %v, not through a
// redirect.
package telegram

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// Options are what a Client can be told.
type Options struct {
	// APIURL is the Bot API server, for example "http://127.0.0.1:8081"; empty
	// means Telegram's own.
	APIURL string
	// Transport carries the requests; nil means our own, which follows the
	// environment's proxy settings. Sends rely on it not to repeat a POST of
	// which a byte was written: [http.Transport] keeps to that over HTTP/1.1.
	Transport http.RoundTripper
}

// Client speaks to one Bot API server for any number of bots.
type Client struct {
	url    string
	host   string // of url, for sentences
	urlBad bool
	calls  http.RoundTripper
	sends  http.RoundTripper
}

var (
	_ core.Messenger = (*Client)(nil)
	_ core.Link      = (*link)(nil)
)

// New makes a Client. It makes no request; an APIURL that is no HTTP address
// shows as CodeUnavailable in every call.
func New(o Options) *Client {
	c := &Client{url: strings.TrimSpace(o.APIURL), calls: o.Transport, sends: o.Transport}
	if c.url == "" {
		c.url = gotgbot.DefaultAPIURL
	}
	u, err := url.Parse(c.url)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.RawQuery != "" || u.Fragment != "" {
		c.urlBad = true
	} else {
		c.host = u.Host
	}
	if o.Transport == nil {
		c.calls, c.sends = newTransport(), newSendTransport()
	}
	return c
}

// Connect returns the link of one bot. A token of the wrong shape shows in
// each of the link's methods.
func (c *Client) Connect(token core.Token) core.Link {
	token = trimToken(token)
	return &link{client: c, token: func() core.Token { return token }}
}

// link keeps the token in a function: fmt prints a field of type core.Token
// unmasked when it is unexported, and a function as an address.
type link struct {
	client *Client
	token  func() core.Token
}

// call is one request to the Bot API.
type call struct {
	method  string
	params  map[string]any
	timeout time.Duration // of the whole exchange
	via     http.RoundTripper
}

// ask makes the request and returns the raw result. The failure it returns
// holds neither the token nor the parameters.
func (c *Client) ask(ctx context.Context, token core.Token, q call) (json.RawMessage, *failure) {
	if err := checkToken(token); err != nil {
		return nil, &failure{id: idTokenShape, sentence: err.Message}
	}
	if c.urlBad {
		return nil, &failure{id: idAddress, sentence: "The address set for the Bot API server is not one: it should look like https://api.telegram.org."}
	}
	x := &exchange{via: q.via}
	bot := gotgbot.Bot{Token: token.Reveal(), BotClient: &gotgbot.BaseBotClient{Client: http.Client{Transport: x}}}
	raw, err := bot.RequestWithContext(x.traced(ctx), q.method, q.params, &gotgbot.RequestOpts{Timeout: q.timeout, APIURL: c.url})
	if err != nil {
		return nil, c.diagnose(err, x, token, q)
	}
	return raw, nil
}

// get asks with the timeout and connections of ordinary calls.
func (c *Client) get(ctx context.Context, token core.Token, method string, params map[string]any) (json.RawMessage, *failure) {
	if params == nil {
		params = map[string]any{}
	}
	return c.ask(ctx, token, call{method: method, params: params, timeout: callTimeout, via: c.calls})
}
