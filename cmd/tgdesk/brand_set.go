package main

import (
	"github.com/spf13/cobra"

	"tgdesk/core"
	"tgdesk/core/clean"
)

func newBrandSet(c *cli) *cobra.Command {
	var name, accent string
	var limits limitFlags
	cmd := &cobra.Command{
		Use:   "set NAME",
		Short: "Change a brand's limits, name or colour",
		Long: `Change a brand. Limits are whole numbers with a unit: s, m, h, d, w or mo, as in
30s, 5m, 1h30m, 1d, 1mo. A changed limit moves the deadlines of open chats at once.`,
		Example:           "  tgdesk brand set acme --answer-limit 5m --close-unanswered 1d --close-idle 24h\n  tgdesk brand set acme --name \"Acme Europe\" --accent '#5fafff'",
		Args:              oneBrand,
		ValidArgsFunction: c.brandNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			// The values are checked before the desk is taken; they count on top
			// of the brand's own limits later.
			_, moved, err := limits.apply(core.DefaultLimits())
			if err != nil {
				return err
			}
			if !moved && !cmd.Flags().Changed("name") && !cmd.Flags().Changed("accent") {
				return misusef("nothing to change: name at least one of --answer-limit, --close-unanswered, --close-idle, --name, --accent.")
			}
			return c.changing(cmd, args[0], func(ch change) error {
				return c.brandSet(ch, cmd, limits, name, accent)
			})
		},
	}
	limits = addLimitFlags(cmd)
	cmd.Flags().StringVar(&name, "name", "", "the brand's new name")
	cmd.Flags().StringVar(&accent, "accent", "", "the brand's colour, as #rrggbb")
	return cmd
}

// brandSet makes the changes one after another, those first that are most
// likely to be refused, and says what was done.
func (c *cli) brandSet(ch change, cmd *cobra.Command, limits limitFlags, name, accent string) (err error) {
	b := ch.brand
	if cmd.Flags().Changed("accent") {
		if b, err = ch.desk.SetAccent(ch.ctx, ch.by, b.ID, accent); err != nil {
			return badValue(err)
		}
	}
	if cmd.Flags().Changed("name") {
		if b, err = ch.desk.RenameBrand(ch.ctx, ch.by, b.ID, name); err != nil {
			return badValue(err)
		}
	}
	l, moved, err := limits.apply(b.Limits)
	if err != nil {
		return err
	}
	if moved {
		if b, err = ch.desk.SetLimits(ch.ctx, ch.by, b.ID, l); err != nil {
			return err
		}
	}
	return c.out.printf("%s: answer limit %s, close unanswered %s, close idle %s, colour %s.\n", clean.Line(b.Name),
		core.FormatLimit(b.Limits.Answer), core.FormatLimit(b.Limits.CloseUnanswered), core.FormatLimit(b.Limits.CloseIdle), clean.Line(b.Accent))
}
