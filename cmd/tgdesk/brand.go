package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
)

func newBrand(c *cli) *cobra.Command {
	return group("brand", "Connect and manage brands and their bots",
		"  tgdesk brand list\n  tgdesk brand set acme --answer-limit 10m",
		newBrandAdd(c), newBrandList(c), newBrandShow(c), newBrandSet(c),
		newBrandEnable(c), newBrandDisable(c), newBrandToken(c), newBrandRemove(c))
}

// oneBrand is the argument of verbs about one brand. A second argument is
// most often a token, which must not be one.
func oneBrand(cmd *cobra.Command, args []string) error {
	if len(args) == 1 {
		return oneArgument("brand name")(cmd, args)
	}
	hint := ""
	if len(args) > 1 && cmd.Flags().Lookup("token-file") != nil {
		hint = " A token is never an argument, others could see it: use --token-file."
	}
	return misusef("%s takes exactly one brand name.%s Try: %s --help", cmd.CommandPath(), hint, cmd.CommandPath())
}

// changing gives fn one brand to change, under the desk's lock.
func (c *cli) changing(cmd *cobra.Command, name string, fn func(change) error) error {
	ctx := cmd.Context()
	return c.writing(ctx, cmd.CommandPath(), func(d *desk.Desk, op core.Operator) error {
		b, err := d.BrandByName(ctx, name)
		if err != nil {
			return err
		}
		return fn(change{ctx: ctx, desk: d, by: op.ID, brand: b})
	})
}

// change is one change of one brand.
type change struct {
	ctx   context.Context
	desk  *desk.Desk
	by    core.OperatorID
	brand core.Brand
}

// limitFlags are the flags of the three limits.
type limitFlags struct{ flags *pflag.FlagSet }

func addLimitFlags(cmd *cobra.Command) limitFlags {
	for _, k := range core.LimitKinds() {
		r := k.Rule()
		cmd.Flags().String(string(k), "", fmt.Sprintf("%s (%s to %s, default %s)", limitHelp(k),
			core.FormatLimit(r.Min), core.FormatLimit(r.Max), core.FormatLimit(r.Default)))
		complete(cmd, string(k), limitSteps(r))
	}
	return limitFlags{cmd.Flags()}
}

func limitHelp(k core.LimitKind) string {
	switch k {
	case core.LimitAnswer:
		return "a pending chat becomes unanswered after this long"
	case core.LimitCloseUnanswered:
		return "an unanswered chat is completed after this long"
	default:
		return "an active chat is completed when nobody writes for this long"
	}
}

func limitSteps(r core.LimitRule) []string {
	var steps []string
	for _, d := range r.Steps {
		steps = append(steps, core.FormatLimit(d))
	}
	return steps
}

// apply returns l with the limits that were given. A value that cannot be is
// a misuse that names the bounds.
func (f limitFlags) apply(l core.Limits) (_ core.Limits, changed bool, err error) {
	for _, k := range core.LimitKinds() {
		flag := f.flags.Lookup(string(k))
		if flag == nil || !flag.Changed {
			continue
		}
		d, err := core.ParseLimit(flag.Value.String())
		if err == nil {
			err = k.Check(d)
		}
		if err != nil {
			return l, false, badValue(err)
		}
		l, changed = l.With(k, d), true
	}
	return l, changed, nil
}

// botName is a bot for a sentence: "@acme_help_bot (Acme help, id 123456)".
func botName(b core.Bot) string {
	name := string(clean.Name(b.Name, "no name"))
	if b.Username == "" {
		return fmt.Sprintf("%s (id %d)", name, b.ID)
	}
	return fmt.Sprintf("%s (%s, id %d)", atName(b.Username), name, b.ID)
}

// updates counts what waits at Telegram.
func updates(n int) string {
	if n == 1 {
		return "1 update waits"
	}
	return fmt.Sprintf("%d updates wait", n)
}

// healthWords is a channel's health for people.
func healthWords(h core.Health) string {
	return joined(": ", strings.ReplaceAll(string(h.State), "_", " "), string(clean.Line(problemText(h.Detail))))
}
