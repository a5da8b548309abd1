package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/desk"
)

// Running is a desk that runs in this process, and who calls.
type Running struct {
	Desk     *desk.Desk
	Operator core.Operator
	Caller   Caller
}

// Caller is the machine on which a call was made: a terminal and files.
type Caller interface {
	Files
	Terminals() Terminals
	// Ask is ErrNoTerminal where there is no terminal to ask on.
	Ask(ctx context.Context, q Question) (string, error)
	// Remote reports whether the caller may be on another machine. Nothing that names
	// a file or a folder of this one is taken from such a call.
	Remote() bool
}

// Terminals says which of a call's standard streams are terminals, as far as that is known.
type Terminals struct {
	In     bool   `json:"at_terminal"`
	Out    bool   `json:"output_at_terminal"`
	Errors bool   `json:"errors_at_terminal"`
	Size   [2]int `json:"output_size"` // width and height of the output's, in cells; 0 where it is not known
}

// Streams are those of a call.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Inside returns the environment of a call that came to the desk r, which runs in
// the environment e. terminal has the caller's variables of the terminal and the
// time zone; all others are this process's.
func (e *Env) Inside(r Running, s Streams, terminal func(key string) (string, bool)) Env {
	in := *e
	in.In, in.Out, in.Err = s.In, s.Out, s.Err
	in.Running, in.output = &r, nil
	in.deskDir, in.clock, in.words = e.DeskDir(), e.Clock(), e.Words()
	in.Lookup = func(key string) (string, bool) {
		if TerminalVariable(key) {
			return terminal(key)
		}
		return e.Lookup(key)
	}
	if name, ok := terminal("TZ"); ok && name != "" {
		if zone, err := time.LoadLocation(strings.TrimPrefix(name, ":")); err == nil {
			in.Zone = zone
		}
	}
	return in
}

// TerminalVariables are the variables of the environment that say what the caller's
// terminal, language and time zone are like. They go along with a call.
func TerminalVariables() []string {
	return []string{
		"TERM", "COLORTERM", "COLORFGBG", "NO_COLOR", "TERM_PROGRAM", "KITTY_WINDOW_ID", "TMUX", "TZ",
		"LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LC_TIME", "LC_TERMINAL",
	}
}

// TerminalVariable reports whether a variable is one of [TerminalVariables].
func TerminalVariable(key string) bool { return slices.Contains(TerminalVariables(), key) }

// RequireAdmin returns an error unless the caller may do what only an admin may.
// Whoever works on the folder itself may: nothing could stop them.
func (e *Env) RequireAdmin(ctx context.Context) error {
	if e.Running == nil {
		return nil
	}
	op, err := e.Running.Desk.Operator(ctx, e.Running.Operator.ID)
	if err != nil {
		return err
	}
	return core.MayManage(op)
}

// Remote reports whether the call may come from another machine.
func (e *Env) Remote() bool { return e.Running != nil && e.Running.Caller.Remote() }

// Terminals says which of the standard streams are terminals.
func (e *Env) Terminals() (t Terminals) {
	if e.Running != nil {
		return e.Running.Caller.Terminals()
	}
	var out *os.File
	_, t.In = Terminal(e.In)
	_, t.Errors = Terminal(e.Err)
	if out, t.Out = Terminal(e.Out); t.Out {
		if width, height, err := term.GetSize(out.Fd()); err == nil {
			t.Size = [2]int{width, height}
		}
	}
	return t
}

// Note prints a sentence beside standard output, which carries something else.
func (e *Env) Note(format string, args ...any) error {
	if err := e.Output().Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(e.Err, "tgdesk: %s\n", output.OneLine(output.Redact(fmt.Sprintf(format, args...))))
	return err
}

// OnMachine keeps a command from being run inside a desk: it needs a terminal, or
// the desk's folder for itself.
func (e *Env) OnMachine(cmd *cobra.Command) *cobra.Command {
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if e.Running != nil {
			return Usagef("%s cannot be called over SSH: run it on the desk's machine.", cmd.CommandPath())
		}
		return run(cmd, args)
	}
	return cmd
}

// refusePaths refuses flags that name a folder of the desk's machine, in a call from
// elsewhere.
func (e *Env) refusePaths(cmd *cobra.Command) error {
	if !e.Remote() {
		return nil
	}
	for _, name := range []string{"data", "local-files"} {
		if f := cmd.Flag(name); f != nil && f.Changed {
			return Usagef("--%s names a folder of the desk's machine, so it cannot be given over SSH.", name)
		}
	}
	return nil
}
