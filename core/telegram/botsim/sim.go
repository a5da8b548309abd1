// Package botsim simulates a Bot API server with bots, visitors who write to
// them, update queues and faults on demand, for the demo and the tests. It serves
// on a loopback port or on connections in memory.
//
// It is a second opinion on the protocol: it follows Telegram's documentation and
// published server, so it must not import the adapter, the adapter's library, or
// core. It keeps all state in memory, prints nothing and never writes a whole
// token anywhere.
//
// It is simpler than Telegram: webhooks are stored but never called; parse_mode
// is accepted but not interpreted; a waiting getUpdates is answered at the first
// update and not a little later with several; photos sent by bots are not scaled
// and must be JPEG, PNG or GIF; of uploads over 1 MB only size, hash and head are
// stored, so their getFile fails; files by URL are refused; thumbnails of uploads
// are ignored; methods that are not implemented answer like unknown ones.
//
// It waits only on channels, timers and contexts, so a Sim in a testing/synctest
// bubble, reached through [Sim.Client], uses the bubble's clock.
package botsim

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// Sim is one simulated Telegram: its bots, visitors and active faults. Methods of
// Sim, Bot and Visitor may be called from any goroutine.
type Sim struct {
	antiHammer bool
	rateLimits RateLimits
	localDir   string            // "": like the cloud
	methods    map[string]method // by lower-case name

	mu          sync.Mutex // guards the rest, and the state of bots, visitors and faults
	bots        map[int64]*Bot
	deactivated map[int64]bool // by user id
	faults      []*ActiveFault
	log         requestLog

	listeners listeners
}

var _ http.Handler = (*Sim)(nil)

// Option configures a Sim.
type Option func(*Sim)

// WithAntiHammer enables Telegram's limits on repeated polls: the same offset
// within 3 s waits at least 3 s, the same offset within 0.5 s gets one update, and
// conflicts are answered at most every 3 s. It costs tests seconds (source:
// process_get_updates_query and fail_query_conflict of the published server).
func WithAntiHammer() Option { return func(s *Sim) { s.antiHammer = true } }

// WithRateLimits answers sends above the given rates with 429.
func WithRateLimits(f RateLimits) Option { return func(s *Sim) { s.rateLimits = f } }

// WithAddr makes Start listen on addr instead of a free port of 127.0.0.1.
func WithAddr(addr string) Option { return func(s *Sim) { s.listeners.addr = addr } }

// New returns a Sim without bots. It serves nothing until Start or Client.
func New(opts ...Option) *Sim {
	s := &Sim{bots: map[int64]*Bot{}, deactivated: map[int64]bool{}}
	s.registerMethods()
	s.log.counts = map[callKey]int{}
	s.log.changed = newSignal()
	s.listeners.addr = "127.0.0.1:0"
	for _, o := range opts {
		o(s)
	}
	return s
}

// AddBot registers a bot. A missing ID, Token, Username or Name is generated
// deterministically. It panics if the id is taken or the token does not have the
// shape id:secret.
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

// botByToken finds the bot whose current token this is. The caller holds s.mu.
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

// tokenID returns the bot id of a token, and whether the token has the shape that
// the server accepts: at most 80 bytes, one colon, no slash, and before the colon
// a positive id without a leading zero.
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
