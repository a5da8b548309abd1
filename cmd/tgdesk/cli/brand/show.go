package brand

import (
	"errors"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/clean"
)

func newShow(env *cli.Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "show NAME",
		Short:             "Show one brand",
		Example:           "  tgdesk brand show acme\n  tgdesk brand show acme --json",
		Args:              oneBrand,
		ValidArgsFunction: env.CompleteBrands,
		RunE: func(cmd *cobra.Command, args []string) error {
			running, err := env.DeskRuns()
			if err != nil {
				return err
			}
			return env.Read(func(r core.Reader) error {
				b, err := r.BrandByName(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				open, err := r.OpenChats(cmd.Context(), b.ID)
				if err != nil {
					return err
				}
				if asJSON {
					return env.Output().PrintJSON(map[string]any{"brand": documentOf(b, running)})
				}
				return printBrand(env, b, cli.HealthOf(b, running), open)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func printBrand(env *cli.Env, b core.BrandView, h core.Health, open int) error {
	err := env.Printf(`%s
Bot               %s
Token             %s
Health            %s
Colour            %s
Answer limit      %s
Close unanswered  %s
Close idle        %s
Open chats        %d
`, clean.Line(b.Name), cli.BotText(b.Bot), b.MaskedToken(), cli.HealthText(h), clean.Line(b.Accent),
		core.FormatLimit(b.Limits.Answer), core.FormatLimit(b.Limits.CloseUnanswered), core.FormatLimit(b.Limits.CloseIdle), open)
	for _, line := range optionLines(b.Options) {
		err = errors.Join(err, env.Printf("%-16s  %s\n", line[0], line[1]))
	}
	return err
}
