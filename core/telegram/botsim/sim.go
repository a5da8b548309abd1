package botsim

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// Sim is the server: every bot, every visitor and every injected fault of one
// simulated Telegram. Its methods and those of its bots and visitors may be
// called from any goroutine.
type Sim struct {
	antiHammer bool
	flood      Flood
	localDir   string            // "": the cloud's server
	methods    map[string]method // by name in small letters

	mu          sync.Mutex // guards the rest, and the state of bots, visitors and faults
	bots        map[int64]*Bot
	deactivated map[int64]bool // by user id
	faults      []*Injected
	log         requestLog

	serving serving
}

var _ http.Handler = (*Sim)(nil)

// Option changes how a Sim behaves.
type Option func(*Sim)

// WithAntiHammer turns on how Telegram slows hasty pollers: the same offset
// within 3 s waits at least 3 s, the same offset within 0.5 s gets one update, and
// conflicts are told at most every 3 s. It is off by default because it
// costs tests seconds (source: process_get_updates_query and
// fail_query_conflict of the published server).
func WithAntiHammer() Option { return func(s *Sim) { s.antiHammer = true } }

// WithFlood makes sends above the given rates answer 429.
func WithFlood(f Flood) Option { return func(s *Sim) { s.flood = f } }

// WithAddr makes Start listen on addr instead of a free port of 127.0.0.1.
func WithAddr(addr string) Option { return func(s *Sim) { s.serving.addr = addr } }

// New returns a Sim without bots. It serves nothing until Start or Client.
func New(opts ...Option) *Sim {
	s := &Sim{bots: map[int64]*Bot{}, deactivated: map[int64]bool{}}
	s.learn()
	s.log.counts = map[callee]int{}
	s.log.changed = newSignal()
	s.serving.addr = "127.0.0.1:0"
	for _, o := range opts {
		o(s)
	}
	return s
}

// AddBot registers a bot. A missing ID, Token, Username or Name is made up, the
// same way each time. It panics when the id is taken or the token is not of
// the shape id:secret, which is a mistake in the calling program.
func (s *Sim) AddBot(identity Bot) *Bot {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := newBot(s, identity, len(s.bots))
	if id, ok := tokenID(b.token); !ok || id != b.ID {
		panic(fmt.Sprintf("botsim: the token of bot %d is not of the shape %d:secret", b.ID, b.ID))
	}
	if s.bots[b.ID] != nil {
		panic(fmt.Sprintf("botsim: bot %d exists already", b.ID))
	}
	s.bots[b.ID] = b
	return b
}

// botByToken finds the bot that token opens now. The caller holds s.mu.
func (s *Sim) botByToken(token string) *Bot {
	id, ok := tokenID(token)
	if !ok {
		return nil
	}
	if b := s.bots[id]; b != nil && b.token == token {
		return b
	}
	return nil
}

// tokenID reads the bot id of a token and says whether the token has the outer
// shape that the server accepts: at most 80 bytes, one colon, no slash, and a
// positive id without a leading zero before it.
func tokenID(token string) (int64, bool) {
	digits, secret, found := strings.Cut(token, ":")
	if !found || len(token) > 80 || strings.ContainsAny(secret, ":/") {
		return 0, false
	}
	return positiveID(digits)
}

func positiveID(digits string) (int64, bool) {
	if digits == "" || digits[0] == '0' || len(digits) > 18 {
		return 0, false
	}
	var id int64
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return 0, false
		}
		id = id*10 + int64(c-'0')
	}
	return id, true
}
