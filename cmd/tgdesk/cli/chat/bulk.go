package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/desk"
)

// listed are the flags of a verb that is for one chat or for all of a list.
type listed struct {
	all               bool
	state, brand, tag string
	states            []core.State // of which it may be
}

func (f *listed) add(env *cli.Env, cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.all, "all", false, "all chats of a list, in place of one")
	cli.ChoiceFlag(cmd, &f.state, "state", "", "with --all, the state of the chats: "+f.names(), cli.Names(f.states))
	env.BrandFlag(cmd, &f.brand, "with --all, only chats of this brand")
	cmd.Flags().StringVar(&f.tag, "tag", "", "with --all, only chats with this tag")
	cmd.Flags().BoolVar(&env.Yes, "yes", false, "with --all, without asking")
	cmd.Flags().BoolVar(&env.AsJSON, "json", false, "with --all, print one JSON document")
}

func (f *listed) names() string { return strings.Join(cli.Names(f.states), ", ") }

// args takes the number of a chat, or nothing with --all.
func (f *listed) args(cmd *cobra.Command, args []string) error {
	if !f.all {
		for _, name := range []string{"state", "brand", "tag", "yes", "json"} {
			if cmd.Flag(name).Changed {
				return cli.Usagef("--%s goes with --all. Try: %s --help", name, cmd.CommandPath())
			}
		}
		return oneChat(cmd, args)
	}
	if len(args) > 0 {
		return cli.Usagef("%s takes the number of a chat or --all, not both. Try: %s --help", cmd.CommandPath(), cmd.CommandPath())
	}
	if slices.Contains(f.states, core.State(f.state)) {
		return nil
	}
	if f.state != "" {
		return cli.Usagef("--state is one of %s, not %q.", f.names(), f.state)
	}
	return cli.Usagef("--all needs --state, one of %s.", f.names())
}

// query is the list that the flags name.
func (f *listed) query(ctx context.Context, env *cli.Env, r core.Reader) (q core.RowQuery, err error) {
	q.State = core.State(f.state)
	if q.Tag, err = checkChosen(env, f.tag, ""); err != nil {
		return q, err
	}
	q.Brands, err = cli.BrandsNamed(ctx, r, f.brand)
	return q, err
}

func newEnd(env *cli.Env) *cobra.Command {
	f := listed{states: []core.State{core.Pending, core.Unanswered, core.Active}}
	cmd := &cobra.Command{
		Use:   "end [ID]",
		Short: "End a chat, or all chats of a list",
		Long: `End a chat. It is completed for good: the visitor's next message opens a new one.
With --all it is every chat of a list that you may end, after a question that counts
them: your own, unanswered ones, and for supervisors and admins those of others and
those that are still pending. Each is ended by itself, so that it can be interrupted; the
rest then stays as it is.`,
		Example: "  tgdesk chat end 12\n  tgdesk chat end --all --state unanswered --brand acme",
		Args:    f.args,
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		if !f.all {
			return change(env, cmd, args[0], did("Ended."), func(d *desk.Desk, op core.OperatorID, id core.ChatID) error {
				_, err := d.End(ctx, op, id)
				return err
			})
		}
		return env.Change(ctx, cmd.CommandPath(), func(d *desk.Desk, op core.Operator) error {
			q, err := f.query(ctx, env, d.As(op.ID))
			if err != nil {
				return err
			}
			ids, others, err := d.ChatsToEnd(ctx, op.ID, q)
			if err != nil {
				return err
			}
			if len(ids) > 0 {
				question := fmt.Sprintf("End %s %s? They cannot be opened again.", output.Plural(len(ids), "chat that is", "chats that are"), q.State)
				if err := env.Confirm(ctx, question, false); err != nil {
					return err
				}
			}
			done, err := d.EndChats(ctx, op.ID, ids, progress(env, len(ids)))
			done.Refused = append(done.Refused, others.Refused...)
			return f.report(env, "ended", "Ended", done, err)
		})
	}
	f.add(env, cmd)
	return cmd
}

func newRead(env *cli.Env) *cobra.Command {
	f := listed{states: []core.State{core.Pending, core.Unanswered, core.Active}}
	cmd := &cobra.Command{
		Use:   "read [ID]",
		Short: "Mark a chat as read, or all chats of a list",
		Long: `Mark all messages of a chat as seen by you, as if a screen of yours had shown them. With
--all it is every chat of a list in which there is something new for you.`,
		Example: "  tgdesk chat read 12\n  tgdesk chat read --all --state active --tag vip",
		Args:    f.args,
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		ctx := cmd.Context()
		return env.Change(ctx, cmd.CommandPath(), func(d *desk.Desk, op core.Operator) error {
			if !f.all {
				done, err := d.ReadChats(ctx, op.ID, []core.ChatID{cli.Number[core.ChatID](args[0])}, func(core.Bulk) {})
				if len(done.Refused) > 0 {
					err = done.Refused[0].Why
				}
				if err != nil {
					return err
				}
				return env.Printf("Chat %s is read.\n", strings.TrimPrefix(args[0], "#"))
			}
			q, err := f.query(ctx, env, d.As(op.ID))
			if err != nil {
				return err
			}
			ids, err := d.ChatsToRead(ctx, op.ID, q)
			if err != nil {
				return err
			}
			if len(ids) > 0 {
				if err := env.Confirm(ctx, fmt.Sprintf("Mark %s as read?", output.Plural(len(ids), "chat", "chats")), false); err != nil {
					return err
				}
			}
			done, err := d.ReadChats(ctx, op.ID, ids, progress(env, len(ids)))
			return f.report(env, "read", "Marked as read:", done, err)
		})
	}
	f.add(env, cmd)
	return cmd
}

// progressEvery is after how many chats it is said how far it has come.
const progressEvery = 500

func progress(env *cli.Env, all int) func(core.Bulk) {
	return func(b core.Bulk) {
		if n := b.Done + b.NotDone(); n%progressEvery == 0 && n < all {
			_ = env.Note("%d of %d", n, all) // what counts is that it goes on
		}
	}
}

type refusalDocument struct {
	Reason string `json:"reason"`
	Chats  int    `json:"chats"`
}

// report prints what became of the chats, also of those before err.
func (f *listed) report(env *cli.Env, name, verb string, b core.Bulk, err error) error {
	refused := []refusalDocument{}
	for _, r := range b.Refused {
		refused = append(refused, refusalDocument{env.ErrorText(r.Why), r.Chats})
	}
	if err != nil && b.Done > 0 {
		return fmt.Errorf("%w (%s %s before)", err, verb, output.Plural(b.Done, "chat", "chats"))
	}
	if err != nil {
		return err
	}
	if env.AsJSON {
		return env.Output().PrintJSON(map[string]any{name: map[string]any{"chats": b.Done, "refused": refused}})
	}
	env.Say("%s %s.\n", verb, output.Plural(b.Done, "chat", "chats"))
	for _, r := range refused {
		env.Say("Not %s: %s\n", output.Plural(r.Chats, "chat", "chats"), r.Reason)
	}
	return nil
}
