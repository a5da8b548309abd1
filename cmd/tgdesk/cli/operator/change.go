package operator

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
)

// flags are what an operator is given on the command line.
type flags struct {
	name, role, alias            string
	zone, theme, bell, awayAfter string
	brands                       []string
	maxChats                     int
}

func (f *flags) add(cmd *cobra.Command, env *cli.Env) {
	cli.ChoiceFlag(cmd, &f.role, "role", "", "admin, supervisor or operator", cli.Names(core.Roles()))
	cmd.Flags().StringArrayVar(&f.brands, "brand", nil, "a brand that the operator works for, may be repeated; all for every brand")
	cmd.Flags().IntVar(&f.maxChats, "max-chats", 0, "the most active chats that the operator may hold; 0 for no limit")
	cmd.Flags().StringVar(&f.alias, "alias", "", "the name that visitors see where a brand signs with it")
	cmd.Flags().StringVar(&f.zone, "zone", "", "time zone of the operator's screens, such as Europe/Berlin")
	cli.ChoiceFlag(cmd, &f.theme, "theme", "", "colours of the operator's screens: auto, dark, light or none", cli.Themes())
	cli.ChoiceFlag(cmd, &f.bell, "bell", "", "when the operator's screens ring: off, unfocused or always", cli.Names(cli.Bells()))
	cmd.Flags().StringVar(&f.awayAfter, "away-after", "", "how long no key may be pressed before the operator counts as away, such as 15m, or never")
	_ = cmd.RegisterFlagCompletionFunc("brand", env.CompleteBrandsOrAll) // fails only for a flag that does not exist
}

// check refuses values that no operator may have, each by its flag.
func (f *flags) check(env *cli.Env, cmd *cobra.Command) error {
	for _, name := range []string{"name", "role", "alias", "max-chats", "zone", "theme", "bell", "away-after"} {
		ch, err := f.given(cmd, core.ScreenSettings{}, func(flag string) bool { return flag == name && cmd.Flags().Changed(name) })
		if err == nil {
			err = ch.Check()
		}
		if err != nil {
			return cli.RefusedFlag(env.Words(), name, err)
		}
	}
	return nil
}

// given is what the flags that were given make of an operator whose screens are as
// screen says.
func (f *flags) given(cmd *cobra.Command, screen core.ScreenSettings, is func(flag string) bool) (ch desk.OperatorChange, err error) {
	if is("name") {
		ch.Name = &f.name
	}
	if is("role") {
		role := core.Role(f.role)
		ch.Role = &role
	}
	if is("alias") {
		ch.Alias = &f.alias
	}
	if is("max-chats") {
		ch.MaxChats = &f.maxChats
	}
	for name, to := range map[string]*string{"zone": &screen.Zone, "theme": &screen.Theme, "bell": &screen.Bell, "away-after": &screen.AwayAfter} {
		if is(name) {
			*to = cmd.Flags().Lookup(name).Value.String()
			ch.Screen = &screen
		}
	}
	if is("brand") && slices.Contains(f.brands, "") {
		return ch, cli.Usagef("--brand names no brand: name one, or %s for every brand.", cli.AllBrands)
	}
	return ch, nil
}

// withBrands adds the brands that the flags name.
func (f *flags) withBrands(cmd *cobra.Command, r core.Reader, ch desk.OperatorChange) (desk.OperatorChange, error) {
	if !cmd.Flags().Changed("brand") {
		return ch, nil
	}
	set, err := brandSet(cmd.Context(), r, f.brands)
	ch.Brands = &set
	return ch, err
}

func newAdd(env *cli.Env) *cobra.Command {
	var f flags
	var keyFile string
	cmd := &cobra.Command{
		Use:   "add NAME --role ROLE",
		Short: "Add an operator",
		Long: `Add an operator: an admin may do everything; a supervisor also acts on chats of
others; an operator works on chats. Without --brand they work for every brand,
those to come too. With a public key they can come in over SSH.`,
		Example: "  tgdesk operator add ann --role operator --brand acme --key-file ann.pub\n  ssh-add -L | tgdesk operator add mika --role admin --key-file -",
		Args:    oneOperator,
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.role == "" {
				return cli.Usagef("%s needs --role: admin, supervisor or operator.", cmd.CommandPath())
			}
			ch, err := f.given(cmd, core.ScreenSettings{}, cmd.Flags().Changed)
			if err == nil {
				err = f.check(env, cmd)
			}
			if err != nil {
				return err
			}
			ch.Name = &args[0]
			if err := ch.Check(); err != nil {
				return cli.InvalidIsUsage(err)
			}
			var keys []string
			if keyFile != "" {
				text, err := readKey(env, keyFile)
				if err != nil {
					return err
				}
				keys = []string{text}
			}
			return env.Change(cmd.Context(), cmd.CommandPath(), func(d *desk.Desk, by core.Operator) error {
				ch, err := f.withBrands(cmd, d, ch)
				if err != nil {
					return err
				}
				o, err := d.AddOperator(cmd.Context(), by.ID, ch, keys...)
				if err != nil {
					return cli.InvalidIsUsage(err)
				}
				how := ""
				if keys == nil {
					how = " To let them in over SSH: tgdesk operator key add " + output.ShellQuote(o.Name) + " FILE"
				}
				return printState(cmd.Context(), env, d, "Added", o, how)
			})
		},
	}
	f.add(cmd, env)
	cmd.Flags().StringVar(&keyFile, "key-file", "", "file with a public SSH key, such as id_ed25519.pub, or - for standard input")
	return cmd
}

func newSet(env *cli.Env) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "set NAME",
		Short: "Change an operator's name, role, brands or screens",
		Long: `Change an operator. --brand, which may be repeated, names all brands that they work
for from now on. Who loses a brand loses its chats: those wait again. Open screens
follow at once. Everybody may change their own alias, zone, theme, bell and away-after; an
empty value takes one away.`,
		Example:           "  tgdesk operator set ann --role supervisor --brand acme --brand globex\n  tgdesk operator set ann --brand all --max-chats 5 --zone Europe/Berlin",
		Args:              oneOperator,
		ValidArgsFunction: completeOperators(env),
		RunE: func(cmd *cobra.Command, args []string) error {
			ch, err := f.given(cmd, core.ScreenSettings{}, cmd.Flags().Changed)
			if err == nil {
				err = f.check(env, cmd)
			}
			if err != nil {
				return err
			}
			if ch == (desk.OperatorChange{}) && !cmd.Flags().Changed("brand") {
				return cli.Usagef("Nothing to change: name at least one of the flags. Try: %s --help", cmd.CommandPath())
			}
			if err := ch.Check(); err != nil {
				return cli.InvalidIsUsage(err)
			}
			return changeOperator(env, cmd, args[0], func(c change) error {
				ch, err := f.given(cmd, c.operator.Screen, cmd.Flags().Changed)
				if err == nil {
					ch, err = f.withBrands(cmd, c.desk, ch)
				}
				if err != nil {
					return err
				}
				o, err := c.desk.SetOperator(c.ctx, c.by.ID, c.operator.ID, ch)
				if err != nil {
					return cli.InvalidIsUsage(err)
				}
				return printState(c.ctx, env, c.desk, "", o, "")
			})
		},
	}
	f.add(cmd, env)
	cmd.Flags().StringVar(&f.name, "name", "", "the operator's new name")
	return cmd
}

func newDisable(env *cli.Env) *cobra.Command {
	return onOperator(env, env.WithYes("disable without asking", &cobra.Command{
		Use:   "disable NAME",
		Short: "Keep an operator out until they are enabled again",
		Long: `Keep an operator out: their screens end at once and their active chats wait for
others. Keys, role and brands stay as they are.`,
		Example: "  tgdesk operator disable ann",
	}), func(c change) error {
		if !c.operator.DisabledAt.IsZero() {
			return env.Printf("%s is disabled already.\n", clean.Line(c.operator.Name))
		}
		if err := c.confirm("Disable"); err != nil {
			return err
		}
		return c.disable(true)
	})
}

func newEnable(env *cli.Env) *cobra.Command {
	return onOperator(env, &cobra.Command{
		Use:     "enable NAME",
		Short:   "Let a disabled operator in again",
		Example: "  tgdesk operator enable ann",
	}, func(c change) error {
		if c.operator.DisabledAt.IsZero() {
			return env.Printf("%s is enabled already.\n", clean.Line(c.operator.Name))
		}
		return c.disable(false)
	})
}

func newRemove(env *cli.Env) *cobra.Command {
	return onOperator(env, env.WithYes("remove without asking", &cobra.Command{
		Use:   "remove NAME",
		Short: "Take an operator off the desk for good",
		Long: `Take an operator off the desk: their screens end at once, their keys are revoked,
their active chats wait for others, and the name is free. What they wrote and did
stays under their name.`,
		Example: "  tgdesk operator remove ann",
	}), func(c change) error {
		if err := c.confirm("Remove"); err != nil {
			return err
		}
		if err := c.desk.RemoveOperator(c.ctx, c.by.ID, c.operator.ID); err != nil {
			return err
		}
		return env.Printf("Removed %s.\n", clean.Line(c.operator.Name))
	})
}

func (c change) disable(disabled bool) error {
	o, err := c.desk.SetOperator(c.ctx, c.by.ID, c.operator.ID, desk.OperatorChange{Disabled: &disabled})
	if err != nil {
		return err
	}
	state := "enabled"
	if disabled {
		state = "disabled"
	}
	return c.env.Printf("%s is %s.\n", clean.Line(o.Name), state)
}

// confirm asks before the operator loses the desk, with what that does to chats. Who
// may not do it is refused before.
func (c change) confirm(verb string) error {
	if err := core.MayManage(c.by); err != nil {
		return err
	}
	held, err := c.desk.HeldCount(c.ctx, c.operator.ID)
	if err != nil {
		return err
	}
	question := fmt.Sprintf("%s %s?", verb, clean.Line(c.operator.Name))
	if held > 0 {
		question = fmt.Sprintf("%s holds %s, which then wait for others. %s", clean.Line(c.operator.Name),
			output.Plural(held, "active chat", "active chats"), question)
	}
	return c.env.Confirm(c.ctx, question, false)
}

// printState says what an operator is now.
func printState(ctx context.Context, env *cli.Env, r core.Reader, did string, o core.Operator, rest string) error {
	names, err := brandNames(ctx, r, o)
	if err != nil {
		return err
	}
	parts := []string{string(o.Role), "for " + brandText(names)}
	if o.MaxChats > 0 {
		parts = append(parts, "at most "+output.Plural(o.MaxChats, "chat", "chats"))
	}
	for _, p := range [][2]string{{"alias", o.Alias}, {"zone", o.Screen.Zone}, {"theme", o.Screen.Theme}, {"bell", o.Screen.Bell}, {"away after", o.Screen.AwayAfter}} {
		if p[1] != "" {
			parts = append(parts, p[0]+" "+string(clean.Line(p[1])))
		}
	}
	if !o.DisabledAt.IsZero() {
		parts = append(parts, "disabled")
	}
	return env.Printf("%s: %s.%s\n", strings.TrimSpace(did+" "+string(clean.Line(o.Name))), strings.Join(parts, ", "), rest)
}
