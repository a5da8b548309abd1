package main

import (
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/core"
	"tgdesk/core/clean"
)

func newBrandSet(c *cli) *cobra.Command {
	var name, accent string
	var limits limitFlags
	var manner mannerFlags
	cmd := &cobra.Command{
		Use:   "set NAME",
		Short: "Change a brand's limits, manner, name or colour",
		Long: `Change a brand. Limits are whole numbers with a unit: s, m, h, d, w or mo, as in
30s, 5m, 1h30m, 1d, 1mo. A changed limit moves the deadlines of open chats at once.
Sizes are numbers with B, KB, MB or GB, and a KB is 1024 bytes.`,
		Example: `  tgdesk brand set acme --answer-limit 5m --close-unanswered 1d --close-idle 24h
  tgdesk brand set acme --fetch-up-to 20MB --keep-media 365d --signature name --markup on
  tgdesk brand set acme --name "Acme Europe" --accent '#5fafff'`,
		Args:              oneBrand,
		ValidArgsFunction: c.brandNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			// The values are checked before the desk is taken; they count on top
			// of the brand's own limits later.
			_, moved, err := limits.apply(core.DefaultLimits())
			if err != nil {
				return err
			}
			_, mended, err := manner.apply(core.DefaultBrandOptions())
			if err != nil {
				return err
			}
			if !moved && !mended && !cmd.Flags().Changed("name") && !cmd.Flags().Changed("accent") {
				return misusef("nothing to change: name at least one of the flags. Try: %s --help", cmd.CommandPath())
			}
			return c.changing(cmd, args[0], func(ch change) error {
				b, err := c.brandSet(ch, cmd, limits, name, accent)
				if err != nil || !mended {
					return err
				}
				return c.brandMend(ch, b, manner)
			})
		},
	}
	limits = addLimitFlags(cmd)
	manner = addMannerFlags(cmd)
	cmd.Flags().StringVar(&name, "name", "", "the brand's new name")
	cmd.Flags().StringVar(&accent, "accent", "", "the brand's colour, as #rrggbb")
	return cmd
}

// brandSet makes the changes one after another, those first that are most
// likely to be refused, and says what was done.
func (c *cli) brandSet(ch change, cmd *cobra.Command, limits limitFlags, name, accent string) (b core.Brand, err error) {
	b = ch.brand
	if cmd.Flags().Changed("accent") {
		if b, err = ch.desk.SetAccent(ch.ctx, ch.by, b.ID, accent); err != nil {
			return b, badValue(err)
		}
	}
	if cmd.Flags().Changed("name") {
		if b, err = ch.desk.RenameBrand(ch.ctx, ch.by, b.ID, name); err != nil {
			return b, badValue(err)
		}
	}
	l, moved, err := limits.apply(b.Limits)
	if err != nil {
		return b, err
	}
	if moved {
		if b, err = ch.desk.SetLimits(ch.ctx, ch.by, b.ID, l); err != nil {
			return b, err
		}
	}
	return b, c.out.printf("%s: answer limit %s, close unanswered %s, close idle %s, colour %s.\n", clean.Line(b.Name),
		core.FormatLimit(b.Limits.Answer), core.FormatLimit(b.Limits.CloseUnanswered), core.FormatLimit(b.Limits.CloseIdle), clean.Line(b.Accent))
}

// brandMend changes a brand's manner and says what it is now.
func (c *cli) brandMend(ch change, b core.Brand, manner mannerFlags) error {
	m, _, err := manner.apply(b.Options)
	if err != nil {
		return err
	}
	if b, err = ch.desk.SetBrandOptions(ch.ctx, ch.by, b.ID, m); err != nil {
		return badValue(err)
	}
	var said []string
	for _, line := range mannerText(b.Options) {
		said = append(said, strings.ToLower(line[0][:1])+line[0][1:]+" "+line[1])
	}
	return c.out.printf("%s: %s.\n", clean.Line(b.Name), strings.Join(said, ", "))
}
