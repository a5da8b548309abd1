package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// mannerFlags are the flags of how a brand treats media and how it answers.
type mannerFlags struct{ flags *pflag.FlagSet }

// mannerFlag is one of them: its name, its help, the values that are offered,
// and what it sets. The error of set is a misuse.
type mannerFlag struct {
	name, help string
	offered    []string
	set        func(m *core.BrandOptions, value string) error
}

func mannerFlagList() []mannerFlag {
	return []mannerFlag{
		{"fetch-up-to", fmt.Sprintf("files up to this size are fetched by themselves (0 to %s, default %s)",
			formatSize(core.MaxFetchUpTo), formatSize(core.DefaultBrandOptions().FetchUpTo)), []string{"0", "5MB", "20MB"}, setFetchUpTo},
		{"keep-media", fmt.Sprintf("how long files are kept (%s to %s, or forever, the default)",
			core.FormatLimit(core.MinKeepMedia), keepWords(core.MaxKeepMedia)), []string{"30d", "365d", "forever"}, setKeepMedia},
		{"typing", "visitors see when an operator writes or uploads (on or off, default on)", onOff(), setTyping},
		{"markup", "operators may write *bold*, _italic_, `code` and [words](https://…) (on or off, default off)", onOff(), setMarkup},
		{"signature", "who visitors see that answers them (none, name or alias, default none)", []string{"none", "name", "alias"}, setSignature},
		{"attachments", "what operators may attach: the formats and sizes of the table, or any that Telegram takes (table or any, default table)",
			[]string{"table", "any"}, setAttachments},
		{"flood", fmt.Sprintf("how many messages of a visitor within what time are a flood, which is kept but rings no bell (%d to %d in %s to %s, default %s, or off)",
			core.MinFlood, core.MaxFlood, core.FormatLimit(core.MinFloodWithin), core.FormatLimit(core.MaxFloodWithin), core.DefaultFloodLimit()),
			[]string{"30/10s", "60/10s", "off"}, setFlood},
		{"api-url", `a Bot API server of the brand's own, as http://host:8081; "" for the desk's`, nil, setAPIURL},
	}
}

func onOff() []string { return []string{"on", "off"} }

func addMannerFlags(cmd *cobra.Command) mannerFlags {
	for _, f := range mannerFlagList() {
		cmd.Flags().String(f.name, "", strings.ReplaceAll(f.help, "`", "'")) // backquotes name a flag's value
		if f.offered != nil {
			complete(cmd, f.name, f.offered)
		}
	}
	return mannerFlags{cmd.Flags()}
}

// apply returns m with what was given. A value that cannot be is a misuse that
// names what can.
func (f mannerFlags) apply(m core.BrandOptions) (_ core.BrandOptions, changed bool, err error) {
	for _, flag := range mannerFlagList() {
		given := f.flags.Lookup(flag.name)
		if !given.Changed {
			continue
		}
		if err := flag.set(&m, given.Value.String()); err != nil {
			return m, false, err
		}
		changed = true
	}
	return m, changed, badValue(m.Check())
}

func setFetchUpTo(m *core.BrandOptions, value string) (err error) {
	m.FetchUpTo, err = parseSize(value)
	return err
}

// setKeepMedia takes "forever" or a time; days may be more than a limit can be.
func setKeepMedia(m *core.BrandOptions, value string) (err error) {
	if value == "forever" {
		m.KeepMedia = 0
		return nil
	}
	number, ok := strings.CutSuffix(value, "d")
	if days, err := strconv.Atoi(number); ok && err == nil && days > 0 && days <= 100_000 {
		m.KeepMedia = time.Duration(days) * core.Day
		return nil
	}
	if m.KeepMedia, err = core.ParseLimit(value); err != nil {
		return misusef("--keep-media is a time such as 30d, or forever, not %q.", value)
	}
	return nil
}

func setTyping(m *core.BrandOptions, value string) error {
	return choose("typing", value, map[string]func(){"on": func() { m.Typing = true }, "off": func() { m.Typing = false }}, onOff())
}

func setMarkup(m *core.BrandOptions, value string) error {
	return choose("markup", value, map[string]func(){"on": func() { m.Markup = true }, "off": func() { m.Markup = false }}, onOff())
}

func setSignature(m *core.BrandOptions, value string) error {
	m.Signature = core.Signature(value)
	if value == "" {
		return misusef("--signature is none, name or alias.")
	}
	return nil // Check knows the others
}

func setAttachments(m *core.BrandOptions, value string) error {
	return choose("attachments", value, map[string]func(){"any": func() { m.AnyFile = true }, "table": func() { m.AnyFile = false }}, []string{"table", "any"})
}

func setFlood(m *core.BrandOptions, value string) (err error) {
	m.Flood, err = core.ParseFloodLimit(value)
	return badValue(err)
}

func setAPIURL(m *core.BrandOptions, value string) error {
	m.APIURL = strings.TrimSuffix(strings.TrimSpace(value), "/")
	return nil
}

// choose runs what belongs to value.
func choose(flag, value string, by map[string]func(), names []string) error {
	do := by[value]
	if do == nil {
		return misusef("--%s is %s, not %q.", flag, strings.Join(names, " or "), value)
	}
	do()
	return nil
}

// keepWords writes a time the way --keep-media reads it.
func keepWords(d time.Duration) string {
	switch {
	case d == 0:
		return "forever"
	case d%core.Day == 0:
		return fmt.Sprintf("%dd", d/core.Day)
	}
	return core.FormatLimit(d)
}

func switchWord(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func attachmentsWord(m core.BrandOptions) string {
	if m.AnyFile {
		return "any"
	}
	return "table"
}

// serverWords names the Bot API server of a brand.
func serverWords(m core.BrandOptions) string {
	if m.APIURL == "" {
		return "the desk's"
	}
	return string(clean.Line(m.APIURL))
}

// mannerText lists a manner in label and value, for people.
func mannerText(m core.BrandOptions) [][2]string {
	return [][2]string{
		{"Fetch up to", formatSize(m.FetchUpTo)}, {"Keep media", keepWords(m.KeepMedia)}, {"Typing", switchWord(m.Typing)},
		{"Markup", switchWord(m.Markup)}, {"Signature", string(clean.Line(string(m.Signature)))},
		{"Attachments", attachmentsWord(m)}, {"Flood", m.Flood.String()}, {"Bot API server", serverWords(m)},
	}
}
