package brand

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
)

type faceFlags struct {
	language                 string
	name, about, description string
	commands, remove         []string
	clear                    bool
}

func newFace(env *cli.Env) *cobra.Command {
	var f faceFlags
	cmd := env.WithJSON(&cobra.Command{
		Use:   "face NAME",
		Short: "Show or change what a brand's bot shows of itself",
		Long: fmt.Sprintf(`Show or change the profile of a brand's bot: its name, the description in an empty
chat, the short one in its profile, and the commands of its menu, for everybody or in
one language. Without changes both are shown: what is wanted and what Telegram has.
The running desk sets at Telegram what is wanted, and only that: what you leave empty
stays as @BotFather has it. What the desk had set is reset when you make it empty.

A name has at most %d characters, a description %d, a short one %d; there are at most %d
commands. Telegram lets a name change only a few times a day.`, core.MaxBotName, core.MaxBotDescription, core.MaxBotAbout, core.MaxCommands),
		Example: "  tgdesk brand face acme\n  tgdesk brand face acme --short-description 'Help with your orders' --command start='Begin'\n" +
			"  tgdesk brand face acme --language ja --description - < about.ja.txt",
		Args:              oneBrand,
		ValidArgsFunction: env.CompleteBrands,
		RunE: func(cmd *cobra.Command, args []string) error {
			language, err := core.CheckFaceLanguage(f.language)
			if err != nil {
				return cli.InvalidIsUsage(err)
			}
			to, changes, err := f.change(cmd, env)
			if err != nil {
				return err
			}
			return changeBrand(env, cmd, args[0], func(ch change) error {
				if changes {
					return ch.setFace(language, to)
				}
				return ch.showFaces(language, cmd.Flags().Changed("language"))
			})
		},
	})
	flags := cmd.Flags()
	flags.StringVar(&f.language, "language", "", "two letters, as ja (default: for everybody)")
	flags.StringVar(&f.name, "name", "", `the bot's name; "" leaves it to @BotFather`)
	flags.StringVar(&f.description, "description", "", "what stands in an empty chat, - for standard input")
	flags.StringVar(&f.about, "short-description", "", "what stands in the bot's profile")
	flags.StringArrayVar(&f.commands, "command", nil, "add or change a command, as start='Begin'")
	flags.StringArrayVar(&f.remove, "remove-command", nil, "remove a command")
	flags.BoolVar(&f.clear, "clear", false, "want nothing any more")
	return cmd
}

// change is what the flags change of a face; not ok if nothing.
func (f faceFlags) change(cmd *cobra.Command, env *cli.Env) (ch core.FaceChange, ok bool, err error) {
	given := cmd.Flags().Changed
	if f.clear {
		none := ""
		ch.Name, ch.About, ch.Description, ch.Commands = &none, &none, &none, &[]core.BotCommand{}
	}
	if given("name") {
		ch.Name = &f.name
	}
	if given("short-description") {
		ch.About = &f.about
	}
	if given("description") {
		if f.description, err = env.TextOrInput(f.description, "the description", 8*core.MaxBotDescription); err != nil {
			return ch, false, err
		}
		ch.Description = &f.description
	}
	for _, text := range f.commands {
		name, description, _ := strings.Cut(text, "=")
		ch.Add = append(ch.Add, core.NewBotCommand(name, description))
	}
	for _, name := range f.remove {
		ch.Remove = append(ch.Remove, core.NewBotCommand(name, "").Name)
	}
	_, err = ch.Apply(core.Face{})
	ok = f.clear || given("name") || given("short-description") || given("description") || given("command") || given("remove-command")
	if ok && env.AsJSON {
		return ch, ok, cli.Usagef("--json shows the profile: give it without changes.")
	}
	return ch, ok, cli.InvalidIsUsage(err)
}

func (ch change) setFace(language string, to core.FaceChange) error {
	face, err := ch.desk.SetFace(ch.ctx, ch.by, ch.brand.ID, language, to)
	if err != nil {
		return cli.InvalidIsUsage(err)
	}
	words := ch.env.Words()
	ch.env.Say("%s\n", words.Face("saved", cli.BotText(ch.brand.Bot), words.FaceLanguage(language)))
	return ch.env.Printf("%s\n", words.FaceState(face, ch.brand.Bot.ID, ch.env.Now().In(ch.env.Zone)))
}

// shownFace is what is wanted of a bot in a language, and what it shows.
type shownFace struct {
	wanted core.BrandFace
	none   bool // nothing is wanted
	shown  core.Face
	failed string // why Telegram did not say
}

// showFaces shows the face in one language, or of all languages that have one and of
// everybody.
func (ch change) showFaces(language string, one bool) error {
	all, err := ch.desk.As(ch.by).BrandFaces(ch.ctx, ch.brand.ID)
	if err != nil {
		return err
	}
	var faces []shownFace
	if one || len(all) == 0 || all[0].Language != "" {
		faces = append(faces, shownFace{wanted: core.BrandFace{Brand: ch.brand.ID, Language: language}, none: true})
	}
	for _, f := range all {
		switch {
		case one && f.Language == language:
			faces[0] = shownFace{wanted: f}
		case !one:
			faces = append(faces, shownFace{wanted: f})
		}
	}
	for i := range faces {
		f := &faces[i]
		if f.shown, err = ch.desk.FaceAtTelegram(ch.ctx, ch.by, ch.brand.ID, f.wanted.Language); err != nil {
			f.failed = ch.env.ErrorText(err)
		}
	}
	if ch.env.AsJSON {
		return ch.printFaces(faces)
	}
	for i, f := range faces {
		if i > 0 {
			ch.env.Say("\n")
		}
		if err := ch.printFace(f); err != nil {
			return err
		}
	}
	return nil
}

func (ch change) printFace(f shownFace) error {
	words := ch.env.Words()
	ch.env.Say("%s\n", words.Face("profile", cli.BotText(ch.brand.Bot), words.FaceLanguage(f.wanted.Language)))
	t := output.NewTable(ch.env.Output(), "", output.Column{Title: ""}, output.Column{Title: words.Face("wanted"), Max: 50}, output.Column{Title: words.Face("shown"), Max: 50})
	w := f.wanted.Face
	for _, part := range [][3]string{{"name", w.Name, f.shown.Name}, {"about", w.About, f.shown.About}, {"description", w.Description, f.shown.Description}} {
		if err := t.Row(words.Face(part[0]), cmp.Or(part[1], words.Face("not_set")), cmp.Or(part[2], "-")); err != nil {
			return err
		}
	}
	for _, c := range core.CommandsBeside(w.Commands, f.shown.Commands) {
		if err := t.Row("/"+c[0], cmp.Or(c[1], "-"), cmp.Or(c[2], "-")); err != nil {
			return err
		}
	}
	if err := t.End(); err != nil {
		return err
	}
	state := words.Face("state_none")
	if !f.none {
		state = words.FaceState(f.wanted, ch.brand.Bot.ID, ch.env.Now().In(ch.env.Zone))
	}
	return ch.env.Printf("%s\n", output.Join(" ", state, f.failed))
}

// faceDocument is a face in --json; what is empty is null.
type faceDocument struct {
	Language *string    `json:"language"` // null for everybody
	Wanted   faceTexts  `json:"wanted"`
	Telegram *faceTexts `json:"telegram"` // null if Telegram did not say
	Set      bool       `json:"set"`      // Telegram has what is wanted
	Problem  *string    `json:"problem"`
	RetryAt  *string    `json:"retry_at"`
}

type faceTexts struct {
	Name             *string           `json:"name"`
	ShortDescription *string           `json:"short_description"`
	Description      *string           `json:"description"`
	Commands         []commandDocument `json:"commands"`
}

type commandDocument struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

func textsOf(f core.Face) faceTexts {
	d := faceTexts{output.OrNull(f.Name), output.OrNull(f.About), output.OrNull(f.Description), []commandDocument{}}
	for _, c := range f.Commands {
		d.Commands = append(d.Commands, commandDocument{c.Name, c.Description})
	}
	return d
}

func (ch change) printFaces(faces []shownFace) error {
	documents := []faceDocument{}
	for _, f := range faces {
		_, at := f.wanted.Due(ch.brand.Bot.ID, ch.env.Now())
		d := faceDocument{
			Language: output.OrNull(f.wanted.Language), Wanted: textsOf(f.wanted.Face), Set: f.none || f.wanted.Missing(ch.brand.Bot.ID) == 0,
			Problem: output.OrNull(ch.env.Words().Problem(f.wanted.Problem)), RetryAt: output.Time(at),
		}
		if f.failed == "" {
			d.Telegram = new(textsOf(f.shown))
		}
		documents = append(documents, d)
	}
	return ch.env.Output().PrintJSON(map[string]any{"brand": ch.brand.Name, "faces": documents})
}
