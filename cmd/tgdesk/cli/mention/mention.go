// Package mention holds the command about notes that call the operator who asks.
//
// It must not mark them as looked at: only a screen shows them in their chats.
package mention

import (
	"context"
	"math"
	"strconv"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
)

// New returns the command mention.
func New(env *cli.Env) *cobra.Command {
	return cli.Group("mention", "List notes that call you", "  tgdesk mention list", newList(env))
}

// document is a mention in --json. Fields may be added; none may be renamed, removed or
// change its meaning.
type document struct {
	Message core.MessageID `json:"message"`
	Chat    core.ChatID    `json:"chat"`
	Brand   string         `json:"brand"`
	Visitor string         `json:"visitor"`
	By      string         `json:"by"`
	At      *string        `json:"at"`
	Text    string         `json:"text"`
	SeenAt  *string        `json:"seen_at"`
}

// usualLimit is how many mentions are listed unless asked otherwise.
const usualLimit = 50

func newList(env *cli.Env) *cobra.Command {
	var limit int
	cmd := env.WithJSON(&cobra.Command{
		Use:   "list",
		Short: "List the notes that call you, the newest first",
		Long: `List the notes that call you by @ and your name, the newest first, with those at which
you have not looked yet. Listing them here does not count as looking: a screen that shows
the note does.`,
		Example: "  tgdesk mention list\n  tgdesk mention list --json | jq '.mentions[] | select(.seen_at == null)'",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 0 {
				return cli.Usagef("--limit must not be negative.")
			}
			return env.Read(func(r core.Reader) error { return list(cmd.Context(), env, r, limit) })
		},
	})
	cmd.Flags().IntVar(&limit, "limit", usualLimit, "at most this many; 0 for all")
	return cmd
}

func list(ctx context.Context, env *cli.Env, r core.Reader, limit int) error {
	op, err := env.CallerOf(ctx, r)
	if err != nil {
		return err
	}
	if limit == 0 {
		limit = math.MaxInt32
	}
	all, err := r.Mentions(ctx, op, limit)
	if err != nil {
		return err
	}
	return mentions(env).Print(env.Output(), env.AsJSON, all)
}

func mentions(env *cli.Env) output.List[core.Mention] {
	return output.List[core.Mention]{
		Name: "mentions", Document: func(m core.Mention) (any, error) {
			return document{
				Message: m.Note.ID, Chat: m.Chat, Brand: m.BrandName, Visitor: m.Visitor.Name(), By: m.Note.Author,
				At: output.Time(m.Note.SentAt), Text: m.Note.Text, SeenAt: output.Time(m.SeenAt),
			}, nil
		},
		Empty: "No note calls you.",
		Columns: []output.Column{
			{Title: "NEW"}, {Title: "CHAT", Right: true}, {Title: "BRAND", Max: 20}, {Title: "VISITOR", Max: 28}, {Title: "BY", Max: 16}, {Title: "AT"}, {Title: "NOTE", Max: 60},
		},
		Cells: func(m core.Mention) []string {
			unseen := ""
			if m.SeenAt.IsZero() {
				unseen = "new"
			}
			return []string{unseen, strconv.FormatInt(int64(m.Chat), 10), m.BrandName, clean.Name(m.Visitor.Name(), m.Visitor.Handle()).String(), m.Note.Author, env.FormatTime(m.Note.SentAt), m.Note.Text}
		},
	}
}
