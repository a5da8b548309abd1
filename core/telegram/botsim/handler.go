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
	canonical, method := s.method(name)
	if method == nil {
		canonical = name
	}
	req := Request{Time: time.Now(), Bot: b.ID, Method: canonical}
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
	run := func(ctx context.Context) answer {
		if method == nil {
			return failure(404, "Not Found: method not found")
		}
		return paced(ctx, method(ctx, b, f))
	}
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

// method is one method of the Bot API.
type method func(context.Context, *Bot, form) answer

// method finds a method by name, in any case of letters, as the real server
// does; nil for one that is not built.
func (s *Sim) method(name string) (canonical string, run method) {
	for _, find := range []func(string) (string, method){s.baseMethod, s.messageMethod, s.fileMethod} {
		if canonical, run = find(strings.ToLower(name)); run != nil {
			return canonical, run
		}
	}
	return "", nil
}

// plain is a method that takes no files.
func plain(run func(context.Context, *Bot, params) answer) method {
	return func(ctx context.Context, b *Bot, f form) answer { return run(ctx, b, f.params) }
}

func (s *Sim) baseMethod(name string) (string, method) {
	switch name {
	case "getme":
		return "getMe", plain(s.getMe)
	case "getupdates":
		return "getUpdates", plain(s.getUpdates)
	case "getwebhookinfo":
		return "getWebhookInfo", plain(s.getWebhookInfo)
	case "setwebhook":
		return "setWebhook", plain(s.setWebhook)
	case "deletewebhook":
		return "deleteWebhook", plain(s.deleteWebhook)
	case "getchat":
		return "getChat", plain(s.getChat)
	case "setmycommands":
		return "setMyCommands", plain(s.setMyCommands)
	case "getmycommands":
		return "getMyCommands", plain(s.getMyCommands)
	}
	return "", nil
}

func (s *Sim) messageMethod(name string) (string, method) {
	switch name {
	case "sendmessage":
		return "sendMessage", plain(s.sendMessage)
	case "editmessagetext":
		return "editMessageText", plain(s.editMessageText)
	case "editmessagecaption":
		return "editMessageCaption", plain(s.editMessageCaption)
	case "deletemessage":
		return "deleteMessage", plain(s.deleteMessage)
	case "deletemessages":
		return "deleteMessages", plain(s.deleteMessages)
	case "sendchataction":
		return "sendChatAction", plain(s.sendChatAction)
	}
	return "", nil
}

func (s *Sim) fileMethod(name string) (string, method) {
	switch name {
	case "getfile":
		return "getFile", plain(s.getFile)
	case "sendphoto":
		return "sendPhoto", s.sendFile("photo")
	case "senddocument":
		return "sendDocument", s.sendFile("document")
	case "sendvideo":
		return "sendVideo", s.sendFile("video")
	case "sendaudio":
		return "sendAudio", s.sendFile("audio")
	case "sendvoice":
		return "sendVoice", s.sendFile("voice")
	case "sendanimation":
		return "sendAnimation", s.sendFile("animation")
	case "sendmediagroup":
		return "sendMediaGroup", s.sendMediaGroup
	}
	return "", nil
}
