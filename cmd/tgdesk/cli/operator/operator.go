// Package operator holds the commands that manage operators and their keys.
//
// It must not decide what an operator may be or who may change one: core does.
package operator

import (
	"context"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/desk"
)

// New returns the command operator.
func New(env *cli.Env) *cobra.Command {
	key := cli.Group("key", "Give operators SSH keys, and take them away",
		"  tgdesk operator key add mika ~/.ssh/id_ed25519.pub\n  tgdesk operator key revoke mika SHA256:Lk3x",
		newKeyAdd(env), newKeyRevoke(env))
	return cli.Group("operator", "Manage operators: people who answer",
		"  tgdesk operator add ann --role operator --brand acme --key-file ann.pub\n  tgdesk operator list",
		newAdd(env), newList(env), newShow(env), newSet(env), newDisable(env), newEnable(env), newRemove(env), key)
}

// oneOperator is the argument of commands about one operator.
var oneOperator = cli.OneArgument("operator's name")

// completeOperators offers the operators of the desk for the first argument.
func completeOperators(env *cli.Env) cobra.CompletionFunc {
	return cli.Complete(env, core.Reader.Operators, func(o core.Operator) string { return o.Name })
}

// change is one change of one operator.
type change struct {
	env      *cli.Env
	ctx      context.Context
	desk     *desk.Desk
	by       core.Operator
	operator core.Operator
}

// onOperator makes cmd a command that has fn change one operator.
func onOperator(env *cli.Env, cmd *cobra.Command, fn func(c change) error) *cobra.Command {
	cmd.Args, cmd.ValidArgsFunction = oneOperator, completeOperators(env)
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return changeOperator(env, cmd, args[0], fn) }
	return cmd
}

// changeOperator gives fn the operator of that name to change.
func changeOperator(env *cli.Env, cmd *cobra.Command, name string, fn func(change) error) error {
	find := func(r core.Reader) (core.Operator, error) { return core.FindOperator(cmd.Context(), r, name) }
	return cli.ChangeFound(env, cmd, find, func(d *desk.Desk, by, o core.Operator) error {
		return fn(change{env: env, ctx: cmd.Context(), desk: d, by: by, operator: o})
	})
}

// brandSet finds brands by their names. "all" is every brand, unless one is called so.
func brandSet(ctx context.Context, r core.Reader, names []string) (core.Set[core.BrandID], error) {
	var set core.Set[core.BrandID]
	for _, name := range names {
		b, err := r.BrandByName(ctx, name)
		if core.IsNotFound(err) && name == cli.AllBrands {
			if len(names) > 1 {
				return set, cli.Usagef("--brand %s stands for every brand: name no other one beside it.", cli.AllBrands)
			}
			return core.Set[core.BrandID]{}, nil
		}
		if err != nil {
			return set, err
		}
		set = set.With(b.ID)
	}
	return set, nil
}
