package chat

import (
	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/export"
	"tgdesk/core"
)

func newShow(env *cli.Env) *cobra.Command {
	return env.WithJSON(&cobra.Command{
		Use:     "show ID",
		Short:   "Show a chat with its transcript",
		Example: "  tgdesk chat show 12\n  tgdesk chat show 12 --json",
		Args:    oneChat,
		RunE: func(cmd *cobra.Command, args []string) error {
			write := export.FormatNamed("text")
			if env.AsJSON {
				write = export.FormatNamed("json")
			}
			return readChat(cmd.Context(), env, args[0], func(r core.Reader, row core.ChatRow) error {
				x, err := exporter(cmd.Context(), env, r)
				if err != nil {
					return err
				}
				return write(x, cmd.Context(), env.Output(), r, row)
			})
		},
	})
}
