package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"tgdesk/cmd/tgdesk/system"
	"tgdesk/core/crash"
)

// ErrDeclined is a no to "shall I?".
var ErrDeclined = errors.New("not confirmed: nothing was changed")

// ErrNoTerminal is that a question cannot be asked, and --yes was not given.
var ErrNoTerminal = errors.New("there is no terminal to ask on: give --yes to go ahead without being asked")

// Prompt asks questions on a terminal.
type Prompt struct {
	env   *Env
	in    io.Reader
	out   io.Writer
	close func() error
}

// Prompt opens the terminal to ask on; ok is false when there is none.
// stdinTaken says that standard input, where it is no terminal, carries something
// else than answers.
func (e *Env) Prompt(stdinTaken bool) (_ Prompt, ok bool) {
	f, ok := Terminal(e.In)
	if ok || !stdinTaken {
		return Prompt{env: e, in: f, out: e.Err, close: func() error { return nil }}, ok
	}
	tty, err := e.OpenTTY()
	if err != nil {
		return Prompt{}, false
	}
	return Prompt{env: e, in: tty, out: tty, close: tty.Close}, true
}

// Confirm asks a question unless yes was given on the command line. It returns
// nil only for a yes.
func (e *Env) Confirm(ctx context.Context, question string, yes, stdinTaken bool) error {
	if yes {
		return nil
	}
	p, ok := e.Prompt(stdinTaken)
	if !ok {
		return ErrNoTerminal
	}
	answer, err := p.Ask(ctx, question+" [y/N] ")
	if err != nil {
		return err
	}
	if answer != "y" && answer != "yes" {
		return ErrDeclined
	}
	return nil
}

// Ask returns the answer in lower case, "" for an empty line or the end.
func (p Prompt) Ask(ctx context.Context, question string) (string, error) {
	answer, err := p.read(ctx, question, maxAnswer)
	return strings.ToLower(strings.TrimSpace(answer)), err
}

// ReadSecret asks for a line of a limited number of bytes at standard input, which must
// be a terminal. What is typed is not echoed.
func (e *Env) ReadSecret(ctx context.Context, question string, most int) (string, error) {
	tty, ok := Terminal(e.In)
	if !ok {
		return "", errors.New("standard input is no terminal")
	}
	showTyping, err := system.HideTyping(tty) // before the question: an answer may come at once
	if err != nil {
		return "", fmt.Errorf("asking on the terminal: %w", err)
	}
	p := Prompt{env: e, in: tty, out: e.Err, close: func() error {
		_, err := fmt.Fprintln(e.Err) // the enter that was not echoed
		return errors.Join(showTyping(), err)
	}}
	return p.read(ctx, question, most)
}

// read asks a question, returns the line that is typed, and closes the prompt.
func (p Prompt) read(ctx context.Context, question string, most int) (string, error) {
	if err := p.env.Output().Flush(); err != nil { // what the question is about
		return "", errors.Join(err, p.close())
	}
	if _, err := fmt.Fprint(p.out, question); err != nil {
		return "", errors.Join(fmt.Errorf("asking on the terminal: %w", err), p.close())
	}
	var line string
	answered := make(chan error, 1)
	read := func() error { line = readLine(p.in, most); return nil } // a read of a terminal knows no context
	crash.Go("reading an answer", read, func(err error) { answered <- err })
	select {
	case err := <-answered:
		return line, errors.Join(err, p.close())
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), p.close())
	}
}

// maxAnswer is the most bytes of an answer.
const maxAnswer = 100

// readLine reads a line of a limited number of bytes and nothing beyond it.
func readLine(r io.Reader, most int) string {
	var line []byte
	one := make([]byte, 1)
	for len(line) < most {
		n, err := r.Read(one)
		if n == 1 && one[0] == '\n' || err != nil {
			break
		}
		line = append(line, one[:n]...)
	}
	return string(line)
}
