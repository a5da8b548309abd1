package brand

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/clean"
)

// optionFlags are the flags of how a brand treats media and how it answers.
type optionFlags struct{ flags *pflag.FlagSet }

// optionFlag is one of them.
type optionFlag struct {
	name, help string
	values     []string // for completion
	set        func(o *core.BrandOptions, value string) error
}

func optionFlagList() []optionFlag {
	onOff := []string{"on", "off"}
	return []optionFlag{
		{"fetch-up-to", fmt.Sprintf("files up to this size are fetched by themselves (0 to %s, default %s)",
			core.FormatSize(core.MaxFetchUpTo), core.FormatSize(core.DefaultBrandOptions().FetchUpTo)), []string{"0", "5MB", "20MB"},
			func(o *core.BrandOptions, value string) (err error) {
				o.FetchUpTo, err = core.ParseSize(value)
				return cli.InvalidIsUsage(err)
			}},
		{"keep-media", fmt.Sprintf("how long files are kept (%s to %s, or forever, the default)",
			core.FormatLimit(core.MinKeepMedia), formatKeepMedia(core.MaxKeepMedia)), []string{"30d", "365d", "forever"}, setKeepMedia},
		{"typing", "visitors see when an operator writes or uploads (on or off, default on)", onOff,
			func(o *core.BrandOptions, value string) (err error) {
				o.Typing, err = chosen("typing", value, onOff)
				return err
			}},
		{"markup", "operators may write *bold*, _italic_, `code` and [words](https://…) (on or off, default off)", onOff,
			func(o *core.BrandOptions, value string) (err error) {
				o.Markup, err = chosen("markup", value, onOff)
				return err
			}},
		{"signature", "who visitors see that answers them (none, name or alias, default none)", []string{"none", "name", "alias"},
			func(o *core.BrandOptions, value string) error {
				o.Signature = core.Signature(value)
				if value == "" {
					return cli.Usagef("--signature is none, name or alias.")
				}
				return nil // Check refuses the others
			}},
		{"attachments", "what operators may attach: the formats and sizes of the table, or any that Telegram takes (table or any, default table)",
			[]string{"table", "any"}, func(o *core.BrandOptions, value string) error {
				table, err := chosen("attachments", value, []string{"table", "any"})
				o.AnyFile = !table
				return err
			}},
		{"flood", fmt.Sprintf("how many messages of a visitor within what time are a flood, which is kept but rings no bell (%d to %d in %s to %s, default %s, or off)",
			core.MinFlood, core.MaxFlood, core.FormatLimit(core.MinFloodWithin), core.FormatLimit(core.MaxFloodWithin), core.DefaultFloodLimit()),
			[]string{"30/10s", "60/10s", "off"}, func(o *core.BrandOptions, value string) (err error) {
				o.Flood, err = core.ParseFloodLimit(value)
				return cli.InvalidIsUsage(err)
			}},
		{"api-url", `a Bot API server of the brand's own, as http://host:8081; "" for the desk's`, nil, setAPIURL},
	}
}

func addOptionFlags(cmd *cobra.Command) optionFlags {
	for _, f := range optionFlagList() {
		cmd.Flags().String(f.name, "", strings.ReplaceAll(f.help, "`", "'")) // backquotes would name the flag's value
		if f.values != nil {
			cli.CompleteFlag(cmd, f.name, f.values)
		}
	}
	return optionFlags{cmd.Flags()}
}

// apply returns o with what was given. A value that is not allowed is a usage
// error that names what is.
func (f optionFlags) apply(o core.BrandOptions) (_ core.BrandOptions, changed bool, err error) {
	for _, flag := range optionFlagList() {
		given := f.flags.Lookup(flag.name)
		if !given.Changed {
			continue
		}
		if err := flag.set(&o, given.Value.String()); err != nil {
			return o, false, err
		}
		changed = true
	}
	return o, changed, cli.InvalidIsUsage(o.Check())
}

// setKeepMedia takes "forever" or a time; days may be more than a limit can be.
func setKeepMedia(o *core.BrandOptions, value string) (err error) {
	if value == "forever" {
		o.KeepMedia = 0
		return nil
	}
	number, ok := strings.CutSuffix(value, "d")
	if days, err := strconv.Atoi(number); ok && err == nil && days > 0 && days <= 100_000 {
		o.KeepMedia = time.Duration(days) * core.Day
		return nil
	}
	if o.KeepMedia, err = core.ParseLimit(value); err != nil {
		return cli.Usagef("--keep-media is a time such as 30d, or forever, not %q.", value)
	}
	return nil
}

func setAPIURL(o *core.BrandOptions, value string) error {
	o.APIURL = strings.TrimSuffix(strings.TrimSpace(value), "/")
	return nil
}

// chosen reports whether value is the first of the values.
func chosen(flag, value string, values []string) (first bool, err error) {
	if !slices.Contains(values, value) {
		return false, cli.Usagef("--%s is %s, not %q.", flag, strings.Join(values, " or "), value)
	}
	return value == values[0], nil
}

// formatKeepMedia writes a time the way --keep-media reads it.
func formatKeepMedia(d time.Duration) string {
	switch {
	case d == 0:
		return "forever"
	case d%core.Day == 0:
		return fmt.Sprintf("%dd", d/core.Day)
	}
	return core.FormatLimit(d)
}

func attachmentsWord(o core.BrandOptions) string {
	if o.AnyFile {
		return "any"
	}
	return "table"
}

// optionLines lists options in label and value, for people.
func optionLines(o core.BrandOptions) [][2]string {
	onOff := map[bool]string{true: "on", false: "off"}
	server := "the desk's"
	if o.APIURL != "" {
		server = string(clean.Line(o.APIURL))
	}
	return [][2]string{
		{"Fetch up to", core.FormatSize(o.FetchUpTo)}, {"Keep media", formatKeepMedia(o.KeepMedia)}, {"Typing", onOff[o.Typing]},
		{"Markup", onOff[o.Markup]}, {"Signature", string(clean.Line(string(o.Signature)))},
		{"Attachments", attachmentsWord(o)}, {"Flood", o.Flood.String()}, {"Bot API server", server},
	}
}
