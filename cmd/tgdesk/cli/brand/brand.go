// Package brand holds the commands that connect and manage brands and their bots.
//
// It must not decide what a brand may be: bounds and rules are core's.
package brand

import (
	"context"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/desk"
)

// New returns the command brand.
func New(env *cli.Env) *cobra.Command {
	return cli.Group("brand", "Connect and manage brands and their bots",
		"  tgdesk brand list\n  tgdesk brand set acme --answer-limit 10m",
		newAdd(env), newList(env), newShow(env), newSet(env), newText(env),
		newEnable(env), newDisable(env), newToken(env), newRemove(env), newLink(env), newFace(env))
}

// oneBrand is the argument of commands about one brand. A second argument is
// most often a token, which must not be one.
func oneBrand(cmd *cobra.Command, args []string) error {
	if len(args) == 1 {
		return cli.OneArgument("brand name")(cmd, args)
	}
	hint := ""
	if len(args) > 1 && cmd.Flags().Lookup("token-file") != nil {
		hint = " A token is never an argument, others could see it: use --token-file."
	}
	return cli.Usagef("%s takes exactly one brand name.%s Try: %s --help", cmd.CommandPath(), hint, cmd.CommandPath())
}

// change is one change of one brand, made while this process holds the desk.
type change struct {
	env   *cli.Env
	ctx   context.Context
	desk  *desk.Desk
	by    core.OperatorID
	brand core.BrandView
}

// onBrand makes cmd a command that has fn change one brand.
func onBrand(env *cli.Env, cmd *cobra.Command, fn func(change) error) *cobra.Command {
	cmd.Args, cmd.ValidArgsFunction = oneBrand, env.CompleteBrands
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return changeBrand(env, cmd, args[0], fn) }
	return cmd
}

// changeBrand gives fn the brand of that name to change.
func changeBrand(env *cli.Env, cmd *cobra.Command, name string, fn func(change) error) error {
	find := func(r core.Reader) (core.BrandView, error) { return r.BrandByName(cmd.Context(), name) }
	return cli.ChangeFound(env, cmd, find, func(d *desk.Desk, op core.Operator, b core.BrandView) error {
		return fn(change{env: env, ctx: cmd.Context(), desk: d, by: op.ID, brand: b})
	})
}

// removeWebhook removes a webhook that keeps the bot's updates from the desk.
func (ch change) removeWebhook() error {
	if err := ch.desk.RemoveWebhook(ch.ctx, ch.by, ch.brand.ID); err != nil {
		return err
	}
	return ch.env.Printf("Removed the webhook.\n")
}
