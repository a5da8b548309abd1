package remote

import (
	"context"
	"crypto/rand"
	"io"
	"net"

	gossh "golang.org/x/crypto/ssh"

	"tgdesk/core"
)

// Session is one screen or one verb of one client. Its fields are set before
// Screen or Verb is called, and not changed then.
type Session struct {
	ID       string // random; the same in the audit and in the log
	Identity Identity
	Local    bool   // it came through the local door
	Command  string // as the client sent it; "" for the screen
	Term     string // kind of the terminal; "" where there is none
	// Sizes brings the width and height in cells of the terminal, at first and
	// after each change, of many only the newest; nil where there is no terminal. They
	// are between 1×1 and 500×300.
	Sizes         <-chan [2]int
	Address       string // of the client, without a port; "local" on the local door
	ClientVersion string // of the protocol and the program, as "SSH-2.0-OpenSSH_9.6"

	// In ends when the client ends it or has gone. A verb on a terminal gets lines,
	// edited and echoed as a terminal does; a screen gets keys.
	In io.Reader
	// What is written to Out and Err waits for the client, and fails when the
	// client has gone or reads nothing for long. For a verb on a terminal, new lines
	// are made as a terminal needs them.
	Out, Err io.Writer

	env     map[string]string
	channel gossh.Channel
	conn    *connection
	sizes   chan [2]int
	ctx     context.Context
	end     context.CancelCauseFunc
	screen  bool   // under the connection's lock
	typed   *typed // of a verb on a terminal, else nil
}

// Lookup is a variable of the client's environment, among those that it may set,
// as os.LookupEnv.
func (v *Session) Lookup(name string) (value string, ok bool) {
	value, ok = v.env[name]
	return value, ok
}

// Terminal reports whether the client has a terminal on the session.
func (v *Session) Terminal() bool { return v.sizes != nil }

// HideTyping has the terminal of a verb echo nothing, for a secret, until show is
// called; it is not ok where there is no terminal, which echoes nothing anyway.
func (v *Session) HideTyping() (show func(), ok bool) {
	if v.typed == nil {
		return func() {}, false
	}
	return v.typed.hide(), true
}

// End ends the session; its client is told why. It does not wait.
func (v *Session) End(why error) { v.end(&ended{why}) }

// ended is why a session ends before its screen or verb does.
type ended struct{ why error }

func (e *ended) Error() string { return "session ended: " + e.why.Error() }

func (v *Session) isScreen() bool {
	v.conn.mu.Lock()
	defer v.conn.mu.Unlock()
	return v.screen
}

// open counts a session in, or says why there can be no more.
func (s *Server) open(c *connection, who Identity) (*Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ofOperator := 0
	for v := range s.sessions {
		if v.Identity.Operator == who.Operator && !v.Local {
			ofOperator++
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	l := s.o.Limits
	switch {
	case s.stopping != nil:
		return nil, s.stopping
	case c.ended:
		return nil, net.ErrClosed
	case len(s.sessions) >= l.Sessions:
		return nil, core.NewError(core.CodeUnavailable, "ssh_sessions_desk", l.Sessions)
	case len(c.sessions) >= l.SessionsPerConnection:
		return nil, core.NewError(core.CodeUnavailable, "ssh_sessions_connection", l.SessionsPerConnection)
	case !c.local && ofOperator >= l.SessionsPerOperator:
		return nil, core.NewError(core.CodeUnavailable, "ssh_sessions_operator", l.SessionsPerOperator, who.Name)
	}
	v := &Session{ID: rand.Text(), Identity: who, Local: c.local, Address: c.address(), conn: c, env: map[string]string{}}
	v.ctx, v.end = context.WithCancelCause(context.Background())
	s.sessions[v], c.sessions[v] = struct{}{}, struct{}{}
	c.unused.Stop()
	return v, nil
}

// done counts a session out.
func (s *Server) done(v *Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, v)
	close(s.changed)
	s.changed = make(chan struct{})
	c := v.conn
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.sessions, v)
	switch {
	case len(c.sessions) > 0 || c.ended:
	case c.revoked:
		c.closeSoon(readGrace)
	default:
		c.unused.Reset(s.o.Limits.Unused)
	}
}
