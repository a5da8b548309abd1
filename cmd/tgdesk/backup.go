package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/core"
	"tgdesk/store"
	"tgdesk/store/backup"
)

func newBackup(c *cli) *cobra.Command {
	var force, asJSON bool
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the desk's database to a file, while it runs or not",
		Long: `Copy the desk's database to a file of mode 0600 as it is at one moment, while
the desk runs or not, and read the copy back. It appears as a whole or not at
all, and replaces an older file only with --force.

The copy holds brands, chats, messages and settings, and bot tokens only as
they are sealed. It does not hold the key of the tokens, nor the files in
media/: copy that folder beside it.`,
		Example: "  tgdesk backup /mnt/backups/desk-2026-11-25.db\n  tgdesk backup --force desk-backup.db --json",
		Args:    oneArgument("file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.backup(cmd.Context(), args[0], force, asJSON)
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func (c *cli) backup(ctx context.Context, file string, force, asJSON bool) error {
	if err := c.noLinks(); err != nil {
		return err
	}
	if err := c.backupPlace(file, force); err != nil {
		return err
	}
	held, err := backup.Create(ctx, c.deskDir(), file, force)
	if err != nil {
		return err
	}
	if asJSON {
		return c.tellJSON(map[string]any{"backup": documentOfContents(file, held)})
	}
	return c.out.printf("Wrote %s: %s. It was read back and is sound.\n"+
		"Not in it: the files in %s, and the key of the bot tokens. Copy both, each to another place.\n",
		shown(file), contentsWords(held), shown(c.mediaDir()))
}

// backupPlace refuses a file that must not be written.
func (c *cli) backupPlace(file string, force bool) error {
	abs, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(abs))
	if err != nil {
		return core.NewError(core.CodeUnavailable, "backup_no_folder", file, core.CauseOf(err)).Because(err)
	}
	if rel, err := filepath.Rel(c.deskDir(), folder); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return core.NewError(core.CodeInvalid, "backup_in_desk")
	}
	info, err := os.Lstat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return core.NewError(core.CodeUnavailable, "backup_place_unreadable", file, core.CauseOf(err)).Because(err)
	case info.IsDir():
		return core.NewError(core.CodeInvalid, "backup_folder", file)
	case !info.Mode().IsRegular():
		return core.NewError(core.CodeInvalid, "backup_no_file", file)
	case !force:
		return core.NewError(core.CodeConflict, "backup_exists", file)
	}
	return nil
}

// contentsWords is what a desk holds, for a sentence.
func contentsWords(h store.Contents) string {
	return fmt.Sprintf("%s, %s, %s, %s", many(h.Brands, "brand"), many(h.Visitors, "visitor"), many(h.Chats, "chat"), many(h.Messages, "message"))
}

func many(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
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

func documentOfContents(path string, h store.Contents) contentsDocument {
	return contentsDocument{
		Path: masked(path), SchemaVersion: h.Version, Brands: h.Brands, Visitors: h.Visitors, Chats: h.Chats,
		Messages: h.Messages, Unsent: h.Unsent, NewestMessageAt: stamp(h.Newest),
	}
}
