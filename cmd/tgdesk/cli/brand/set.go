package brand

import (
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/clean"
)

func newSet(env *cli.Env) *cobra.Command {
	var name, accent string
	cmd := &cobra.Command{
		Use:   "set NAME",
		Short: "Change a brand's limits, options, name or colour",
		Long: `Change a brand. Limits are whole numbers with a unit: s, m, h, d, w or mo, as in
30s, 5m, 1h30m, 1d, 1mo. A changed limit moves the deadlines of open chats at once.
Sizes are numbers with B, KB, MB or GB, and a KB is 1024 bytes.`,
		Example: `  tgdesk brand set acme --answer-limit 5m --close-unanswered 1d --close-idle 24h
  tgdesk brand set acme --fetch-up-to 20MB --keep-media 365d --signature name --markup on
  tgdesk brand set acme --name "Acme Europe" --accent '#5fafff'`,
		Args:              oneBrand,
		ValidArgsFunction: env.CompleteBrands,
		RunE: func(cmd *cobra.Command, args []string) error {
			// Values are checked before the desk is taken, on top of the defaults;
			// later they are applied to the brand's own.
			_, newLimits, err := givenLimits(cmd, core.DefaultLimits())
			if err != nil {
				return err
			}
			_, newOptions, err := givenOptions(cmd, core.DefaultBrandOptions())
			if err != nil {
				return err
			}
			if !newLimits && !newOptions && !cmd.Flags().Changed("name") && !cmd.Flags().Changed("accent") {
				return cli.Usagef("nothing to change: name at least one of the flags. Try: %s --help", cmd.CommandPath())
			}
			return changeBrand(env, cmd, args[0], func(ch change) error {
				b, err := ch.set(cmd, name, accent)
				if err != nil || !newOptions {
					return err
				}
				return ch.setOptions(cmd, b)
			})
		},
	}
	addLimitFlags(cmd)
	addOptionFlags(cmd, env.Words())
	cmd.Flags().StringVar(&name, "name", "", "the brand's new name")
	cmd.Flags().StringVar(&accent, "accent", "", "the brand's colour, as #rrggbb")
	return cmd
}

// set makes the changes one after another, those first that are most likely to
// be refused, and prints the result.
func (ch change) set(cmd *cobra.Command, name, accent string) (b core.BrandView, err error) {
	b = ch.brand
	if cmd.Flags().Changed("accent") {
		if b, err = ch.desk.SetAccent(ch.ctx, ch.by, b.ID, accent); err != nil {
			return b, cli.InvalidIsUsage(err)
		}
	}
	if cmd.Flags().Changed("name") {
		if b, err = ch.desk.RenameBrand(ch.ctx, ch.by, b.ID, name); err != nil {
			return b, cli.InvalidIsUsage(err)
		}
	}
	l, changed, err := givenLimits(cmd, b.Limits)
	if err != nil {
		return b, err
	}
	if changed {
		if b, err = ch.desk.SetLimits(ch.ctx, ch.by, b.ID, l); err != nil {
			return b, err
		}
	}
	return b, ch.env.Printf("%s: answer limit %s, close unanswered %s, close idle %s, colour %s.\n", clean.Line(b.Name),
		core.FormatLimit(b.Limits.Answer), core.FormatLimit(b.Limits.CloseUnanswered), core.FormatLimit(b.Limits.CloseIdle), clean.Line(b.Accent))
}

// setOptions changes a brand's options and prints all of them.
func (ch change) setOptions(cmd *cobra.Command, b core.BrandView) error {
	o, _, err := givenOptions(cmd, b.Options)
	if err != nil {
		return err
	}
	if b, err = ch.desk.SetBrandOptions(ch.ctx, ch.by, b.ID, o); err != nil {
		return cli.InvalidIsUsage(err)
	}
	var now []string
	for _, line := range optionLines(ch.env.Words(), b.Options) {
		now = append(now, strings.ToLower(line[0][:1])+line[0][1:]+" "+line[1])
	}
	return ch.env.Printf("%s: %s.\n", clean.Line(b.Name), strings.Join(now, ", "))
}
