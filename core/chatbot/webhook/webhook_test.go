package webhook

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/cmd/tgdesk/help"
	"tgdesk/core"
	"tgdesk/core/chatbot/wire"
	"tgdesk/tui/locale"
)

const (
	answerWait = `{"actions":[]}`
	inQuery    = "s3cr3t-of-the-query"
)

func testEvent() core.BotEvent {
	return core.BotEvent{ID: "e1", Kind: core.BotMessage, At: time.Date(2027, 3, 4, 12, 30, 0, 0, time.UTC), Brand: "acme", Chat: 12, Text: "hello"}
}

// open returns the webhook at a server.
func open(t *testing.T, at string, roots *x509.CertPool) *Webhook {
	t.Helper()
	w, err := New(Options{URL: at + "/hook?key=" + inQuery, Secret: []byte("0123456789abcdef"), Version: "1.2.3", Roots: roots})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

// serve is a real server on this machine.
func serve(t *testing.T, handle http.HandlerFunc) *Webhook {
	t.Helper()
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	return open(t, s.URL, nil)
}

// pipes is a listener whose connections are in memory, so that time can be simulated.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	close sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.close.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// simulated runs fn in simulated time with a webhook whose server is in memory.
func simulated(t *testing.T, handle http.HandlerFunc, fn func(*testing.T, *Webhook)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		server := &http.Server{Handler: handle}
		var serving sync.WaitGroup
		serving.Go(func() { _ = server.Serve(p) })
		w := open(t, "http://localhost", nil)
		w.client.Transport.(*http.Transport).DialContext = p.dial
		fn(t, w)
		_ = w.Close()
		_ = server.Close()
		serving.Wait()
	})
}

// failureOf is the sentence of an error that names nothing of the query.
func failureOf(t *testing.T, err error) (sentence string, retry bool) {
	t.Helper()
	e, ok := errors.AsType[*core.ChatbotError](err)
	if !ok {
		t.Fatalf("%v is no *core.ChatbotError", err)
	}
	sentence = locale.English().Problem(e.Detail)
	for cause := error(e); cause != nil; cause = errors.Unwrap(cause) {
		if strings.Contains(cause.Error()+sentence, inQuery) || strings.Contains(cause.Error()+sentence, "0123456789abcdef") {
			t.Errorf("a secret is in %q, %q", cause, sentence)
		}
	}
	return sentence, e.Retry
}

// received is a request as a server sees it.
type received struct {
	header http.Header
	body   string
	after  time.Duration
}

// recorder answers each request by the next of its answers, and the last again and again.
type recorder struct {
	mu      sync.Mutex
	began   time.Time
	answers []http.HandlerFunc
	got     []received
}

func record(answers ...http.HandlerFunc) *recorder { return &recorder{answers: answers} }

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	if r.began.IsZero() {
		r.began = time.Now()
	}
	answer := r.answers[min(len(r.got), len(r.answers)-1)]
	r.got = append(r.got, received{req.Header, string(body), time.Since(r.began)})
	r.mu.Unlock()
	answer(w, req)
}

func (r *recorder) requests() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.got
}

func says(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func cut(w http.ResponseWriter, _ *http.Request) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = c.Close()
	}
}

func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // else the server does not see that the client leaves
	<-r.Context().Done()
}

func TestRequest(t *testing.T) {
	t.Parallel()
	server := record(says(200, `{"actions":[{"do":"reply","text":"hi"}],"memory":"m"}`))
	var method, path string
	w := serve(t, func(rw http.ResponseWriter, r *http.Request) {
		method, path = r.Method, r.URL.RequestURI()
		server.ServeHTTP(rw, r)
	})
	before := time.Now().Unix()
	got, err := w.Answer(t.Context(), testEvent())
	if diff := cmp.Diff(core.BotAnswer{Actions: []core.BotAction{{Do: core.BotReply, Text: "hi"}}, Memory: "m"}, got); err != nil || diff != "" {
		t.Fatalf("%v\n%s", err, diff)
	}
	all := server.requests()
	if method != "POST" || path != "/hook?key="+inQuery || len(all) != 1 {
		t.Fatalf("%s %s, %d requests", method, path, len(all))
	}
	r := all[0]
	want, _ := wire.Encode(testEvent())
	if r.body != string(want) {
		t.Errorf("body %s", r.body)
	}
	for name, want := range map[string]string{"Content-Type": "application/json", "User-Agent": "tgdesk/1.2.3", "Idempotency-Key": "e1", "Accept-Encoding": ""} {
		if got := r.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	at := r.header.Get("X-Tgdesk-Timestamp")
	if n, err := strconv.ParseInt(at, 10, 64); err != nil || n < before || n > time.Now().Unix() {
		t.Errorf("timestamp %q", at)
	}
	mac := hmac.New(sha256.New, []byte("0123456789abcdef"))
	_, _ = fmt.Fprintf(mac, "%s.%s", at, r.body)
	if got, want := r.header.Get("X-Tgdesk-Signature"), "sha256="+hex.EncodeToString(mac.Sum(nil)); got != want {
		t.Errorf("signature %q, want %q", got, want)
	}
}

// TestTries: what may pass is asked three times, with the same key and body, and pauses
// between them; anything else once.
func TestTries(t *testing.T) {
	t.Parallel()
	good := says(200, answerWait)
	huge := func(w http.ResponseWriter, _ *http.Request) {
		for chunk := make([]byte, 1<<20); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	short := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, answerWait)
	}
	slowBody := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"actions":`)
		_ = http.NewResponseController(w).Flush()
		hang(w, r)
	}
	const three = " It was tried 3 times."
	for name, c := range map[string]struct {
		answers []http.HandlerFunc
		pauses  []time.Duration // between tries at least, a quarter more at most
		want    string          // "" for an answer
		retry   bool
	}{
		"at once":              {answers: []http.HandlerFunc{good}},
		"once down":            {answers: []http.HandlerFunc{says(503, "x"), good}, pauses: []time.Duration{500 * time.Millisecond}},
		"twice cut":            {answers: []http.HandlerFunc{cut, cut, good}, pauses: []time.Duration{500 * time.Millisecond, 2 * time.Second}},
		"cut":                  {[]http.HandlerFunc{cut}, []time.Duration{500 * time.Millisecond, 2 * time.Second}, "The webhook at localhost closed the connection before its answer was complete." + three, true},
		"shorter than it says": {[]http.HandlerFunc{short}, []time.Duration{500 * time.Millisecond, 2 * time.Second}, "The webhook at localhost closed the connection before its answer was complete." + three, true},
		"down":                 {[]http.HandlerFunc{says(500, answerWait)}, []time.Duration{500 * time.Millisecond, 2 * time.Second}, "The webhook at localhost failed with status 500 (Internal Server Error)." + three, true},
		"slow":                 {[]http.HandlerFunc{hang}, []time.Duration{5500 * time.Millisecond, 7 * time.Second}, "The webhook at localhost did not answer within 5s." + three, true},
		"slow in its answer":   {[]http.HandlerFunc{slowBody}, []time.Duration{5500 * time.Millisecond, 7 * time.Second}, "The webhook at localhost did not answer within 5s." + three, true},
		"busy":                 {[]http.HandlerFunc{says(429, "", "Retry-After", "3")}, []time.Duration{3 * time.Second, 3 * time.Second}, "The webhook at localhost failed with status 429 (Too Many Requests)." + three, true},
		"busy for long":        {answers: []http.HandlerFunc{says(429, "", "Retry-After", "86400"), good}, pauses: []time.Duration{5 * time.Second}},
		"busy for ever":        {answers: []http.HandlerFunc{says(503, "", "Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"), good}, pauses: []time.Duration{5 * time.Second}},
		"busy until long ago":  {answers: []http.HandlerFunc{says(503, "", "Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"), good}, pauses: []time.Duration{500 * time.Millisecond}},
		"busy oddly":           {answers: []http.HandlerFunc{says(429, "", "Retry-After", "-9999999999999999999"), good}, pauses: []time.Duration{500 * time.Millisecond}},

		"redirect":       {answers: []http.HandlerFunc{says(302, "", "Location", "https://other.example/?"+inQuery)}, want: "The webhook at localhost redirects (status 302, to other.example), which is not followed."},
		"redirect oddly": {answers: []http.HandlerFunc{says(308, "")}, want: "The webhook at localhost redirects (status 308, to ?), which is not followed."},
		"not found":      {answers: []http.HandlerFunc{says(404, answerWait)}, want: "The webhook at localhost refused the request with status 404 (Not Found)."},
		"another secret": {answers: []http.HandlerFunc{says(401, "")}, want: "The webhook at localhost refused the request with status 401 (Unauthorized). Maybe it knows another secret."},
		"odd status":     {answers: []http.HandlerFunc{says(499, "")}, want: "The webhook at localhost refused the request with status 499 (?)."},
		"no JSON":        {answers: []http.HandlerFunc{says(200, "OK")}, want: "The chatbot's answer is no JSON: invalid character 'O' looking for beginning of value, at byte 1."},
		"nothing":        {answers: []http.HandlerFunc{says(204, "")}, want: "The chatbot's answer is empty."},
		"unknown action": {answers: []http.HandlerFunc{says(200, `{"actions":[{"do":"dance"}]}`)}, want: `Action 1 of the chatbot's answer is "dance", which is none that there is.`},
		"endless":        {answers: []http.HandlerFunc{huge}, want: "The chatbot's answer has more than 15 MB (15,728,640 bytes)."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := record(c.answers...)
			simulated(t, server.ServeHTTP, func(t *testing.T, w *Webhook) {
				_, err := w.Answer(t.Context(), testEvent())
				if err != nil || c.want != "" {
					got, retry := failureOf(t, err)
					if got != c.want || retry != c.retry {
						t.Errorf("got  %s (%t)\nwant %s (%t)", got, retry, c.want, c.retry)
					}
				}
			})
			all := server.requests()
			if len(all) != len(c.pauses)+1 {
				t.Fatalf("%d requests, want %d", len(all), len(c.pauses)+1)
			}
			for i, least := range c.pauses {
				// A timeout is exact; what is added to the pause is not.
				if d := all[i+1].after - all[i].after; d < least || d > least+500*time.Millisecond {
					t.Errorf("pause %d took %s, want %s", i+1, d, least)
				}
				if a, b := all[i], all[i+1]; a.body != b.body || a.header.Get("Idempotency-Key") != b.header.Get("Idempotency-Key") {
					t.Error("another try is another request")
				}
			}
			if last := all[len(all)-1]; last.after > 2*time.Second && last.header.Get("X-Tgdesk-Timestamp") == all[0].header.Get("X-Tgdesk-Timestamp") {
				t.Error("a later try has the old timestamp")
			}
		})
	}
}

// TestOperatorJoined: it is told once, and what comes back is not looked at.
func TestOperatorJoined(t *testing.T) {
	t.Parallel()
	e := testEvent()
	e.Kind = core.BotOperatorJoined
	for status, want := range map[int]string{200: "", 500: "The webhook at localhost failed with status 500 (Internal Server Error)."} {
		server := record(says(status, "thanks"))
		simulated(t, server.ServeHTTP, func(t *testing.T, w *Webhook) {
			if _, err := w.Answer(t.Context(), e); err != nil || want != "" {
				if got, _ := failureOf(t, err); got != want {
					t.Errorf("got %s", got)
				}
			}
		})
		if n := len(server.requests()); n != 1 {
			t.Errorf("%d requests", n)
		}
	}
}

// TestKeptConnectionIsCut: a server that closes between two events is asked again, and no
// request is repeated behind our back.
func TestKeptConnectionIsCut(t *testing.T) {
	t.Parallel()
	server := record(says(200, answerWait), cut, says(200, answerWait))
	simulated(t, server.ServeHTTP, func(t *testing.T, w *Webhook) {
		for range 2 {
			if _, err := w.Answer(t.Context(), testEvent()); err != nil {
				t.Fatal(err)
			}
		}
	})
	all := server.requests()
	if len(all) != 3 || all[2].after-all[1].after < 500*time.Millisecond {
		t.Errorf("%d requests: %+v", len(all), all)
	}
}

func TestEnding(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*Webhook, context.CancelFunc){
		"closed":   func(w *Webhook, _ context.CancelFunc) { _ = w.Close() },
		"canceled": func(_ *Webhook, cancel context.CancelFunc) { cancel() },
	} {
		for when, handle := range map[string]http.HandlerFunc{"in a request": hang, "in a pause": says(500, "")} {
			simulated(t, handle, func(t *testing.T, w *Webhook) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				began, failed := time.Now(), make(chan error, 1)
				go func() {
					_, err := w.Answer(ctx, testEvent())
					failed <- err
				}()
				synctest.Wait()
				end(w, cancel)
				err := <-failed
				if time.Since(began) > 0 {
					t.Errorf("%s %s: it took %s", name, when, time.Since(began))
				}
				if name == "canceled" {
					if !errors.Is(err, context.Canceled) {
						t.Errorf("%s %s: %v", name, when, err)
					}
				} else if got, retry := failureOf(t, err); got != "The chatbot was stopped before it answered." || !retry {
					t.Errorf("%s %s: %s", name, when, got)
				}
			})
		}
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	var hits atomic.Int32
	handle := func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		says(200, answerWait)(w, r)
	}
	s := httptest.NewTLSServer(http.HandlerFunc(handle))
	t.Cleanup(s.Close)
	s.Config.ErrorLog = nil
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	if _, err := open(t, s.URL, roots).Answer(t.Context(), testEvent()); err != nil || hits.Load() != 1 {
		t.Errorf("%v, %d requests", err, hits.Load())
	}
	plain := httptest.NewServer(http.HandlerFunc(handle))
	t.Cleanup(plain.Close)
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	for at, want := range map[string]string{
		s.URL: "The certificate of the webhook at 127.0.0.1:" + port + " is not valid: certificate signed by unknown authority.",
		strings.Replace(plain.URL, "http:", "https:", 1): "The webhook at " + plain.Listener.Addr().String() + " does not answer with TLS, as https needs.",
	} {
		_, err := open(t, at, x509.NewCertPool()).Answer(t.Context(), testEvent())
		if got, retry := failureOf(t, err); got != want || retry {
			t.Errorf("got  %s (%t)\nwant %s", got, retry, want)
		}
	}
	_, err := open(t, "https://localhost:"+port, roots).Answer(t.Context(), testEvent())
	if got, _ := failureOf(t, err); !strings.HasPrefix(got, "The certificate of the webhook at localhost:"+port+" is not valid: certificate is valid for ") {
		t.Errorf("of another name: %s", got)
	}
	if hits.Load() != 1 {
		t.Errorf("%d requests arrived", hits.Load())
	}
}

// TestOddServers speak no HTTP, or too much of it.
func TestOddServers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ says, want string }{
		"no HTTP":      {"220 mail.example ESMTP\r\n", "could not be asked: "},
		"endless head": {"HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 1<<20) + "\r\n\r\n", "could not be asked: "},
		"half a head":  {"HTTP/1.1 200 OK\r\nX:", "closed the connection before its answer was complete."},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := open(t, "http://localhost", nil)
			asked := 0
			w.client.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
				here, there := net.Pipe()
				asked++
				go func() {
					_, _ = http.ReadRequest(bufio.NewReader(there))
					_, _ = io.WriteString(there, c.says)
					_ = there.Close()
				}()
				return here, nil
			}
			_, err := w.Answer(t.Context(), testEvent())
			if got, _ := failureOf(t, err); !strings.Contains(got, c.want) || len(got) > 200 || asked != tries {
				t.Errorf("%s: %s (%d times)", name, got, asked)
			}
		})
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	w := serve(t, func(rw http.ResponseWriter, r *http.Request) {
		says(200, `{"actions":[],"memory":"`+r.Header.Get("Idempotency-Key")+`"}`)(rw, r)
	})
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			e := testEvent()
			e.ID = strconv.Itoa(i)
			if got, err := w.Answer(t.Context(), e); err != nil || got.Memory != e.ID {
				t.Errorf("event %s: %+v, %v", e.ID, got, err)
			}
		})
	}
	all.Wait()
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		"http://bot.example/":      "The webhook must use https: what visitors write is sent there. Only on this machine (127.0.0.1, ::1 or localhost) it may be http.",
		"https://a:b@bot.example/": "The webhook's address must have no password and no part behind #: requests are signed instead.",
		"ftp://bot.example/":       "The webhook must be an address like https://bot.example/desk.",
	} {
		_, err := New(Options{URL: at, Secret: []byte("x")})
		if got, _ := failureOf(t, err); got != want {
			t.Errorf("%s: %s", at, got)
		}
	}
	_, err := New(Options{URL: "https://bot.example/"})
	if got, _ := failureOf(t, err); got != "The webhook has no secret to sign requests with; set it anew." {
		t.Error(got)
	}
}

// TestManual signs what the manual gives as an example.
func TestManual(t *testing.T) {
	t.Parallel()
	page, _ := help.Source("chatbots")
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = byte(i)
	}
	const at, body = "1700000000", `{"id":"e1"}`
	for _, want := range []string{"000102…1e1f", "the timestamp `" + at + "`", "body `" + body + "`", "`sha256=" + Sign(secret, at, []byte(body)) + "`"} {
		if !strings.Contains(page, want) {
			t.Errorf("the manual lacks %s", want)
		}
	}
}
