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
	token, name, ok := splitPath(r.URL.Path)
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
	canonical, method := s.method(name)
	if method == nil {
		canonical = name
	}
	req := Request{Time: time.Now(), Bot: b.ID, Method: canonical}
	if f := s.strike(req, true); f != nil {
		s.record(req)
		panic(http.ErrAbortHandler)
	}
	p, err := readParams(r)
	req.Params = p
	s.record(req)
	switch {
	case errors.Is(err, errNoParts):
		w.WriteHeader(http.StatusBadRequest)
		return
	case err != nil:
		badRequest(err.Error()).write(w)
		return
	}
	run := func(ctx context.Context) answer {
		if method == nil {
			return failure(404, "Not Found: method not found")
		}
		return paced(ctx, method(ctx, b, p))
	}
	if f := s.strike(req, false); f != nil {
		f.apply(w, r, run)
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

// method finds a method by name, in any case of letters, as the real server
// does; nil for one that is not built.
func (s *Sim) method(name string) (canonical string, run func(context.Context, *Bot, params) answer) {
	switch strings.ToLower(name) {
	case "getme":
		return "getMe", s.getMe
	case "getupdates":
		return "getUpdates", s.getUpdates
	case "getwebhookinfo":
		return "getWebhookInfo", s.getWebhookInfo
	case "setwebhook":
		return "setWebhook", s.setWebhook
	case "deletewebhook":
		return "deleteWebhook", s.deleteWebhook
	case "sendmessage":
		return "sendMessage", s.sendMessage
	case "editmessagetext":
		return "editMessageText", s.editMessageText
	case "deletemessage":
		return "deleteMessage", s.deleteMessage
	case "sendchataction":
		return "sendChatAction", s.sendChatAction
	case "getchat":
		return "getChat", s.getChat
	case "setmycommands":
		return "setMyCommands", s.setMyCommands
	case "getmycommands":
		return "getMyCommands", s.getMyCommands
	}
	return "", nil
}
