package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/store"
	"tgdesk/store/seal"
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
	foundOK      = "ok"
	foundWarning = "warning"
	foundProblem = "problem"
)

func fine(check, format string, args ...any) finding {
	return finding{Check: check, Status: foundOK, Detail: fmt.Sprintf(format, args...)}
}

func warning(check, advice, format string, args ...any) finding {
	return finding{Check: check, Status: foundWarning, Detail: fmt.Sprintf(format, args...), Advice: orNull(advice)}
}

func problem(check, advice, format string, args ...any) finding {
	return finding{Check: check, Status: foundProblem, Detail: fmt.Sprintf(format, args...), Advice: orNull(advice)}
}

func newDoctor(c *cli) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check the desk and every channel",
		Long: `Check the desk's files and their modes, the key of the tokens, the settings, all
of the database, deadlines, replies, the clock, what was fetched, the way to
Telegram and every channel, and say what is wrong and what to do. It changes nothing and works
while a desk runs. It fails when something is wrong.`,
		Example: "  tgdesk doctor\n  tgdesk doctor --json | jq '.checks[] | select(.status != \"ok\")'",
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.doctor(cmd.Context(), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func (c *cli) doctor(ctx context.Context, asJSON bool) error {
	found := c.examineFiles()
	key, ofKey := c.examineKey(ctx)
	found = append(found, ofKey...)
	found = append(found, c.examineDatabase(ctx, key)...)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	healthy := true
	for i, f := range found {
		healthy = healthy && f.Status != foundProblem
		found[i].Detail = masked(f.Detail)
		if f.Advice != nil {
			found[i].Advice = new(masked(*f.Advice))
		}
	}
	if err := c.tellFindings(found, healthy, asJSON); err != nil {
		return err
	}
	if !healthy {
		return errTold
	}
	return nil
}

func (c *cli) tellFindings(found []finding, healthy, asJSON bool) error {
	if asJSON {
		a, err := beginArray(c.out, fmt.Sprintf(`{"ok":%v,"version":%q,"checks":[`, healthy, version()))
		for _, f := range found {
			err = errors.Join(err, a.add(f))
		}
		return errors.Join(err, a.end())
	}
	marks := map[string]string{foundOK: "✓", foundWarning: "!", foundProblem: "✗"}
	for _, f := range found {
		if err := c.out.printf("%s %s: %s\n", marks[f.Status], clean.Line(f.Check), oneLine(f.Detail)); err != nil {
			return err
		}
		if f.Advice != nil {
			if err := c.out.printf("    %s\n", oneLine(*f.Advice)); err != nil {
				return err
			}
		}
	}
	return nil
}

// examineDatabase looks at everything for which the database must open.
func (c *cli) examineDatabase(ctx context.Context, key seal.Key) []finding {
	if err := c.noLinks(); err != nil {
		return []finding{problem("database", "", "it is not opened: %s", sentence(err)), c.examineAPI(ctx)}
	}
	db, err := store.OpenReader(c.deskDir(), store.Options{Key: key})
	if noDeskYet(err) {
		return []finding{fine("database", "there is none yet"), c.examineAPI(ctx)}
	}
	if err != nil {
		return []finding{problem("database", "", "%s", sentence(err)), c.examineAPI(ctx)}
	}
	defer closeQuietly(db)
	found := append([]finding{examineContent(ctx, db)}, c.examineLife(ctx, db)...)
	found = append(found, c.examineMedia(ctx, db)...)
	if kept, err := db.QuarantinedUpdates(ctx); err == nil && kept > 0 {
		found = append(found, warning("updates", "They are in the table kept_updates; a newer tgdesk may understand them.",
			"%d updates were not understood, or not in full, and are kept as they came", kept))
	}
	api := c.examineAPI(ctx)
	found = append(found, api)
	return append(found, c.examineChannels(ctx, db, api.Status == foundOK)...)
}

func examineContent(ctx context.Context, db *store.DB) finding {
	if err := db.Check(ctx); err != nil {
		return problem("database", "", "%s", sentence(err))
	}
	counts, err := db.Counts(ctx)
	if err != nil {
		return problem("database", "", "%s", sentence(err))
	}
	unsent, err := db.Unsent(ctx)
	if err != nil {
		return problem("database", "", "%s", sentence(err))
	}
	return fine("database", "sound; %d pending, %d unanswered, %d active, %d completed; %d replies not sent yet",
		counts[core.Pending], counts[core.Unanswered], counts[core.Active], counts[core.Completed], unsent)
}

// closeQuietly closes what was only read.
func closeQuietly(c io.Closer) { _ = c.Close() }
