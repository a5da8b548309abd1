package secrecy

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"syscall"
)

// leakyTransport is between the program and a Bot API server, and fails each
// request in a way that repeats the request's address, and so the token,
// wherever an answer or an error has room for it.
type leakyTransport struct {
	to      http.RoundTripper
	leaks   []leak
	current atomic.Int64 // which leak; -1 passes requests on
	count   atomic.Int64
}

// leak is one way to fail. Without an answer the request itself fails.
type leak struct {
	name   string
	answer http.HandlerFunc
}

func newLeakyTransport(to http.RoundTripper) *leakyTransport {
	t := &leakyTransport{to: to, leaks: leaks()}
	t.current.Store(-1)
	return t
}

func (t *leakyTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	i := t.current.Load()
	if i < 0 {
		return t.to.RoundTrip(r)
	}
	t.count.Add(1)
	if r.Body != nil {
		_ = r.Body.Close()
	}
	if t.leaks[i].answer == nil {
		inner := &url.Error{Op: "Post", URL: r.URL.String(), Err: syscall.ECONNREFUSED}
		return nil, fmt.Errorf("to %s and %s: %w", r.URL, url.QueryEscape(r.URL.String()), inner)
	}
	w := httptest.NewRecorder()
	t.leaks[i].answer(w, r)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// ServeHTTP lets the tattler be a server that is reached over the network.
func (t *leakyTransport) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := r.Clone(r.Context())
	out.RequestURI, out.URL.Scheme, out.URL.Host = "", "http", r.Host
	resp, err := t.RoundTrip(out)
	if err != nil {
		panic(http.ErrAbortHandler) // the connection is cut
	}
	defer func() { _ = resp.Body.Close() }()
	for key, values := range resp.Header {
		w.Header()[key] = values
	}
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
}

func leaks() []leak {
	all := []leak{{name: "refused"}}
	for _, code := range []int{400, 401, 403, 404, 409, 429, 500} {
		all = append(all, leak{fmt.Sprint("JSON ", code), apiError(code)})
	}
	for _, code := range []int{200, 301, 307, 404, 502} {
		all = append(all, leak{fmt.Sprint("page ", code), func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://elsewhere.invalid"+r.URL.Path)
			w.Header().Set("Server", r.URL.Path)
			w.WriteHeader(code)
			_, _ = fmt.Fprintf(w, "<html><title>%s</title>%s", r.URL, r.URL)
		}})
	}
	for name, result := range map[string]string{"text": "%q", "list": "[%q]", "wrong types": `{"id":%q,"message_id":%[1]q,"url":7,"file_path":[%[1]q]}`} {
		all = append(all, leak{"garbled " + name, func(w http.ResponseWriter, r *http.Request) {
			_, _ = fmt.Fprintf(w, `{"ok":true,"result":`+result+`}`, r.URL)
		}})
	}
	return append(all, leak{"truncated", func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `{"ok":false,"description":"%s`, r.URL)
	}})
}

// apiError is an answer of the Bot API that says no to everything.
func apiError(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(map[string]any{
			"ok": false, "error_code": code, "description": fmt.Sprintf("no: %s at %s", http.StatusText(code), r.URL),
			"parameters": map[string]any{"retry_after": 1},
		})
	}
}
