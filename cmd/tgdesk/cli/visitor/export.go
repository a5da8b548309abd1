package visitor

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/export"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/markup"
	"tgdesk/core/media"
)

func newExport(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "export ID [FOLDER|-]",
		Short: "Export all that the desk has of a visitor",
		Long: `Export all that the desk has of a visitor: visitor.json with who they are, their fields,
their entries in the block list, their chats with all messages, earlier versions, notes,
tags, transfers, drafts and raw updates, what a chatbot remembers, their entries in the
audit, and the files that are here. It goes into a new
folder, tgdesk-visitor-ID unless one is named; - writes a tar file to standard output,
which works over SSH too. visitor.json comes last: without it the export is not complete.
Only an admin may do it, and the audit says who did.`,
		Example: "  tgdesk visitor export 3\n  ssh -p 2222 desk.example visitor export 3 - > visitor-3.tar",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 2 && args[1] != "" {
				args = args[:1]
			}
			return oneVisitor(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			to := "tgdesk-visitor-" + fmt.Sprint(cli.Number[core.VisitorID](args[0]))
			if len(args) == 2 {
				to = args[1]
			}
			if to == "-" && env.Terminals().Out {
				return cli.Usagef("A tar file is not written to a terminal: redirect the output, or name a folder.")
			}
			return env.Read(func(r core.Reader) error {
				id := cli.Number[core.VisitorID](args[0])
				row, err := r.VisitorRow(cmd.Context(), id)
				if err != nil {
					return err
				}
				record := func(d *desk.Desk, op core.OperatorID) error { return d.RecordVisitorExport(cmd.Context(), op, id) }
				return env.Recorded(cmd.Context(), cmd.CommandPath(), record, func() error { return exportTo(cmd.Context(), env, r, row, to) })
			})
		},
	}
}

// exported is a visitor's export on its way.
type exported struct {
	env    *cli.Env
	r      core.Reader
	files  *media.Dir
	write  func(name string, size int64, content io.Reader) error
	copied []fileDocument
}

type fileDocument struct {
	Message core.MessageID `json:"message"`
	Name    string         `json:"name"`
	Bytes   int64          `json:"bytes"`
}

func exportTo(ctx context.Context, env *cli.Env, r core.Reader, row core.VisitorRow, to string) error {
	s, err := env.ReadSettings()
	if err != nil {
		return err
	}
	x := exported{env: env, r: r, files: env.Media(s), copied: []fileDocument{}}
	if to != "-" {
		first := true
		x.write = func(name string, _ int64, content io.Reader) error {
			o := cli.Creation{NewFolder: first}
			first = false
			return env.WriteFile(filepath.Join(to, name), o, func(w io.Writer) error { _, err := io.Copy(w, content); return err })
		}
		if err := x.all(ctx, row); err != nil {
			return err
		}
		return env.Printf("Wrote %s: visitor.json and %s.\n", output.Argument(to), output.Plural(len(x.copied), "file", "files"))
	}
	archive := tar.NewWriter(env.Output())
	x.write = func(name string, size int64, content io.Reader) error {
		h := &tar.Header{Name: path.Join(fmt.Sprint("tgdesk-visitor-", row.Visitor.ID), name), Mode: 0o600, Size: size, ModTime: env.Clock().Now().Truncate(time.Second)}
		if err := archive.WriteHeader(h); err != nil {
			return err
		}
		_, err := io.Copy(archive, content)
		return err
	}
	if err := x.all(ctx, row); err != nil {
		return err
	}
	return archive.Close()
}

// all writes the files, and then visitor.json. How long that is, a tar file must know
// beforehand: until then it is in a file without a name, which nothing leaves behind.
func (x *exported) all(ctx context.Context, row core.VisitorRow) error {
	spool, err := os.CreateTemp(x.env.DeskDir(), ".tgdesk-visitor-*")
	if err != nil {
		return err
	}
	defer func() { _, _ = spool.Close(), os.Remove(spool.Name()) }()
	_ = os.Remove(spool.Name()) // below, where an open file cannot be removed
	w := bufio.NewWriter(spool)
	if err := errors.Join(x.document(ctx, w, row), w.Flush()); err != nil {
		return err
	}
	size, err := spool.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = spool.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	return x.write("visitor.json", size, spool)
}

// document writes what visitor.json holds, message by message, and the files on the way.
func (x *exported) document(ctx context.Context, w io.Writer, row core.VisitorRow) error {
	fields, err := x.r.VisitorFields(ctx, row.Visitor.ID)
	if err != nil {
		return err
	}
	head := map[string]any{"visitor": documentOf(row), "started": nil, "fields": fieldsDocument(fields)}
	if s := row.Visitor.Start; s.Text != "" || s.Source != "" {
		head["started"] = map[string]any{"text": s.Text, "at": output.Time(s.At), "source": s.Source}
	}
	text, err := output.EncodeJSON(head)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "%s,\n\"chats\":[", bytes.TrimSuffix(text, []byte("}"))); err != nil {
		return err
	}
	edits, err := x.chats(ctx, w, row)
	if err != nil {
		return err
	}
	known, err := x.r.VisitorData(ctx, row.Visitor)
	if err != nil {
		return err
	}
	rest := map[string]any{"edits": edits, "files": x.copied}
	x.addKnown(ctx, rest, known)
	if text, err = output.EncodeJSON(rest); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "],\n%s\n", bytes.TrimPrefix(text, []byte("{")))
	return err
}

// chats writes the documents of chat show --json and the files, and returns the earlier
// versions of messages.
func (x *exported) chats(ctx context.Context, w io.Writer, of core.VisitorRow) (edits []map[string]any, err error) {
	edits = []map[string]any{}
	all, err := x.r.ChatsToErase(ctx, of.Visitor.ID)
	if err != nil {
		return nil, err
	}
	exporter := export.Exporter{Zone: x.env.Zone, Now: x.env.Clock().Now(), MediaDir: x.env.MediaDir(), Words: x.env.Words(), Marks: map[core.ChatID]core.ReadMark{}}
	for i, c := range all {
		row := core.ChatRow{Chat: c, Brand: of.Brand, Visitor: of.Visitor}
		if !c.Prelude() { // which is in no list
			if row, err = x.r.Row(ctx, c.ID); err != nil {
				return nil, err
			}
		}
		if i > 0 {
			if _, err := io.WriteString(w, ","); err != nil {
				return nil, err
			}
		}
		if err := export.JSON("\n")(exporter, ctx, w, x.r, row); err != nil {
			return nil, err
		}
		err = export.EachMessage(ctx, x.r, c.ID, func(m core.Message) error {
			if err := x.addFiles(m); err != nil || m.EditedAt.IsZero() {
				return err
			}
			versions, err := x.r.Edits(ctx, m.ID)
			for _, e := range versions {
				edits = append(edits, map[string]any{"message": m.ID, "kind": e.Kind, "text": e.Text, "entities": append([]markup.Entity{}, e.Markup.Entities()...), "file_name": output.OrNull(e.FileName), "replaced_at": output.Time(e.Replaced)})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return edits, nil
}

// addFiles writes the file of a message and its thumbnail, as far as they are here.
func (x *exported) addFiles(m core.Message) error {
	if m.Attachment == nil {
		return nil
	}
	for suffix, f := range map[string]core.File{"": m.Attachment.File, "-thumb": m.Attachment.Thumb} {
		if !f.Ready() {
			continue
		}
		content, err := x.files.Open(f)
		if core.IsNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%d%s%s", m.ID, suffix, filepath.Ext(f.Path))
		info, err := content.Stat()
		if err == nil {
			err = x.write(name, info.Size(), io.LimitReader(content, info.Size()))
			x.copied = append(x.copied, fileDocument{m.ID, name, info.Size()})
		}
		_ = content.Close() // it was only read
		if err != nil {
			return err
		}
	}
	return nil
}

// addKnown adds to the document what is known beside the chats.
func (x *exported) addKnown(ctx context.Context, doc map[string]any, known core.VisitorData) {
	names := map[core.OperatorID]*string{}
	name := func(id core.OperatorID) *string {
		if id != 0 && names[id] == nil {
			if op, err := x.r.Operator(ctx, id); err == nil {
				names[id] = &op.Name
			}
		}
		return names[id]
	}
	blocks, transfers, drafts, updates := []map[string]any{}, []map[string]any{}, []map[string]any{}, []map[string]any{}
	for _, b := range known.Blocks {
		blocks = append(blocks, map[string]any{"state": b.State, "reason": b.Reason, "asked_by": name(b.AskedBy), "asked_at": output.Time(b.AskedAt), "decided_by": name(b.DecidedBy), "decided_at": output.Time(b.DecidedAt)})
	}
	for _, t := range known.Transfers {
		transfers = append(transfers, map[string]any{"chat": t.Chat, "from": name(t.From), "to": name(t.To), "note": output.OrNull(t.Note), "state": t.State, "asked_at": output.Time(t.AskedAt), "closed_by": name(t.ClosedBy), "closed_at": output.Time(t.ClosedAt)})
	}
	for _, d := range known.Drafts {
		files := []string{}
		for _, f := range d.Files.Files() {
			files = append(files, f.Name)
		}
		drafts = append(drafts, map[string]any{"chat": d.Chat, "operator": name(d.Operator), "kind": d.Kind, "text": d.Text, "files": files})
	}
	for _, u := range known.Updates {
		var update any = json.RawMessage(u.Raw)
		if !json.Valid(u.Raw) {
			update = string(u.Raw)
		}
		updates = append(updates, map[string]any{"message": output.OrNull(u.Message), "update": update})
	}
	memories, audit := []map[string]any{}, []map[string]any{}
	for _, m := range known.Memories {
		memories = append(memories, map[string]any{"chat": m.Chat, "memory": m.Memory})
	}
	for _, e := range known.Audit {
		audit = append(audit, map[string]any{"at": output.Time(e.At), "operator": output.OrNull(e.Name), "act": e.Act, "chat": output.OrNull(e.Chat), "subject": e.Subject, "before": e.Before, "after": e.After})
	}
	doc["blocks"], doc["transfers"], doc["drafts"], doc["raw_updates"], doc["chatbot_memories"], doc["audit"] = blocks, transfers, drafts, updates, memories, audit
}
