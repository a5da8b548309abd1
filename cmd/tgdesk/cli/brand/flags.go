package brand

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/locale"
)

// addLimitFlags adds a flag for each limit.
func addLimitFlags(cmd *cobra.Command) {
	help := map[core.LimitKind]string{
		core.LimitAnswer:          "a pending chat becomes unanswered after this time",
		core.LimitCloseUnanswered: "an unanswered chat is completed after this time",
		core.LimitCloseIdle:       "an active chat is completed when nobody writes for this time",
		core.LimitChatbotIdle:     "a chat that the chatbot holds is completed when nobody writes for this time",
	}
	for _, k := range core.LimitKinds() {
		r := k.Rule()
		cmd.Flags().String(string(k), "", fmt.Sprintf("%s (%s to %s, default %s)", help[k],
			core.FormatLimit(r.Min), core.FormatLimit(r.Max), core.FormatLimit(r.Default)))
		var steps []string
		for _, d := range r.Steps {
			steps = append(steps, core.FormatLimit(d))
		}
		cli.CompleteFlag(cmd, string(k), steps)
	}
}

// givenLimits returns l with the limits that were given. A value that is out of
// its bounds is a usage error that names them.
func givenLimits(cmd *cobra.Command, words *locale.Catalogue, l core.Limits) (_ core.Limits, changed bool, err error) {
	for _, k := range core.LimitKinds() {
		flag := cmd.Flags().Lookup(string(k))
		if !flag.Changed {
			continue
		}
		d, err := core.ParseLimit(flag.Value.String())
		if err == nil {
			err = k.Check(d)
		}
		if err != nil {
			return l, false, cli.RefusedFlag(words, string(k), err)
		}
		l, changed = l.With(k, d), true
	}
	return l, changed, nil
}

// addOptionFlags adds a flag for each of core.Options.
func addOptionFlags(cmd *cobra.Command, words *locale.Catalogue) {
	for _, o := range core.Options() {
		_, help := words.Option(o.ID())
		if o.Values != "" {
			help += fmt.Sprintf(" (%s, default %s)", o.Values, o.Format(o.Value(core.DefaultBrandOptions())))
		}
		cmd.Flags().String(o.Name, "", help)
		var steps []string
		for _, v := range o.Steps {
			steps = append(steps, o.Format(v))
		}
		if steps != nil {
			cli.CompleteFlag(cmd, o.Name, steps)
		}
	}
}

// givenOptions returns of with the options that were given. A value that is not
// allowed is a usage error that names what is. What options ask of each other is not
// checked.
func givenOptions(cmd *cobra.Command, words *locale.Catalogue, of core.BrandOptions) (_ core.BrandOptions, changed bool, err error) {
	for _, o := range core.Options() {
		flag := cmd.Flags().Lookup(o.Name)
		if !flag.Changed {
			continue
		}
		v, err := o.Parse(flag.Value.String())
		if err != nil {
			return of, false, cli.RefusedFlag(words, o.Name, err)
		}
		o.Set(&of, v)
		if err := o.Check(of); err != nil {
			return of, false, cli.RefusedFlag(words, o.Name, err)
		}
		changed = true
	}
	return of, changed, nil
}

// optionLines lists options in name and value, for people.
func optionLines(words *locale.Catalogue, of core.BrandOptions) [][2]string {
	var lines [][2]string
	for _, o := range core.Options() {
		name, _ := words.Option(o.ID())
		value := string(clean.Line(o.Show(o.Value(of))))
		lines = append(lines, [2]string{name, cmp.Or(value, words.OptionNone(o.ID()))})
	}
	return lines
}
