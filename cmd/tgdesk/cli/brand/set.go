package brand

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/chatbot/flow"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/tui/locale"
)

func newSet(env *cli.Env) *cobra.Command {
	cmd := env.WithYes("set limits that change open chats at once without asking", &cobra.Command{
		Use:   "set NAME",
		Short: "Change a brand's limits, options, name or colour",
		Long: `Change a brand. Limits are whole numbers with a unit: s, m, h, d, w or mo, as in
30s, 5m, 1h30m, 1d, 1mo. A changed limit moves the deadlines of open chats at once:
where that closes chats or makes them unanswered, tgdesk says how many and asks;
without a terminal to ask on it refuses, unless --yes is given.
Sizes are numbers with B, KB, MB, GB or TB, and a KB is 1024 bytes.`,
		Example: `  tgdesk brand set acme --answer-limit 5m --close-unanswered 1d --close-idle 24h
  tgdesk brand set acme --fetch-up-to 20MB --keep-media 365d --signature name --markup on
  tgdesk brand set acme --name "Acme Europe" --accent '#5fafff'`,
		Args:              oneBrand,
		ValidArgsFunction: env.CompleteBrands,
		RunE: func(cmd *cobra.Command, args []string) error {
			// Values are checked before the desk is taken, on top of the defaults;
			// later they are applied to the brand's own.
			to, err := givenChange(cmd, env.Words(), core.BrandView{Brand: core.Brand{Limits: core.DefaultLimits(), Options: core.DefaultBrandOptions()}})
			if err != nil {
				return err
			}
			if to == (desk.BrandChange{}) {
				return cli.Usagef("Nothing to change: name at least one of the flags. Try: %s --help", cmd.CommandPath())
			}
			absoluteFlow(env, to)
			flowFile, err := readFlow(env, to)
			if err != nil {
				return err
			}
			return changeBrand(env, cmd, args[0], func(ch change) error {
				to, err := givenChange(cmd, env.Words(), ch.brand)
				absoluteFlow(env, to)
				to.Flow = flowFile
				if err == nil && to.Options != nil {
					err = cli.InvalidIsUsage(to.Options.Check())
				}
				if err != nil {
					return err
				}
				return ch.set(to, cmd.Flags().Changed)
			})
		},
	})
	addLimitFlags(cmd)
	addOptionFlags(cmd, env.Words())
	cmd.Flags().String("name", "", "the brand's new name")
	cmd.Flags().String("accent", "", "the brand's colour, as #rrggbb")
	return cmd
}

// absoluteFlow has a change name the flow's file by a path that says later where it is.
func absoluteFlow(env *cli.Env, to desk.BrandChange) {
	if to.Options == nil {
		return
	}
	if spec := to.Options.ChatbotSpec(); spec.Kind == core.ChatbotFlow && spec.Target != "-" {
		spec.Target = env.Files().Abs(spec.Target)
		to.Options.Chatbot = spec.String()
	}
}

// readFlow reads the flow that a change names, if it does.
func readFlow(env *cli.Env, to desk.BrandChange) (*core.Flow, error) {
	if to.Options == nil || to.Options.ChatbotSpec().Kind != core.ChatbotFlow {
		return nil, nil
	}
	name := to.Options.ChatbotSpec().Target
	f, err := env.ReadFlow(name)
	if err != nil {
		return nil, err
	}
	if _, faults := flow.Load(f.Text, f.Files); slices.ContainsFunc(faults, func(f flow.Fault) bool { return !f.Warning }) {
		return nil, cli.Failf("The flow %s has faults, and was not set. To see them: tgdesk bot check %s", clean.Line(name), output.Argument(name))
	}
	return &f, nil
}

// givenChange is what the flags change of b.
func givenChange(cmd *cobra.Command, words *locale.Catalogue, b core.BrandView) (to desk.BrandChange, err error) {
	if f := cmd.Flags().Lookup("name"); f.Changed {
		name, err := core.CheckBrandName(f.Value.String())
		if err != nil {
			return to, cli.RefusedFlag(words, "name", err)
		}
		to.Name = &name
	}
	if f := cmd.Flags().Lookup("accent"); f.Changed {
		accent := f.Value.String()
		if err := core.CheckAccent(accent); err != nil {
			return to, cli.RefusedFlag(words, "accent", err)
		}
		to.Accent = &accent
	}
	switch l, changed, err := givenLimits(cmd, words, b.Limits); {
	case err != nil:
		return to, err
	case changed:
		to.Limits = &l
	}
	switch o, changed, err := givenOptions(cmd, words, b.Options); {
	case err != nil:
		return to, err
	case changed:
		to.Options = &o
	}
	return to, nil
}

// setAgreed changes the brand. Before messages go at once, because they are kept for a
// shorter time, and before limits change open chats at once, the user is told how many and
// asked.
func (ch change) setAgreed(to desk.BrandChange) (core.BrandView, error) {
	for name := clean.Line(ch.brand.Name).String(); ; {
		b, err := ch.desk.SetBrand(ch.ctx, ch.by, ch.brand.ID, to)
		var what, question string
		if effect, ask := core.ToAgree[core.RetentionEffect](err); ask {
			what, question, to.AgreedRemoval = ch.env.Words().RetentionEffect(name, effect), "Remove them?", effect
		} else if effect, ask := core.ToAgree[core.LimitEffect](err); ask {
			what, question, to.Agreed = ch.env.Words().LimitEffect(name, effect), "Set the limits?", effect
		} else {
			return b, err
		}
		err = ch.env.Confirm(ch.ctx, what+". "+question, false)
		if errors.Is(err, cli.ErrNoTerminal) {
			return b, fmt.Errorf("%s; %w", what, err)
		}
		if err != nil {
			return b, err
		}
	}
}

// set changes the brand and prints its limits, and those of its options that were named
// or changed.
func (ch change) set(to desk.BrandChange, named func(flag string) bool) error {
	b, err := ch.setAgreed(to)
	if err != nil {
		return cli.InvalidIsUsage(err)
	}
	ch.env.Say("%s: answer limit %s, close unanswered %s, close idle %s, colour %s.\n", clean.Line(b.Name),
		core.FormatLimit(b.Limits.Answer), core.FormatLimit(b.Limits.CloseUnanswered), core.FormatLimit(b.Limits.CloseIdle), clean.Line(b.Accent))
	if to.Options == nil {
		return nil
	}
	var now []string
	before := optionLines(ch.env.Words(), ch.brand.Options)
	for i, line := range optionLines(ch.env.Words(), b.Options) {
		if line != before[i] || named(core.Options()[i].Name) {
			now = append(now, line[0]+" "+line[1])
		}
	}
	if len(now) == 0 {
		return nil
	}
	return ch.env.Printf("%s: %s.\n", clean.Line(b.Name), strings.Join(now, ", "))
}
