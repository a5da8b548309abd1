package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/store"
	"tgdesk/store/backup"
	"tgdesk/store/folder"
)

// NewRestore returns the command restore.
func NewRestore(env *cli.Env) *cobra.Command {
	return env.WithJSON(env.WithYes("replace a desk without asking", &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the desk's place",
		Long: `Put a backup in the desk's place. All of it is read first; the desk that was
there is kept in a folder beside it. No desk may run meanwhile.

What waited to be sent when the backup was made may have gone out since, so it
becomes unknown: only you send it again. Copy media/ back before or after, but
before you start the desk: files that are not there then are fetched again where
Telegram still has them. What visitors wrote between the backup and now is not in
it, and Telegram does not give it a second time.`,
		Example: "  tgdesk restore /mnt/backups/desk-2026-11-25.db\n  tgdesk restore desk-backup.db --yes --json",
		Args:    cli.OneArgument("file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return restore(cmd.Context(), env, cmd.CommandPath(), args[0])
		},
	}))
}

// restored is what came of a restore.
type restored struct {
	file     string
	contents store.Contents // as the backup had it
	result   desk.RestoreReport
	replaced string // folder of the desk that was there; "" if there was none
}

func restore(ctx context.Context, env *cli.Env, command, file string) (err error) {
	s, err := env.ReadSettings()
	if err != nil {
		return err
	}
	if s.Operator.Role != core.RoleAdmin {
		return core.NewError(core.CodeForbidden, "restore_admins_only")
	}
	lock, _, err := env.LockDesk(folder.Holder{Command: command}, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	key, err := env.KeySource(s).FindOrCreate(ctx)
	if err != nil {
		return err
	}
	staged, err := backup.Stage(ctx, env.DeskDir(), file, store.Options{Now: env.Clock().Now, Key: key})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, staged.Discard()) }()
	if err := confirm(ctx, env, staged.Contents); err != nil {
		return err
	}
	done := restored{file: file, contents: staged.Contents}
	onDisk := func(path string) bool { return isMediaFile(env, path) }
	if done.result, err = desk.AfterRestore(ctx, staged.DB, onDisk); err != nil {
		return err
	}
	if done.replaced, err = staged.Restore(env.Clock().Now()); err != nil {
		return err
	}
	if env.AsJSON {
		return env.Output().PrintJSON(map[string]any{"restored": done.document()})
	}
	return env.Printf("%s\n", strings.Join(done.lines(), "\n"))
}

// confirm asks before a desk that holds something is replaced.
func confirm(ctx context.Context, env *cli.Env, backup store.Contents) error {
	now, err := store.ContentsOf(ctx, env.DeskDir())
	if err == nil && now.Empty() || core.IsNotFound(err) {
		return nil
	}
	present := describe(now)
	if err != nil {
		present = "it cannot be read"
	}
	newest := ""
	if !backup.Newest.IsZero() {
		newest = ", the newest of " + env.FormatTime(backup.Newest)
	}
	question := fmt.Sprintf("Replace the desk in %s (%s) by this backup (%s%s)?", output.Argument(env.DeskDir()), present, describe(backup), newest)
	return env.Confirm(ctx, question, false)
}

// isMediaFile reports whether a file lies at a path below the folder of files.
func isMediaFile(env *cli.Env, path string) bool {
	path = filepath.FromSlash(path)
	if !filepath.IsLocal(path) {
		return false
	}
	info, err := os.Lstat(filepath.Join(env.MediaDir(), path))
	return err == nil && info.Mode().IsRegular()
}

// lines tell what was done and what is left to do.
func (r restored) lines() []string {
	lines := []string{fmt.Sprintf("Restored the desk from %s: %s.", output.Argument(r.file), describe(r.contents))}
	if r.replaced != "" {
		lines = append(lines, "The desk that was there is kept in "+output.Argument(r.replaced)+".")
	}
	if n := r.result.Unknown; n > 0 {
		lines = append(lines, output.Plural(n, "reply", "replies")+" that waited may have gone out since the backup: marked unknown, and sent again only if you say so.")
	}
	if n := r.result.Wanted; n > 0 {
		lines = append(lines, output.Plural(n, "file", "files")+" of visitors not on the disk: downloaded again when the desk runs, where Telegram still has them.")
	}
	if n := r.result.Lost; n > 0 {
		lines = append(lines, output.Plural(n, "file", "files")+" of operators not on the disk: gone, unless you put media/ back.")
	}
	if r.result.Wanted+r.result.Lost > 0 {
		lines = append(lines, "Copy media/ back before you start the desk, or start it again afterwards: it then knows what is in its place.")
	}
	for _, name := range r.result.Sealed {
		lines = append(lines, fmt.Sprintf("The token of %s was encrypted with another key. Restore that key, or give the token again: tgdesk brand token %s --token-file FILE", clean.Line(name), output.ShellQuote(name)))
	}
	return append(lines, "What came after the backup is not in it, and Telegram does not deliver it a second time.")
}

type restoredDocument struct {
	contentsDocument
	Replaced   *string  `json:"kept"` // folder of the desk that was there
	Unknown    int      `json:"unknown"`
	FetchAgain int      `json:"fetch_again"`
	FilesLost  int      `json:"files_lost"`
	Sealed     []string `json:"sealed"` // brands whose tokens must be given again
}

func (r restored) document() restoredDocument {
	return restoredDocument{
		contentsDocument: documentOf(r.file, r.contents), Replaced: output.OrNull(r.replaced), Unknown: r.result.Unknown,
		FetchAgain: r.result.Wanted, FilesLost: r.result.Lost, Sealed: append([]string{}, r.result.Sealed...),
	}
}
