// Package backup holds the commands that copy a desk to a file and put such a
// copy in a desk's place.
//
// It must not read or write the database itself: that is the store's.
package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/store"
	"tgdesk/store/backup"
	"tgdesk/store/folder"
)

// New returns the command backup.
func New(env *cli.Env) *cobra.Command {
	var force bool
	cmd := env.WithJSON(&cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the desk's database to a file, while it runs or not",
		Long: `Copy the desk's database to a file of mode 0600 as it is at one moment, while
the desk runs or not, and read the copy back. It appears as a whole or not at
all, and replaces an older file only with --force.

The copy holds brands with their options, chats and messages, and bot tokens
only as they are sealed. It does not hold the key of the tokens, the files in
media/ or the settings file: copy those too. "-" writes to standard output.
Only an admin may make one of a desk that runs.`,
		Example: "  tgdesk backup /mnt/backups/desk-2026-11-25.db\n  tgdesk backup --force desk-backup.db --json\n  ssh -p 2222 desk.example backup - > desk-backup.db",
		Args:    cli.OneArgument("file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return write(cmd.Context(), env, args[0], force)
		},
	})
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	return cmd
}

func write(ctx context.Context, env *cli.Env, file string, force bool) error {
	if file == "-" && env.AsJSON {
		return cli.Usagef("--json prints to standard output, which carries the backup: name a file.")
	}
	if err := cli.RefuseSlash(file); err != nil {
		return err
	}
	if err := env.RefuseLinks(); err != nil {
		return err
	}
	if env.Silent != nil {
		env.Warn(env.Silent)
	}
	var contents store.Contents
	where := file
	if abs, err := filepath.Abs(file); err == nil && file != "-" && env.Running == nil {
		where = abs
	}
	record := func(d *desk.Desk, op core.OperatorID) error { return d.RecordBackup(ctx, op, output.Redact(where)) }
	err := env.Recorded(ctx, "tgdesk backup", record, func() (err error) {
		contents, err = copyTo(ctx, env, file, force)
		return err
	})
	switch {
	case err != nil:
		return err
	case file == "-":
		return env.Note("Wrote the backup: %s. It was read back before it was sent, and is sound.", describe(contents))
	case env.AsJSON:
		return env.Output().PrintJSON(map[string]any{"backup": documentOf(file, contents)})
	}
	env.Say("Wrote %s: %s. It was read back and is sound.\n", output.Argument(file), describe(contents))
	media, there := mediaOf(env)
	if !there {
		return env.Printf("Not in it: the key of the bot tokens. Copy it to another place.\n")
	}
	return env.Printf("Not in it: the files in %s, and the key of the bot tokens. Copy both, each to another place.\n", output.Argument(media))
}

// copyTo writes the copy to standard output or to a file of whoever made the call.
// Only a call that runs in no desk can make it right beside that file.
func copyTo(ctx context.Context, env *cli.Env, file string, force bool) (contents store.Contents, err error) {
	if file == "-" {
		return backup.WriteTo(ctx, env.DeskDir(), env.Output())
	}
	if env.Running == nil {
		if err := (cli.LocalFiles{DeskDir: env.DeskDir()}).CheckBackup(file, force); err != nil {
			return contents, err
		}
		return backup.Create(ctx, env.DeskDir(), file, force)
	}
	err = env.WriteFile(file, cli.Creation{Replace: force, Backup: true}, func(w io.Writer) error {
		contents, err = backup.WriteTo(ctx, env.DeskDir(), w)
		return err
	})
	return contents, err
}

// mediaOf is the folder with the files of the desk's messages; not there if there is
// none. Those of a desk that was replaced stay where they were.
func mediaOf(env *cli.Env) (dir string, there bool) {
	dir = env.MediaDir()
	if folder.IsReplaced(env.DeskDir()) {
		dir = filepath.Join(filepath.Dir(env.DeskDir()), cli.MediaName)
	}
	_, err := os.Stat(dir)
	return dir, !errors.Is(err, fs.ErrNotExist)
}

// describe says what a desk holds.
func describe(c store.Contents) string {
	return fmt.Sprintf("%s, %s, %s, %s", output.Plural(c.Brands, "brand", "brands"), output.Plural(c.Visitors, "visitor", "visitors"),
		output.Plural(c.Chats, "chat", "chats"), output.Plural(c.Messages, "message", "messages"))
}

type contentsDocument struct {
	Path            string  `json:"path"`
	SchemaVersion   int     `json:"schema_version"`
	Brands          int     `json:"brands"`
	Visitors        int     `json:"visitors"`
	Chats           int     `json:"chats"`
	Messages        int     `json:"messages"`
	Unsent          int     `json:"unsent"`
	NewestMessageAt *string `json:"newest_message_at"`
}

func documentOf(path string, h store.Contents) contentsDocument {
	return contentsDocument{
		Path: output.Redact(path), SchemaVersion: h.Version, Brands: h.Brands, Visitors: h.Visitors, Chats: h.Chats,
		Messages: h.Messages, Unsent: h.Unsent, NewestMessageAt: output.Time(h.Newest),
	}
}
