package chat

import (
	"context"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/desk"
)

func newTransfer(env *cli.Env) *cobra.Command {
	var note string
	cmd := hand(env, "Asked.", &cobra.Command{
		Use:   "transfer ID [OPERATOR]",
		Short: "Ask somebody to take a chat over",
		Long: `Ask an operator, or without a name anybody of the brand, to take over a chat that you
hold. You keep it until they accept. They have as long as the brand's transfer limit;
then the request expires.`,
		Example: "  tgdesk chat transfer 12 ann --note 'Speaks Spanish'\n  tgdesk chat transfer 12",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return oneChat(cmd, args)
			}
			return chatAndOperator(cmd, args)
		},
	}, func(d *desk.Desk, ctx context.Context, op core.OperatorID, id core.ChatID, to core.OperatorID) (desk.Handed, error) {
		return d.AskTransfer(ctx, op, id, to, note)
	})
	cmd.Flags().StringVar(&note, "note", "", "an internal note for whoever is asked")
	return cmd
}

func newAssign(env *cli.Env) *cobra.Command {
	return hand(env, "Assigned.", &cobra.Command{
		Use:   "assign ID OPERATOR",
		Short: "Give a chat to an operator",
		Long: `Give an open chat to an operator, whoever holds it. This is for supervisors and admins.
Who gets it has as long as the brand's --assigned-answer to answer the visitor.`,
		Example: "  tgdesk chat assign 12 ann",
		Args:    chatAndOperator,
	}, (*desk.Desk).Assign)
}

func newInvite(env *cli.Env) *cobra.Command {
	return hand(env, "Invited.", &cobra.Command{
		Use:   "invite ID OPERATOR",
		Short: "Invite an operator to write in a chat",
		Long: `Let another operator write in a chat that you hold, or, as a supervisor or an admin, in
any active one. Its owner stays the owner.`,
		Example: "  tgdesk chat invite 12 ann",
		Args:    chatAndOperator,
	}, (*desk.Desk).Invite)
}

// chatAndOperator is the arguments of commands about a chat and an operator.
var chatAndOperator = chatAnd("the name of an operator", 1)

// hand has a command hand the chat of its first argument to the operator of the second one,
// if there is one, and say what was done and what became of it.
func hand(env *cli.Env, what string, cmd *cobra.Command, fn func(*desk.Desk, context.Context, core.OperatorID, core.ChatID, core.OperatorID) (desk.Handed, error)) *cobra.Command {
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		return change(env, cmd, args[0], did(what), func(d *desk.Desk, op core.OperatorID, id core.ChatID) error {
			var to core.Operator
			if len(args) > 1 {
				var err error
				if to, err = core.FindOperator(ctx, d, args[1]); err != nil {
					return err
				}
			}
			handed, err := fn(d, ctx, op, id, to.ID)
			if err != nil || handed.Warning == nil {
				return err
			}
			return env.Note("%s", env.Words().Error(handed.Warning))
		})
	}
	return cmd
}
