package telegram

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// The ids of this package's errors, for the screen's catalogue.
const (
	idTokenShape      = "token_shape"
	idUnauthorized    = "token_unauthorized"
	idAddress         = "api_address"
	idNoHost          = "telegram_no_host"
	idConnRefused     = "telegram_connection_refused"
	idNoNameServer    = "telegram_no_name_server"
	idConnectTimeout  = "telegram_connect_timeout"
	idTLSCut          = "telegram_tls_cut"
	idStatus          = "telegram_http_status"
	idStatusPlain     = "telegram_http_status_plain"
	idStatusFile      = "telegram_http_status_file"
	idCutPlain        = "telegram_cut_plain"
	idCutShort        = "telegram_cut_short"
	idTLSAuthorityOwn = "telegram_tls_authority_own"
	idNoRoute         = "telegram_no_route"
	idProxy           = "telegram_proxy"
	idTLS             = "telegram_tls"
	idTLSAuthority    = "telegram_tls_authority"
	idTLSExpired      = "telegram_tls_expired"
	idTLSEarly        = "telegram_tls_early"
	idTLSName         = "telegram_tls_name"
	idTLSPlain        = "telegram_tls_plain"
	idTLSAlert        = "telegram_tls_alert"
	idTimeout         = "telegram_timeout"
	idCut             = "telegram_cut"
	idCanceled        = "telegram_canceled"
	idUnreachable     = "telegram_unreachable"
	idRedirect        = "telegram_redirect"
	idUnreadable      = "telegram_unreadable"
	idBusy            = "telegram_busy"
	idTrouble         = "telegram_trouble"
	idRefused         = "telegram_refused"

	idUnreadableFile = "telegram_unreadable_file"
)

// failure is a request without a result, whatever the method. Poll, Send and the
// others convert it to their own errors.
type failure struct {
	id   string
	args []any // with id, what a catalogue makes a sentence of
	// code and description are of an answer in the Bot API's form, {"ok":false};
	// 0 and "" without one.
	code        int
	description string
	retryAfter  time.Duration
	status      int  // of HTTP; 0 without an answer
	connected   bool // the request may have left this machine
	err         error
}

func (f *failure) with(id string, args ...any) *failure {
	f.id, f.args = id, args
	return f
}

// problem is f for people.
func (f *failure) problem() core.Problem { return core.NewProblem(f.id, f.args...) }

// unauthorized reports whether the token is not accepted. The answer to a wrong
// token may be exactly "Not Found"; an unknown method has a longer description.
func (f *failure) unauthorized() bool {
	return f.id == idTokenShape || f.code == http.StatusUnauthorized ||
		f.code == http.StatusNotFound && strings.EqualFold(f.description, "Not Found")
}

// notConnected reports whether there was no connection for the request.
func (f *failure) notConnected() bool {
	return !f.connected && f.status == 0 && f.code == 0 && f.err != nil
}

// rateLimited reports whether the server, or a proxy before it, wants fewer
// requests.
func (f *failure) rateLimited() bool {
	return f.code == http.StatusTooManyRequests || f.code == 0 && f.status == http.StatusTooManyRequests
}

// coreError is f for callers other than Poll and Send.
func (f *failure) coreError() *core.Error {
	code := core.CodeUnavailable
	switch {
	case f.id == idTokenShape:
		code = core.CodeInvalid
	case f.unauthorized():
		code = core.CodeUnauthorized
	}
	return core.NewError(code, f.id, f.args...).Because(f.err)
}

// failureOf describes what went wrong with a request. It drops err's chain,
// which may contain the address with the token, and redacts its text.
func (c *Client) failureOf(err error, x *exchange, token core.Token, q request) *failure {
	f := &failure{status: x.status, retryAfter: x.retryAfter, connected: x.connected.Load()}
	if answer, ok := errors.AsType[*gotgbot.TelegramError](err); ok {
		f.code, f.description = answer.Code, oneLine(redact(token, answer.Description))
		if p := answer.ResponseParams; p != nil && p.RetryAfter > 0 {
			f.retryAfter = seconds(p.RetryAfter)
		}
		f.err = fmt.Errorf("%s: %d %s", q.method, f.code, f.description)
		return c.describeAnswer(f)
	}
	f.err = &redactedError{text: oneLine(redact(token, err.Error())), canceled: errors.Is(err, context.Canceled)}
	if f.status != 0 && !isTimeout(err) && !errors.Is(err, context.Canceled) {
		return c.describeHTTP(f, err)
	}
	return c.describeTransport(f, err, token, q)
}

// describeAnswer describes an answer in the Bot API's form.
func (c *Client) describeAnswer(f *failure) *failure {
	switch {
	case f.unauthorized():
		return f.with(idUnauthorized)
	case f.code == http.StatusTooManyRequests:
		f.retryAfter = max(f.retryAfter, time.Second)
		return f.with(idBusy, f.retryAfter)
	case f.code >= 400 && f.code < 500:
		return f.with(idRefused, strings.TrimSuffix(f.description, "."))
	case f.description == "":
		return f.with(idUnreadable, c.host)
	default:
		return f.with(idTrouble, c.host, strings.TrimSuffix(f.description, "."))
	}
}

// describeHTTP describes an HTTP answer that is not in the Bot API's form.
func (c *Client) describeHTTP(f *failure, err error) *failure {
	switch {
	case errors.Is(err, errRedirected):
		return f.with(idRedirect, c.host, f.status)
	case f.status == http.StatusBadRequest && c.usesPlainHTTP():
		return f.with(idStatusPlain, c.host, f.status)
	case f.status == http.StatusOK:
		return f.with(idCutShort, c.host)
	default:
		return f.with(idStatus, c.host, f.status)
	}
}

// describeTransport describes why there is no answer.
func (c *Client) describeTransport(f *failure, err error, token core.Token, q request) *failure {
	switch {
	case errors.Is(err, context.Canceled):
		return f.with(idCanceled, c.host)
	case isProxy(err):
		return f.with(idProxy, c.host)
	case isDNS(err):
		return c.describeDNS(f, err)
	case isTimeout(err) && f.connected:
		return f.with(idTimeout, c.host, q.timeout)
	case isTimeout(err):
		return f.with(idConnectTimeout, c.host)
	case errors.Is(err, syscall.ECONNREFUSED):
		return f.with(idConnRefused, c.address())
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return f.with(idNoRoute, c.host)
	case isTLS(err):
		return c.describeTLS(f, err, token)
	case c.isCutHandshake(f, err):
		return f.with(idTLSCut, c.host)
	case f.connected:
		return f.with(idCut, c.host)
	default:
		return f.with(idUnreachable, c.host)
	}
}

// describeDNS describes a host without an address.
func (c *Client) describeDNS(f *failure, err error) *failure {
	if e, ok := errors.AsType[*net.DNSError](err); ok && e.IsNotFound {
		return f.with(idNoHost, c.hostname())
	}
	return f.with(idNoNameServer, c.hostname())
}

// usesPlainHTTP reports whether requests go out without TLS: an HTTPS server
// answers those oddly.
func (c *Client) usesPlainHTTP() bool { return strings.HasPrefix(strings.ToLower(c.url), "http:") }

func isTimeout(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout()
}

func isProxy(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks"))
}

func isDNS(err error) bool {
	_, ok := errors.AsType[*net.DNSError](err)
	return ok
}

// redactedError is the redacted text of an error without its chain.
type redactedError struct {
	text     string
	canceled bool
}

func (c *redactedError) Error() string { return c.text }

// Is lets callers recognize that they canceled the request.
func (c *redactedError) Is(target error) bool { return c.canceled && target == context.Canceled }

// redact removes the token's secret from text. The secret consists of letters,
// digits, - and _ (see checkToken), which no URL or JSON escapes.
func redact(token core.Token, text string) string {
	_, secret, ok := strings.Cut(token.Reveal(), ":")
	if !ok || secret == "" {
		return text
	}
	return strings.ReplaceAll(text, secret, "…")
}

// oneLine cleans text of other programs for a sentence or a log line.
func oneLine(text string) string { return clean.Line(text).String() }

// seconds converts Telegram's number to a duration of at most a day.
func seconds(n int64) time.Duration {
	return time.Duration(min(max(n, 0), 86400)) * time.Second
}
