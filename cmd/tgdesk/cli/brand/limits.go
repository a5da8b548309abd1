package brand

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
)

// limitFlags are the flags of the three limits.
type limitFlags struct{ flags *pflag.FlagSet }

func addLimitFlags(cmd *cobra.Command) limitFlags {
	help := map[core.LimitKind]string{
		core.LimitAnswer:          "a pending chat becomes unanswered after this long",
		core.LimitCloseUnanswered: "an unanswered chat is completed after this long",
		core.LimitCloseIdle:       "an active chat is completed when nobody writes for this long",
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
	return limitFlags{cmd.Flags()}
}

// apply returns l with the limits that were given. A value that is out of its
// bounds is a usage error that names them.
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
			return l, false, cli.InvalidIsUsage(err)
		}
		l, changed = l.With(k, d), true
	}
	return l, changed, nil
}
