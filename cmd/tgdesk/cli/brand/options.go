package brand

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/locale"
)

// optionFlags are the flags of the options of brands, one for each of
// core.Options.
type optionFlags struct{ flags *pflag.FlagSet }

func addOptionFlags(cmd *cobra.Command) optionFlags {
	words := locale.English()
	for _, o := range core.Options() {
		standard := o.Format(o.Value(core.DefaultBrandOptions()))
		_, help := words.Option(o.ID())
		if o.Values != "" {
			help += fmt.Sprintf(" (%s, default %s)", o.Values, standard)
		}
		cmd.Flags().String(o.Name, "", strings.ReplaceAll(help, "`", "'")) // backquotes would name the flag's value
		var steps []string
		for _, v := range o.Steps {
			steps = append(steps, o.Format(v))
		}
		if steps != nil {
			cli.CompleteFlag(cmd, o.Name, steps)
		}
	}
	return optionFlags{cmd.Flags()}
}

// apply returns of with what was given. A value that is not allowed is a usage
// error that names what is.
func (f optionFlags) apply(of core.BrandOptions) (_ core.BrandOptions, changed bool, err error) {
	for _, o := range core.Options() {
		given := f.flags.Lookup(o.Name)
		if !given.Changed {
			continue
		}
		v, err := o.Parse(given.Value.String())
		if err != nil {
			return of, false, cli.InvalidIsUsage(err)
		}
		o.Set(&of, v)
		changed = true
	}
	return of, changed, cli.InvalidIsUsage(of.Check())
}

// optionLines lists options in name and value, for people.
func optionLines(of core.BrandOptions) [][2]string {
	var lines [][2]string
	words := locale.English()
	for _, o := range core.Options() {
		name, _ := words.Option(o.ID())
		value := string(clean.Line(o.Format(o.Value(of))))
		lines = append(lines, [2]string{name, cmp.Or(value, words.OptionNone(o.ID()))})
	}
	return lines
}
