package chat

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/desk"
)

func newTag(env *cli.Env) *cobra.Command {
	return changesTags(env, &cobra.Command{
		Use:   "tag ID TAG…",
		Short: "Add tags to a chat",
		Long: fmt.Sprintf(`Add tags to a chat, whatever its state. A tag has letters and digits of any script,
- and _; at most %d characters. A # before it does not count, nor do case, width and
accents. A chat has at most %d tags.`, core.MaxTag, core.MaxTags),
		Example: "  tgdesk chat tag 12 refund vip",
	}, func(tags []string) (add, remove []string) { return tags, nil })
}

func newUntag(env *cli.Env) *cobra.Command {
	return changesTags(env, &cobra.Command{
		Use:     "untag ID TAG…",
		Short:   "Remove tags from a chat",
		Example: "  tgdesk chat untag 12 refund",
	}, func(tags []string) (add, remove []string) { return nil, tags })
}

// changesTags makes cmd a command that adds to the tags of a chat or removes some.
func changesTags(env *cli.Env, cmd *cobra.Command, change func(tags []string) (add, remove []string)) *cobra.Command {
	cmd.Args = chatAnd("at least one tag", 0)
	return env.Changes(cmd, func(ctx context.Context, d *desk.Desk, op core.Operator, args []string) error {
		id := cli.Number[core.ChatID](args[0])
		add, remove := change(args[1:])
		tags, err := d.Tag(ctx, op.ID, id, add, remove)
		if err != nil {
			return cli.InvalidIsUsage(err)
		}
		if tags == "" {
			return env.Printf("Chat %d has no tags.\n", id)
		}
		return env.Printf("Chat %d has the tags %s.\n", id, tags)
	})
}
