package chat

import (
	"context"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/export"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/core/media"
)

type attachFlags struct {
	name     string
	caption  string
	document bool
}

func newAttach(env *cli.Env) *cobra.Command {
	var f attachFlags
	cmd := &cobra.Command{
		Use:   "attach ID FILE",
		Short: "Send a file to the visitor of a chat",
		Long: `Send a file to the visitor of a chat that you hold. What it contains decides what
it is sent as. "-" takes it from standard input, and --name says what the visitor
sees it called. Over SSH the file always comes on standard input, and FILE is only
its name.`,
		Example: "  tgdesk chat attach 12 invoice.pdf --caption 'As you asked'\n  ssh -p 2222 desk.example chat attach 12 invoice.pdf < invoice.pdf",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 2 && args[1] == "" {
				args = args[:1]
			}
			return chatAnd("a file", 1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[1] == "-" && f.name == "" {
				return cli.Usagef("A file from standard input needs --name, as in --name invoice.pdf.")
			}
			return attach(cmd.Context(), env, cmd.CommandPath(), args[0], args[1], f)
		},
	}
	cmd.Flags().StringVar(&f.name, "name", "", "what the visitor sees the file called (default as it is)")
	cmd.Flags().StringVar(&f.caption, "caption", "", "a text that goes with the file")
	cmd.Flags().BoolVar(&f.document, "document", false, "send a picture unchanged, as a document")
	return cmd
}

func attach(ctx context.Context, env *cli.Env, command, number, path string, f attachFlags) error {
	err := readChat(ctx, env, number, func(core.Reader, core.ChatRow) error { return nil }) // before a desk is made for nothing
	if err != nil {
		return err
	}
	if f.name == "" {
		f.name = filepath.Base(path)
	}
	file := io.NopCloser(env.In)
	if path != "-" && !env.Remote() {
		if file, err = env.Files().Open(path); err != nil {
			return cli.Failf("%s cannot be read: %w.", path, err)
		}
	}
	defer func() { _ = file.Close() }() // it was only read
	return env.Change(ctx, command, func(d *desk.Desk, op core.Operator) error {
		id := cli.Number[core.ChatID](number)
		spooled, remove, err := d.Spool(ctx, op.ID, id, f.name, file)
		if err != nil {
			return err
		}
		defer remove()
		checked, err := d.CheckFile(ctx, op.ID, id, spooled, f.document)
		if err != nil {
			return err
		}
		sent, err := d.Attach(ctx, op.ID, id, []media.Checked{checked}, f.caption, 0)
		if err != nil {
			return err
		}
		row, err := d.Row(ctx, id)
		if err != nil {
			return err
		}
		return env.Printf("%s goes to %s as message %d. %s\n", clean.Name(checked.Name, "The file"), clean.Name(export.VisitorName(row.Visitor), ""), sent[0].ID, whenSent(env))
	})
}
