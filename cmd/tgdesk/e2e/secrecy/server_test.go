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

// tattler stands between the program and a Bot API server, and fails each
// request in a way that repeats the request's address, and so the token,
// wherever an answer or an error has room for it.
type tattler struct {
	to    http.RoundTripper
	tales []tale
	now   atomic.Int64 // which tale is told; -1 passes requests on
	told  atomic.Int64
}

// tale is one way to fail. Without an answer the request itself fails.
type tale struct {
	name   string
	answer http.HandlerFunc
}

func newTattler(to http.RoundTripper) *tattler {
	t := &tattler{to: to, tales: tales()}
	t.now.Store(-1)
	return t
}

func (t *tattler) RoundTrip(r *http.Request) (*http.Response, error) {
	i := t.now.Load()
	if i < 0 {
		return t.to.RoundTrip(r)
	}
	t.told.Add(1)
	if r.Body != nil {
		_ = r.Body.Close()
	}
	if t.tales[i].answer == nil {
		inner := &url.Error{Op: "Post", URL: r.URL.String(), Err: syscall.ECONNREFUSED}
		return nil, fmt.Errorf("to %s and %s: %w", r.URL, url.QueryEscape(r.URL.String()), inner)
	}
	w := httptest.NewRecorder()
	t.tales[i].answer(w, r)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// ServeHTTP lets the tattler be a server that is reached over the network.
func (t *tattler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
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

func tales() []tale {
	all := []tale{{name: "refused"}}
	for _, code := range []int{400, 401, 403, 404, 409, 429, 500} {
		all = append(all, tale{fmt.Sprint("JSON ", code), refusal(code)})
	}
	for _, code := range []int{200, 301, 307, 404, 502} {
		all = append(all, tale{fmt.Sprint("page ", code), func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://elsewhere.invalid"+r.URL.Path)
			w.Header().Set("Server", r.URL.Path)
			w.WriteHeader(code)
			_, _ = fmt.Fprintf(w, "<html><title>%s</title>%s", r.URL, r.URL)
		}})
	}
	for name, result := range map[string]string{"text": "%q", "list": "[%q]", "wrong types": `{"id":%q,"message_id":%[1]q,"url":7,"file_path":[%[1]q]}`} {
		all = append(all, tale{"garbled " + name, func(w http.ResponseWriter, r *http.Request) {
			_, _ = fmt.Fprintf(w, `{"ok":true,"result":`+result+`}`, r.URL)
		}})
	}
	return append(all, tale{"truncated", func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `{"ok":false,"description":"%s`, r.URL)
	}})
}

// refusal is an answer of the Bot API that says no to everything.
func refusal(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(map[string]any{
			"ok": false, "error_code": code, "description": fmt.Sprintf("no: %s at %s", http.StatusText(code), r.URL),
			"parameters": map[string]any{"retry_after": 1},
		})
	}
}
