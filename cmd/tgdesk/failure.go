package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/locale"
)

// The exit statuses.
const (
	statusDone    = 0
	statusFailed  = 1 // the desk, Telegram or the machine refused
	statusMisused = 2 // the command line itself is wrong
)

// misuse is a command line that cannot be right, whatever the desk holds: an
// unknown flag, a missing argument, a value out of its bounds.
type misuse struct{ err error }

func (m *misuse) Error() string { return m.err.Error() }

func (m *misuse) Unwrap() error { return m.err }

func misusef(format string, args ...any) error { return &misuse{fmt.Errorf(format, args...)} }

// badValue makes a misuse of core's refusal of a value that stood on the
// command line. Other errors stay what they are.
func badValue(err error) error {
	if core.CodeOf(err) == core.CodeInvalid {
		return &misuse{err}
	}
	return err
}

// report writes err as one line and returns the exit status.
func report(w io.Writer, err error) int {
	switch {
	case err == nil, errors.Is(err, errReaderGone):
		return statusDone
	case errors.Is(err, errTold):
		return statusFailed
	}
	fmt.Fprintf(w, "tgdesk: %s\n", sentence(err))
	if _, ok := errors.AsType[*misuse](err); ok {
		return statusMisused
	}
	return statusFailed
}

// errTold is a failure that the verb has printed already.
var errTold = errors.New("told already")

// sentence is err for a person: one line, without tokens, with nothing that a
// terminal would obey.
func sentence(err error) string {
	text := err.Error()
	if e, ok := errors.AsType[*core.Error](err); ok {
		text = locale.English().Error(err)
		if e.Code == core.CodeInternal && e.Err != nil {
			text += " (" + e.Err.Error() + ")"
		}
	} else if errors.Is(err, context.Canceled) {
		text = "interrupted."
	}
	return oneLine(masked(text))
}

// problemText is a stored problem as a sentence, "" for none. It may hold text
// from outside.
func problemText(p core.Problem) string { return locale.English().Problem(p) }

// oneLine cleans text of any length and keeps it on one line; clean.Line would
// cut a sentence with a long path in it.
func oneLine(s string) string {
	return strings.ReplaceAll(string(clean.Message(s)), "\n", " ")
}

// shown is a path or another piece of a command line for a sentence.
func shown(s string) string { return oneLine(masked(s)) }

// masked hides whatever has the shape of a bot token: an argument that was a
// token by mistake is part of many a sentence.
func masked(s string) string { return tokenShape().ReplaceAllString(s, "$1:…") }

func tokenShape() *regexp.Regexp {
	return regexp.MustCompile(`([0-9]{3,20}):[A-Za-z0-9_-]{16,}`)
}
