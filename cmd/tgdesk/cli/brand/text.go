package brand

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
)

// maxTextInput is the most bytes of a text on standard input: far more than any message
// has.
const maxTextInput = 64 << 10

// textFlags are what brand text changes.
type textFlags struct {
	language, text           string
	on, off, remove          bool
	textGiven, languageGiven bool
}

func newText(env *cli.Env) *cobra.Command {
	var f textFlags
	cmd := env.WithJSON(&cobra.Command{
		Use:   "text NAME [KIND]",
		Short: "List and change what the desk itself tells visitors",
		Long: `List the automatic texts of a brand, or show or change those of one kind. A kind is
on or off, and has a text for each language in which you give one: a visitor gets that
of their language, else the one without --language, else a built-in one. Texts may hold
variables such as {visitor.first_name}; see tgdesk help texts.`,
		Example: `  tgdesk brand text acme
  tgdesk brand text acme welcome --on
  tgdesk brand text acme welcome --text 'Hello {visitor.first_name}, how can we help?'
  tgdesk brand text acme welcome --language ja --text - < welcome-ja.txt
  tgdesk brand text acme welcome --language ja --remove`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 2 {
				return nil
			}
			return oneBrand(cmd, args)
		},
		ValidArgsFunction: completeTexts(env),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.textGiven, f.languageGiven = cmd.Flags().Changed("text"), cmd.Flags().Changed("language")
			changes := f.on || f.off || f.textGiven || f.remove
			switch {
			case len(args) == 1 && (changes || f.languageGiven):
				return cli.Usagef("Name the kind of text to change: %s %s KIND. Try: %s --help", cmd.CommandPath(), args[0], cmd.CommandPath())
			case f.on && f.off:
				return cli.Usagef("--on and --off cannot both be given.")
			case f.remove && f.textGiven:
				return cli.Usagef("--text and --remove cannot both be given.")
			case f.languageGiven && !f.textGiven && !f.remove && !env.AsJSON && changes:
				return cli.Usagef("A kind is on or off in all languages. Give --text with --language, or leave --language out.")
			}
			kinds := core.TextKinds()
			if len(args) == 2 {
				kind := core.TextKind(args[1])
				if !kind.Valid() {
					_, err := core.BrandText{Kind: kind}.Checked(false)
					return cli.InvalidIsUsage(err)
				}
				kinds = []core.TextKind{kind}
			}
			if changes {
				return f.change(env, cmd, args[0], kinds[0])
			}
			return showTexts(env, cmd.Context(), args[0], kinds, len(args) == 2)
		},
	})
	cmd.Flags().StringVar(&f.language, "language", "", "the language of --text or --remove, as en or pt-br (default any other)")
	cmd.Flags().StringVar(&f.text, "text", "", "the text; - is standard input")
	cmd.Flags().BoolVar(&f.remove, "remove", false, "remove the brand's own text in the language")
	cmd.Flags().BoolVar(&f.on, "on", false, "send texts of the kind")
	cmd.Flags().BoolVar(&f.off, "off", false, "do not send texts of the kind")
	return cmd
}

// change changes the texts of one kind, and prints them.
func (f textFlags) change(env *cli.Env, cmd *cobra.Command, brand string, kind core.TextKind) error {
	ch := desk.TextChange{Kind: kind, Language: f.language}
	if f.on || f.off {
		ch.On = &f.on
	}
	if f.remove {
		ch.Text = new(string)
	}
	if f.textGiven {
		text, err := env.TextOrInput(f.text, "the text", maxTextInput+1)
		if err != nil {
			return err
		}
		if text = strings.TrimSpace(text); text == "" {
			return cli.Usagef("The text is empty. --remove takes it away.")
		}
		ch.Text = &text
	}
	return changeBrand(env, cmd, brand, func(c change) error {
		texts, err := c.desk.SetBrandText(c.ctx, c.by, c.brand.ID, ch)
		if err != nil {
			return cli.InvalidIsUsage(err)
		}
		return printTexts(env, texts, []core.TextKind{kind}, true)
	})
}

func showTexts(env *cli.Env, ctx context.Context, brand string, kinds []core.TextKind, long bool) error {
	return env.Read(func(r core.Reader) error {
		b, err := r.BrandByName(ctx, brand)
		if err != nil {
			return err
		}
		texts, err := r.BrandTexts(ctx, b.ID)
		if err != nil {
			return err
		}
		return printTexts(env, texts, kinds, long)
	})
}

// printTexts prints the texts of some kinds, a row each or all of them.
func printTexts(env *cli.Env, texts core.BrandTexts, kinds []core.TextKind, long bool) error {
	if env.AsJSON {
		return env.Output().PrintJSON(map[string]any{"texts": documentsOfTexts(texts, kinds)})
	}
	if !long {
		t := output.NewTable(env.Output(), "", output.Column{Title: "KIND"}, output.Column{Title: "SENT"}, output.Column{Title: "LANGUAGES"}, output.Column{Title: "TEXT", Max: 60})
		for _, k := range kinds {
			languages := strings.Join(texts.Languages(k), ", ")
			if err := t.Row(string(k), onOff(texts.On(k)), languages, strings.Join(strings.Fields(texts.In(k, "")), " ")); err != nil {
				return err
			}
		}
		return t.End()
	}
	for _, k := range kinds {
		env.Say("%s: %s\n", k, onOff(texts.On(k)))
		for _, language := range append([]string{""}, texts.Languages(k)...) {
			title := "[" + language + "]"
			own, ok := texts.Of(k, language)
			switch {
			case language == "" && (!ok || own.Text == ""):
				title, own.Text = "[built-in]", k.BuiltIn()
			case language == "":
				title = "[any language]"
			}
			env.Say("%s\n%s\n", title, clean.Message(own.Text))
		}
	}
	return nil
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// textDocument is a kind of automatic texts in --json.
type textDocument struct {
	Kind      core.TextKind     `json:"kind"`
	On        bool              `json:"on"`
	Text      string            `json:"text"` // where no language fits
	BuiltIn   bool              `json:"built_in"`
	Languages map[string]string `json:"languages"`
}

func documentsOfTexts(texts core.BrandTexts, kinds []core.TextKind) []textDocument {
	all := make([]textDocument, 0, len(kinds))
	for _, k := range kinds {
		own, _ := texts.Of(k, "")
		d := textDocument{Kind: k, On: texts.On(k), Text: texts.In(k, ""), BuiltIn: own.Text == "", Languages: map[string]string{}}
		for _, language := range texts.Languages(k) {
			in, _ := texts.Of(k, language)
			d.Languages[language] = in.Text
		}
		all = append(all, d)
	}
	return all
}

// completeTexts offers brands, and then kinds of texts.
func completeTexts(env *cli.Env) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) != 1 {
			return env.CompleteBrands(cmd, args, typed)
		}
		return cli.Names(core.TextKinds()), cobra.ShellCompDirectiveNoFileComp
	}
}
