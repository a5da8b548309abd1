package attach

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core/crash"
)

// machine does what the desk asks of the machine on which a call was made.
type machine struct {
	env   *cli.Env
	link  *link
	files cli.LocalFiles

	reading io.ReadCloser // the file that is open
	writing cli.NewFile
	failed  error // of the file that is written

	bundle       cli.Bundle
	bundleFailed error // of its main file
}

// serve answers until the desk has nothing more to ask.
func (m *machine) serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx) // with the connection, a question ends too
	defer cancel()
	frames, ended := make(chan frame), make(chan error, 1)
	crash.Go("a call", func() error {
		for {
			f, err := m.link.receive()
			if err != nil {
				return err
			}
			select {
			case frames <- f:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}, func(err error) { ended <- err })
	waits, answered := false, make(chan error, 1)
	defer func() {
		if cancel(); waits {
			<-answered // a question leaves the terminal as it was
		}
	}()
	for {
		select {
		case f := <-frames:
			var err error
			if f.kind == kindRequest {
				waits, err = m.answer(ctx, f.payload, answered)
			} else {
				err = m.write(f)
			}
			if err != nil {
				return err
			}
		case err := <-answered:
			if waits = false; err != nil {
				return err
			}
		case err := <-ended:
			if errors.Is(err, io.EOF) {
				return nil // the exit status tells how it ended
			}
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// write puts a part of a stream where it belongs.
func (m *machine) write(f frame) (err error) {
	switch f.kind {
	case kindOut:
		_, err = m.env.Output().Write(f.payload)
		return errors.Join(err, m.env.Output().Flush())
	case kindErr:
		_, _ = m.env.Err.Write(f.payload) // there is no other place to say so
	case kindFile:
		switch {
		case m.writing != nil && m.failed == nil:
			_, m.failed = m.writing.Write(f.payload)
		case m.writing == nil && m.bundle != nil && m.bundleFailed == nil:
			_, m.bundleFailed = m.bundle.Write(f.payload)
		}
	default:
		return fmt.Errorf("the desk sent something that this tgdesk does not know (%q)", f.kind)
	}
	return nil
}

// answer answers one request. What may have to wait for a person, or for another
// program, it leaves to a goroutine; waits says that answered gets its result.
func (m *machine) answer(ctx context.Context, payload []byte, answered chan<- error) (waits bool, err error) {
	var r request
	if err := json.Unmarshal(payload, &r); err != nil {
		return false, err
	}
	done := func(err error) { answered <- err }
	switch r.Op {
	case opAsk:
		crash.Go("a question", func() error {
			text, err := m.env.Ask(ctx, r.Question)
			return m.reply(ctx, text, err)
		}, done)
		return true, nil
	case opInput, opRead:
		from := m.reading
		if r.Op == opInput {
			from = io.NopCloser(m.env.In)
		}
		// Nothing ends a read that waits, so nobody waits for it at the end.
		crash.Go("reading for the desk", func() error { return m.read(ctx, from, r.Most) }, func(err error) {
			select {
			case answered <- err:
			case <-ctx.Done():
			}
		})
		return false, nil
	}
	text, err := m.do(r)
	return false, m.reply(ctx, text, err)
}

func (m *machine) reply(ctx context.Context, text string, err error) error {
	if ctx.Err() != nil {
		return nil // whoever asked has gone
	}
	a := answer{Text: text, NoTerminal: errors.Is(err, cli.ErrNoTerminal)}
	if err != nil {
		a.Error = m.env.ErrorText(err)
	}
	return m.link.sendJSON(kindAnswer, a)
}

// do does what a request asks for that reads nothing.
func (m *machine) do(r request) (text string, err error) {
	switch r.Op {
	case opOpen:
		m.reading, err = m.files.Open(r.Path)
	case opClose:
		err, m.reading = m.reading.Close(), nil
	case opCreate:
		m.failed = nil
		m.writing, err = m.files.Create(r.Path, r.Creation)
	case opCommit:
		if err = m.failed; err == nil {
			err = m.writing.Commit()
		}
		m.discard()
	case opDiscard:
		m.discard()
	case opBundle:
		if m.bundle, err = m.files.CreateBundle(r.Path, r.Bundle); err == nil {
			text = m.bundle.Kept()
		}
	case opPut, opCheckpoint, opFinish, opLeave:
		err = m.withBundle(r)
	default:
		err = fmt.Errorf("the desk asks for something that this tgdesk does not know (%s)", r.Op)
	}
	return text, err
}

// withBundle does what a request asks for of the bundle that is written.
func (m *machine) withBundle(r request) (err error) {
	switch {
	case r.Op == opLeave:
		m.leave()
	case m.bundle == nil:
		err = errors.New("no bundle is written")
	case m.bundleFailed != nil:
		err = m.bundleFailed
	case r.Op == opPut:
		m.failed = nil
		m.writing, err = m.bundle.Put(r.Path)
	case r.Op == opCheckpoint:
		err = m.bundle.Checkpoint(r.Keep)
	case r.Op == opFinish:
		if err = m.bundle.Commit(); err == nil {
			m.leave()
		}
	}
	return err
}

// leave says what is left of a bundle that is not complete.
func (m *machine) leave() {
	if m.bundle == nil {
		return
	}
	if err := m.bundle.Close(); err != nil {
		m.env.Warn(err)
	}
	m.bundle = nil
}

// read answers with at most that many bytes of a stream.
func (m *machine) read(ctx context.Context, from io.Reader, most int) error {
	if from == nil {
		return m.link.sendJSON(kindAnswer, answer{Error: "no file is open"})
	}
	p := make([]byte, min(most, chunk))
	n, err := 0, error(nil)
	for n == 0 && err == nil {
		n, err = from.Read(p)
	}
	switch {
	case ctx.Err() != nil:
		return nil
	case n == 0 && !errors.Is(err, io.EOF):
		return m.link.sendJSON(kindAnswer, answer{Error: m.env.ErrorText(err)})
	}
	return m.link.send(kindData, p[:n])
}

func (m *machine) discard() {
	if m.writing != nil {
		m.writing.Discard()
		m.writing = nil
	}
}

// close leaves nothing half done.
func (m *machine) close() {
	m.discard()
	m.leave()
	if m.reading != nil {
		_ = m.reading.Close() // it was only read
	}
}
