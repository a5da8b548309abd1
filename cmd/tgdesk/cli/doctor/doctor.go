// Package doctor holds the command that checks a desk and says what is wrong and
// what to do.
//
// It must not change anything, and must work while a desk runs.
package doctor

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core/clean"
)

// finding is one thing that doctor looked at.
type finding struct {
	Check  string  `json:"check"`
	Status string  `json:"status"` // ok, warning, problem
	Detail string  `json:"detail"`
	Advice *string `json:"advice"` // what to do
}

// The statuses of a finding. Only problems make doctor fail.
const (
	statusOK      = "ok"
	statusWarning = "warning"
	statusProblem = "problem"
)

// doctor looks at one thing after another and collects what it finds.
type doctor struct {
	env   *cli.Env
	found []finding
}

func (d *doctor) add(status, check, advice, format string, args []any) {
	f := finding{Check: check, Status: status, Detail: output.Redact(fmt.Sprintf(format, args...)), Advice: output.OrNull(output.Redact(advice))}
	d.found = append(d.found, f)
}

func (d *doctor) ok(check, format string, args ...any) { d.add(statusOK, check, "", format, args) }

func (d *doctor) warning(check, advice, format string, args ...any) {
	d.add(statusWarning, check, advice, format, args)
}

func (d *doctor) problem(check, advice, format string, args ...any) {
	d.add(statusProblem, check, advice, format, args)
}

// failed reports that something could not be looked at, if so.
func (d *doctor) failed(check string, err error) bool {
	if err != nil {
		d.problem(check, "", "%s", d.env.ErrorText(err))
	}
	return err != nil
}

// New returns the command doctor.
func New(env *cli.Env) *cobra.Command {
	return env.WithJSON(&cobra.Command{
		Use:   "doctor",
		Short: "Check the desk and every channel",
		Long: `Check the desk's files and their modes, the key of the tokens, the settings, all
of the database, deadlines, replies, the clock, what was fetched, the room on the
disk and the files held back, the way to Telegram and every channel, and say what is
wrong and what to do. It changes nothing and works while a desk runs. It fails when something is wrong.`,
		Example: "  tgdesk doctor\n  tgdesk doctor --json | jq '.checks[] | select(.status != \"ok\")'",
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), env) },
	})
}

func run(ctx context.Context, env *cli.Env) error {
	if err := env.RequireAdmin(ctx); err != nil {
		return err
	}
	d := &doctor{env: env}
	d.checkFiles()
	d.checkDatabase(ctx, d.checkKey(ctx))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	healthy := !slices.ContainsFunc(d.found, func(f finding) bool { return f.Status == statusProblem })
	if err := printFindings(env, d.found, healthy); err != nil {
		return err
	}
	if !healthy {
		return cli.ErrReported
	}
	return nil
}

func printFindings(env *cli.Env, found []finding, healthy bool) error {
	if env.AsJSON {
		a := output.NewArray(env.Output(), fmt.Sprintf(`{"ok":%v,"version":%q,"checks":[`, healthy, cli.Version()))
		for _, f := range found {
			if err := a.Add(f); err != nil {
				return err
			}
		}
		return a.End()
	}
	marks := map[string]string{statusOK: "✓", statusWarning: "!", statusProblem: "✗"}
	for _, f := range found {
		env.Say("%s %s: %s\n", marks[f.Status], clean.Line(f.Check), output.OneLine(f.Detail))
		if f.Advice != nil {
			env.Say("    %s\n", output.OneLine(*f.Advice))
		}
	}
	return env.Output().Flush()
}
