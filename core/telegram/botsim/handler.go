package botsim

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
)

// ServeHTTP implements http.Handler. Faults close a connection with the panic
// http.ErrAbortHandler, which an http.Server recovers.
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

// splitPath splits /bot<token>/<method>.
func splitPath(path string) (token, method string, ok bool) {
	rest, ok := strings.CutPrefix(path, "/bot")
	if !ok {
		return "", "", false
	}
	token, method, ok = strings.Cut(rest, "/")
	return token, method, ok && token != ""
}

// call executes a method of a bot, with the fault for it, if any.
func (s *Sim) call(w http.ResponseWriter, r *http.Request, b *Bot, name string) {
	m := s.method(name)
	req := Request{Time: time.Now(), Bot: b.ID, Method: m.name}
	if f := s.takeFault(req, true); f != nil {
		f.applyBeforeBody(r, func() { s.record(req) })
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
	run := func(ctx context.Context) answer { return delayed(ctx, m.run(ctx, b, f)) }
	if i := s.takeFault(req, false); i != nil {
		i.apply(w, r, run)
		return
	}
	run(r.Context()).write(w)
}

// delayed waits for the delay of an answer.
func delayed(ctx context.Context, a answer) answer {
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
