package brand

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
)

// defaultAccent is the colour of a brand for which none was chosen.
const defaultAccent = "#5fafff"

type addFlags struct {
	token         tokenFile
	accent        string
	apiURL        string
	removeWebhook bool
}

func newAdd(env *cli.Env) *cobra.Command {
	var f addFlags
	cmd := env.WithYes("save without asking", &cobra.Command{
		Use:   "add NAME --token-file FILE",
		Short: "Connect a bot as a new brand",
		Long: `Connect a bot as a new brand. The token that @BotFather gave is read from a file
or from standard input, never from an argument. tgdesk asks Telegram whose it
is, tells you, and asks before it saves; without a terminal to ask on it
refuses, unless --yes is given.`,
		Example: "  tgdesk brand add acme --token-file token.txt\n  pass show telegram/acme | tgdesk brand add acme --token-file - --yes",
		Args:    oneBrand,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			b := desk.NewBrand{Name: args[0], Accent: f.accent, Options: core.DefaultBrandOptions()}
			if b.Limits, _, err = givenLimits(cmd, env.Words(), core.DefaultLimits()); err != nil {
				return err
			}
			if err := core.CheckAccent(f.accent); err != nil {
				return cli.RefusedFlag(env.Words(), "accent", err)
			}
			b.Options.APIURL = strings.TrimRight(strings.TrimSpace(f.apiURL), "/")
			if err := b.Check(); err != nil {
				return cli.InvalidIsUsage(err)
			}
			if err := f.token.require(cmd); err != nil {
				return err
			}
			token, err := f.token.read(cmd.Context(), env)
			if err != nil {
				return err
			}
			ctx := cmd.Context()
			return env.Change(ctx, cmd.CommandPath(), func(d *desk.Desk, op core.Operator) error {
				return add(ctx, env, d, op, f, b, token)
			})
		},
	})
	f.token.addFlag(cmd)
	addLimitFlags(cmd)
	cmd.Flags().StringVar(&f.accent, "accent", defaultAccent, "the brand's colour, as #rrggbb")
	cmd.Flags().StringVar(&f.apiURL, "api-url", "", "a Bot API server of the brand's own, as http://host:8081")
	cmd.Flags().BoolVar(&f.removeWebhook, "remove-webhook", false, "remove a webhook that is in the way")
	return cmd
}

// add asks Telegram whose the token is, asks the user, and saves the brand.
func add(ctx context.Context, env *cli.Env, d *desk.Desk, op core.Operator, f addFlags, b desk.NewBrand, token string) error {
	if err := d.CheckNewBrand(ctx, b); err != nil { // before anybody is asked
		return err
	}
	who, err := d.Authenticate(ctx, op.ID, b.Options.APIURL, token)
	if err != nil {
		return err
	}
	introduce(env, who, f.removeWebhook)
	if err := env.Confirm(ctx, "Save?", f.token.isStdin()); err != nil {
		return err
	}
	b.Bot = who.Bot
	saved, err := d.AddBrand(ctx, op.ID, b, token)
	if err != nil {
		return cli.InvalidIsUsage(err)
	}
	env.Say("Saved the brand %s.\n", clean.Line(saved.Name))
	if link := saved.Bot.Link(); link != "" {
		env.Say("To try it, write to %s from another Telegram account.\n", link)
	}
	if who.WebhookHost == "" || !f.removeWebhook {
		return nil
	}
	return change{env: env, ctx: ctx, desk: d, by: op.ID, brand: saved}.removeWebhook()
}

// introduce says who a bot is and what stands in its way.
func introduce(env *cli.Env, who core.Identity, removeWebhook bool) {
	env.Say("The token belongs to %s.\n", cli.BotText(who.Bot))
	if who.PendingUpdates > 0 {
		env.Say("%s at Telegram.\n", cli.UpdatesWait(who.PendingUpdates))
	}
	if who.WebhookHost == "" {
		return
	}
	todo := "Give --remove-webhook to remove it."
	if removeWebhook {
		todo = "It will be removed."
	}
	env.Say("A webhook is in the way: %s receives this bot's messages, and this desk gets none while it is set. %s\n",
		clean.Line(who.WebhookHost), todo)
}
