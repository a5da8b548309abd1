package botsim

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
)

// ServeHTTP implements http.Handler. Faults that cut a connection end it with
// the panic http.ErrAbortHandler, which an http.Server expects.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		failure(http.StatusMethodNotAllowed, "Method Not Allowed").write(w)
		return
	}
	path, isFile := r.URL.Path, false
	if rest, ok := strings.CutPrefix(path, "/file/bot"); ok {
		path, isFile = "/bot"+rest, true
	}
	token, name, ok := splitPath(path)
	if !ok {
		failure(404, "Not Found").write(w)
		return
	}
	if _, ok := tokenID(token); !ok {
		failure(401, "Unauthorized: invalid token specified").write(w)
		return
	}
	s.mu.Lock()
	b := s.botByToken(token)
	s.mu.Unlock()
	if b == nil {
		unauthorized().write(w)
		return
	}
	if isFile {
		s.download(w, r, b, name)
		return
	}
	s.call(w, r, b, name)
}

// splitPath parts /bot<token>/<method>.
func splitPath(path string) (token, method string, ok bool) {
	rest, ok := strings.CutPrefix(path, "/bot")
	if !ok {
		return "", "", false
	}
	token, method, ok = strings.Cut(rest, "/")
	return token, method, ok && token != ""
}

// call runs one method of a bot, with the fault that is due for it.
func (s *Sim) call(w http.ResponseWriter, r *http.Request, b *Bot, name string) {
	m := s.method(name)
	req := Request{Time: time.Now(), Bot: b.ID, Method: m.name}
	if f := s.strike(req, true); f != nil {
		f.obstruct(r, func() { s.record(req) })
	}
	f, err := readForm(r)
	req.Params = f.params
	s.record(req)
	switch {
	case errors.Is(err, errNoParts):
		w.WriteHeader(http.StatusBadRequest)
		return
	case err != nil:
		badRequest(err.Error()).write(w)
		return
	}
	run := func(ctx context.Context) answer { return paced(ctx, m.run(ctx, b, f)) }
	if i := s.strike(req, false); i != nil {
		i.apply(w, r, run)
		return
	}
	run(r.Context()).write(w)
}

// paced holds back an answer that is not to come at once.
func paced(ctx context.Context, a answer) answer {
	if a.delay > 0 {
		timer := time.NewTimer(a.delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	return a
}
