package console

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"net"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/attach"
	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/tui/remote"
)

// stopTimeout is how long those who are connected may take to end when the desk
// does.
const stopTimeout = 10 * time.Second

// door is where the clients of a desk come in.
type door struct {
	server *remote.Server
	news   *core.Mailbox
	ctx    context.Context
	end    context.CancelFunc
	failed chan error // of a listener; one
	work   sync.WaitGroup
}

// openLocalDoor opens the desk's socket. The key of the server lasts as long as it:
// whoever gets at the socket needs no proof.
func openLocalDoor(s *sessions) (*door, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	key, err := ssh.NewSignerFromKey(private)
	if err != nil {
		return nil, err
	}
	l, err := attach.Listen(s.env.DeskDir(), s.log)
	if err != nil {
		return nil, err
	}
	return openDoor(s, key, remote.DefaultLimits(), l, nil), nil
}

// openDoor answers on listeners of this machine and of the network; either may be
// nil.
func openDoor(s *sessions, key ssh.Signer, limits remote.Limits, local, network net.Listener) *door {
	s.env.Words() // made now, for sessions that begin at once
	o := s.options()
	o.HostKey, o.Limits = key, limits
	d := &door{server: remote.New(o), news: s.desk.Subscribe(), failed: make(chan error, 1)}
	d.ctx, d.end = context.WithCancel(context.Background())
	if local != nil {
		d.run("the desk's socket", func() error { return d.server.ServeLocal(local) })
	}
	if network != nil {
		d.run("the SSH server", func() error { return d.server.Serve(network) })
	}
	d.run("the SSH server", func() error { d.watch(); return nil })
	return d
}

func (d *door) run(what string, fn func() error) {
	d.work.Add(1)
	crash.Go(what, fn, func(err error) {
		defer d.work.Done()
		if err == nil {
			return
		}
		select {
		case d.failed <- err:
		default: // one is enough
		}
	})
}

// watch throws out who may not use the desk any more.
func (d *door) watch() {
	for {
		select {
		case <-d.ctx.Done():
			return
		case <-d.news.Wake():
			events, resync := d.news.Take()
			for _, e := range events {
				resync = resync || e.Kind == core.EventOperator
			}
			if resync {
				d.server.Recheck(d.ctx)
			}
		}
	}
}

// close tells everybody that the desk ends, and returns when no screen and no verb
// works on it any more.
func (d *door) close() {
	if d == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	d.server.Stop(ctx)
	d.end()
	d.news.Close()
	d.work.Wait()
}

// others counts the screens of others.
func (d *door) others() int {
	if d == nil {
		return 0
	}
	return d.server.Screens()
}
