// Package search holds the command that finds messages, and makes the index anew.
//
// It must not know how a query is written or answered: core and the store do.
package search

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/fulltext"
)

// usualLimit is how many hits are listed unless another number is given, and mostHits how
// many at most: a page of hits is in memory.
const (
	usualLimit = 20
	mostHits   = 10_000
)

// New returns the command search.
func New(env *cli.Env) *cobra.Command {
	var limit int
	var rebuild bool
	cmd := env.WithJSON(&cobra.Command{
		Use:   "search QUERY…",
		Short: "Find messages, files, notes, visitors and tags",
		Long: `Find what was written, the newest first: messages and their earlier versions, captions,
names of files, notes, names and @usernames of visitors, their fields, and tags. Every
word must be there, in any order; a word also finds longer ones that begin with it. In
quotes ("…") words must follow each other. Filters are from:visitor|operator|bot|note,
brand:NAME, operator:NAME, state:STATE, tag:TAG, chat:ID, before:TIME, after:TIME and
has:file; see tgdesk help search.

With --rebuild the index is made anew, which it also is by itself where it is damaged.`,
		Example: "  tgdesk search refund from:visitor after:7d\n  tgdesk search '\"order 4711\"' --json\n  tgdesk search --rebuild",
		Args: func(cmd *cobra.Command, args []string) error {
			if rebuild == (len(args) > 0) {
				return cli.Usagef("%s takes what to search for, or --rebuild. Try: %s --help", cmd.CommandPath(), cmd.CommandPath())
			}
			if limit < 1 || limit > mostHits {
				return cli.Usagef("--limit must be from 1 to %d.", mostHits)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if rebuild {
				return makeAnew(cmd.Context(), env, cmd.CommandPath())
			}
			return env.Read(func(r core.Reader) error { return find(cmd.Context(), env, r, strings.Join(args, " "), limit) })
		},
	})
	cmd.Flags().IntVar(&limit, "limit", usualLimit, "at most this many hits")
	cmd.Flags().BoolVar(&rebuild, "rebuild", false, "make the index anew")
	return cmd
}

// document is what --json prints. Fields may be added; none may be renamed, removed or change
// its meaning.
type document struct {
	Hits []hit `json:"hits"`
	More bool  `json:"more"`
}

type hit struct {
	Chat    core.ChatID      `json:"chat"`
	Message *core.MessageID  `json:"message"`
	At      *string          `json:"at"`
	From    core.From        `json:"from"`
	Author  string           `json:"author"`
	Brand   string           `json:"brand"`
	Visitor string           `json:"visitor"`
	FoundIn core.SearchPlace `json:"found_in"`
	Snippet string           `json:"snippet"`
	Matches []fulltext.Range `json:"matches"`
}

func find(ctx context.Context, env *cli.Env, r core.Reader, text string, limit int) error {
	s, err := core.ParseSearch(text, env.Clock().Now().In(env.Zone))
	if err != nil {
		return cli.InvalidIsUsage(err)
	}
	q, err := s.Query(ctx, r)
	if err != nil {
		return err
	}
	q.Limit = limit
	found, err := r.Search(ctx, q)
	if err != nil {
		return err
	}
	if env.AsJSON {
		return printJSON(env, found)
	}
	t := output.NewTable(env.Output(), "Nothing was found.", output.Column{Title: "CHAT", Right: true}, output.Column{Title: "AT"}, output.Column{Title: "BRAND", Max: 20},
		output.Column{Title: "FROM"}, output.Column{Title: "AUTHOR", Max: 20}, output.Column{Title: "FOUND"})
	for _, h := range found.Hits {
		from := string(h.From)
		if h.Message == 0 || h.Place != core.FoundInText {
			from = strings.ReplaceAll(string(h.Place), "_", " ")
		}
		if err := t.Row(strconv.FormatInt(int64(h.Chat), 10), env.FormatTime(h.At), h.Brand, from, h.Author, h.Snippet); err != nil {
			return err
		}
	}
	if err := t.End(); err != nil || !found.More {
		return err
	}
	return env.Printf("%s\n", onward(limit))
}

// onward says how to see more hits than limit.
func onward(limit int) string {
	if limit >= mostHits {
		return "There is more: name a time with before:"
	}
	return fmt.Sprintf("There is more: tgdesk search … --limit %d", min(10*limit, mostHits))
}

func printJSON(env *cli.Env, found core.SearchResult) error {
	d := document{Hits: []hit{}, More: found.More}
	for _, h := range found.Hits {
		if h.Matches == nil {
			h.Matches = []fulltext.Range{}
		}
		d.Hits = append(d.Hits, hit{
			Chat: h.Chat, Message: output.OrNull(h.Message), At: output.Time(h.At), From: h.From, Author: h.Author, Brand: h.Brand, Visitor: h.Visitor,
			FoundIn: h.Place, Snippet: h.Snippet, Matches: h.Matches,
		})
	}
	return env.Output().PrintJSON(d)
}

// makeAnew makes the index anew. Interrupted, the desk goes on with it by itself.
func makeAnew(ctx context.Context, env *cli.Env, command string) error {
	return env.Change(ctx, command, func(d *desk.Desk, op core.Operator) error {
		shown := -1
		err := d.RebuildSearch(ctx, op.ID, func(p core.IndexProgress) {
			percent := 100
			if p.Messages > 0 {
				percent = min(100*p.Indexed/p.Messages, 100)
			}
			if percent/5 > shown {
				shown = percent / 5
				_ = env.Printf("%d %% of the messages are indexed.\n", percent)
				_ = env.Output().Flush()
			}
		})
		if err != nil {
			return err
		}
		return env.Printf("The search index was made anew.\n")
	})
}
