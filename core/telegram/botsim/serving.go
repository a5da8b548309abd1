package botsim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"syscall"

	"tgdesk/core/crash"
)

// serving is where the server listens: a loopback port, connections in memory,
// or both. Going down closes them and coming up opens the same ones again.
type serving struct {
	mu     sync.Mutex
	addr   string       // what Start listens on; after the first Start with its port
	tcp    bool         // Start was called
	memory bool         // Client or DialContext was called
	down   bool         // between Down and Up
	server *http.Server // nil while nothing is served
	pipe   *pipeListener
	done   sync.WaitGroup // the Serve goroutines
}

// Start listens on a loopback port and returns the base URL, without a slash at
// its end. Calling it again returns the same URL.
func (s *Sim) Start() (string, error) {
	v := &s.serving
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.down {
		return "", errors.New("start the Bot API server: it is down")
	}
	if !v.tcp {
		if err := v.listen(s); err != nil {
			return "", err
		}
		v.tcp = true
	}
	return "http://" + v.addr, nil
}

// Client returns an HTTP client of its own whose connections reach the Sim in
// memory, whatever host a URL names. Inside a synctest bubble, use it in place
// of Start.
func (s *Sim) Client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: s.DialContext}}
}

// DialContext connects to the Sim in memory; network and address are ignored.
// While the server is down the connection is refused.
func (s *Sim) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	v := &s.serving
	v.mu.Lock()
	v.memory = true
	if v.pipe == nil && !v.down {
		v.pipe = newPipeListener()
		v.serve(s, v.pipe)
	}
	pipe := v.pipe
	v.mu.Unlock()
	if pipe == nil {
		return nil, &net.OpError{Op: "dial", Net: "pipe", Addr: pipeAddr{}, Err: syscall.ECONNREFUSED}
	}
	return pipe.dial(ctx)
}

// Down closes the listeners and cuts every connection; the state stays. New
// connections are refused until Up.
func (s *Sim) Down() {
	v := &s.serving
	v.mu.Lock()
	defer v.mu.Unlock()
	v.down = true
	v.shut()
}

// Up serves again after Down, on the same port.
func (s *Sim) Up() error {
	v := &s.serving
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.down {
		return nil
	}
	v.down = false
	if v.memory {
		v.pipe = newPipeListener()
		v.serve(s, v.pipe)
	}
	if v.tcp {
		return v.listen(s)
	}
	return nil
}

// Close ends the server for good and waits until it no longer accepts.
// Requests that wait are cut.
func (s *Sim) Close() {
	s.Down()
	s.serving.done.Wait()
}

func (v *serving) listen(h http.Handler) error {
	l, err := net.Listen("tcp", v.addr)
	if err != nil {
		return fmt.Errorf("listen for the Bot API: %w", err)
	}
	v.addr = l.Addr().String()
	v.serve(h, l)
	return nil
}

func (v *serving) serve(h http.Handler, l net.Listener) {
	if v.server == nil {
		v.server = &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)}
	}
	server := v.server
	v.done.Add(1)
	crash.Go("the simulated Telegram", func() error { return server.Serve(l) }, func(err error) {
		if !errors.Is(err, http.ErrServerClosed) {
			_ = l.Close() // an accept that failed for good: later dials must not hang
		}
		v.done.Done()
	})
}

func (v *serving) shut() {
	if v.pipe != nil {
		_ = v.pipe.Close()
	}
	if v.server != nil {
		_ = v.server.Close() // closes what it serves; nothing is left to do on an error
	}
	v.server, v.pipe = nil, nil
}
