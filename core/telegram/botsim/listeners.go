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

// listeners are a loopback port, connections in memory, or both. Down closes
// them, and Up opens the same ones again.
type listeners struct {
	mu     sync.Mutex
	addr   string       // of Start; with the port after the first Start
	tcp    bool         // Start was called
	memory bool         // Client or DialContext was called
	down   bool         // between Down and Up
	server *http.Server // nil while nothing is served
	pipe   *pipeListener
	done   sync.WaitGroup // the Serve goroutines
}

// Start listens on a loopback port and returns the base URL, without a trailing
// slash. Further calls return the same URL.
func (s *Sim) Start() (string, error) {
	v := &s.listeners
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

// Client returns a new HTTP client that is connected to the Sim in memory,
// whatever the host of a URL. In a synctest bubble, use it instead of Start.
func (s *Sim) Client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: s.DialContext}}
}

// DialContext connects to the Sim in memory; network and address are ignored.
// While the server is down, connections are refused.
func (s *Sim) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	v := &s.listeners
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

// Down closes the listeners and every connection, but keeps all state. New
// connections are refused until Up.
func (s *Sim) Down() {
	v := &s.listeners
	v.mu.Lock()
	defer v.mu.Unlock()
	v.down = true
	v.closeAll()
}

// Up serves again after Down, on the same port.
func (s *Sim) Up() error {
	v := &s.listeners
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

// Close ends the server and waits until it no longer accepts connections. Waiting
// requests are aborted.
func (s *Sim) Close() {
	s.Down()
	s.listeners.done.Wait()
}

func (v *listeners) listen(h http.Handler) error {
	l, err := net.Listen("tcp", v.addr)
	if err != nil {
		return fmt.Errorf("listen for the Bot API: %w", err)
	}
	v.addr = l.Addr().String()
	v.serve(h, l)
	return nil
}

func (v *listeners) serve(h http.Handler, l net.Listener) {
	if v.server == nil {
		v.server = &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)}
	}
	server := v.server
	v.done.Add(1)
	crash.Go("the simulated Telegram", func() error { return server.Serve(l) }, func(err error) {
		if !errors.Is(err, http.ErrServerClosed) {
			_ = l.Close() // Accept failed permanently: later dials must not hang
		}
		v.done.Done()
	})
}

func (v *listeners) closeAll() {
	if v.pipe != nil {
		_ = v.pipe.Close()
	}
	if v.server != nil {
		_ = v.server.Close() // also closes its listeners
	}
	v.server, v.pipe = nil, nil
}
