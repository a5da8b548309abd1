package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// The ids of failures on which something depends.
const (
	idTokenShape     = "token_shape"
	idCut            = "telegram_cut"
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

// unreadable is the failure for an answer that is ok but lacks the result.
func (l *link) unreadable(err error) *failure {
	return (&failure{connected: true, err: err}).with("telegram_unreadable", l.host)
}

// failureOf describes what went wrong with a request. It drops err's chain,
// which may contain the address with the token, and redacts its text.
func (l *link) failureOf(err error, x *exchange, q request) *failure {
	f := &failure{status: x.status, retryAfter: x.retryAfter, connected: x.connected.Load()}
	if answer, ok := errors.AsType[*gotgbot.TelegramError](err); ok {
		f.code, f.description = answer.Code, l.redact(answer.Description)
		if p := answer.ResponseParams; p != nil && p.RetryAfter > 0 {
			f.retryAfter = seconds(p.RetryAfter)
		}
		f.err = fmt.Errorf("%s: %d %s", q.method, f.code, f.description)
		return l.describeAnswer(f)
	}
	f.err = l.redactedError(err)
	if f.status != 0 && !isTimeout(err) && !errors.Is(err, context.Canceled) {
		return l.describeHTTP(f, err)
	}
	return l.describeTransport(f, err, q)
}

// describeAnswer describes an answer in the Bot API's form.
func (l *link) describeAnswer(f *failure) *failure {
	switch {
	case f.unauthorized():
		return f.with("token_unauthorized")
	case f.code == http.StatusTooManyRequests:
		f.retryAfter = max(f.retryAfter, core.MinRetryAfter)
		return f.with("telegram_busy", f.retryAfter)
	case f.code >= 400 && f.code < 500:
		return f.with("telegram_refused", strings.TrimSuffix(f.description, "."))
	case f.description == "":
		return f.with("telegram_unreadable", l.host)
	}
	return f.with("telegram_server_error", l.host, strings.TrimSuffix(f.description, "."))
}

// describeHTTP describes an HTTP answer that is not in the Bot API's form.
func (l *link) describeHTTP(f *failure, err error) *failure {
	switch {
	case errors.Is(err, errRedirected):
		return f.with("telegram_redirect", l.host, f.status)
	case f.status == http.StatusBadRequest && l.url.Scheme == "http": // an HTTPS server answers plain HTTP so
		return f.with("telegram_http_status_plain", l.host, f.status)
	case f.status == http.StatusOK:
		return f.with("telegram_cut_short", l.host)
	}
	return f.with("telegram_http_status", l.host, f.status)
}

// describeTransport describes why there is no answer.
func (l *link) describeTransport(f *failure, err error, q request) *failure {
	op, isOp := errors.AsType[*net.OpError](err)
	dns, isDNS := errors.AsType[*net.DNSError](err)
	cut := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
	switch {
	case errors.Is(err, context.Canceled):
		return f.with("telegram_canceled", l.host)
	case isOp && (op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks")):
		return f.with("telegram_proxy", l.host)
	case isDNS && dns.IsNotFound:
		return f.with("telegram_no_host", l.url.Hostname())
	case isDNS:
		return f.with("telegram_no_name_server", l.url.Hostname())
	case isTimeout(err) && f.connected:
		return f.with("telegram_timeout", l.host, q.timeout)
	case isTimeout(err):
		return f.with("telegram_connect_timeout", l.host)
	case errors.Is(err, syscall.ECONNREFUSED):
		address := l.host
		if l.url.Port() == "" {
			address = net.JoinHostPort(l.url.Hostname(), map[string]string{"http": "80", "https": "443"}[l.url.Scheme])
		}
		return f.with("telegram_connection_refused", address)
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return f.with("telegram_no_route", l.host)
	case l.describeTLS(f, err):
		return f
	case cut && !f.connected && l.url.Scheme == "https": // during the TLS handshake
		return f.with("telegram_tls_cut", l.host)
	case f.connected:
		return f.with(idCut, l.host)
	}
	return f.with("telegram_unreachable", l.host)
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout()
}

// redactedError is the redacted text of an error without its chain.
type redactedError struct {
	text     string
	canceled bool
}

func (l *link) redactedError(err error) *redactedError {
	return &redactedError{text: l.redact(err.Error()), canceled: errors.Is(err, context.Canceled)}
}

func (e *redactedError) Error() string { return e.text }

// Is lets callers recognize that they canceled the request.
func (e *redactedError) Is(target error) bool { return e.canceled && target == context.Canceled }

// redact removes the token's secret from other programs' text, and cleans it for a
// sentence or a log line. The secret consists of letters, digits, - and _ (see
// checkToken), which no URL or JSON escapes.
func (l *link) redact(text string) string {
	if _, secret, ok := strings.Cut(l.token().Reveal(), ":"); ok && secret != "" {
		text = strings.ReplaceAll(text, secret, "…")
	}
	return clean.Line(text).String()
}

// seconds converts the number of a 429 to a duration that the desk will wait.
func seconds(n int64) time.Duration {
	return time.Duration(min(max(n, 0), int64(core.MaxRetryAfter/time.Second))) * time.Second
}
