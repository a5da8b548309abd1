package main

import (
	"github.com/spf13/cobra"

	"tgdesk/core/clean"
)

func newBrandDisable(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "disable NAME",
		Short: "Stop a brand's channel",
		Long: `Stop polling and sending for a brand. Its chats stay readable and its timers
run on. Telegram keeps what visitors write for 24 hours.`,
		Example:           "  tgdesk brand disable acme",
		Args:              oneBrand,
		ValidArgsFunction: c.brandNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.changing(cmd, args[0], func(ch change) error {
				if _, err := ch.desk.DisableBrand(ch.ctx, ch.by, ch.brand.ID); err != nil {
					return err
				}
				return c.out.printf("%s is disabled.\n", clean.Line(ch.brand.Name))
			})
		},
	}
}
