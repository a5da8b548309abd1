package main

import (
	"context"

	"github.com/spf13/cobra"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
)

// newAccent is the colour of a brand for which none was chosen.
const newAccent = "#5fafff"

type brandAdd struct {
	name          string
	token         *tokenFile
	accent        string
	limits        core.Limits
	manner        core.BrandOptions
	yes           bool
	removeWebhook bool
}

func newBrandAdd(c *cli) *cobra.Command {
	var f brandAdd
	var limits limitFlags
	var server string
	cmd := &cobra.Command{
		Use:   "add NAME --token-file FILE",
		Short: "Connect a bot as a new brand",
		Long: `Connect a bot as a new brand. The token that @BotFather gave is read from a file
or from standard input, never from an argument. tgdesk asks Telegram whose it
is, tells you, and asks before it saves; without a terminal to ask on it
refuses, unless --yes is given.`,
		Example: "  tgdesk brand add acme --token-file token.txt\n  pass show telegram/acme | tgdesk brand add acme --token-file - --yes",
		Args:    oneBrand,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			f.name = args[0]
			if f.limits, _, err = limits.apply(core.DefaultLimits()); err != nil {
				return err
			}
			if err := f.serve(server); err != nil {
				return err
			}
			if err := f.token.given(cmd); err != nil {
				return err
			}
			return c.brandAdd(cmd, f)
		},
	}
	f.token = addTokenFile(cmd)
	limits = addLimitFlags(cmd)
	cmd.Flags().StringVar(&f.accent, "accent", newAccent, "the brand's colour, as #rrggbb")
	cmd.Flags().StringVar(&server, "api-url", "", "a Bot API server of the brand's own, as http://host:8081")
	cmd.Flags().BoolVar(&f.yes, "yes", false, "save without asking")
	cmd.Flags().BoolVar(&f.removeWebhook, "remove-webhook", false, "remove a webhook that is in the way")
	return cmd
}

// serve gives the new brand a Bot API server of its own; "" is the desk's.
func (f *brandAdd) serve(url string) error {
	f.manner = core.DefaultBrandOptions()
	if err := setAPIURL(&f.manner, url); err != nil {
		return err
	}
	return badValue(f.manner.Check())
}

func (c *cli) brandAdd(cmd *cobra.Command, f brandAdd) error {
	ctx := cmd.Context()
	token, err := f.token.read(c.in)
	if err != nil {
		return err
	}
	return c.writing(ctx, cmd.CommandPath(), func(d *desk.Desk, op core.Operator) error {
		who, err := d.AuthenticateAt(ctx, f.manner.APIURL, token)
		if err != nil {
			return err
		}
		if err := c.introduce(who, f.removeWebhook); err != nil {
			return err
		}
		if err := c.confirm(ctx, "Save?", f.yes, f.token.isStdin()); err != nil {
			return err
		}
		return c.brandSave(ctx, d, op, f, core.Token(token), who)
	})
}

// introduce says who a bot is and what stands in its way.
func (c *cli) introduce(who core.Identity, removeWebhook bool) error {
	if err := c.out.printf("The token belongs to %s.\n", botName(who.Bot)); err != nil {
		return err
	}
	if who.Waiting > 0 {
		if err := c.out.printf("%s at Telegram.\n", updates(who.Waiting)); err != nil {
			return err
		}
	}
	if who.WebhookHost == "" {
		return nil
	}
	todo := "Give --remove-webhook to remove it."
	if removeWebhook {
		todo = "It will be removed."
	}
	return c.out.printf("A webhook is in the way: %s receives this bot's messages, and this desk gets none while it is set. %s\n",
		clean.Line(who.WebhookHost), todo)
}

func (c *cli) brandSave(ctx context.Context, d *desk.Desk, op core.Operator, f brandAdd, token core.Token, who core.Identity) error {
	b, err := d.AddBrand(ctx, op.ID, desk.NewBrand{Name: f.name, Accent: f.accent, Token: token, Bot: who.Bot, Limits: f.limits, Options: f.manner})
	if err != nil {
		return badValue(err)
	}
	if err := c.out.printf("Saved the brand %s.\n", clean.Line(b.Name)); err != nil {
		return err
	}
	if who.WebhookHost == "" || !f.removeWebhook {
		return nil
	}
	return c.removeWebhook(change{ctx: ctx, desk: d, by: op.ID, brand: b})
}

func (c *cli) removeWebhook(ch change) error {
	if err := ch.desk.RemoveWebhook(ch.ctx, ch.by, ch.brand.ID); err != nil {
		return err
	}
	return c.out.printf("Removed the webhook.\n")
}
