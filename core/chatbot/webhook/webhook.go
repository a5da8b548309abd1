// Package webhook asks a server what to do about the events of chats: each is a signed
// POST of JSON, and the answer a list of actions. The topic chatbots of the manual
// describes it for those who write the server.
//
// It must not follow a redirect, use a proxy, or connect to an address that the brand does
// not allow, and must not show more of the URL than scheme, host and path: the query may
// hold a secret.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"tgdesk/core"
	"tgdesk/core/chatbot/wire"
	"tgdesk/core/clean"
)

const (
	// timeout is for one try, from looking up the host to the last byte of the answer.
	timeout = 5 * time.Second
	tries   = 3
	// maxRetryAfter bounds how long a server can have the next try wait.
	maxRetryAfter = 5 * time.Second
)

// pauses are before the tries after the first; up to a quarter is added to each.
var pauses = [tries - 1]time.Duration{500 * time.Millisecond, 2 * time.Second}

// Options say where a webhook is and how it is asked.
type Options struct {
	URL          string
	Secret       []byte         // signs each request
	AllowPrivate bool           // it may be at a private address
	Version      string         // of tgdesk, for the server
	Roots        *x509.CertPool // whom to trust; nil = whom the system does
}

// Webhook asks a server. It is for many goroutines.
type Webhook struct {
	url       *url.URL
	host      string // of it, for sentences
	secret    []byte
	version   string
	transport *http.Transport
	client    *http.Client
	closed    context.Context
	close     context.CancelFunc
}

var _ core.Chatbot = (*Webhook)(nil)

// New returns a webhook. It asks nobody before the first event.
func New(o Options) (*Webhook, error) {
	spec, err := core.ParseChatbot(core.ChatbotSpec{Kind: core.ChatbotWebhook, Target: o.URL}.String())
	if err != nil {
		return nil, &core.ChatbotError{Detail: core.ProblemOf(err), Err: err}
	}
	if len(o.Secret) == 0 {
		return nil, &core.ChatbotError{Detail: core.NewProblem("webhook_no_secret")}
	}
	u, _ := url.Parse(spec.Target) // as ParseChatbot has done
	w := &Webhook{url: u, host: shorten(u.Host), secret: o.Secret, version: o.Version}
	w.closed, w.close = context.WithCancel(context.Background())
	w.transport = newTransport(&net.Dialer{Timeout: timeout}, reachOf(u, o.AllowPrivate), o.Roots)
	w.client = &http.Client{
		Transport:     w.transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return w, nil
}

// Close implements core.Chatbot.
func (w *Webhook) Close() error {
	w.close()
	w.client.CloseIdleConnections()
	return nil
}

// Answer implements core.Chatbot. What may pass is tried again, with the same key and body,
// but for the news that an operator joined, which nobody waits for.
func (w *Webhook) Answer(ctx context.Context, e core.BotEvent) (core.BotAnswer, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(w.closed, cancel)()
	body, err := wire.Encode(e)
	if err != nil {
		return core.BotAnswer{}, err
	}
	most := tries
	if e.Kind == core.BotOperatorJoined {
		most = 1
	}
	for try := 1; ; try++ {
		answer, failed := w.try(ctx, e, body)
		switch {
		case failed == nil:
			return answer, nil
		case ctx.Err() != nil:
			return core.BotAnswer{}, w.ended(ctx)
		case failed.Retry && try == most && most > 1:
			failed.Detail = failed.Detail.And("webhook_tries", most)
			return core.BotAnswer{}, &failed.ChatbotError
		case !failed.Retry || try == most:
			return core.BotAnswer{}, &failed.ChatbotError
		}
		select {
		case <-time.After(failed.pause(try)):
		case <-ctx.Done():
			return core.BotAnswer{}, w.ended(ctx)
		}
	}
}

// ended says why an answer is not waited for any more.
func (w *Webhook) ended(ctx context.Context) error {
	if w.closed.Err() != nil {
		return &core.ChatbotError{Detail: core.NewProblem("chatbot_closed"), Retry: true}
	}
	return ctx.Err()
}

// failure is why a try gave no answer.
type failure struct {
	core.ChatbotError
	retryAfter time.Duration // what the server asks for; 0 if nothing
}

// pause is how long to wait after the nth try.
func (f *failure) pause(nth int) time.Duration {
	p := pauses[nth-1]
	return max(p+rand.N(p/4), min(f.retryAfter, maxRetryAfter))
}

// try asks once.
func (w *Webhook) try(ctx context.Context, e core.BotEvent, body []byte) (core.BotAnswer, *failure) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := w.request(ctx, e, body)
	if err != nil {
		return core.BotAnswer{}, w.unreached(err)
	}
	resp, err := w.client.Do(req)
	if err != nil {
		return core.BotAnswer{}, w.unreached(err)
	}
	defer func() { _ = resp.Body.Close() }() // it was only read
	if f := w.refused(resp); f != nil {
		return core.BotAnswer{}, f
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, wire.MaxAnswer+1))
	switch {
	case err != nil:
		return core.BotAnswer{}, w.unreached(err)
	case e.Kind == core.BotOperatorJoined:
		return core.BotAnswer{}, nil
	}
	answer, err := wire.Decode(text, "")
	if unusable, ok := errors.AsType[*core.ChatbotError](err); ok {
		return answer, &failure{ChatbotError: *unusable}
	}
	return answer, nil
}

// request makes a signed request. Its body cannot be had again, so that net/http does not
// send it again by itself: a key would allow that.
func (w *Webhook) request(ctx context.Context, e core.BotEvent, body []byte) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.GetBody = nil
	at := strconv.FormatInt(time.Now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "tgdesk/"+w.version)
	req.Header.Set("Idempotency-Key", e.ID)
	req.Header.Set("X-Tgdesk-Timestamp", at)
	req.Header.Set("X-Tgdesk-Signature", "sha256="+Sign(w.secret, at, body))
	return req, nil
}

// Sign returns the signature of a request: the HMAC with SHA-256 of its timestamp, a full
// stop and its body, in hexadecimal.
func Sign(secret []byte, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// refused returns why the head of an answer says that there is none.
func (w *Webhook) refused(resp *http.Response) *failure {
	f := &failure{}
	switch s := resp.StatusCode; {
	case s >= 200 && s < 300:
		return nil
	case s >= 300 && s < 400:
		to := "?"
		if u, err := resp.Location(); err == nil {
			to = u.Host
		}
		f.Detail = core.NewProblem("webhook_redirects", w.host, s, shorten(to))
	case s == http.StatusTooManyRequests || s >= 500:
		f.Retry, f.retryAfter = true, retryAfter(resp.Header.Get("Retry-After"))
		f.Detail = core.NewProblem("webhook_status_again", w.host, s, statusText(s))
	case s == http.StatusUnauthorized || s == http.StatusForbidden:
		f.Detail = core.NewProblem("webhook_status_secret", w.host, s, statusText(s))
	default:
		f.Detail = core.NewProblem("webhook_status", w.host, s, statusText(s))
	}
	return f
}

// statusText is the usual name of a status; not the server's, which is text from outside.
func statusText(status int) string {
	if text := http.StatusText(status); text != "" {
		return text
	}
	return "?"
}

// retryAfter reads a number of seconds or a date.
func retryAfter(text string) time.Duration {
	if n, err := strconv.ParseInt(text, 10, 32); err == nil {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return time.Until(at)
	}
	return 0
}

// shorten cleans and shortens other programs' text for a sentence.
func shorten(text string) string {
	return clean.Short(text, 80).String()
}
