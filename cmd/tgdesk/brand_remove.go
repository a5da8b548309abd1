package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"tgdesk/core/clean"
)

func newBrandRemove(c *cli) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a brand and forget its token",
		Long: `Remove a brand: its token is forgotten, its name and bot are free again, its
completed chats stay readable. While chats of it are open it refuses.`,
		Example:           "  tgdesk brand remove acme",
		Args:              oneBrand,
		ValidArgsFunction: c.brandNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.changing(cmd, args[0], func(ch change) error { return c.brandRemove(ch, yes) })
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "remove without asking")
	return cmd
}

func (c *cli) brandRemove(ch change, yes bool) error {
	open, err := ch.desk.OpenChats(ch.ctx, ch.brand.ID)
	if err != nil {
		return err
	}
	name := clean.Line(ch.brand.Name)
	if open == 0 { // nobody needs to be asked about what will be refused
		question := fmt.Sprintf("Remove the brand %s and forget the token of %s?", name, botName(ch.brand.Bot))
		if err := c.confirm(ch.ctx, question, yes, false); err != nil {
			return err
		}
	}
	if err := ch.desk.RemoveBrand(ch.ctx, ch.by, ch.brand.ID); err != nil {
		return err
	}
	return c.out.printf("Removed the brand %s.\n", name)
}
