package brand

import (
	"fmt"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core/clean"
)

func newRemove(env *cli.Env) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a brand and forget its token",
		Long: `Remove a brand: its token is forgotten, its name and bot are free again, its
completed chats stay readable. While chats of it are open it refuses.`,
		Example:           "  tgdesk brand remove acme",
		Args:              oneBrand,
		ValidArgsFunction: env.CompleteBrands,
		RunE: func(cmd *cobra.Command, args []string) error {
			return changeBrand(env, cmd, args[0], func(ch change) error {
				open, err := ch.desk.OpenChats(ch.ctx, ch.brand.ID)
				if err != nil {
					return err
				}
				name := clean.Line(ch.brand.Name)
				if open == 0 { // with open chats it is refused anyway
					question := fmt.Sprintf("Remove the brand %s and forget the token of %s?", name, cli.BotText(ch.brand.Bot))
					if err := env.Confirm(ch.ctx, question, yes, false); err != nil {
						return err
					}
				}
				if err := ch.desk.RemoveBrand(ch.ctx, ch.by, ch.brand.ID); err != nil {
					return err
				}
				return env.Printf("Removed the brand %s.\n", name)
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "remove without asking")
	return cmd
}
