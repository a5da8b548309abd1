package brand

import (
	"errors"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core/clean"
)

func newDisable(env *cli.Env) *cobra.Command {
	return onBrand(env, &cobra.Command{
		Use:   "disable NAME",
		Short: "Stop a brand's channel",
		Long: `Stop polling and sending for a brand. Its chats stay readable and its timers
run on. Telegram keeps what visitors write for 24 hours.`,
		Example: "  tgdesk brand disable acme",
	}, func(ch change) error {
		if _, err := ch.desk.DisableBrand(ch.ctx, ch.by, ch.brand.ID); err != nil {
			return err
		}
		return env.Printf("%s is disabled.\n", clean.Line(ch.brand.Name))
	})
}

func newEnable(env *cli.Env) *cobra.Command {
	var waiting string
	var removeWebhook bool
	cmd := &cobra.Command{
		Use:   "enable NAME",
		Short: "Start a brand's channel again",
		Long: `Start the channel of a disabled brand. Where updates wait at Telegram, tgdesk
tells how many and asks whether to take them in or to drop them. Without a
terminal to ask on it takes them in.`,
		Example:           "  tgdesk brand enable acme\n  tgdesk brand enable acme --waiting drop",
		Args:              oneBrand,
		ValidArgsFunction: env.CompleteBrands,
		RunE: func(cmd *cobra.Command, args []string) error {
			if waiting != "" && waiting != "take" && waiting != "drop" {
				return cli.Usagef("--waiting is take or drop, not %q.", waiting)
			}
			return changeBrand(env, cmd, args[0], func(ch change) error {
				if removeWebhook {
					if err := ch.removeWebhook(); err != nil {
						return err
					}
				}
				return ch.enable(waiting)
			})
		},
	}
	cli.ChoiceFlag(cmd, &waiting, "waiting", "", "what to do with updates that wait: take or drop (default: ask)", []string{"take", "drop"})
	cmd.Flags().BoolVar(&removeWebhook, "remove-webhook", false, "remove a webhook that is in the way")
	return cmd
}

// enable starts the channel. waiting is what becomes of the updates that wait
// at Telegram: take, drop, or "" to ask.
func (ch change) enable(waiting string) error {
	name := clean.Line(ch.brand.Name)
	if ch.brand.Enabled {
		return ch.env.Printf("%s is enabled already.\n", name)
	}
	drop, err := ch.dropWaiting(waiting)
	if err != nil {
		return err
	}
	if _, err := ch.desk.EnableBrand(ch.ctx, ch.by, ch.brand.ID, drop); err != nil {
		return err
	}
	return ch.env.Printf("%s is enabled.\n", name)
}

// dropWaiting decides whether to drop the updates that wait. With "take" it
// never fails: nothing needs Telegram's answer then.
func (ch change) dropWaiting(choice string) (drop bool, err error) {
	waiting, webhook, err := ch.desk.Waiting(ch.ctx, ch.by, ch.brand.ID)
	if err != nil && choice == "take" {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if webhook != "" {
		ch.env.Say("A webhook is in the way: %s receives this bot's messages. Give --remove-webhook to remove it.\n", clean.Line(webhook))
	}
	if waiting == 0 {
		return choice == "drop", nil
	}
	if choice == "" {
		if choice, err = ch.askTakeOrDrop(waiting); err != nil {
			return false, err
		}
	}
	done := map[string]string{"take": "received when the desk runs", "drop": "dropped"}[choice]
	return choice == "drop", ch.env.Printf("%s at Telegram: they are %s.\n", cli.UpdatesWait(waiting), done)
}

// askTakeOrDrop asks until the answer is one of the two; "take" without a
// terminal.
func (ch change) askTakeOrDrop(waiting int) (string, error) {
	question := cli.UpdatesWait(waiting) + " at Telegram. Take them in or drop them? [take/drop] "
	for {
		answer, err := ch.env.AskWord(ch.ctx, cli.Question{Text: question})
		switch {
		case errors.Is(err, cli.ErrNoTerminal):
			return "take", nil
		case err != nil:
			return "", err
		case answer == "take" || answer == "drop":
			return answer, nil
		case answer == "":
			return "", cli.ErrDeclined
		}
	}
}
