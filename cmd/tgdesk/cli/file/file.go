// Package file holds the command that gives the file of a message.
//
// It must not know where a desk keeps its files: that is core's.
package file

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/desk"
)

type flags struct {
	output string
	force  bool
}

// New returns the command file.
func New(env *cli.Env) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "file ID",
		Short: "Get the file of a message",
		Long: `Get the file of a message that is on the desk's disk, exactly as it came. ID is
the number of the message, as chat show --json has it. Nothing is written to a
terminal: redirect the output, or name a file with -o. Take care with what
strangers sent.`,
		Example: "  tgdesk file 40 -o photo.jpg\n  ssh -p 2222 desk.example file 40 > photo.jpg",
		Args:    cli.OneNumber("message", "tgdesk chat show ID --json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (f.output == "" || f.output == "-") && env.Terminals().Out {
				return cli.Usagef("A file is not written to a terminal: redirect the output, or name a file with -o.")
			}
			find := func(r core.Reader) (core.Message, error) {
				return r.Message(cmd.Context(), cli.Number[core.MessageID](args[0]))
			}
			return cli.ChangeFound(env, cmd, find, func(d *desk.Desk, op core.Operator, m core.Message) error {
				return get(cmd.Context(), env, d, op.ID, m.ID, f)
			})
		},
	}
	cmd.Flags().StringVarP(&f.output, "output", "o", "", "write to this file (default standard output)")
	cmd.Flags().BoolVar(&f.force, "force", false, "replace the file if it exists")
	return cmd
}

func get(ctx context.Context, env *cli.Env, d *desk.Desk, op core.OperatorID, id core.MessageID, f flags) error {
	file, err := d.OpenFile(ctx, op, id)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	copyTo := func(w io.Writer) error { _, err := io.Copy(w, file); return err }
	if f.output == "" || f.output == "-" {
		return copyTo(env.Output())
	}
	return env.WriteFile(f.output, cli.Creation{Replace: f.force}, copyTo)
}
