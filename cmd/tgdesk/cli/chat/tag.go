package chat

import (
	"fmt"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/desk"
)

func newTag(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "tag ID TAG…",
		Short: "Add tags to a chat",
		Long: fmt.Sprintf(`Add tags to a chat, whatever its state. A tag has letters and digits of any script,
- and _; at most %d characters. A # before it does not count, nor do case, width and
accents. A chat has at most %d tags.`, core.MaxTag, core.MaxTags),
		Example: "  tgdesk chat tag 12 refund vip",
		Args:    chatAndTags,
		RunE: func(cmd *cobra.Command, args []string) error {
			return changeTags(env, cmd, args[0], args[1:], nil)
		},
	}
}

func newUntag(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "untag ID TAG…",
		Short:   "Remove tags from a chat",
		Example: "  tgdesk chat untag 12 refund",
		Args:    chatAndTags,
		RunE: func(cmd *cobra.Command, args []string) error {
			return changeTags(env, cmd, args[0], nil, args[1:])
		},
	}
}

// chatAndTags is the arguments of commands about the tags of one chat.
var chatAndTags = chatAnd("at least one tag", 0)

func changeTags(env *cli.Env, cmd *cobra.Command, number string, add, remove []string) error {
	return env.Change(cmd.Context(), cmd.CommandPath(), func(d *desk.Desk, op core.Operator) error {
		tags, err := d.Tag(cmd.Context(), op.ID, cli.Number[core.ChatID](number), add, remove)
		if err != nil {
			return err
		}
		if tags == "" {
			return env.Printf("Chat %d has no tags.\n", cli.Number[core.ChatID](number))
		}
		return env.Printf("Chat %d has the tags %s.\n", cli.Number[core.ChatID](number), tags)
	})
}
