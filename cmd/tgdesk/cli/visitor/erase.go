package visitor

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/export"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/store/folder"
)

func newErase(env *cli.Env) *cobra.Command {
	return env.WithJSON(env.WithYes("erase without asking", env.Changes(&cobra.Command{
		Use:   "erase ID",
		Short: "Erase a visitor with all that the desk has of them",
		Long: `Erase a visitor: who they are, all messages of their chats with earlier versions, notes,
drafts and raw updates, and their files. It is gone from the database, its free pages and
its log, not only from the screens, and nothing brings it back. An open chat is ended
first; replies that are queued are not sent. Stubs of the visitor and the chats stay for
counts. Who writes again is a new visitor. Backups made before still hold the visitor:
they are named. Only an admin may do it. What was interrupted goes on when it is called
again, or when the desk starts.`,
		Example: "  tgdesk visitor erase 3\n  tgdesk visitor erase 3 --yes --json",
		Args:    oneVisitor,
	}, func(ctx context.Context, d *desk.Desk, op core.Operator, args []string) error {
		return erase(ctx, env, d, op.ID, cli.Number[core.VisitorID](args[0]))
	})))
}

func erase(ctx context.Context, env *cli.Env, d *desk.Desk, op core.OperatorID, id core.VisitorID) error {
	e, err := d.ErasureOf(ctx, op, id)
	if err != nil {
		return err
	}
	v, err := d.As(op).Visitor(ctx, id)
	if err != nil {
		return err
	}
	question := fmt.Sprintf("Erase %s for good: %s?", clean.Line(export.VisitorName(v)), describeErasure(e))
	if open, err := d.As(op).OpenChatOf(ctx, id); err == nil {
		question = fmt.Sprintf("Erase %s for good: %s? The %s chat %d is ended.", clean.Line(export.VisitorName(v)), describeErasure(e), open.State, open.ID)
	}
	if err := env.Confirm(ctx, question, false); err != nil {
		return err
	}
	done, err := d.EraseVisitor(ctx, op, id)
	if err != nil {
		return err
	}
	if !v.Erased() {
		e = done
	}
	return report(ctx, env, d, op, id, e)
}

func describeErasure(e core.Erasure) string {
	return fmt.Sprintf("%s, %s, %s", output.Plural(e.Chats, "chat", "chats"), output.Plural(e.Messages, "message", "messages"), output.Plural(e.Files, "file", "files"))
}

// backupDocument is a copy of the desk that was made before.
type backupDocument struct {
	Path     string  `json:"path"`
	MadeAt   *string `json:"made_at"`
	Operator *string `json:"operator"`
}

// report prints what was erased, and which copies of the desk hold it still.
func report(ctx context.Context, env *cli.Env, d *desk.Desk, op core.OperatorID, id core.VisitorID, e core.Erasure) error {
	made, err := d.AuditLog(ctx, op, core.AuditQuery{Acts: []core.Act{core.ActBackup}, Limit: math.MaxInt32})
	if err != nil {
		return err
	}
	copies := []backupDocument{}
	for _, b := range made {
		copies = append(copies, backupDocument{b.Subject, output.Time(b.At), output.OrNull(b.Name)})
	}
	for _, path := range folder.Replaced(env.DeskDir()) {
		copies = append(copies, backupDocument{Path: path})
	}
	if env.AsJSON {
		return env.Output().PrintJSON(map[string]any{"erased": map[string]any{
			"visitor": id, "chats": e.Chats, "messages": e.Messages, "files": e.Files, "backups": copies,
		}})
	}
	env.Say("Erased visitor %d: %s.\n", id, describeErasure(e))
	if len(copies) == 0 {
		return nil
	}
	var lines []string
	for i, c := range copies {
		at := ""
		if i < len(made) {
			at = fmt.Sprintf(" (%s, %s)", env.FormatTime(made[i].At), clean.Line(made[i].Name))
		}
		lines = append(lines, "  "+output.Argument(c.Path)+at)
	}
	return env.Printf("These copies of the desk were made before, and hold the visitor unless you deleted them:\n%s\n", strings.Join(lines, "\n"))
}
