package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/tui/locale"
)

// The exit statuses.
const (
	StatusOK     = 0
	StatusFailed = 1 // the desk, Telegram or the machine refused
	StatusUsage  = 2 // the command line itself is wrong
)

// usageError is a command line that cannot be right, whatever the desk holds: an
// unknown flag, a missing argument, a value out of its bounds.
type usageError struct{ err error }

func (u *usageError) Error() string { return u.err.Error() }

func (u *usageError) Unwrap() error { return u.err }

// Usagef makes a usage error.
func Usagef(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// failure is an error whose text stays as it is.
type failure struct{ err error }

func (f *failure) Error() string { return f.err.Error() }

func (f *failure) Unwrap() error { return f.err }

// Failf makes an error whose text stays as it is: a sentence that begins with a name or ends
// with a command, or what is a part of one. Of other errors, [Env.ErrorText] makes sentences.
func Failf(format string, args ...any) error { return &failure{fmt.Errorf(format, args...)} }

// FlagError says what is wrong with the flags of cmd, in words of ours: of a value
// that a flag cannot have, what the flag takes.
func FlagError(cmd *cobra.Command, err error) error {
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		takes := map[string]string{
			"bool": "true or false", "int": "a whole number such as 20", "int64": "a whole number such as 20",
			"uint": "a whole number such as 20", "float64": "a number such as 2.5", "duration": "a time such as 30s or 5m",
		}[e.GetFlag().Value.Type()]
		if takes != "" {
			return Usagef("--%s takes %s, not %q. Try: %s --help", e.GetFlag().Name, takes, e.GetValue(), cmd.CommandPath())
		}
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return Usagef("--%s needs a value. Try: %s --help", e.GetFlag().Name, cmd.CommandPath())
	}
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		name := "--" + e.GetSpecifiedName()
		if e.GetSpecifiedShortnames() != "" {
			name = "-" + e.GetSpecifiedName()
		}
		return Usagef("%s has no flag %s. Try: %s --help", cmd.CommandPath(), name, cmd.CommandPath())
	}
	if e, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		return Usagef("%q is not a flag. Try: %s --help", e.GetSpecifiedFlag(), cmd.CommandPath())
	}
	return Usagef("%w. Try: %s --help", err, cmd.CommandPath())
}

// InvalidIsUsage makes a usage error of core's refusal of a value that stood on
// the command line. Other errors stay what they are.
func InvalidIsUsage(err error) error {
	if core.CodeOf(err) == core.CodeInvalid {
		return &usageError{err}
	}
	return err
}

// RefusedFlag makes a usage error of core's refusal of a flag's value, which names the flag.
// Other errors stay what they are.
func RefusedFlag(words *locale.Catalogue, flag string, err error) error {
	if core.CodeOf(err) != core.CodeInvalid {
		return err
	}
	sentence := words.CommandError(err, func(noun string) string { return noun })
	if !strings.HasPrefix(sentence, "--") {
		sentence = "--" + flag + ": " + sentence
	}
	return Usagef("%s", sentence)
}

// Reported is the exit status of a failure that has been printed already.
type Reported int

func (r Reported) Error() string {
	return fmt.Sprintf("reported already, with the exit status %d", int(r))
}

// ErrReported is a failure that the command has printed already.
const ErrReported = Reported(StatusFailed)

// ReportError prints err as one line and returns the exit status.
func (e *Env) ReportError(err error) int {
	reported, ok := errors.AsType[Reported](err)
	switch {
	case err == nil, errors.Is(err, output.ErrReaderGone):
		return StatusOK
	case ok:
		return int(reported)
	}
	_, _ = fmt.Fprintf(e.Err, "tgdesk: %s\n", e.ErrorText(err)) // there is no other place to say so
	if _, ok := errors.AsType[*usageError](err); ok {
		return StatusUsage
	}
	return StatusFailed
}

// Warn prints a sentence about something that does not end the command.
func (e *Env) Warn(err error) {
	_, _ = fmt.Fprintf(e.Err, "tgdesk: %s\n", e.ErrorText(err)) // there is no other place to say so
}

// ErrorText is err for a person: one line, without tokens, with nothing that a
// terminal would obey.
func (e *Env) ErrorText(err error) string {
	text := err.Error()
	if known, ok := errors.AsType[*core.Error](err); ok {
		text = e.Words().CommandError(err, e.named)
		if known.Code == core.CodeInternal && known.Err != nil {
			text += " (" + known.Err.Error() + ")"
		}
	} else if errors.Is(err, context.Canceled) {
		text = "Interrupted."
	} else if !isSentence(err) {
		text = asSentence(text)
	}
	return output.OneLine(output.Redact(text))
}

// isSentence reports whether err was made by [Failf] or [Usagef]. One that only wraps such an
// error was not.
func isSentence(err error) bool {
	switch err.(type) { //nolint:errorlint // of what is wrapped nothing follows for the whole
	case *failure, *usageError:
		return true
	}
	return false
}

// asSentence begins text with a capital, if it begins with a word of ours, and ends it with a full stop.
func asSentence(text string) string {
	if first, _, more := strings.Cut(text, " "); more && first != "tgdesk" && strings.Trim(first, "abcdefghijklmnopqrstuvwxyz'") == "" {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}

// named is the number or the name that stood on the command line for a noun of a sentence,
// or what the help calls it.
func (e *Env) named(noun string) string {
	if c := e.called; c != nil && c.HasParent() && c.Parent().Name() == noun && c.Flags().NArg() > 0 {
		return output.ShellQuote(strings.TrimPrefix(c.Flags().Arg(0), "#"))
	}
	if noun == "brand" {
		return "NAME"
	}
	return "ID"
}
