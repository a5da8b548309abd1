// Package remote is the door through which operators reach a running desk: an
// SSH server, by public key over the network, and without one on a listener of
// this machine whose peers have been identified already.
//
// A client that asks for a shell gets the screen, one that names a command gets
// that verb; whether it has a terminal decides nothing. Everything else that
// SSH can do (forwarding, sftp, agents, X11, passwords) is refused. One client,
// whatever it sends or leaves unread, costs a bounded amount of memory and
// holds back nobody else: see [Limits].
//
// To use it, make a [Server] with [New], give it listeners with [Server.Serve]
// and [Server.ServeLocal], and end it with [Server.Stop]. Screens and verbs are
// functions of the caller's, which are given a [Session]. A client of the local
// door sends its arguments with [Quote] and compares versions with
// [SoftwareVersion].
//
// The package must not know the desk, draw, run a verb or decide what an
// operator may do. No text of a client's may reach a log uncleaned.
package remote

import (
	"context"
	"log/slog"
	"maps"
	"net"
	"slices"
	"sync"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"tgdesk/core"
)

// Identity is who is at the other end.
type Identity struct {
	Operator    core.OperatorID
	Name        string // of the operator
	Fingerprint string // of the key that was proved, as "SHA256:…"; "" on the local door
}

// Options are what a Server is made from. HostKey, Screen, Verb, ErrorText and
// Log are needed, and Authenticate or Local.
type Options struct {
	HostKey gossh.Signer
	Version string // of the program, see SoftwareVersion
	// Authenticate finds the operator with a key. It is called for each key that
	// is offered, and again for the one whose possession is proved. A client is
	// told why it is refused only then; a key that is not found is refused before.
	Authenticate func(ctx context.Context, fingerprint string) (Identity, error)
	// Local finds the operator at a connection of ServeLocal; user is the name
	// that the client gave. Nil refuses everybody.
	Local func(ctx context.Context, conn net.Conn, user string) (Identity, error)
	// LocalVariables are further variables that a client of ServeLocal may set.
	LocalVariables []string
	// Recheck says why somebody who was let in is not any more: because a key was
	// revoked or the operator disabled. It is called for each session that begins,
	// and by [Server.Recheck]. Nil finds nothing.
	Recheck func(ctx context.Context, who Identity) error
	// Screen runs until the operator quits or ctx ends, which is also how it learns
	// that the client has gone or that the session is to end.
	Screen func(ctx context.Context, s *Session) error
	// Verb runs a command line and returns its exit status.
	Verb func(ctx context.Context, s *Session, args []string) int
	// ErrorText is an error as a person reads it, in one line. It is given every
	// *crash.Panic of a screen or verb, and may report it.
	ErrorText func(error) string
	// Failed is told of failed logins, as often as the log; nil is not.
	Failed func(Failures)
	Log    *slog.Logger
	Limits Limits
}

// Server serves SSH. Its methods may be called from any goroutine.
type Server struct {
	o        Options
	ssh      *ssh.Server
	gate     *gate
	failures *failureLog

	mu        sync.Mutex
	listeners map[net.Listener]struct{}
	conns     map[*connection]struct{}
	sessions  map[*Session]struct{}
	stopping  error         // why, once it does
	changed   chan struct{} // closed, and replaced, when a session ends
}

// New returns a Server that listens nowhere yet.
func New(o Options) *Server {
	s := &Server{
		o: o, gate: newGate(o.Limits), failures: newFailureLog(o.Log, o.Failed), changed: make(chan struct{}),
		listeners: map[net.Listener]struct{}{}, conns: map[*connection]struct{}{}, sessions: map[*Session]struct{}{},
	}
	s.ssh = &ssh.Server{
		HostSigners: []ssh.Signer{o.HostKey}, Version: SoftwareVersion(o.Version), HandshakeTimeout: o.Limits.Handshake,
		ConnCallback:         s.admit,
		ServerConfigCallback: config,
		ChannelHandlers:      map[string]ssh.ChannelHandler{"session": s.serveChannel}, // other channels are refused
		RequestHandlers:      map[string]ssh.RequestHandler{},                          // none: all are answered with no
		SubsystemHandlers:    map[string]ssh.SubsystemHandler{},
	}
	return s
}

// Serve accepts connections of the network, which authenticate with a key. It
// returns nil after Stop, or the error of the listener.
func (s *Server) Serve(l net.Listener) error {
	s.mu.Lock()
	if s.stopping != nil {
		s.mu.Unlock()
		return l.Close()
	}
	s.listeners[l] = struct{}{}
	s.mu.Unlock()
	err := s.ssh.Serve(l)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, l)
	if s.stopping != nil {
		return nil
	}
	return err
}

// ServeLocal is Serve for connections of this machine, which Local identifies.
func (s *Server) ServeLocal(l net.Listener) error { return s.Serve(localListener{l}) }

// localListener marks its connections as local.
type localListener struct{ net.Listener }

type localConn struct{ net.Conn }

func (l localListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return localConn{c}, nil
}

// Stop ends the server in order: it accepts no more, tells every screen why,
// lets verbs finish for a moment, waits until the last session has ended, and
// closes the connections. When it returns, no Screen and no Verb runs. ctx is
// how long it may take; what has not ended then is cut off first.
func (s *Server) Stop(ctx context.Context) {
	why := core.NewError(core.CodeUnavailable, "ssh_stopping")
	s.mu.Lock()
	s.stopping = why
	for l := range s.listeners {
		_ = l.Close() // whatever it says, nobody can use it any more
	}
	s.mu.Unlock()
	s.endSessions(why, func(v *Session) bool { return v.isScreen() })
	patience, cancel := context.WithTimeout(ctx, s.o.Limits.VerbGrace)
	defer cancel()
	s.wait(patience)
	s.endSessions(why, func(*Session) bool { return true })
	s.wait(ctx)
	s.closeConns()
	s.wait(context.WithoutCancel(ctx))
	s.failures.flush()
}

// endSessions tells the sessions that match to end.
func (s *Server) endSessions(why error, match func(*Session) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for v := range s.sessions {
		if match(v) {
			v.End(why)
		}
	}
}

func (s *Server) closeConns() {
	s.mu.Lock()
	all := slices.Collect(maps.Keys(s.conns))
	s.mu.Unlock()
	for _, c := range all {
		_ = c.Close() // it is gone either way
	}
}

// wait waits until no session is open, or ctx ends.
func (s *Server) wait(ctx context.Context) {
	for {
		s.mu.Lock()
		open, changed := len(s.sessions), s.changed
		s.mu.Unlock()
		if open == 0 {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// Sessions counts the open sessions.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions)
}

// Screens counts the open sessions that show a screen.
func (s *Server) Screens() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for v := range s.sessions {
		if v.isScreen() {
			n++
		}
	}
	return n
}

// Recheck asks Recheck of the options about everybody who is connected, tells the
// sessions of those who are refused why they end, and closes their connections.
// Call it when keys or operators have changed.
func (s *Server) Recheck(ctx context.Context) {
	s.mu.Lock()
	byWho := map[Identity][]*connection{}
	for c := range s.conns {
		if who, ok := c.identity(); ok {
			byWho[who] = append(byWho[who], c)
		}
	}
	s.mu.Unlock()
	for who, conns := range byWho {
		if why := s.recheck(ctx, who); why != nil {
			s.o.Log.Info("access ended", "operator", who.Name, "key", who.Fingerprint, "connections", len(conns))
			for _, c := range conns {
				c.revoke(why)
			}
		}
	}
}

func (s *Server) recheck(ctx context.Context, who Identity) error {
	if s.o.Recheck == nil {
		return nil
	}
	return s.o.Recheck(ctx, who)
}
