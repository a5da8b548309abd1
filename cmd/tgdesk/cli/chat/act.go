package chat

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
)

// newActs returns the commands that do one thing with a chat and need no more than its
// number.
func newActs(env *cli.Env) []*cobra.Command {
	type act func(*desk.Desk, context.Context, core.OperatorID, core.ChatID) (core.Chat, error)
	var all []*cobra.Command
	for _, v := range []struct {
		name, short, long, did string
		do                     act
	}{
		{"pickup", "Pick a chat up", "Pick up a chat that waits, or that routing offers to you: you hold it from then on.", "Picked up.", (*desk.Desk).PickUp},
		{"putback", "Put a chat back", "Put an active chat back: it is pending again, for anybody to pick up. An open transfer is withdrawn.", "Put back.", (*desk.Desk).PutBack},
		{"accept", "Accept the transfer of a chat", "Take over a chat whose owner asks you, or anybody, to do so.", "Taken over.", (*desk.Desk).AcceptTransfer},
		{"reject", "Reject the transfer of a chat", "Say that you do not take a chat over. Its owner keeps it.", "Rejected.", (*desk.Desk).RejectTransfer},
		{"withdraw", "Withdraw the transfer of a chat", "Take the request back that somebody take your chat over.", "Withdrawn.", (*desk.Desk).WithdrawTransfer},
		{"join", "Join a chat of somebody else", "Take part in a chat that somebody else holds: you may write in it. This is for\nsupervisors and admins; others are invited.", "Joined.", (*desk.Desk).Join},
		{"leave", "Leave a chat of somebody else", "Take part no more in a chat that somebody else holds.", "Left.", (*desk.Desk).LeaveChat},
	} {
		all = append(all, &cobra.Command{
			Use: v.name + " ID", Short: v.short, Long: v.long, Example: "  tgdesk chat " + v.name + " 12", Args: oneChat,
			RunE: func(cmd *cobra.Command, args []string) error {
				return change(env, cmd, args[0], did(v.did), func(d *desk.Desk, op core.OperatorID, id core.ChatID) error {
					_, err := v.do(d, cmd.Context(), op, id)
					return err
				})
			},
		})
	}
	return all
}

// did says what was done to a chat, and what it is now.
func did(what string) func(core.ChatRow) string {
	return func(r core.ChatRow) string { return what + " " + outcome(r) }
}

// change lets fn change a chat, and says what done makes of it then.
func change(env *cli.Env, cmd *cobra.Command, number string, done func(core.ChatRow) string, fn func(*desk.Desk, core.OperatorID, core.ChatID) error) error {
	ctx := cmd.Context()
	return env.Change(ctx, cmd.CommandPath(), func(d *desk.Desk, op core.Operator) error {
		id := cli.Number[core.ChatID](number)
		if err := fn(d, op.ID, id); err != nil {
			return cli.InvalidIsUsage(err)
		}
		row, err := d.As(op.ID).Row(ctx, id)
		if err != nil {
			return err
		}
		return env.Printf("%s\n", done(row))
	})
}

// outcome says who has to do with a chat now.
func outcome(r core.ChatRow) string {
	name := func(s string) string { return clean.Name(s, "nobody").String() }
	s := fmt.Sprintf("Chat %d is %s", r.Chat.ID, r.Chat.State)
	switch t := r.Transfer; {
	case r.Chat.State != core.Active:
	case t.ID != 0 && t.To == 0:
		s += fmt.Sprintf(", held by %s, who asks the others to take it over", name(r.Owner))
	case t.ID != 0:
		s += fmt.Sprintf(", held by %s, who asks %s to take it over", name(r.Owner), name(t.ToName))
	case r.Owner == "":
		s += ", held by the chatbot"
	default:
		s += ", held by " + name(r.Owner)
	}
	if r.OfferedTo != "" {
		s += ", offered to " + name(r.OfferedTo)
	}
	return s + "."
}

func newReply(env *cli.Env) *cobra.Command {
	return newWrite(env, &cobra.Command{
		Use:   "reply ID TEXT…",
		Short: "Reply in a chat",
		Long: `Send a reply to the visitor of a chat that you hold or take part in. Without a
running desk it is sent at the next start. With - as the text it is read from
standard input.`,
		Example: "  tgdesk chat reply 12 'It is on its way.'\n  fortune | tgdesk chat reply 12 -",
	}, func(r core.ChatRow) string { return did("Replied. " + whenSent(env))(r) }, func(d *desk.Desk, ctx context.Context, op core.OperatorID, id core.ChatID, text string) error {
		_, err := d.SendDraft(ctx, op, id, core.Draft{Text: text}, nil)
		return err
	})
}

func newNote(env *cli.Env) *cobra.Command {
	return newWrite(env, &cobra.Command{
		Use:   "note ID TEXT…",
		Short: "Add an internal note to a chat",
		Long: `Add an internal note to a chat, whoever holds it. The visitor never sees it. With -
as the text it is read from standard input.`,
		Example: "  tgdesk chat note 12 'Asked the warehouse.'",
	}, func(r core.ChatRow) string { return fmt.Sprintf("Added a note to chat %d.", r.Chat.ID) }, func(d *desk.Desk, ctx context.Context, op core.OperatorID, id core.ChatID, text string) error {
		_, err := d.SendNote(ctx, op, id, text, nil)
		return err
	})
}

// whenSent says when what was written goes to its visitor.
func whenSent(env *cli.Env) string {
	if env.Running != nil {
		return "It is on its way."
	}
	return "It is sent when the desk runs."
}

// newWrite makes cmd a command that writes a text in a chat, and says what done makes of it.
func newWrite(env *cli.Env, cmd *cobra.Command, done func(core.ChatRow) string, write func(*desk.Desk, context.Context, core.OperatorID, core.ChatID, string) error) *cobra.Command {
	cmd.Args = chatAnd("a text", 0)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		const most = 8 * desk.MaxReply // bytes; whatever is longer is too long in any script
		text, err := env.TextOrInput(strings.Join(args[1:], " "), "the text", most)
		if err != nil {
			return err
		}
		return change(env, cmd, args[0], done, func(d *desk.Desk, op core.OperatorID, id core.ChatID) error {
			return write(d, cmd.Context(), op, id, text)
		})
	}
	return cmd
}
