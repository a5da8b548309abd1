package canned

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
)

func newList(env *cli.Env) *cobra.Command {
	var brand string
	cmd := env.WithJSON(env.Reads(&cobra.Command{
		Use:   "list",
		Short: "List canned replies",
		Long: `List canned replies by shortcut. With --brand, those that operators of the brand
can use: its own and those of all brands.`,
		Example: "  tgdesk canned list\n  tgdesk canned list --brand acme --json",
	}, func(ctx context.Context, r core.Reader, _ []string) error {
		all, names, err := read(ctx, r, brand)
		if err != nil {
			return err
		}
		return listed(names).Print(env.Output(), env.AsJSON, all)
	}))
	brandFlag(env, cmd, &brand, "brand", "only those that chats of this brand can have")
	return cmd
}

// read returns the canned replies that a brand's chats can have, or all of them, with
// the names of brands. "all" are those of all brands alone.
func read(ctx context.Context, r core.Reader, brand string) (some []core.CannedReply, names map[core.BrandID]string, err error) {
	id, err := brandID(ctx, r, brand)
	if err != nil {
		return nil, nil, err
	}
	if names, err = brandNames(ctx, r); err != nil {
		return nil, nil, err
	}
	all, err := r.CannedReplies(ctx)
	for _, c := range all {
		if brand == "" || c.Brand == 0 || c.Brand == id {
			some = append(some, c)
		}
	}
	return some, names, err
}

func listed(names map[core.BrandID]string) output.List[core.CannedReply] {
	return output.List[core.CannedReply]{
		Name: "canned", Document: func(c core.CannedReply) (any, error) { return documentOf(names, c), nil },
		Empty: "No canned replies yet. Add one: tgdesk canned add SHORTCUT --text TEXT",
		Columns: []output.Column{
			{Title: "ID", Right: true}, {Title: "SHORTCUT", Max: 30}, {Title: "BRAND", Max: 30}, {Title: "LANGUAGE"}, {Title: "FILES", Right: true}, {Title: "TEXT", Max: 60},
		},
		Cells: func(c core.CannedReply) []string {
			return []string{strconv.FormatInt(int64(c.ID), 10), c.Shortcut, brandName(names, c), languageName(c), strconv.Itoa(len(c.Files)), output.OneLine(c.Text)}
		},
	}
}

func newShow(env *cli.Env) *cobra.Command {
	var w which
	return w.on(env, env.WithJSON(env.Reads(&cobra.Command{
		Use:     "show SHORTCUT",
		Short:   "Show one canned reply",
		Example: "  tgdesk canned show hi --language ja\n  tgdesk canned show '#3' --json",
	}, func(ctx context.Context, r core.Reader, args []string) error {
		c, err := w.find(ctx, r, args[0])
		if err != nil {
			return err
		}
		names, err := brandNames(ctx, r)
		if err != nil {
			return err
		}
		if env.AsJSON {
			return env.Output().PrintJSON(map[string]any{"canned_reply": documentOf(names, c)})
		}
		printOne(env, names, c)
		return nil
	})))
}

func printOne(env *cli.Env, names map[core.BrandID]string, c core.CannedReply) {
	env.Say("Shortcut  %s\nNumber    #%d\nBrand     %s\nLanguage  %s\n", clean.Line(c.Shortcut), c.ID, clean.Line(brandName(names, c)), languageName(c))
	for _, f := range c.Files {
		env.Say("File      %s (%s, %s)\n", clean.Name(f.Name, "?"), cmp.Or(string(clean.Line(f.MIME)), "?"), core.ShortSize(f.Size))
	}
	if c.Text != "" {
		env.Say("\n%s\n", strings.TrimRight(clean.Message(c.Text).String(), "\n"))
	}
}

// document is a canned reply in --json. Fields may be added; none may be renamed,
// removed or change its meaning. A pointer is null where there is nothing.
type document struct {
	ID       core.CannedID  `json:"id"`
	Brand    *string        `json:"brand"` // null: all brands
	Shortcut string         `json:"shortcut"`
	Language *string        `json:"language"` // null: any
	Text     string         `json:"text"`
	Files    []fileDocument `json:"files"`
}

type fileDocument struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	MIME string `json:"mime"`
}

func documentOf(names map[core.BrandID]string, c core.CannedReply) document {
	d := document{ID: c.ID, Brand: output.OrNull(names[c.Brand]), Shortcut: c.Shortcut, Language: output.OrNull(c.Language), Text: c.Text, Files: []fileDocument{}}
	for _, f := range c.Files {
		d.Files = append(d.Files, fileDocument{f.Name, f.Size, f.MIME})
	}
	return d
}
