package chat

import (
	"io"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/export"
	"tgdesk/core"
	"tgdesk/core/desk"
)

func newExport(env *cli.Env) *cobra.Command {
	var format, file string
	var force bool
	cmd := &cobra.Command{
		Use:   "export ID",
		Short: "Export a chat's transcript as text, HTML or JSON",
		Long: `Export the transcript of a chat. html is one file that needs nothing else and
runs nothing; json is the document of chat show. A file is written with mode
0600, and only when the whole transcript could be read; it replaces an older one
only with --force. The audit says who exported what.`,
		Example: "  tgdesk chat export 12\n  tgdesk chat export 12 --format html -o chat-12.html",
		Args:    oneChat,
		RunE: func(cmd *cobra.Command, args []string) error {
			write := export.FormatNamed(format)
			if write == nil {
				return cli.Usagef("--format is text, html or json, not %q.", format)
			}
			return readChat(cmd.Context(), env, args[0], func(r core.Reader, row core.ChatRow) error {
				x, err := exporter(cmd.Context(), env, r)
				if err != nil {
					return err
				}
				writeTo := func(w io.Writer) error { return write(x, cmd.Context(), w, r, row) }
				record := func(d *desk.Desk, op core.OperatorID) error {
					return d.RecordExport(cmd.Context(), op, row.Chat.ID, format)
				}
				return env.Recorded(cmd.Context(), cmd.CommandPath(), record, func() error {
					if file == "" || file == "-" {
						return writeTo(env.Output())
					}
					return env.WriteFile(file, cli.Creation{Replace: force}, writeTo)
				})
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, html or json")
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to this file (default standard output)")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	cli.CompleteFlag(cmd, "format", []string{"text", "html", "json"})
	return cmd
}

func newShow(env *cli.Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "show ID",
		Short:   "Show a chat with its transcript",
		Example: "  tgdesk chat show 12\n  tgdesk chat show 12 --json",
		Args:    oneChat,
		RunE: func(cmd *cobra.Command, args []string) error {
			write := export.Exporter.Text
			if asJSON {
				write = export.Exporter.JSON
			}
			return readChat(cmd.Context(), env, args[0], func(r core.Reader, row core.ChatRow) error {
				x, err := exporter(cmd.Context(), env, r)
				if err != nil {
					return err
				}
				return write(x, cmd.Context(), env.Output(), r, row)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}
