package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/core"
)

// AllBrands stands for every brand, or none in particular, where a flag names one.
const AllBrands = "all"

// CompleteBrandsOrAll offers the desk's brands and AllBrands for a flag.
func (e *Env) CompleteBrandsOrAll(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	names, directive := e.CompleteBrands(cmd, nil, typed)
	return append(names, AllBrands), directive
}

// BrandsNamed is the set of the brand that a flag names; it is empty, which is all of them,
// for "".
func BrandsNamed(ctx context.Context, r core.Reader, name string) (core.Set[core.BrandID], error) {
	if name == "" {
		return core.Set[core.BrandID]{}, nil
	}
	b, err := r.BrandByName(ctx, name)
	if err != nil {
		return core.Set[core.BrandID]{}, err
	}
	return core.SetOf(b.ID), nil
}

// Number reads the number of a thing of the desk, as in "12" or "#12"; 0 if it is none.
func Number[ID ~int64](s string) ID {
	n, err := strconv.ParseInt(strings.TrimPrefix(s, "#"), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return ID(n)
}

// OneNumber is for commands that take exactly the number of a thing of the desk, such as
// a chat, which the command list shows.
func OneNumber(thing, list string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := OneArgument(thing+" number")(cmd, args); err != nil {
			return err
		}
		if Number[int64](args[0]) == 0 {
			return Usagef("%q is not the number of a %s. %s shows them.", args[0], thing, list)
		}
		return nil
	}
}
