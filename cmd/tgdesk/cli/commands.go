package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/core"
	"tgdesk/core/desk"
)

// Group makes a command that only holds others.
func Group(use, short, example string, commands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short, Example: example,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return Usagef("%s needs a verb: %s. Try: %s --help", cmd.CommandPath(), Verbs(cmd), cmd.CommandPath())
		},
	}
	cmd.AddCommand(commands...)
	return cmd
}

// NoArguments is for commands that take none.
func NoArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		return UnknownVerb(cmd, args[0])
	}
	return Usagef("%s takes no argument. Try: %s --help", cmd.CommandPath(), cmd.CommandPath())
}

// OneArgument is for commands that take exactly the argument called name.
func OneArgument(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 && args[0] != "" {
			return nil
		}
		return Usagef("%s takes exactly one %s. Try: %s --help", cmd.CommandPath(), name, cmd.CommandPath())
	}
}

// UnknownVerb is the usage error of a verb that cmd does not have.
func UnknownVerb(cmd *cobra.Command, verb string) error {
	hint := ""
	cmd.SuggestionsMinimumDistance = 2
	if similar := cmd.SuggestionsFor(verb); len(similar) > 0 {
		hint = " Did you mean " + strings.Join(similar, " or ") + "?"
	}
	return Usagef("%s has no verb %q.%s Try: %s --help", cmd.CommandPath(), verb, hint, cmd.CommandPath())
}

// Verbs lists the commands under cmd for a sentence.
func Verbs(cmd *cobra.Command) string {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() && c.Name() != "help" {
			names = append(names, c.Name())
		}
	}
	return strings.Join(names, ", ")
}

// Reads has a command do what fn does with a reader of the desk.
func (e *Env) Reads(cmd *cobra.Command, fn func(ctx context.Context, r core.Reader, args []string) error) *cobra.Command {
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return e.Read(func(r core.Reader) error { return fn(cmd.Context(), r, args) })
	}
	return cmd
}

// Changes has a command do what fn does to the desk, see [Env.Change].
func (e *Env) Changes(cmd *cobra.Command, fn func(ctx context.Context, d *desk.Desk, op core.Operator, args []string) error) *cobra.Command {
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return e.Change(cmd.Context(), cmd.CommandPath(), func(d *desk.Desk, op core.Operator) error { return fn(cmd.Context(), d, op, args) })
	}
	return cmd
}

// WithJSON gives a command the flag --json.
func (e *Env) WithJSON(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().BoolVar(&e.AsJSON, "json", false, "print one JSON document")
	return cmd
}

// WithYes gives a command that asks the flag --yes.
func (e *Env) WithYes(usage string, cmd *cobra.Command) *cobra.Command {
	cmd.Flags().BoolVar(&e.Yes, "yes", false, usage)
	return cmd
}

// BrandFlag gives a command the flag --brand.
func (e *Env) BrandFlag(cmd *cobra.Command, name *string, usage string) {
	cmd.Flags().StringVar(name, "brand", "", usage)
	_ = cmd.RegisterFlagCompletionFunc("brand", e.CompleteBrands) // fails only for a flag that does not exist
}

// ChoiceFlag gives a command a flag that has one of some values.
func ChoiceFlag(cmd *cobra.Command, to *string, name, value, usage string, values []string) {
	cmd.Flags().StringVar(to, name, value, usage)
	CompleteFlag(cmd, name, values)
}

// CompleteFlag offers fixed values for a flag to the shell's completion.
func CompleteFlag(cmd *cobra.Command, flag string, values []string) {
	// The only error is a flag that does not exist, which the tests would see.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// Complete offers the names of what list lists for the first argument or a flag; nothing
// when the desk cannot be read.
func Complete[T any](e *Env, list func(core.Reader, context.Context) ([]T, error), name func(T) string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) (names []cobra.Completion, _ cobra.ShellCompDirective) {
		if len(args) == 0 {
			_ = e.Read(func(r core.Reader) error {
				all, err := list(r, cmd.Context())
				for _, v := range all {
					names = append(names, name(v))
				}
				return err
			})
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// CompleteBrands offers the desk's brands.
func (e *Env) CompleteBrands(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return Complete(e, core.Reader.Brands, func(b core.BrandView) string { return b.Name })(cmd, args, typed)
}

// Names are the values of a list as people write them.
func Names[T ~string](list []T) []string {
	names := make([]string, len(list))
	for i, v := range list {
		names[i] = string(v)
	}
	return names
}
