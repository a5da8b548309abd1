package chat

import (
	"fmt"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/desk"
)

func newSnooze(env *cli.Env) *cobra.Command {
	var when string
	cmd := &cobra.Command{
		Use:   "snooze ID",
		Short: "Set a chat aside until a time or until its visitor writes",
		Long: fmt.Sprintf(`Set an active chat aside that you hold. Its idle clock stops. It comes back by itself
at the time that --until names, or as soon as the visitor writes. Without --until
that is %s from now.`, core.FormatLimit(core.LongestSnooze)),
		Example: "  tgdesk chat snooze 12 --until 2h\n  tgdesk chat snooze 12 --until \"mon 9:00\"",
		Args:    oneChat,
		RunE: func(cmd *cobra.Command, args []string) error {
			now := env.Clock().Now().In(env.Zone)
			until := now.Add(core.LongestSnooze)
			if when != "" {
				var err error
				if until, err = core.ParseWhen(when, now); err != nil {
					return cli.RefusedFlag(env.Words(), "until", err)
				}
			}
			return env.Change(cmd.Context(), cmd.CommandPath(), func(d *desk.Desk, op core.Operator) error {
				c, err := d.Snooze(cmd.Context(), op.ID, cli.Number[core.ChatID](args[0]), until)
				if err != nil {
					return cli.RefusedFlag(env.Words(), "until", err)
				}
				return env.Printf("Chat %d is set aside until %s.\n", c.ID, env.FormatTime(c.SnoozedUntil))
			})
		},
	}
	cmd.Flags().StringVar(&when, "until", "", `when it comes back: "2h", "14:30", "tomorrow 9:00", "mon 9:00", "2026-11-30 9:00"`)
	return cmd
}

func newWake(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "wake ID",
		Short:   "Get a chat back that was set aside",
		Example: "  tgdesk chat wake 12",
		Args:    oneChat,
		RunE: func(cmd *cobra.Command, args []string) error {
			return change(env, cmd, args[0], did("No longer set aside."), func(d *desk.Desk, op core.OperatorID, id core.ChatID) error {
				_, err := d.Wake(cmd.Context(), op, id)
				return err
			})
		},
	}
}
