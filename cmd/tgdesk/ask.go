package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"tgdesk/core/crash"
)

// person is whoever sits at the terminal.
type person struct {
	in   io.Reader
	out  io.Writer
	done func() error
}

// person finds somebody to ask; ok is false when nobody sits there. stdinTaken
// says that standard input carries something else than answers.
func (c *cli) person(stdinTaken bool) (_ person, ok bool) {
	if !stdinTaken {
		f, ok := onTerminal(c.in)
		return person{in: f, out: c.err, done: func() error { return nil }}, ok
	}
	tty, err := c.terminal()
	if err != nil {
		return person{}, false
	}
	return person{in: tty, out: tty, done: tty.Close}, true
}

// errDeclined is a no to "shall I?".
var errDeclined = errors.New("you did not say yes: nothing was changed")

// confirm asks a question unless yes was said on the command line. It returns
// nil only for a yes.
func (c *cli) confirm(ctx context.Context, question string, yes, stdinTaken bool) error {
	if yes {
		return nil
	}
	p, ok := c.person(stdinTaken)
	if !ok {
		return errors.New("there is no terminal to ask on: say --yes to go ahead without being asked")
	}
	answer, err := c.ask(ctx, p, question+" [y/N] ")
	if err != nil {
		return err
	}
	if answer != "y" && answer != "yes" {
		return errDeclined
	}
	return nil
}

// ask returns the answer in lower case, "" for an empty line or the end.
func (c *cli) ask(ctx context.Context, p person, question string) (string, error) {
	if err := c.out.Flush(); err != nil { // what the question is about
		return "", errors.Join(err, p.done())
	}
	if _, err := fmt.Fprint(p.out, question); err != nil {
		return "", errors.Join(fmt.Errorf("asking on the terminal: %w", err), p.done())
	}
	var line string
	answered := make(chan error, 1)
	read := func() error { line = readLine(p.in); return nil } // a read of a terminal knows no context
	crash.Go("reading an answer", read, func(err error) { answered <- err })
	select {
	case err := <-answered:
		return strings.ToLower(strings.TrimSpace(line)), errors.Join(err, p.done())
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), p.done())
	}
}

// readLine reads a line of at most 100 bytes and nothing beyond it.
func readLine(r io.Reader) string {
	var line []byte
	one := make([]byte, 1)
	for len(line) < 100 {
		n, err := r.Read(one)
		if n == 1 && one[0] == '\n' || err != nil {
			break
		}
		line = append(line, one[:n]...)
	}
	return string(line)
}
