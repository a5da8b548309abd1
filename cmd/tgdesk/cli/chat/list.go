package chat

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/export"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
)

type listFlags struct {
	state  string
	brand  string
	tag    string
	source string
	limit  int
}

func newList(env *cli.Env) *cobra.Command {
	var f listFlags
	cmd := env.WithJSON(&cobra.Command{
		Use:   "list",
		Short: "List chats, those that wait first",
		Long: `List the chats of the desk: pending, unanswered, active, then completed. Within
pending and unanswered the longest-waiting come first, within completed the newest.
SINCE is when the visitor's wait began; of an active chat with an answer, when it was
picked up; of a completed one, when it ended. UNREAD is what you have not seen on a
screen of yours.`,
		Example: "  tgdesk chat list --state pending --brand acme\n  tgdesk chat list --json | jq '.chats[] | select(.unread > 0)'",
		RunE:    func(cmd *cobra.Command, _ []string) error { return list(cmd.Context(), env, f) },
	})
	cli.ChoiceFlag(cmd, &f.state, "state", "", "only chats in this state: "+stateNames(), strings.Split(stateNames(), ", "))
	env.BrandFlag(cmd, &f.brand, "only chats of this brand")
	cmd.Flags().StringVar(&f.tag, "tag", "", "only chats with this tag")
	cmd.Flags().StringVar(&f.source, "source", "", "only chats that a link with this payload led to: see tgdesk brand link")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "at most this many chats (default all)")
	return cmd
}

func stateNames() string {
	all := core.States()
	return strings.Join(cli.Names(all[:]), ", ")
}

func list(ctx context.Context, env *cli.Env, f listFlags) error {
	states := []core.State{core.Pending, core.Unanswered, core.Active, core.Completed}
	if f.state != "" {
		states = []core.State{core.State(f.state)}
		if !states[0].Valid() {
			return cli.Usagef("--state is one of %s, not %q.", stateNames(), f.state)
		}
	}
	if f.limit < 0 {
		return cli.Usagef("--limit must not be negative.")
	}
	tag, err := checkChosen(env, f.tag, f.source)
	if err != nil {
		return err
	}
	return env.Read(func(r core.Reader) error {
		brands, err := cli.BrandsNamed(ctx, r, f.brand)
		if err != nil {
			return err
		}
		x, err := exporter(ctx, env, r)
		if err != nil {
			return err
		}
		printRow, end := rows(env, x).Printer(env.Output(), env.AsJSON)
		if err := eachChat(ctx, r, states, core.RowQuery{Brands: brands, Tag: tag, Source: f.source}, f.limit, printRow); err != nil {
			return err
		}
		return end()
	})
}

func rows(env *cli.Env, x export.Exporter) output.List[core.ChatRow] {
	return output.List[core.ChatRow]{
		Name: "chats", Document: func(r core.ChatRow) (any, error) { return x.ChatDocument(r), nil },
		Empty: "No chats.",
		Columns: []output.Column{
			{Title: "ID", Right: true}, {Title: "STATE"}, {Title: "BRAND", Max: 20}, {Title: "VISITOR", Max: 28}, {Title: "OPERATOR", Max: 16},
			{Title: "UNREAD", Right: true}, {Title: "SINCE"}, {Title: "UNTIL"}, {Title: "LAST MESSAGE", Max: 40},
		},
		Cells: func(r core.ChatRow) []string {
			visitor := export.VisitorName(r.Visitor)
			if r.Chat.Flood.ActiveAt(x.Now) {
				visitor += " (flood)"
			}
			return []string{
				strconv.FormatInt(int64(r.Chat.ID), 10), string(r.Chat.State), r.Brand, visitor, r.Owner,
				strconv.Itoa(x.Unread(r.Chat)), env.FormatTime(r.Chat.Since()), env.FormatTime(r.Chat.DeadlineAt), x.Preview(r.Last),
			}
		},
	}
}

// eachChat gives fn the chats of some states that q asks for, each in the order of its
// list, at most limit of them unless that is 0.
func eachChat(ctx context.Context, r core.Reader, states []core.State, q core.RowQuery, limit int, fn func(core.ChatRow) error) error {
	count := 0
	open := map[core.ChatID]bool{} // one that moves to another state meanwhile would come twice
	for _, q.State = range states {
		err := core.EachRow(ctx, r, q, func(row core.ChatRow) error {
			switch {
			case open[row.Chat.ID]:
				return nil
			case limit > 0 && count >= limit:
				return errEnough
			case row.Chat.Open():
				open[row.Chat.ID] = true
			}
			count++
			return fn(row)
		})
		if errors.Is(err, errEnough) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// errEnough ends a list that has as many rows as were asked for.
var errEnough = errors.New("no more are asked for")
