package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/store"
	"tgdesk/store/backup"
)

func newRestore(c *cli) *cobra.Command {
	var yes, asJSON bool
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the desk's place",
		Long: `Put a backup in the desk's place. All of it is read first; the desk that was
there is kept in a folder beside it. No desk may run meanwhile.

What waited to be sent when the backup was made may have gone out since, so it
becomes unknown: only you send it again. Files that are not in media/ are
fetched again where Telegram still has them. What visitors wrote between the
backup and now is not in it, and Telegram does not give it a second time.`,
		Example: "  tgdesk restore /mnt/backups/desk-2026-11-25.db\n  tgdesk restore desk-backup.db --yes --json",
		Args:    oneArgument("file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.restore(cmd.Context(), cmd.CommandPath(), restoring{file: args[0], yes: yes, asJSON: asJSON})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "replace a desk without asking")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

// restoring is what the command line asks for, and what came of it.
type restoring struct {
	file        string
	yes, asJSON bool

	held store.Contents // as the backup had it
	done desk.RestoreReport
	kept string // folder of the desk that gave way; "" if there was none
}

func (c *cli) restore(ctx context.Context, command string, r restoring) (err error) {
	s, err := c.readSettings()
	if err != nil {
		return err
	}
	if s.Operator.Role != core.RoleAdmin {
		return core.NewError(core.CodeForbidden, "restore_admins_only")
	}
	lock, _, err := c.lockDesk(command, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	key, err := c.needKey(ctx, s)
	if err != nil {
		return err
	}
	staged, err := backup.Stage(ctx, c.deskDir(), r.file, store.Options{Now: c.now, Key: key})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, staged.Discard()) }()
	if err := c.confirmRestore(ctx, staged.Contents, r); err != nil {
		return err
	}
	if r.done, err = desk.AfterRestore(ctx, staged.DB, c.onDisk); err != nil {
		return err
	}
	if r.kept, err = staged.Restore(c.now()); err != nil {
		return err
	}
	r.held = staged.Contents
	return c.tellRestored(r)
}

// confirmRestore asks before a desk that holds something gives way.
func (c *cli) confirmRestore(ctx context.Context, with store.Contents, r restoring) error {
	now, err := store.ContentsOf(ctx, c.deskDir())
	if err == nil && now.Empty() || core.IsNotFound(err) {
		return nil
	}
	holds := contentsWords(now)
	if err != nil {
		holds = "it cannot be read"
	}
	question := fmt.Sprintf("Replace the desk in %s (%s) by this backup (%s%s)?", shown(c.deskDir()), holds, contentsWords(with), c.newestWords(with))
	return c.confirm(ctx, question, r.yes, false)
}

// newestWords says how old a backup is, as far as it tells itself.
func (c *cli) newestWords(h store.Contents) string {
	if h.Newest.IsZero() {
		return ""
	}
	return ", the newest of " + c.when(h.Newest)
}

// onDisk reports whether a file lies at a path below the folder of media.
func (c *cli) onDisk(path string) bool {
	path = filepath.FromSlash(path)
	if !filepath.IsLocal(path) {
		return false
	}
	info, err := os.Lstat(filepath.Join(c.mediaDir(), path))
	return err == nil && info.Mode().IsRegular()
}

func (c *cli) tellRestored(r restoring) error {
	if r.asJSON {
		return c.tellJSON(map[string]any{"restored": documentOfRestored(r)})
	}
	lines := []string{fmt.Sprintf("Restored the desk from %s: %s.", shown(r.file), contentsWords(r.held))}
	if r.kept != "" {
		lines = append(lines, "The desk that was there is kept in "+shown(r.kept)+".")
	}
	if n := r.done.Unknown; n > 0 {
		lines = append(lines, fmt.Sprintf("%s that waited may have gone out since the backup: marked unknown, and sent again only by you.", replies(n)))
	}
	if n := r.done.Wanted; n > 0 {
		lines = append(lines, fmt.Sprintf("%s of visitors not on the disk: fetched again when the desk runs, where Telegram still has them.", many(n, "file")))
	}
	if n := r.done.Lost; n > 0 {
		lines = append(lines, fmt.Sprintf("%s of operators not on the disk: gone, unless you bring media/ back and restore again.", many(n, "file")))
	}
	for _, name := range r.done.Sealed {
		lines = append(lines, fmt.Sprintf("The token of %s was sealed with another key. Bring that key back, or give it again: tgdesk brand token %s --token-file FILE", clean.Line(name), quoted(name)))
	}
	lines = append(lines, "What came after the backup is not in it, and Telegram does not give it a second time.")
	return c.out.printf("%s\n", strings.Join(lines, "\n"))
}

func replies(n int) string {
	if n == 1 {
		return "1 reply"
	}
	return fmt.Sprintf("%d replies", n)
}

type restoredDocument struct {
	contentsDocument
	Kept       *string  `json:"kept"` // folder of the desk that gave way
	Unknown    int      `json:"unknown"`
	FetchAgain int      `json:"fetch_again"`
	FilesLost  int      `json:"files_lost"`
	Sealed     []string `json:"sealed"` // brands whose tokens must be given again
}

func documentOfRestored(r restoring) restoredDocument {
	return restoredDocument{
		contentsDocument: documentOfContents(r.file, r.held), Kept: orNull(r.kept), Unknown: r.done.Unknown,
		FetchAgain: r.done.Wanted, FilesLost: r.done.Lost, Sealed: append([]string{}, r.done.Sealed...),
	}
}
