package brand

import (
	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
)

func newList(env *cli.Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the brands with their bots and health",
		Long: `List the brands. The health of a channel is what the running desk last saw;
while no desk runs, every enabled channel is stopped.`,
		Example: "  tgdesk brand list\n  tgdesk brand list --json",
		Args:    cli.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			running, err := env.DeskRuns()
			if err != nil {
				return err
			}
			var brands []core.BrandView
			err = env.Read(func(r core.Reader) (err error) {
				brands, err = r.Brands(cmd.Context())
				return err
			})
			if err != nil && !cli.NoDeskYet(err) {
				return err
			}
			if asJSON {
				return printDocuments(env, brands, running)
			}
			return printTable(env, brands, running)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func printDocuments(env *cli.Env, brands []core.BrandView, running bool) error {
	a, err := output.NewArray(env.Output(), `{"brands":[`)
	if err != nil {
		return err
	}
	for _, b := range brands {
		if err := a.Add(documentOf(b, running)); err != nil {
			return err
		}
	}
	return a.End()
}

func printTable(env *cli.Env, brands []core.BrandView, running bool) error {
	t := output.NewTable(env.Output(), "No brands yet. Connect a bot: tgdesk brand add NAME --token-file FILE",
		output.Column{Title: "NAME", Max: 40}, output.Column{Title: "BOT", Max: 34}, output.Column{Title: "TOKEN"},
		output.Column{Title: "ANSWER"}, output.Column{Title: "CLOSE UNANSWERED"}, output.Column{Title: "CLOSE IDLE"}, output.Column{Title: "HEALTH"})
	for _, b := range brands {
		err := t.Row(b.Name, output.Handle(b.Bot.Username), b.MaskedToken(),
			core.FormatLimit(b.Limits.Answer), core.FormatLimit(b.Limits.CloseUnanswered), core.FormatLimit(b.Limits.CloseIdle),
			cli.HealthText(cli.HealthOf(b, running)))
		if err != nil {
			return err
		}
	}
	return t.End()
}
