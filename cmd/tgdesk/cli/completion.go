package cli

import (
	"github.com/spf13/cobra"

	"tgdesk/core"
)

// CompleteFlag offers fixed values for a flag to the shell's completion.
func CompleteFlag(cmd *cobra.Command, flag string, values []string) {
	// The only error is a flag that does not exist, which the tests would see.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// CompleteBrands offers the desk's brands for the first argument or a flag; nothing
// when the desk cannot be read.
func (e *Env) CompleteBrands(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var names []cobra.Completion
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	_ = e.Read(func(r core.Reader) error {
		brands, err := r.Brands(cmd.Context())
		for _, b := range brands {
			names = append(names, b.Name)
		}
		return err
	})
	return names, cobra.ShellCompDirectiveNoFileComp
}
