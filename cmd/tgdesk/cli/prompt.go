package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"tgdesk/cmd/tgdesk/system"
	"tgdesk/core/crash"
)

// ErrDeclined is a no to "shall I?".
var ErrDeclined = errors.New("not confirmed: nothing was changed")

// ErrNoTerminal is that a question cannot be asked, and --yes was not given.
var ErrNoTerminal = errors.New("there is no terminal to ask on: give --yes to go ahead without being asked")

// Question is one line to ask a person for, on the terminal of whoever made the call.
type Question struct {
	Text string `json:"text"`
	// InputTaken says that standard input, where it is no terminal, carries something
	// else than answers.
	InputTaken bool `json:"input_taken"`
	Hidden     bool `json:"hidden"` // what is typed is not shown; standard input must be a terminal
	Most       int  `json:"most"`   // bytes of the answer; 0 = maxAnswer
}

// maxAnswer is the most bytes of an answer, unless the question says otherwise.
const maxAnswer = 100

// Ask returns the line that is typed, without its end; ErrNoTerminal if there is no
// terminal to ask on.
func (e *Env) Ask(ctx context.Context, q Question) (string, error) {
	if q.Most == 0 {
		q.Most = maxAnswer
	}
	if err := e.Output().Flush(); err != nil { // what the question is about
		return "", err
	}
	if e.Running != nil {
		return e.Running.Caller.Ask(ctx, q)
	}
	tty, ok := Terminal(e.In)
	switch {
	case q.Hidden && !ok:
		return "", ErrNoTerminal
	case q.Hidden:
		return e.askHidden(ctx, tty, q)
	case ok:
		return ask(ctx, tty, e.Err, q)
	case !q.InputTaken:
		return "", ErrNoTerminal
	}
	opened, err := e.OpenTTY()
	if err != nil {
		return "", ErrNoTerminal
	}
	answer, err := ask(ctx, opened, opened, q)
	return answer, errors.Join(err, opened.Close())
}

// Confirm asks a question unless --yes was given. It returns nil only for a yes.
func (e *Env) Confirm(ctx context.Context, question string, inputTaken bool) error {
	if e.Yes {
		return nil
	}
	answer, err := e.AskWord(ctx, Question{Text: question + " [y/N] ", InputTaken: inputTaken})
	if err != nil {
		return err
	}
	if answer != "y" && answer != "yes" {
		return ErrDeclined
	}
	return nil
}

// AskWord is Ask for an answer in lower case, "" for an empty line or the end.
func (e *Env) AskWord(ctx context.Context, q Question) (string, error) {
	answer, err := e.Ask(ctx, q)
	return strings.ToLower(strings.TrimSpace(answer)), err
}

func (e *Env) askHidden(ctx context.Context, tty *os.File, q Question) (string, error) {
	showTyping, err := system.HideTyping(tty) // before the question: an answer may come at once
	if err != nil {
		return "", fmt.Errorf("asking on the terminal: %w", err)
	}
	answer, err := ask(ctx, tty, e.Err, q)
	_, ended := fmt.Fprintln(e.Err) // the enter that was not echoed
	return answer, errors.Join(err, showTyping(), ended)
}

func ask(ctx context.Context, in io.Reader, out io.Writer, q Question) (string, error) {
	if _, err := fmt.Fprint(out, q.Text); err != nil {
		return "", fmt.Errorf("asking on the terminal: %w", err)
	}
	return AwaitAnswer(ctx, func() (string, error) { return readLine(in, q.Most), nil })
}

// AwaitAnswer returns what read does, which knows no context. The end of ctx wins: what
// interrupts a question may end its input too.
func AwaitAnswer(ctx context.Context, read func() (string, error)) (string, error) {
	var line string
	answered := make(chan error, 1)
	crash.Go("reading an answer", func() (err error) { line, err = read(); return err }, func(err error) { answered <- err })
	select {
	case err := <-answered:
		if ctx.Err() == nil {
			return line, err
		}
	case <-ctx.Done():
	}
	return "", ctx.Err()
}

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
