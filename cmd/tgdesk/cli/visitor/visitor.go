// Package visitor holds the commands about visitors and the desk's block list.
//
// It must not decide who may block whom: that is core's.
package visitor

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/desk"
)

// New returns the command visitor.
func New(env *cli.Env) *cobra.Command {
	return cli.Group("visitor", "List, show and export visitors, block and erase them",
		"  tgdesk visitor list --blocked\n  tgdesk visitor block 3 --reason spam",
		newList(env), newShow(env), newExport(env), newErase(env), newBlock(env),
		change(env, "unblock ID", "Take a visitor off the block list",
			`Take a visitor off the block list, as a supervisor or an admin; their next message
opens a chat. An operator takes back what they asked for.`, (*desk.Desk).UnblockVisitor),
		change(env, "approve ID", "Approve that a visitor is blocked", "Approve what an operator asked for, as a supervisor or an admin.", decide(true)),
		change(env, "reject ID", "Reject that a visitor is blocked", "Reject what an operator asked for, as a supervisor or an admin.", decide(false)))
}

// oneVisitor is the argument of commands about one visitor: their number.
var oneVisitor = cli.OneNumber("visitor", "tgdesk visitor list")

func newBlock(env *cli.Env) *cobra.Command {
	var reason string
	cmd := run(env, &cobra.Command{
		Use:   "block ID",
		Short: "Put a visitor on the block list, or ask for that",
		Long: `Put a visitor on the block list. Their open chat ends. What they write from then on is
kept apart: it opens no chat, alerts nobody, and can be read when somebody asks for
it. The visitor is told nothing. Supervisors and admins block at once; for others it
is a request, which a supervisor approves or rejects.`,
		Example: "  tgdesk visitor block 3 --reason \"spam links\"",
	}, func(d *desk.Desk, ctx context.Context, op core.OperatorID, id core.VisitorID) (core.Block, error) {
		return d.BlockVisitor(ctx, op, id, reason)
	})
	cmd.Flags().StringVar(&reason, "reason", "", "why; the block list shows it (needed)")
	return cmd
}

// act is a use case of the block list.
type act func(d *desk.Desk, ctx context.Context, op core.OperatorID, id core.VisitorID) (core.Block, error)

func decide(approve bool) act {
	return func(d *desk.Desk, ctx context.Context, op core.OperatorID, id core.VisitorID) (core.Block, error) {
		return d.DecideBlock(ctx, op, id, approve)
	}
}

// change is a command that needs nothing but the visitor.
func change(env *cli.Env, use, short, long string, do act) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Long: long}
	cmd.Example = fmt.Sprintf("  tgdesk visitor %s 3", cmd.Name())
	return run(env, cmd, do)
}

// run makes cmd a command that does something to one visitor, and says what became of them.
func run(env *cli.Env, cmd *cobra.Command, do act) *cobra.Command {
	cmd.Args = oneVisitor
	return env.Changes(cmd, func(ctx context.Context, d *desk.Desk, op core.Operator, args []string) error {
		b, err := do(d, ctx, op.ID, cli.Number[core.VisitorID](args[0]))
		if err != nil {
			return cli.InvalidIsUsage(err)
		}
		became := map[core.BlockState]string{
			core.BlockAsked: "A supervisor is asked to block visitor %d.\n", core.BlockApproved: "Visitor %d is blocked.\n",
			core.BlockRejected: "Visitor %d is not blocked.\n", core.BlockLifted: "Visitor %d is not blocked any more.\n",
		}
		return env.Printf(became[b.State], b.Visitor)
	})
}
