package canned

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
)

// maxImport is the most bytes of a file that is imported: 400 for each of the most canned
// replies.
const maxImport = 4 << 20

func newImport(env *cli.Env) *cobra.Command {
	var formatName string
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Add and change canned replies from a file in TOML or CSV",
		Long: `Add the canned replies of a file and change those that are there: they are known
by shortcut, brand and language. All of them are stored or, if one cannot be, none.
Canned replies that the file does not have stay, and so do files. - is standard
input. See tgdesk help replies for the format.`,
		Example: "  tgdesk canned import replies.toml --dry-run\n  tgdesk canned import --format csv - < replies.csv",
		Args:    cli.OneArgument("file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, ok := formatOf(formatName, args[0])
			if !ok {
				return unknownFormat(formatName, args[0])
			}
			ctx := cmd.Context()
			if err := mayImport(ctx, env); err != nil {
				return err
			}
			text, name, err := readFile(env, args[0])
			if err != nil {
				return err
			}
			records, err := f.decode(text)
			if err != nil {
				return notImported(env, clean.Line(name).String(), err)
			}
			return env.Change(ctx, cmd.CommandPath(), func(d *desk.Desk, op core.Operator) error {
				return importInto(ctx, env, d, op, clean.Line(name).String(), records, dryRun)
			})
		},
	}
	cli.ChoiceFlag(cmd, &formatName, "format", "", "toml or csv (default by the extension of FILE)", slices.Sorted(maps.Keys(formats)))
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only say what would change")
	return cmd
}

// notImported is that a file cannot be read as one of canned replies.
func notImported(env *cli.Env, file string, err error) error {
	line := ""
	if e, ok := errors.AsType[*lineError](err); ok {
		line, err = fmt.Sprintf("Line %d: ", e.line), e.err
	}
	return fmt.Errorf("%s cannot be imported. %s%s", file, line, env.ErrorText(err))
}

// mayImport refuses those who may change no canned replies at all, before a file of theirs
// is read.
func mayImport(ctx context.Context, env *cli.Env) error {
	if env.Running == nil {
		return nil
	}
	op, err := env.Running.Desk.Operator(ctx, env.Running.Operator.ID)
	if err == nil && !op.Supervises() {
		err = core.MayManageCanned(op, 0)
	}
	return err
}

func unknownFormat(name, file string) error {
	if name != "" {
		return cli.Usagef("--format is toml or csv, not %q.", name)
	}
	return cli.Usagef("The extension of %s is neither .toml nor .csv: give --format.", clean.Line(file))
}

func readFile(env *cli.Env, path string) (text []byte, name string, err error) {
	f, name, err := env.OpenInput(path)
	if err != nil {
		return nil, name, fmt.Errorf("the file %s cannot be read: %w", clean.Line(name), err)
	}
	defer func() { _ = f.Close() }() // it was only read
	text, err = io.ReadAll(io.LimitReader(f, maxImport+1))
	switch {
	case err != nil:
		return nil, name, fmt.Errorf("reading %s: %w", clean.Line(name), err)
	case len(text) > maxImport:
		return nil, name, cli.Failf("%s is too large: it has more than %s. Import it in parts.", clean.Line(name), core.WholeSize(maxImport))
	}
	return text, name, nil
}

// importInto imports records and says what changed. What is wrong is said with its line.
func importInto(ctx context.Context, env *cli.Env, d *desk.Desk, op core.Operator, file string, records []numbered, dryRun bool) error {
	failed := func(r numbered, err error) error {
		return cli.Failf("%s cannot be imported. Line %d: %s Nothing was changed.", file, r.line, env.ErrorText(err))
	}
	var replies []core.CannedReply
	for _, r := range records {
		brand, err := brandID(ctx, d, r.Brand)
		if err != nil {
			return failed(r, err)
		}
		replies = append(replies, core.CannedReply{Brand: brand, Shortcut: r.Shortcut, Language: r.Language, Text: r.Text})
	}
	done, err := d.ImportCanned(ctx, op.ID, replies, dryRun)
	if e, ok := errors.AsType[*desk.ImportError](err); ok {
		return failed(records[e.Index], e.Err)
	} else if err != nil {
		return err
	}
	names, err := brandNames(ctx, d)
	if err != nil {
		return err
	}
	add, change, summary := "Added", "Changed", "%d added, %d changed, %d as they were.\n"
	if dryRun {
		add, change, summary = "Would add", "Would change", "%d to add, %d to change, %d as they are. Nothing was changed.\n"
	}
	for _, c := range done.Added {
		env.Say("%s %s\n", add, describe(names, c))
	}
	for _, c := range done.Updated {
		env.Say("%s %s\n", change, describe(names, c))
	}
	return env.Printf(summary, len(done.Added), len(done.Updated), done.Same)
}

func newExport(env *cli.Env) *cobra.Command {
	var formatName, file, brand string
	var force bool
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Export canned replies as TOML or CSV",
		Long: `Export canned replies in a form that canned import reads. Files that are sent with
them are not exported. In CSV, a field that a spreadsheet would take for a formula
gets an apostrophe, which import takes away again.`,
		Example: "  tgdesk canned export -o replies.toml\n  tgdesk canned export --format csv --brand acme",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if formatName == "" && (file == "" || file == stdin) {
				formatName = "toml"
			}
			f, ok := formatOf(formatName, file)
			if !ok {
				return unknownFormat(formatName, file)
			}
			var records []record
			err := env.Read(func(r core.Reader) (err error) {
				records, err = recordsOf(cmd.Context(), r, brand)
				return err
			})
			if err != nil {
				return err
			}
			write := func(w io.Writer) error { return f.encode(w, records) }
			if file == "" || file == stdin {
				return write(env.Output())
			}
			if err := env.WriteFile(file, cli.Creation{Replace: force}, write); err != nil {
				return err
			}
			return env.Printf("Exported %s to %s.\n", output.Plural(len(records), "canned reply", "canned replies"), clean.Line(file))
		},
	}
	cli.ChoiceFlag(cmd, &formatName, "format", "", "toml or csv (default by the extension of the file, else toml)", slices.Sorted(maps.Keys(formats)))
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to this file (default standard output)")
	brandFlag(env, cmd, &brand, "brand", "only those that chats of this brand can have, or all for those of all brands")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	return cmd
}

func recordsOf(ctx context.Context, r core.Reader, brand string) (records []record, err error) {
	all, names, err := read(ctx, r, brand)
	for _, c := range all {
		records = append(records, record{Shortcut: c.Shortcut, Brand: names[c.Brand], Language: c.Language, Text: c.Text})
	}
	return records, err
}
