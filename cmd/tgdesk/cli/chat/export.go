package chat

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/export"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/desk"
)

type exportFlags struct {
	format, rows, file               string
	state, brand, tag, source        string
	match, after, before             string
	afterChat                        int64
	all, force, resume               bool
	files, versions, notes, notesSet bool
}

func newExport(env *cli.Env) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export [ID...]",
		Short: "Export transcripts: of one chat, or of many as CSV, JSON lines, text or HTML",
		Long: `Export the transcript of a chat, of several, or of all chats that the flags choose, in
the order of their numbers. text, html and json are for one chat; of many, text and jsonl
are one file, csv is a table with a row a chat or a row a message, and html a folder with
a page a chat and a list. With --files what was sent goes along, into a folder, or an
archive where the name ends in .zip; to standard output it is an archive.

Many chats are written into NAME.part, which gets its name once it is complete. A run
that was cut goes on with the same command and --resume. To standard output, go on with
--after-chat and the number of the last chat that is complete. Files get mode 0600. The
audit says who exported what.`,
		Example: `  tgdesk chat export 12 --format html -o chat-12.html
  tgdesk chat export --state completed --after 2026-11-01 --format csv -o november.csv
  tgdesk chat export --all --format html --files -o chats.zip
  ssh -p 2222 desk.example chat export --all --format jsonl > chats.jsonl`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.notesSet = cmd.Flag("notes").Changed
			if err := f.check(cmd, args); err != nil {
				return err
			}
			if f.one(args) {
				return exportOne(env, cmd, args, f)
			}
			return exportMany(env, cmd, args, f)
		},
	}
	flags := cmd.Flags()
	cli.ChoiceFlag(cmd, &f.format, "format", "text", "text, html, json (of one chat), csv or jsonl", formats())
	cli.ChoiceFlag(cmd, &f.rows, "rows", "chats", "what csv has a row for: chats or messages", []string{"chats", "messages"})
	flags.StringVarP(&f.file, "output", "o", "", "write to this file or folder (default standard output)")
	flags.BoolVar(&f.force, "force", false, "replace the file if it exists, and what a cut run left")
	flags.BoolVar(&f.resume, "resume", false, "go on with a run to the same output that was cut")
	flags.BoolVar(&f.files, "files", false, "with the files that were sent, into a folder or an archive")
	flags.BoolVar(&f.versions, "versions", false, "with the earlier versions of edited messages")
	flags.BoolVar(&f.notes, "notes", false, "with internal notes; of one chat they are there unless --notes=false")
	flags.BoolVar(&f.all, "all", false, "all chats")
	cli.ChoiceFlag(cmd, &f.state, "state", "", "only chats in this state: "+stateNames(), strings.Split(stateNames(), ", "))
	env.BrandFlag(cmd, &f.brand, "only chats of this brand")
	flags.StringVar(&f.tag, "tag", "", "only chats with this tag")
	flags.StringVar(&f.source, "source", "", "only chats that a link with this payload led to")
	flags.StringVar(&f.match, "match", "", "only chats in which this search finds something: see tgdesk search")
	flags.StringVar(&f.after, "after", "", "only chats that began then or later: a date, yesterday, a time, or an age such as 30d")
	flags.StringVar(&f.before, "before", "", "only chats that began before")
	flags.Int64Var(&f.afterChat, "after-chat", 0, "only chats with greater numbers")
	return cmd
}

// formats are the values of --format.
func formats() []string { return []string{"text", "html", "json", "csv", "jsonl"} }

// one reports whether the export is of one chat, which needs nothing of what many need.
func (f exportFlags) one(args []string) bool {
	return len(args) == 1 && export.FormatNamed(f.format) != nil && !f.files && !f.resume
}

// noNotes reports whether internal notes are left out: of one chat only where --notes=false
// says so, of many unless --notes asks for them.
func (f exportFlags) noNotes(args []string) bool {
	return !f.notes && (f.notesSet || len(args) != 1)
}

func (f exportFlags) toFile() bool { return f.file != "" && f.file != "-" }

// check refuses what cannot be meant.
func (f exportFlags) check(cmd *cobra.Command, args []string) error {
	for _, id := range args {
		if err := oneChat(cmd, []string{id}); err != nil {
			return err
		}
	}
	chosen := f.all
	for _, name := range []string{"state", "brand", "tag", "source", "match", "after", "before", "after-chat"} {
		if !cmd.Flag(name).Changed {
			continue
		}
		if chosen = true; len(args) > 0 {
			return cli.Usagef("--%s chooses among all chats, and chats are named already. Try: %s --help", name, cmd.CommandPath())
		}
	}
	switch {
	case !slices.Contains(formats(), f.format):
		all := formats()
		last := len(all) - 1
		return cli.Usagef("--format is %s or %s, not %q.", strings.Join(all[:last], ", "), all[last], f.format)
	case f.rows != "chats" && f.rows != "messages":
		return cli.Usagef("--rows is chats or messages, not %q.", f.rows)
	case cmd.Flag("rows").Changed && f.format != "csv":
		return cli.Usagef("--rows goes with --format csv.")
	case len(args) == 0 && !chosen:
		return cli.Usagef("%s takes the numbers of chats, flags that choose some, or --all. Try: %s --help", cmd.CommandPath(), cmd.CommandPath())
	case len(args) > 0 && f.all:
		return cli.Usagef("%s takes the numbers of chats or --all, not both.", cmd.CommandPath())
	case f.format == "json" && !f.one(args):
		return cli.Usagef("--format json is the document of one chat: many are jsonl, one document a line.")
	case f.resume && !f.toFile():
		return cli.Usagef("--resume goes on with a file: name it with -o. What went to standard output goes on with --after-chat.")
	case f.resume && f.force:
		return cli.Usagef("--resume goes on and --force begins anew: give one of them.")
	case f.afterChat < 0:
		return cli.Usagef("--after-chat must not be negative.")
	case f.state != "" && !core.State(f.state).Valid():
		return cli.Usagef("--state is one of %s, not %q.", stateNames(), f.state)
	}
	return nil
}

// query reads the flags that choose chats, as they were given at that time.
func (f exportFlags) query(ctx context.Context, env *cli.Env, r core.Reader, now time.Time) (q core.ChatQuery, err error) {
	q = core.ChatQuery{State: core.State(f.state), Source: f.source, After: core.ChatID(f.afterChat)}
	if q.Tag, err = checkChosen(env, f.tag, f.source); err != nil {
		return q, err
	}
	for _, bound := range []struct {
		flag, text string
		to         *time.Time
	}{{"after", f.after, &q.From}, {"before", f.before, &q.To}} {
		at, ok := core.ParseSince(bound.text, now)
		if bound.text != "" && !ok {
			return q, cli.Usagef("--%s takes a date, yesterday, a time, or an age such as 30d, not %q.", bound.flag, bound.text)
		}
		*bound.to = at
	}
	q.Brands, err = cli.BrandsNamed(ctx, r, f.brand)
	return q, err
}

// matching is the search whose chats are exported, nil for none.
func (f exportFlags) matching(ctx context.Context, r core.Reader, now time.Time) (*core.SearchQuery, error) {
	if f.match == "" {
		return nil, nil
	}
	s, err := core.ParseSearch(f.match, now)
	if err != nil {
		return nil, cli.InvalidIsUsage(err)
	}
	q, err := s.Query(ctx, r)
	return &q, err
}

// describe says what is exported. The words of a search are left out: in the audit, they
// would outlive the visitor whom they name.
func (f exportFlags) describe() string {
	chosen := []string{f.format}
	if f.format == "csv" {
		chosen[0] = "csv of " + f.rows
	}
	for _, flag := range [][2]string{{"state", f.state}, {"brand", f.brand}, {"tag", f.tag}, {"source", f.source}, {"after", f.after}, {"before", f.before}} {
		if flag[1] != "" {
			chosen = append(chosen, flag[0]+" "+flag[1])
		}
	}
	if f.afterChat > 0 {
		chosen = append(chosen, fmt.Sprint("after chat ", f.afterChat))
	}
	for _, flag := range []struct {
		name string
		set  bool
	}{{"all", f.all}, {"what a search finds", f.match != ""}, {"notes", f.notes}, {"no notes", f.notesSet && !f.notes}, {"earlier versions", f.versions}, {"files", f.files}} {
		if flag.set {
			chosen = append(chosen, flag.name)
		}
	}
	return output.OneLine(strings.Join(chosen, ", "))
}

// exportOne writes one chat and nothing beside it.
func exportOne(env *cli.Env, cmd *cobra.Command, args []string, f exportFlags) error {
	return readChat(cmd.Context(), env, args[0], func(r core.Reader, row core.ChatRow) error {
		x, err := exporter(cmd.Context(), env, r)
		if err != nil {
			return err
		}
		x.Versions, x.NoNotes = f.versions, f.noNotes(args)
		write := export.FormatNamed(f.format)
		writeTo := func(w io.Writer) error { return write(x, cmd.Context(), w, r, row) }
		record := func(d *desk.Desk, op core.OperatorID) error {
			return d.RecordExport(cmd.Context(), op, row.Chat.ID, f.describe())
		}
		return env.Recorded(cmd.Context(), cmd.CommandPath(), record, func() error {
			if !f.toFile() {
				return writeTo(env.Output())
			}
			return env.WriteFile(f.file, cli.Creation{Replace: f.force}, writeTo)
		})
	})
}

// asked is what an export and the run that goes on with it have in common.
func (f exportFlags) asked(env *cli.Env, op core.OperatorID, args []string) string {
	return cmp.Or(strings.Join(args, " "), "chats") + ": " + f.describe() + output.OneLine(" "+f.match) + fmt.Sprintf(" (operator %d of %s)", op, output.Argument(env.DeskDir()))
}
