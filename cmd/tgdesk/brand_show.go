package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"tgdesk/core"
	"tgdesk/core/clean"
)

func newBrandShow(c *cli) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "show NAME",
		Short:             "Show one brand",
		Example:           "  tgdesk brand show acme\n  tgdesk brand show acme --json",
		Args:              oneBrand,
		ValidArgsFunction: c.brandNames,
		RunE:              func(cmd *cobra.Command, args []string) error { return c.brandShow(cmd.Context(), args[0], asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func (c *cli) brandShow(ctx context.Context, name string, asJSON bool) error {
	runs, err := c.deskRuns()
	if err != nil {
		return err
	}
	return c.reading(ctx, func(r core.Reader) error {
		b, err := r.BrandByName(ctx, name)
		if err != nil {
			return err
		}
		open, err := r.OpenChats(ctx, b.ID)
		if err != nil {
			return err
		}
		if !asJSON {
			return c.brandText(b, healthOf(b, runs), open)
		}
		text, err := encode(map[string]any{"brand": documentOfBrand(b, runs)})
		if err != nil {
			return err
		}
		return c.out.printf("%s\n", text)
	})
}

func (c *cli) brandText(b core.Brand, h core.Health, open int) error {
	err := c.out.printf(`%s
Bot               %s
Token             %s
Health            %s
Colour            %s
Answer limit      %s
Close unanswered  %s
Close idle        %s
Open chats        %d
`, clean.Line(b.Name), botName(b.Bot), b.Token, healthWords(h), clean.Line(b.Accent),
		core.FormatLimit(b.Limits.Answer), core.FormatLimit(b.Limits.CloseUnanswered), core.FormatLimit(b.Limits.CloseIdle), open)
	for _, line := range mannerText(b.Options) {
		err = errors.Join(err, c.out.printf("%-16s  %s\n", line[0], line[1]))
	}
	return err
}
