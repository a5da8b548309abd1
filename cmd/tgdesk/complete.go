package main

import (
	"github.com/spf13/cobra"

	"tgdesk/core"
)

// complete offers fixed values for a flag to the shell's completion.
func complete(cmd *cobra.Command, flag string, values []string) {
	// The only error is a flag that does not exist, which the tests would see.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// completeBrands offers the desk's brands for a flag.
func (c *cli) completeBrands(cmd *cobra.Command, flag string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, c.brandNames)
}

// brandNames is a completion; trouble with the desk offers nothing.
func (c *cli) brandNames(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var names []cobra.Completion
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	_ = c.reading(cmd.Context(), func(r core.Reader) error {
		brands, err := r.Brands(cmd.Context())
		for _, b := range brands {
			names = append(names, b.Name)
		}
		return err
	})
	return names, cobra.ShellCompDirectiveNoFileComp
}
