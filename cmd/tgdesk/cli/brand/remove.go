package brand

import (
	"fmt"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
)

func newRemove(env *cli.Env) *cobra.Command {
	var endChats bool
	cmd := onBrand(env, env.WithYes("remove without asking", &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a brand and forget its token",
		Long: `Remove a brand: its token is forgotten, its name and bot are free again, its
completed chats stay readable. While chats of it are open it refuses, unless --end-chats
is given: then they are ended first, after a question that counts them.`,
		Example: "  tgdesk brand remove acme\n  tgdesk brand remove acme --end-chats",
	}), func(ch change) error {
		open, err := ch.desk.OpenChats(ch.ctx, ch.brand.ID)
		if err != nil {
			return err
		}
		name := clean.Line(ch.brand.Name)
		if open == 0 || endChats { // with open chats it is refused anyway
			question := fmt.Sprintf("Remove the brand %s and forget the token of %s?", name, cli.BotText(ch.brand.Bot))
			if open > 0 {
				question = fmt.Sprintf("End %s of %s, remove the brand and forget the token of %s?", output.Plural(open, "open chat", "open chats"), name, cli.BotText(ch.brand.Bot))
			}
			if err := env.Confirm(ch.ctx, question, false); err != nil {
				return err
			}
		}
		if endChats {
			ended, err := ch.desk.EndAndRemoveBrand(ch.ctx, ch.by, ch.brand.ID, func(core.Bulk) {})
			if err != nil {
				return err
			}
			return env.Printf("Ended %s and removed the brand %s.\n", output.Plural(ended.Done, "chat", "chats"), name)
		}
		if err := ch.desk.RemoveBrand(ch.ctx, ch.by, ch.brand.ID); err != nil {
			return err
		}
		return env.Printf("Removed the brand %s.\n", name)
	})
	cmd.Flags().BoolVar(&endChats, "end-chats", false, "end the chats that are open first")
	return cmd
}
