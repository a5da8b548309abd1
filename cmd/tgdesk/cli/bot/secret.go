package bot

import (
	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/desk"
)

// NewSecret returns the command bot secret, which unlike the others works on a desk.
func NewSecret(env *cli.Env) *cobra.Command {
	var another bool
	cmd := &cobra.Command{
		Use:   "secret BRAND",
		Short: "Print what signs the requests to a brand's webhook",
		Long: `Print the secret with which the requests to a brand's webhook are signed, as 64
hexadecimal digits. It is made when the brand gets its first webhook, or with --new, and
then signs from the next request on. Admins may; the audit says that they did. See tgdesk
help chatbots for how a server verifies the signature.`,
		Example:           "  tgdesk bot secret acme > webhook.secret\n  tgdesk bot secret acme --new",
		Args:              cli.OneArgument("brand name"),
		ValidArgsFunction: env.CompleteBrands,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			find := func(r core.Reader) (core.BrandView, error) { return r.BrandByName(ctx, args[0]) }
			return cli.ChangeFound(env, cmd, find, func(d *desk.Desk, op core.Operator, b core.BrandView) error {
				read := d.ChatbotSecret
				if another {
					read = d.RenewChatbotSecret
				}
				secret, err := read(ctx, op.ID, b.ID)
				if err != nil {
					return err
				}
				return env.Printf("%s\n", secret.Reveal())
			})
		},
	}
	cmd.Flags().BoolVar(&another, "new", false, "make another secret, in place of one that others know")
	return cmd
}
