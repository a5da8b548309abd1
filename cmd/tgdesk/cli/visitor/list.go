package visitor

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/export"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
)

// document is a visitor in --json. Fields may be added; none may be renamed, removed or
// change its meaning.
type document struct {
	ID         core.VisitorID `json:"id"`
	Brand      string         `json:"brand"`
	TelegramID *int64         `json:"telegram_id"` // null once they were erased
	Name       string         `json:"name"`
	Username   *string        `json:"username"`
	Language   *string        `json:"language"`
	FirstSeen  *string        `json:"first_seen_at"`
	LastSeen   *string        `json:"last_seen_at"`
	ErasedAt   *string        `json:"erased_at"`
	Chats      int            `json:"chats"`
	Block      *blockDocument `json:"block"` // the latest entry of the block list
}

type blockDocument struct {
	State     core.BlockState `json:"state"`
	Reason    string          `json:"reason"`
	AskedBy   *string         `json:"asked_by"` // null for the chatbot
	AskedAt   *string         `json:"asked_at"`
	DecidedBy *string         `json:"decided_by"`
	DecidedAt *string         `json:"decided_at"`
	Chat      *core.ChatID    `json:"chat"` // where their messages are kept apart
}

func documentOf(r core.VisitorRow) document {
	v := r.Visitor
	d := document{
		ID: v.ID, Brand: r.Brand, TelegramID: output.OrNull(max(v.TelegramID, 0)), Name: v.Name(), Username: output.OrNull(v.Username), Language: output.OrNull(v.Language),
		FirstSeen: output.Time(v.FirstSeen), LastSeen: output.Time(v.LastSeen), ErasedAt: output.Time(v.ErasedAt), Chats: r.Chats,
	}
	if b := r.Block; b.ID != 0 {
		d.Block = &blockDocument{
			State: b.State, Reason: b.Reason, AskedBy: output.OrNull(r.AskedBy), AskedAt: output.Time(b.AskedAt),
			DecidedBy: output.OrNull(r.DecidedBy), DecidedAt: output.Time(b.DecidedAt), Chat: output.OrNull(b.Chat),
		}
	}
	return d
}

func newList(env *cli.Env) *cobra.Command {
	var brand string
	var blocked bool
	cmd := env.WithJSON(env.Reads(&cobra.Command{
		Use:   "list",
		Short: "List visitors, the newest first",
		Long: `List the visitors of the desk, those first who wrote for the first time last. With
--blocked it is the block list: requests, which a supervisor approves or rejects, and
then those who are blocked.`,
		Example: "  tgdesk visitor list --brand acme\n  tgdesk visitor list --blocked --json",
	}, func(ctx context.Context, r core.Reader, _ []string) error {
		brands, err := cli.BrandsNamed(ctx, r, brand)
		if err != nil {
			return err
		}
		return list(ctx, env, r, core.VisitorQuery{Brands: brands, Listed: blocked})
	}))
	env.BrandFlag(cmd, &brand, "only visitors of this brand")
	cmd.Flags().BoolVar(&blocked, "blocked", false, "only the block list: those who are blocked, and requests for that")
	return cmd
}

// How many visitors are read at once: a page, or all of the block list.
const (
	pageSize = 500
	allSize  = 1_000_000
)

func list(ctx context.Context, env *cli.Env, r core.Reader, q core.VisitorQuery) error {
	printRow, end := visitors(env).Printer(env.Output(), env.AsJSON)
	if q.Limit = pageSize; q.Listed {
		q.Limit = allSize
	}
	err := core.Each(q.Limit, func() ([]core.VisitorRow, error) { return r.Visitors(ctx, q) }, func(row core.VisitorRow) error {
		q.Before = row.Visitor.ID
		return printRow(row)
	})
	if err != nil {
		return err
	}
	return end()
}

func visitors(env *cli.Env) output.List[core.VisitorRow] {
	return output.List[core.VisitorRow]{
		Name: "visitors", Document: func(r core.VisitorRow) (any, error) { return documentOf(r), nil },
		Empty: "No visitors.",
		Columns: []output.Column{
			{Title: "ID", Right: true}, {Title: "BRAND", Max: 20}, {Title: "VISITOR", Max: 28}, {Title: "CHATS", Right: true},
			{Title: "LAST SEEN"}, {Title: "BLOCK"}, {Title: "BY", Max: 16}, {Title: "REASON", Max: 40},
		},
		Cells: func(r core.VisitorRow) []string {
			by := r.AskedBy
			if r.Block.State != core.BlockAsked {
				by = r.DecidedBy
			}
			return []string{
				strconv.FormatInt(int64(r.Visitor.ID), 10), r.Brand, export.VisitorName(r.Visitor), strconv.Itoa(r.Chats),
				env.FormatTime(r.Visitor.LastSeen), string(r.Block.State), by, r.Block.Reason,
			}
		},
	}
}

func newShow(env *cli.Env) *cobra.Command {
	return env.WithJSON(env.Reads(&cobra.Command{
		Use:     "show ID",
		Short:   "Show a visitor with their fields, and how they stand on the block list",
		Example: "  tgdesk visitor show 3\n  tgdesk visitor show 3 --json",
		Args:    oneVisitor,
	}, func(ctx context.Context, r core.Reader, args []string) error {
		row, err := r.VisitorRow(ctx, cli.Number[core.VisitorID](args[0]))
		if err != nil {
			return err
		}
		fields, err := r.VisitorFields(ctx, row.Visitor.ID)
		if err != nil {
			return err
		}
		if env.AsJSON {
			return env.Output().PrintJSON(map[string]any{"visitor": documentOf(row), "fields": fieldsDocument(fields)})
		}
		show(env, row, fields)
		return nil
	}))
}

// fieldsDocument is what is known of a visitor, by name.
func fieldsDocument(fields []core.VisitorField) map[string]string {
	doc := map[string]string{}
	for _, f := range fields {
		doc[f.Name] = f.Value
	}
	return doc
}

func show(env *cli.Env, r core.VisitorRow, fields []core.VisitorField) {
	v, b := r.Visitor, r.Block
	lines := [][2]string{
		{"visitor", strconv.FormatInt(int64(v.ID), 10)}, {"name", export.VisitorName(v)}, {"username", v.Username}, {"Telegram id", strconv.FormatInt(v.TelegramID, 10)},
		{"language", v.Language}, {"brand", r.Brand}, {"chats", strconv.Itoa(r.Chats)},
		{"first seen", env.FormatTime(v.FirstSeen)}, {"last seen", env.FormatTime(v.LastSeen)},
	}
	if v.Erased() {
		lines[3][1] = ""
		lines = append(lines, [2]string{"erased", env.FormatTime(v.ErasedAt)})
	}
	label := "fields"
	for _, f := range fields {
		lines = append(lines, [2]string{label, f.Name + ": " + f.Value})
		label = ""
	}
	if b.ID != 0 {
		lines = append(lines, [2]string{"block", string(b.State)}, [2]string{"reason", b.Reason}, [2]string{"asked by", cmp.Or(r.AskedBy, "the chatbot") + ", " + env.FormatTime(b.AskedAt)})
	}
	if b.DecidedBy != 0 {
		lines = append(lines, [2]string{"decided by", r.DecidedBy + ", " + env.FormatTime(b.DecidedAt)})
	}
	if b.Chat != 0 {
		lines = append(lines, [2]string{"kept apart", fmt.Sprintf("in chat %d: tgdesk chat show %d", b.Chat, b.Chat)})
	}
	for _, l := range lines {
		if l[1] != "" {
			env.Say("%-12s %s\n", l[0], clean.Line(l[1]))
		}
	}
}
