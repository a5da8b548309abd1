package brand

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/qr"
	"tgdesk/tui/theme"
)

type linkFlags struct {
	payload, label    string
	png, svg          string // files, or "-"
	qr, html          bool
	force, hasPayload bool
}

func newLink(env *cli.Env) *cobra.Command {
	var f linkFlags
	cmd := env.WithJSON(&cobra.Command{
		Use:   "link NAME",
		Short: "Print the link to a brand's bot, also as QR code or button",
		Long: fmt.Sprintf(`Print the address at which visitors begin to write to a brand's bot. A payload says
where the link stands: it becomes the source of the chats that begin with it, see
chat list --source. It has at most %d characters of A-Z, a-z, 0-9, _ and -.

--qr draws a code to be read by a phone: black on white where the terminal has
colours, else in the colours of its text. --png and --svg write one for print.`, core.MaxPayload),
		Example: "  tgdesk brand link acme --payload pricing --qr\n  tgdesk brand link acme --payload door --png door.png\n" +
			"  tgdesk brand link acme --payload home --html > button.html",
		Args:              oneBrand,
		ValidArgsFunction: env.CompleteBrands,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.hasPayload = cmd.Flags().Changed("payload")
			if err := f.check(env); err != nil {
				return err
			}
			return env.Read(func(r core.Reader) error {
				b, err := r.BrandByName(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				link := b.Bot.StartLink(f.payload)
				if link == "" {
					return core.NewError(core.CodeConflict, "brand_no_link", clean.Line(b.Name).String())
				}
				return f.print(env, b, link)
			})
		},
	})
	flags := cmd.Flags()
	flags.StringVar(&f.payload, "payload", "", "what the link says of where it stands")
	flags.BoolVar(&f.qr, "qr", false, "draw a QR code in the terminal")
	flags.StringVar(&f.png, "png", "", "write a QR code as a picture to this file, - for standard output")
	flags.StringVar(&f.svg, "svg", "", "write a QR code as a drawing to this file, - for standard output")
	flags.BoolVar(&f.html, "html", false, "print a button for a website")
	flags.StringVar(&f.label, "label", "", "what the button says")
	flags.BoolVar(&f.force, "force", false, "replace files that exist")
	return cmd
}

// check refuses flags that cannot be, before anything is read.
func (f linkFlags) check(env *cli.Env) error {
	if f.hasPayload {
		if err := core.CheckPayload(f.payload); err != nil {
			return cli.InvalidIsUsage(err)
		}
	}
	printed := 0
	for _, given := range []bool{f.qr, f.html, env.AsJSON, f.png == "-", f.svg == "-"} {
		if given {
			printed++
		}
	}
	switch {
	case printed > 1:
		return cli.Usagef("--qr, --html, --json, --png - and --svg - all print: name one of them.")
	case f.png == "-" && env.Terminals().Out:
		return cli.Usagef("A picture is not written to a terminal: redirect the output, or name a file with --png.")
	}
	return nil
}

func (f linkFlags) print(env *cli.Env, b core.BrandView, link string) error {
	onPaper, err := qr.ForPrint(link)
	if err != nil {
		return err
	}
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{{f.png, onPaper.PNG}, {f.svg, onPaper.SVG}} {
		switch file.name {
		case "":
		case "-":
			return file.write(env.Output())
		default:
			if err := env.WriteFile(file.name, cli.Creation{Replace: f.force}, file.write); err != nil {
				return err
			}
		}
	}
	label := cmp.Or(f.label, env.Words().Chat("link_button", clean.Line(b.Name).String()))
	button := core.LinkButton(link, clean.Line(label).String())
	switch {
	case env.AsJSON:
		return env.Output().PrintJSON(map[string]any{"brand": b.Name, "payload": output.OrNull(f.payload), "link": link, "html": button})
	case f.html:
		return env.Printf("%s\n", button)
	case f.qr:
		return drawQR(env, link)
	}
	return env.Printf("%s\n", link)
}

// drawQR draws the code of a link, unless the window is too small for it.
func drawQR(env *cli.Env, link string) error {
	code, err := qr.ForScreen(link)
	if err != nil {
		return err
	}
	on := qr.Terminal{Profile: theme.ProfileOf(env.Lookup), Light: theme.LightGround(env.Lookup), ASCII: showsASCII(env)}
	terminals := env.Terminals()
	if !terminals.Out {
		on.Profile = theme.Plain // what reads it may not know colours
	}
	w, h := code.Cells(on)
	if width, height := terminals.Size[0], terminals.Size[1]; width > 0 && (width < w || height < h+1) {
		return core.NewError(core.CodeConflict, "qr_no_room", w, h+1, width, height)
	}
	return env.Printf("%s\n%s\n", link, strings.Join(code.Rows(on), "\n"))
}

// showsASCII reports whether the terminal says that it shows nothing else.
func showsASCII(env *cli.Env) bool {
	locale := strings.ToUpper(cmp.Or(env.Getenv("LC_ALL"), env.Getenv("LC_CTYPE"), env.Getenv("LANG")))
	return env.Getenv("TERM") == "dumb" || locale != "" && !strings.Contains(locale, "UTF-8") && !strings.Contains(locale, "UTF8")
}
