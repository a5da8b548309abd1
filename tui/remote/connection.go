package remote

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"tgdesk/core"
	"tgdesk/core/crash"
)

// connection is one client's connection, from the moment it is accepted.
type connection struct {
	net.Conn
	server  *Server
	ctx     context.Context
	local   bool
	network netip.Prefix
	closed  chan struct{}
	watch   sync.Once // see keepAlive

	mu       sync.Mutex
	leave    func(authenticated bool) // the gate; nil when it is passed, or there is none
	who      *Identity                // once authenticated
	refused  string                   // why, of the latest attempt to authenticate
	offer    string                   // fingerprint of the key offered last
	sessions map[*Session]struct{}
	unused   *time.Timer // closes the connection
	revoked  bool        // it is closed with its last session
	ended    bool
}

// connectionKey and identityKey are keys of the contexts and permissions of the SSH
// library.
type (
	connectionKey struct{}
	identityKey   struct{}
)

func connectionOf(ctx ssh.Context) *connection {
	c, _ := ctx.Value(connectionKey{}).(*connection)
	return c
}

// admit lets a connection in, or returns nil.
func (s *Server) admit(ctx ssh.Context, conn net.Conn) net.Conn {
	l, local := conn.(localConn)
	c := &connection{Conn: conn, server: s, ctx: ctx, local: local, closed: make(chan struct{}), sessions: map[*Session]struct{}{}}
	if local {
		c.Conn = l.Conn
	} else {
		c.network = networkOf(conn.RemoteAddr())
		leave, ok := s.gate.enter(c.network)
		if !ok {
			s.failures.add(c.network, c.address(), "", "too many connections")
			return nil
		}
		c.leave = leave
	}
	ctx.SetValue(connectionKey{}, c)
	s.mu.Lock()
	stopping := s.stopping != nil
	s.conns[c] = struct{}{}
	s.mu.Unlock()
	if stopping {
		_ = c.Close() // nobody uses it yet
		return nil
	}
	return c
}

// address is where the client is, without its port.
func (c *connection) address() string {
	host, _, err := net.SplitHostPort(c.RemoteAddr().String())
	if err != nil {
		return "local"
	}
	return host
}

// Close ends the connection and everything on it.
func (c *connection) Close() error {
	err := c.Conn.Close()
	c.mu.Lock()
	already, failed, leave := c.ended, c.who == nil && !c.local, c.leave
	c.ended, c.leave = true, nil
	if c.unused != nil {
		c.unused.Stop()
	}
	c.mu.Unlock()
	if already {
		return err
	}
	close(c.closed)
	if leave != nil {
		leave(false)
	}
	if failed {
		c.server.failures.add(c.network, c.address(), c.offer, cmp.Or(c.refused, "closed before a key was proved"))
	}
	c.server.mu.Lock()
	delete(c.server.conns, c)
	c.server.mu.Unlock()
	return err
}

// identity is who authenticated, if somebody did.
func (c *connection) identity() (Identity, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.who == nil {
		return Identity{}, false
	}
	return *c.who, true
}

// attempted notes why an attempt to authenticate failed. Every client begins by
// asking for "none", to learn what there is.
func (c *connection) attempted(_ gossh.ConnMetadata, method string, err error) {
	if err == nil || method == "none" && !c.local {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refused = method + ": " + err.Error()
}

// offered decides whether a client should prove that it has a key. It tells
// nobody more about a key than whether it is known.
func (c *connection) offered(_ gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
	fingerprint := gossh.FingerprintSHA256(key)
	c.mu.Lock()
	c.offer = fingerprint
	c.mu.Unlock()
	if _, err := c.server.o.Authenticate(c.ctx, fingerprint); core.IsNotFound(err) {
		return nil, errors.New("unknown key")
	}
	return &gossh.Permissions{}, nil
}

// proved authenticates the client, which has proved that it has the key.
func (c *connection) proved(_ gossh.ConnMetadata, key gossh.PublicKey, _ *gossh.Permissions, _ string) (*gossh.Permissions, error) {
	who, err := c.server.o.Authenticate(c.ctx, gossh.FingerprintSHA256(key))
	if err != nil {
		return nil, c.refuse(err)
	}
	return c.authenticated(who)
}

// identifyLocal authenticates a client of this machine.
func (c *connection) identifyLocal(meta gossh.ConnMetadata) (*gossh.Permissions, error) {
	if c.server.o.Local == nil {
		return nil, errors.New("there is no local door")
	}
	who, err := c.server.o.Local(c.ctx, c.Conn, meta.User())
	if err != nil {
		return nil, c.refuse(err)
	}
	return c.authenticated(who)
}

// refuse tells the client why, which is known to be who it says.
func (c *connection) refuse(why error) error {
	return &gossh.BannerError{Err: why, Message: "tgdesk: " + c.server.o.ErrorText(why) + "\r\n"}
}

func (c *connection) authenticated(who Identity) (*gossh.Permissions, error) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	open := 0
	for other := range s.conns {
		if known, ok := other.identity(); ok && known.Operator == who.Operator && !other.local {
			open++
		}
	}
	if open >= s.o.Limits.Connections && !c.local {
		return nil, c.refuse(core.NewError(core.CodeUnavailable, "ssh_connections", open, who.Name))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.who = &who
	if c.leave != nil {
		c.leave(true)
		c.leave = nil
	}
	c.unused = after(s.o.Limits.Unused, func() { _ = c.Close() })
	return &gossh.Permissions{ExtraData: map[any]any{identityKey{}: who}}, nil
}

// revoke tells the connection's sessions why they end, and closes it as soon as
// they have, or do not.
func (c *connection) revoke(why error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.revoked = true
	grace := time.Duration(0)
	for v := range c.sessions {
		v.End(why)
		grace = revokeGrace
	}
	c.closeSoon(grace)
}

func (c *connection) closeSoon(d time.Duration) { after(d, func() { _ = c.Close() }) }

// requester is what keepAlive needs of a connection.
type requester interface {
	SendRequest(name string, wantReply bool, payload []byte) (bool, []byte, error)
}

// keepAlive asks the client, as long as the connection lasts, whether it is still
// there, and closes the connection when it does not answer. What the desk itself
// writes proves nothing: it may only fill buffers.
func (c *connection) keepAlive(client requester) {
	l := c.server.o.Limits
	for {
		select {
		case <-c.closed:
			return
		case <-time.After(l.Keepalive):
		}
		answered := make(chan struct{})
		crash.Go("keepalive", func() error {
			_, _, _ = client.SendRequest("keepalive@openssh.com", true, nil) // a no is an answer too
			return nil
		}, func(error) { close(answered) })
		select {
		case <-c.closed:
			return
		case <-answered:
		case <-time.After(l.Keepalive * time.Duration(l.Misses)):
			who, _ := c.identity()
			c.server.o.Log.Info("client does not answer", "operator", who.Name, "address", c.address())
			_ = c.Close() // which also ends the request
			return
		}
	}
}
