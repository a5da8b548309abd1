package attach

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core/crash"
)

// errGone is that the client cannot answer any more.
var errGone = errors.New("the connection to whoever made the call is lost")

// call is the desk's end of a call by the program. It implements [cli.Caller] and
// io.Reader, for standard input.
type call struct {
	ctx     context.Context
	link    *link
	hello   hello
	answers chan frame    // one for each request
	gone    chan struct{} // closed when nothing more can be received

	mu   sync.Mutex // held from a request to its answer
	lost error      // a request without an answer: what comes next could be that of another
}

// newCall receives what a client says of its call.
func newCall(ctx context.Context, in io.Reader, out io.Writer) (*call, error) {
	c := &call{ctx: ctx, link: newLink(in, out), answers: make(chan frame, 1), gone: make(chan struct{})}
	first, err := c.link.receive()
	if err == nil && first.kind != kindHello {
		err = errors.New("the call begins with something else than a command")
	}
	if err == nil {
		err = json.Unmarshal(first.payload, &c.hello)
	}
	if err != nil {
		return nil, err
	}
	crash.Go("the answers of a call", c.receive, func(error) { close(c.gone) })
	return c, nil
}

// receive hands over what the client answers. It ends with the session.
func (c *call) receive() error {
	for {
		f, err := c.link.receive()
		if err != nil {
			return err
		}
		select {
		case c.answers <- f:
		case <-c.ctx.Done():
			return nil
		}
	}
}

// ask sends a request and returns the client's answer to it.
func (c *call) ask(ctx context.Context, r request) (answer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lost != nil {
		return answer{}, c.lost
	}
	f, err := c.exchange(ctx, r)
	c.lost = err
	if err != nil || f.kind == kindData {
		return answer{data: f.payload}, err
	}
	var a answer
	if err := json.Unmarshal(f.payload, &a); err != nil {
		return answer{}, err
	}
	return a, a.err()
}

func (c *call) exchange(ctx context.Context, r request) (frame, error) {
	if err := c.link.sendJSON(kindRequest, r); err != nil {
		return frame{}, err
	}
	select {
	case f := <-c.answers:
		return f, nil
	case <-c.gone:
		return frame{}, errGone
	case <-ctx.Done():
		return frame{}, ctx.Err()
	case <-c.ctx.Done():
		return frame{}, c.ctx.Err()
	}
}

// read reads from what the client reads for us.
func (c *call) read(op operation, p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	a, err := c.ask(c.ctx, request{Op: op, Most: min(len(p), chunk)})
	switch {
	case err != nil:
		return 0, err
	case len(a.data) > len(p):
		return 0, errGone
	case len(a.data) == 0:
		return 0, io.EOF
	}
	return copy(p, a.data), nil
}

// Read reads the call's standard input.
func (c *call) Read(p []byte) (int, error) { return c.read(opInput, p) }

// stream is standard output or standard error of the call.
type stream struct {
	call *call
	kind kind
}

func (s stream) Write(p []byte) (int, error) { return s.call.link.sendStream(s.kind, p) }

// Terminals implements cli.Caller.
func (c *call) Terminals() cli.Terminals { return c.hello.Terminals }

// Remote implements cli.Caller: the same user calls on the same machine.
func (c *call) Remote() bool { return false }

// Ask implements cli.Caller.
func (c *call) Ask(ctx context.Context, q cli.Question) (string, error) {
	a, err := c.ask(ctx, request{Op: opAsk, Question: q})
	return a.Text, err
}

// Open implements cli.Files.
func (c *call) Open(path string) (io.ReadCloser, error) {
	if _, err := c.ask(c.ctx, request{Op: opOpen, Path: path}); err != nil {
		return nil, err
	}
	return openFile{c}, nil
}

type openFile struct{ call *call }

func (f openFile) Read(p []byte) (int, error) { return f.call.read(opRead, p) }

func (f openFile) Close() error {
	_, err := f.call.ask(f.call.ctx, request{Op: opClose})
	return err
}

// Abs implements cli.Files: the caller is the desk's user, on its machine.
func (c *call) Abs(path string) string { return cli.LocalFiles{Dir: c.hello.Dir}.Abs(path) }

// Create implements cli.Files.
func (c *call) Create(path string, o cli.Creation) (cli.NewFile, error) {
	if _, err := c.ask(c.ctx, request{Op: opCreate, Path: path, Creation: o}); err != nil {
		return nil, err
	}
	return &newFile{call: c}, nil
}

// newFile is a file that the client writes. What goes wrong there is told when it is
// committed.
type newFile struct {
	call *call
	done bool
}

func (f *newFile) Write(p []byte) (int, error) { return f.call.link.sendStream(kindFile, p) }

func (f *newFile) Commit() error {
	f.done = true
	_, err := f.call.ask(f.call.ctx, request{Op: opCommit})
	return err
}

func (f *newFile) Discard() {
	if !f.done {
		_, _ = f.call.ask(f.call.ctx, request{Op: opDiscard}) // a client that has gone discards it anyway
	}
}

// CreateBundle implements cli.Files.
func (c *call) CreateBundle(path string, o cli.BundleOptions) (cli.Bundle, error) {
	a, err := c.ask(c.ctx, request{Op: opBundle, Path: path, Bundle: o})
	if err != nil {
		return nil, err
	}
	return &bundle{call: c, kept: a.Text}, nil
}

// bundle is one that the client writes. What goes wrong there is told at the next
// checkpoint, or when it is committed.
type bundle struct {
	call *call
	kept string
	done bool
}

func (b *bundle) Kept() string { return b.kept }

func (b *bundle) Write(p []byte) (int, error) { return b.call.link.sendStream(kindFile, p) }

func (b *bundle) Put(name string) (cli.NewFile, error) {
	if _, err := b.call.ask(b.call.ctx, request{Op: opPut, Path: name}); err != nil {
		return nil, err
	}
	return &newFile{call: b.call}, nil
}

func (b *bundle) Checkpoint(keep string) error {
	_, err := b.call.ask(b.call.ctx, request{Op: opCheckpoint, Keep: keep})
	return err
}

func (b *bundle) Commit() error {
	_, err := b.call.ask(b.call.ctx, request{Op: opFinish})
	b.done = err == nil
	return err
}

// Close leaves it to the client to say what is left: one that has gone knows by itself.
func (b *bundle) Close() error {
	if !b.done {
		_, _ = b.call.ask(b.call.ctx, request{Op: opLeave})
	}
	return nil
}
