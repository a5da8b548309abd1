package botsim

import (
	"context"
	"errors"
	"net/http"
	"slices"
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

// method is a method of the Bot API with its documented name.
type method struct {
	name string
	run  handler
}

// handler executes a method.
type handler func(context.Context, *Bot, form) answer

// withoutFiles is the handler of a method that takes no files.
func withoutFiles(run func(context.Context, *Bot, params) answer) handler {
	return func(ctx context.Context, b *Bot, f form) answer { return run(ctx, b, f.params) }
}

// method finds a method by its case-insensitive name, as the real server does.
func (s *Sim) method(name string) method {
	if m, ok := s.methods[strings.ToLower(name)]; ok {
		return m
	}
	return method{name, func(context.Context, *Bot, form) answer { return failure(404, "Not Found: method not found") }}
}

func (s *Sim) registerMethods() {
	s.methods = map[string]method{}
	for _, m := range []method{
		{"getMe", withoutFiles(s.getMe)},
		{"getUpdates", withoutFiles(s.getUpdates)},
		{"getWebhookInfo", withoutFiles(s.getWebhookInfo)},
		{"setWebhook", withoutFiles(s.setWebhook)},
		{"deleteWebhook", withoutFiles(s.deleteWebhook)},
		{"getChat", withoutFiles(s.getChat)},
		{"setMyCommands", withoutFiles(s.setMyCommands)},
		{"getMyCommands", withoutFiles(s.getMyCommands)},
		{"deleteMyCommands", withoutFiles(s.deleteMyCommands)},

		{"sendMessage", withoutFiles(s.sendMessage)},
		{"editMessageText", withoutFiles(s.editMessageText)},
		{"editMessageCaption", withoutFiles(s.editMessageCaption)},
		{"editMessageReplyMarkup", withoutFiles(s.editMessageReplyMarkup)},
		{"answerCallbackQuery", withoutFiles(s.answerCallbackQuery)},
		{"deleteMessage", withoutFiles(s.deleteMessage)},
		{"deleteMessages", withoutFiles(s.deleteMessages)},
		{"sendChatAction", withoutFiles(s.sendChatAction)},

		{"getFile", withoutFiles(s.getFile)},
		{"sendPhoto", s.sendFile("photo")},
		{"sendDocument", s.sendFile("document")},
		{"sendVideo", s.sendFile("video")},
		{"sendAudio", s.sendFile("audio")},
		{"sendVoice", s.sendFile("voice")},
		{"sendAnimation", s.sendFile("animation")},
		{"sendMediaGroup", s.sendMediaGroup},
	} {
		s.methods[strings.ToLower(m.name)] = m
	}
	s.registerFace()
}

// logLength is how many requests are stored at least. Counts include all.
const logLength = 10_000

// Request is a call of a known bot, without its path, which contains the token.
type Request struct {
	Time   time.Time
	Bot    int64
	Method string            // in its canonical spelling; of an unknown method as called
	Params map[string]string // nil if the request was not read
}

type callKey struct {
	bot    int64
	method string
}

type requestLog struct {
	last    []Request
	counts  map[callKey]int
	changed signal
}

func (s *Sim) record(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.log.last) >= 2*logLength {
		s.log.last = slices.Clone(s.log.last[logLength:])
	}
	s.log.last = append(s.log.last, r)
	s.log.counts[callKey{r.Bot, r.Method}]++
	s.log.changed.fire()
}

// Requests returns the last calls of method, or of all methods if it is "", oldest
// first. At least the last 10,000 calls of all methods are stored.
func (s *Sim) Requests(method string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Request
	for _, r := range s.log.last {
		if method == "" || r.Method == method {
			out = append(out, r)
		}
	}
	return out
}

// Count returns how often method was called, by these bots or, without any, by all.
func (s *Sim) Count(method string, bots ...*Bot) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count(method, bots)
}

func (s *Sim) count(method string, bots []*Bot) int {
	n := 0
	for c, calls := range s.log.counts {
		ours := len(bots) == 0 || slices.ContainsFunc(bots, func(b *Bot) bool { return b.ID == c.bot })
		if ours && c.method == method {
			n += calls
		}
	}
	return n
}

// WaitCount waits until method was called n times, counted as in Count, or
// returns the error of ctx.
func (s *Sim) WaitCount(ctx context.Context, n int, method string, bots ...*Bot) error {
	return await(ctx, &s.mu, &s.log.changed, func() bool { return s.count(method, bots) >= n })
}
