package main

import (
	"github.com/spf13/cobra"

	"tgdesk/core/clean"
)

type brandEnable struct {
	waiting       string // take, drop, or "" to be asked
	removeWebhook bool
}

func newBrandEnable(c *cli) *cobra.Command {
	var f brandEnable
	cmd := &cobra.Command{
		Use:   "enable NAME",
		Short: "Start a brand's channel again",
		Long: `Start the channel of a disabled brand. Where updates wait at Telegram, tgdesk
tells how many and asks whether to take them in or to drop them. Without a
terminal to ask on it takes them in.`,
		Example:           "  tgdesk brand enable acme\n  tgdesk brand enable acme --waiting drop",
		Args:              oneBrand,
		ValidArgsFunction: c.brandNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.waiting != "" && f.waiting != "take" && f.waiting != "drop" {
				return misusef("--waiting is take or drop, not %q.", f.waiting)
			}
			return c.changing(cmd, args[0], func(ch change) error { return c.brandEnable(ch, f) })
		},
	}
	cmd.Flags().StringVar(&f.waiting, "waiting", "", "what to do with updates that wait: take or drop (default: ask)")
	cmd.Flags().BoolVar(&f.removeWebhook, "remove-webhook", false, "remove a webhook that is in the way")
	complete(cmd, "waiting", []string{"take", "drop"})
	return cmd
}

func (c *cli) brandEnable(ch change, f brandEnable) error {
	if f.removeWebhook {
		if err := c.removeWebhook(ch); err != nil {
			return err
		}
	}
	name := clean.Line(ch.brand.Name)
	if ch.brand.Enabled {
		return c.out.printf("%s is enabled already.\n", name)
	}
	drop, err := c.whatWaits(ch, f.waiting)
	if err != nil {
		return err
	}
	if _, err := ch.desk.EnableBrand(ch.ctx, ch.by, ch.brand.ID, drop); err != nil {
		return err
	}
	return c.out.printf("%s is enabled.\n", name)
}

// whatWaits tells what waits at Telegram and decides whether to drop it. With
// --waiting take it never fails: nothing needs Telegram's answer then.
func (c *cli) whatWaits(ch change, choice string) (drop bool, err error) {
	waiting, webhook, err := ch.desk.Waiting(ch.ctx, ch.brand.ID)
	switch {
	case err != nil && choice == "take":
		return false, nil
	case err != nil:
		return false, err
	}
	if webhook != "" {
		err = c.out.printf("A webhook is in the way: %s receives this bot's messages. Give --remove-webhook to remove it.\n", clean.Line(webhook))
	}
	if err != nil || waiting == 0 {
		return choice == "drop", err
	}
	if choice == "" {
		if choice, err = c.takeOrDrop(ch, waiting); err != nil {
			return false, err
		}
	}
	done := map[string]string{"take": "taken in when the desk runs", "drop": "dropped"}[choice]
	return choice == "drop", c.out.printf("%s at Telegram: they are %s.\n", updates(waiting), done)
}

// takeOrDrop asks until the answer is one of the two.
func (c *cli) takeOrDrop(ch change, waiting int) (string, error) {
	p, ok := c.person(false)
	if !ok {
		return "take", nil
	}
	for {
		answer, err := c.ask(ch.ctx, p, updates(waiting)+" at Telegram. Take them in or drop them? [take/drop] ")
		switch {
		case err != nil:
			return "", err
		case answer == "take" || answer == "drop":
			return answer, nil
		case answer == "":
			return "", errDeclined
		}
	}
}
