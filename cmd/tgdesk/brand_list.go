package main

import (
	"context"

	"github.com/spf13/cobra"

	"tgdesk/core"
)

func newBrandList(c *cli) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the brands with their bots and health",
		Long: `List the brands. The health of a channel is what the running desk last saw;
while no desk runs, every enabled channel is stopped.`,
		Example: "  tgdesk brand list\n  tgdesk brand list --json",
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.brandList(cmd.Context(), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func (c *cli) brandList(ctx context.Context, asJSON bool) error {
	runs, err := c.deskRuns()
	if err != nil {
		return err
	}
	var brands []core.Brand
	err = c.reading(ctx, func(r core.Reader) (err error) {
		brands, err = r.Brands(ctx)
		return err
	})
	if err != nil && !noDeskYet(err) {
		return err
	}
	if asJSON {
		return c.brandsJSON(brands, runs)
	}
	return c.brandsTable(brands, runs)
}

func (c *cli) brandsJSON(brands []core.Brand, runs bool) error {
	a, err := beginArray(c.out, `{"brands":[`)
	if err != nil {
		return err
	}
	for _, b := range brands {
		if err := a.add(documentOfBrand(b, runs)); err != nil {
			return err
		}
	}
	return a.end()
}

func (c *cli) brandsTable(brands []core.Brand, runs bool) error {
	t := newTable(c.out, "No brands yet. Connect a bot: tgdesk brand add NAME --token-file FILE",
		column{title: "NAME", max: 40}, column{title: "BOT", max: 34}, column{title: "TOKEN"},
		column{title: "ANSWER"}, column{title: "CLOSE UNANSWERED"}, column{title: "CLOSE IDLE"}, column{title: "HEALTH"})
	for _, b := range brands {
		err := t.row(b.Name, atName(b.Bot.Username), b.Token.String(),
			core.FormatLimit(b.Limits.Answer), core.FormatLimit(b.Limits.CloseUnanswered), core.FormatLimit(b.Limits.CloseIdle),
			healthWords(healthOf(b, runs)))
		if err != nil {
			return err
		}
	}
	return t.end()
}
