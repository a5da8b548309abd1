package chat

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/export"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/media"
)

// How often a run that is cut can be gone on with: after so many chats, or bytes.
const (
	checkpointChats = 200
	checkpointBytes = 4 << 20
)

// exported is how far an export has come, as its checkpoints keep it.
type exported struct {
	Asked    time.Time   `json:"asked"` // when the first run began: an age in its flags counts from then
	Last     core.ChatID `json:"last"`  // the newest chat when it began: later ones do not belong to it
	After    core.ChatID `json:"after"` // the last chat that is written
	Chats    int         `json:"chats"`
	Messages int         `json:"messages"`
	Files    int         `json:"files"`
	Missing  int         `json:"missing"` // files that are not on the desk's disk
	Pages    int         `json:"pages"`   // of the list of chats
}

// manyExport is an export of many chats on its way.
type manyExport struct {
	env     *cli.Env
	r       core.Reader
	x       export.Exporter
	q       core.ChatQuery
	numbers []core.ChatID // those that were asked for one by one; nil for those of q
	match   *core.SearchQuery
	found   map[core.ChatID]bool // by match; nil is all

	series export.Series // what stands one after the other; without a name, each chat has a page
	rows   []export.IndexRow
	files  *media.Dir // nil leaves files out
	// filesFirst is set where all files must be written before the first chat.
	filesFirst bool
	included   map[core.MessageID]string // the files that are written, of the chat or of all

	out   cli.Bundle
	w     *bufio.Writer // to the main file
	state exported
	shown progressLine

	chats int   // since the last checkpoint
	bytes int64 // in all
	saved int64 // bytes at the last checkpoint
}

func exportMany(env *cli.Env, cmd *cobra.Command, args []string, f exportFlags) error {
	ctx := cmd.Context()
	return env.Read(func(r core.Reader) error {
		e, err := newManyExport(ctx, env, r, args, f)
		if err != nil {
			return err
		}
		record := func(d *desk.Desk, op core.OperatorID) error {
			for _, id := range e.numbers {
				if err := d.RecordExport(context.WithoutCancel(ctx), op, id, f.describe()); err != nil {
					return err
				}
			}
			if e.numbers != nil {
				return nil
			}
			return d.RecordExports(context.WithoutCancel(ctx), op, e.q.Brands, f.describe())
		}
		var failed error
		err = env.Recorded(context.WithoutCancel(ctx), cmd.CommandPath(), record, func() error {
			if failed = e.run(ctx, args, f); e.state.Chats == 0 {
				return failed
			}
			return nil // something was taken, also by a run that was cut
		})
		if failed != nil {
			return failed
		}
		return err
	})
}

func newManyExport(ctx context.Context, env *cli.Env, r core.Reader, args []string, f exportFlags) (*manyExport, error) {
	x, err := exporter(ctx, env, r)
	if err != nil {
		return nil, err
	}
	e := &manyExport{env: env, r: r, x: x, included: map[core.MessageID]string{}, shown: newProgressLine(env, !f.toFile())}
	e.x.Versions, e.x.NoNotes = f.versions, f.noNotes(args)
	e.x.Counted = &e.state.Messages
	if err := e.choose(ctx, f, x.Now); err != nil {
		return nil, err
	}
	for _, arg := range args {
		id := cli.Number[core.ChatID](arg)
		if _, err := r.Row(ctx, id); err != nil {
			return nil, err
		}
		e.numbers = append(e.numbers, id)
	}
	slices.Sort(e.numbers)
	e.numbers = slices.Compact(e.numbers)
	format := f.format
	if format == "csv" && f.rows == "messages" {
		format = f.rows
	}
	e.series, _ = export.SeriesNamed(format)
	if f.files {
		s, err := env.ReadSettings()
		if err != nil {
			return nil, err
		}
		e.files = env.Media(s)
		e.filesFirst = !f.toFile() && e.series.Name != ""
		e.x.FileName = func(m core.Message) string { return e.included[m.ID] }
	}
	return e, nil
}

// run writes the chats, from the beginning or from where a run was cut.
func (e *manyExport) run(ctx context.Context, args []string, f exportFlags) (err error) {
	op, err := e.env.CallerOf(ctx, e.r)
	if err != nil {
		return err
	}
	if e.out, err = f.open(e.env, e.series.Name, f.asked(e.env, op, args)); err != nil {
		return err
	}
	defer func() {
		e.shown.clear()
		if left := e.out.Close(); left != nil {
			e.env.Warn(left)
		}
	}()
	if e.out.Kept() == cli.BundleWhole {
		return e.env.Printf("%s is complete: the run that was cut had written all of it.\n", output.Argument(f.file))
	}
	e.w = bufio.NewWriterSize(countTo{e.out, &e.bytes}, 32<<10)
	if err := e.begin(ctx, f); err != nil {
		return err
	}
	if e.match != nil {
		if err := e.find(ctx); err != nil {
			return err
		}
	}
	if e.filesFirst {
		if err := e.each(ctx, func(row core.ChatRow) error { return e.addFiles(ctx, row.Chat.ID) }); err != nil {
			return err
		}
	}
	if e.out.Kept() == "" && e.series.Head != nil {
		if err := e.series.Head(e.w); err != nil {
			return err
		}
	}
	if err := e.each(ctx, func(row core.ChatRow) error { return e.chat(ctx, row) }); err != nil {
		return err
	}
	if err := e.end(); err != nil {
		return err
	}
	e.shown.clear()
	return e.summary(f)
}

// begin takes up what the last checkpoint kept, or notes what there is to write.
func (e *manyExport) begin(ctx context.Context, f exportFlags) (err error) {
	if kept := e.out.Kept(); kept != "" {
		if err := json.Unmarshal([]byte(kept), &e.state); err != nil {
			return fmt.Errorf("reading how far the export had come: %w", err)
		}
		if err := e.choose(ctx, f, e.state.Asked); err != nil {
			return err
		}
		e.env.Say("Going on after chat %d: %s written before.\n", e.state.After, output.Plural(e.state.Chats, "chat was", "chats were"))
		return e.env.Output().Flush()
	}
	e.state.After = e.q.After
	e.state.Last, err = e.r.LastChat(ctx)
	return err
}

// chat writes one chat. Where each has a page there is a checkpoint whenever a page of the
// list is full: what the list does not have yet would be lost.
func (e *manyExport) chat(ctx context.Context, row core.ChatRow) (err error) {
	if len(e.rows) == export.IndexRows {
		if err := e.addIndex(true); err != nil {
			return err
		}
		if err := e.checkpoint(); err != nil {
			return err
		}
	}
	if e.files != nil && !e.filesFirst {
		clear(e.included)
		if err := e.addFiles(ctx, row.Chat.ID); err != nil {
			return err
		}
	}
	if e.series.Name == "" {
		err = e.addPage(ctx, row)
	} else {
		if e.state.Chats > 0 && e.series.Gap != nil {
			err = e.series.Gap(e.w)
		}
		if err == nil {
			err = e.series.Chat(e.x, ctx, e.w, e.r, row)
		}
	}
	if err != nil {
		return err
	}
	e.state.Chats++
	e.state.After = row.Chat.ID
	e.chats++
	e.shown.show(e.state, e.bytes)
	if e.series.Name == "" || e.chats < checkpointChats && e.bytes-e.saved < checkpointBytes {
		return nil
	}
	return e.checkpoint()
}

func (e *manyExport) checkpoint() error {
	text, err := json.Marshal(e.state)
	if err == nil {
		err = e.w.Flush()
	}
	if err == nil {
		err = e.out.Checkpoint(string(text))
	}
	e.chats, e.saved = 0, e.bytes
	return err
}

// addPage writes the page of a chat.
func (e *manyExport) addPage(ctx context.Context, row core.ChatRow) error {
	before, x := e.state.Messages, e.x
	x.Index = "../" + export.IndexName(e.state.Pages+1)
	if e.files != nil {
		x.FileName = func(m core.Message) string {
			if name := e.included[m.ID]; name != "" {
				return "../" + name
			}
			return ""
		}
	}
	err := e.put(export.PageName(row.Chat.ID), func(w io.Writer) error { return x.HTML(ctx, w, e.r, row) })
	e.rows = append(e.rows, x.IndexRow(row, e.state.Messages-before))
	return err
}

func (e *manyExport) addIndex(more bool) error {
	err := e.put(export.IndexName(e.state.Pages+1), func(w io.Writer) error { return export.WriteIndex(w, e.state.Pages+1, e.rows, more) })
	e.state.Pages++
	e.rows = e.rows[:0]
	return err
}

func (e *manyExport) end() error {
	if e.series.Name == "" {
		if err := e.addIndex(false); err != nil {
			return err
		}
	}
	if err := e.w.Flush(); err != nil {
		return err
	}
	return e.out.Commit()
}

// put writes a file beside the main one.
func (e *manyExport) put(name string, fn func(io.Writer) error) error {
	if err := e.w.Flush(); err != nil {
		return err
	}
	f, err := e.out.Put(name)
	if err != nil {
		return err
	}
	defer f.Discard()
	w := bufio.NewWriterSize(countTo{f, &e.bytes}, 32<<10)
	if err := fn(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Commit()
}

// addFiles writes the files of a chat, as far as they are here.
func (e *manyExport) addFiles(ctx context.Context, chat core.ChatID) error {
	return export.EachMessage(ctx, e.r, chat, func(m core.Message) error {
		if m.Attachment == nil || e.x.NoNotes && m.From == core.FromNote {
			return nil
		}
		if !m.Attachment.File.Ready() {
			e.state.Missing++
			return nil
		}
		content, err := e.files.Open(m.Attachment.File)
		if core.IsNotFound(err) {
			e.state.Missing++
			return nil
		}
		if err != nil {
			return err
		}
		defer func() { _ = content.Close() }() // it was only read
		name := fmt.Sprintf("files/%d/%s", chat, media.NameIn(m))
		e.state.Files++
		e.included[m.ID] = name
		return e.put(name, func(w io.Writer) error { _, err := io.Copy(w, content); return err })
	})
}

// summary says what was written, unless it went to where something else would be in its
// way.
func (e *manyExport) summary(f exportFlags) error {
	text := output.Plural(e.state.Chats, "chat", "chats") + ", " + output.Plural(e.state.Messages, "message", "messages")
	if e.files != nil {
		text += ", " + output.Plural(e.state.Files, "file", "files")
	}
	if e.state.Missing > 0 {
		text += fmt.Sprintf(" (%s not on the desk's disk)", output.Plural(e.state.Missing, "more is", "more are"))
	}
	if f.toFile() {
		return e.env.Printf("Wrote %s: %s.\n", output.Argument(f.file), text)
	}
	if e.shown.to == nil {
		return nil
	}
	return e.env.Note("Exported %s.", text)
}
