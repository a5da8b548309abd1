// Package canned holds the commands that manage canned replies, and their form in
// TOML and CSV.
//
// It must not decide what a canned reply may be or who may change one: core does.
package canned

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
)

// New returns the command canned.
func New(env *cli.Env) *cobra.Command {
	return cli.Group("canned", "Manage canned replies: prepared texts for operators",
		"  tgdesk canned add hi --text 'Hello {visitor.first_name}!'\n  tgdesk canned list --brand acme",
		newAdd(env), newList(env), newShow(env), newEdit(env), newRemove(env), newImport(env), newExport(env))
}

// which are the flags that say which of several canned replies is meant.
type which struct{ brand, language string }

func (w *which) addFlags(cmd *cobra.Command, env *cli.Env) {
	brandFlag(env, cmd, &w.brand, "brand", "the one of this brand, or all for that of all brands")
	cmd.Flags().StringVar(&w.language, "language", "", "the one in this language, or any for that of any language")
}

// brandFlag gives a command a flag that names a brand, or all.
func brandFlag(env *cli.Env, cmd *cobra.Command, to *string, name, usage string) {
	cmd.Flags().StringVar(to, name, "", usage)
	_ = cmd.RegisterFlagCompletionFunc(name, env.CompleteBrandsOrAll) // fails only for a flag that does not exist
}

// completeShortcuts offers the shortcuts of the desk.
func completeShortcuts(env *cli.Env) cobra.CompletionFunc {
	return cli.Complete(env, core.Reader.CannedReplies, func(c core.CannedReply) string { return c.Shortcut })
}

// brandID finds a brand by its name; "" is no brand in particular, and so is "all",
// unless a brand is called that.
func brandID(ctx context.Context, r core.Reader, name string) (core.BrandID, error) {
	if name == "" {
		return 0, nil
	}
	b, err := r.BrandByName(ctx, name)
	if core.IsNotFound(err) && name == cli.AllBrands {
		return 0, nil
	}
	return b.ID, err
}

// brandNames are the names of the brands by their ids.
func brandNames(ctx context.Context, r core.Reader) (map[core.BrandID]string, error) {
	brands, err := r.Brands(ctx)
	names := map[core.BrandID]string{}
	for _, b := range brands {
		names[b.ID] = b.Name
	}
	return names, err
}

// find returns the canned reply that a shortcut and the flags name, or by its number,
// as #12. If several fit, the error lists them.
func (w *which) find(ctx context.Context, r core.Reader, shortcut string) (core.CannedReply, error) {
	if digits, ok := strings.CutPrefix(shortcut, "#"); ok {
		id, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return core.CannedReply{}, cli.Usagef("%q is no number of a canned reply: use its shortcut, or # and its id.", shortcut)
		}
		return r.CannedReply(ctx, core.CannedID(id))
	}
	brand, err := brandID(ctx, r, w.brand)
	if err != nil {
		return core.CannedReply{}, err
	}
	names, err := brandNames(ctx, r)
	if err != nil {
		return core.CannedReply{}, err
	}
	all, err := r.CannedReplies(ctx)
	if err != nil {
		return core.CannedReply{}, err
	}
	var found []core.CannedReply
	var fits, same []string // which of those with the shortcut are meant, and all of them
	for _, c := range all {
		if core.FoldShortcut(c.Shortcut) != core.FoldShortcut(strings.TrimPrefix(shortcut, ";")) {
			continue
		}
		variant := fmt.Sprintf("#%d (%s, %s)", c.ID, clean.Line(brandName(names, c)), languageName(c))
		same = append(same, variant)
		if (w.brand == "" || c.Brand == brand) && (w.language == "" || strings.EqualFold(w.language, languageName(c))) {
			found, fits = append(found, c), append(fits, variant)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(same) == 0:
		return core.CannedReply{}, core.NewError(core.CodeNotFound, "canned_reply_not_found_by_name", shortcut)
	case len(found) == 0:
		return core.CannedReply{}, cli.Failf("No canned reply with the shortcut %s fits %s. There are: %s.", clean.Line(shortcut), w.flags(), strings.Join(same, ", "))
	}
	return core.CannedReply{}, cli.Failf("There are %d canned replies with the shortcut %s. Name one by --brand, --language or its number: %s.",
		len(found), clean.Line(shortcut), strings.Join(fits, ", "))
}

// flags are the flags that were given, for a sentence.
func (w *which) flags() string {
	var given []string
	for _, f := range [][2]string{{"--brand", w.brand}, {"--language", w.language}} {
		if f[1] != "" {
			given = append(given, f[0]+" "+output.Argument(f[1]))
		}
	}
	return strings.Join(given, " ")
}

// anyLanguage stands for a text that is for readers of every language.
const anyLanguage = "any"

func languageName(c core.CannedReply) string {
	if c.Language == "" {
		return anyLanguage
	}
	return c.Language
}

func brandName(names map[core.BrandID]string, c core.CannedReply) string {
	if c.Brand == 0 {
		return cli.AllBrands
	}
	return names[c.Brand]
}

// on makes cmd a command about one canned reply, which its flags name too.
func (w *which) on(env *cli.Env, cmd *cobra.Command) *cobra.Command {
	cmd.Args, cmd.ValidArgsFunction = cli.OneArgument("shortcut, or #ID"), completeShortcuts(env)
	w.addFlags(cmd, env)
	return cmd
}

// change gives fn the canned reply that shortcut and w name.
func (w *which) change(env *cli.Env, cmd *cobra.Command, shortcut string, fn func(*desk.Desk, core.Operator, core.CannedReply) error) error {
	find := func(r core.Reader) (core.CannedReply, error) { return w.find(cmd.Context(), r, shortcut) }
	return cli.ChangeFound(env, cmd, find, fn)
}

// describe is a canned reply for a sentence: ";hi (ja) of acme".
func describe(names map[core.BrandID]string, c core.CannedReply) string {
	text := string(clean.Line(c.Summary()))
	if c.Brand != 0 {
		text += " of " + string(clean.Line(names[c.Brand]))
	}
	return text
}
