package operator

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
)

func newList(env *cli.Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the operators with their roles, brands and keys",
		Long:    "List the operators. In a desk that runs, only admins may.",
		Example: "  tgdesk operator list\n  tgdesk operator list --json | jq -r '.operators[] | select(.keys == []) | .name'",
		Args:    cli.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := env.RequireAdmin(cmd.Context()); err != nil {
				return err
			}
			return env.Read(func(r core.Reader) error {
				views, err := readOperators(cmd.Context(), env, r)
				if err != nil {
					return err
				}
				if asJSON {
					return printDocuments(cmd.Context(), env, r, views)
				}
				return printTable(cmd.Context(), env, r, views)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

// readOperators reads them from the desk that runs, which knows more, or the folder.
func readOperators(ctx context.Context, env *cli.Env, r core.Reader) ([]core.OperatorView, error) {
	if env.Running != nil {
		return env.Running.Desk.ListOperators(ctx)
	}
	return desk.ReadOperators(ctx, r)
}

func newShow(env *cli.Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "show NAME",
		Short:             "Show one operator",
		Long:              "Show one operator. In a desk that runs, only admins may, and everybody themselves.",
		Example:           "  tgdesk operator show ann\n  tgdesk operator show ann --json",
		Args:              oneOperator,
		ValidArgsFunction: completeOperators(env),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if err := env.RequireAdmin(ctx); err != nil && !strings.EqualFold(env.Running.Operator.Name, args[0]) {
				return err
			}
			return env.Read(func(r core.Reader) error {
				o, err := core.FindOperator(ctx, r, args[0])
				if err != nil {
					return err
				}
				views, err := readOperators(ctx, env, r)
				if err != nil {
					return err
				}
				for _, v := range views {
					if v.ID == o.ID {
						return show(ctx, env, r, v, asJSON)
					}
				}
				return core.NewError(core.CodeNotFound, "operator_removed")
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func show(ctx context.Context, env *cli.Env, r core.Reader, v core.OperatorView, asJSON bool) error {
	names, err := brandNames(ctx, r, v.Operator)
	if err != nil {
		return err
	}
	if asJSON {
		return env.Output().PrintJSON(map[string]any{"operator": documentOf(v, names)})
	}
	lines := [][2]string{
		{"Role", string(v.Role)}, {"Alias", v.Alias}, {"Brands", brandText(names)}, {"Capacity", capacity(v)}, {"Time zone", v.Screen.Zone},
		{"Theme", v.Screen.Theme}, {"Bell", v.Screen.Bell}, {"Away after", v.Screen.AwayAfter}, {"Added", env.FormatTime(v.CreatedAt)}, {"Last seen", env.FormatTime(v.LastSeenAt)},
		{"Disabled", env.FormatTime(v.DisabledAt)},
	}
	err = env.Printf("%s\n", clean.Line(v.Name))
	for _, l := range lines {
		err = errors.Join(err, env.Printf("%-10s  %s\n", l[0], cmp.Or(string(clean.Line(l[1])), "-")))
	}
	for _, k := range v.Keys {
		err = errors.Join(err, env.Printf("%-10s  %s, last used %s\n", "Key", keyText(k), env.FormatTime(k.LastUsedAt)))
	}
	return err
}

// capacity is how many chats an operator holds, and may.
func capacity(v core.OperatorView) string {
	held := strconv.Itoa(v.ActiveChats)
	if v.MaxChats == 0 {
		return held
	}
	return held + " of " + strconv.Itoa(v.MaxChats)
}

// brandNames lists the brands that an operator works for, also those that were removed
// since; nil is all.
func brandNames(ctx context.Context, r core.Reader, o core.Operator) ([]string, error) {
	var names []string
	for _, id := range o.Scope().IDs() {
		b, err := r.Brand(ctx, id)
		if err != nil {
			return nil, err
		}
		names = append(names, b.Name)
	}
	return names, nil
}

func brandText(names []string) string {
	if names == nil {
		return "all brands"
	}
	return string(clean.Line(strings.Join(names, ", ")))
}

func printTable(ctx context.Context, env *cli.Env, r core.Reader, views []core.OperatorView) error {
	t := output.NewTable(env.Output(), "No operators yet.",
		output.Column{Title: "NAME", Max: 30}, output.Column{Title: "ROLE"}, output.Column{Title: "BRANDS", Max: 40},
		output.Column{Title: "CHATS", Right: true}, output.Column{Title: "KEYS", Right: true}, output.Column{Title: "LAST SEEN"}, output.Column{Title: "STATE"})
	for _, v := range views {
		names, err := brandNames(ctx, r, v.Operator)
		if err != nil {
			return err
		}
		state := string(v.Availability)
		if !v.DisabledAt.IsZero() {
			state = "disabled"
		}
		if err := t.Row(v.Name, string(v.Role), brandText(names), capacity(v), strconv.Itoa(len(v.Keys)), env.FormatTime(v.LastSeenAt), state); err != nil {
			return err
		}
	}
	return t.End()
}

func printDocuments(ctx context.Context, env *cli.Env, r core.Reader, views []core.OperatorView) error {
	a, err := output.NewArray(env.Output(), `{"operators":[`)
	if err != nil {
		return err
	}
	for _, v := range views {
		names, err := brandNames(ctx, r, v.Operator)
		if err != nil {
			return err
		}
		if err := a.Add(documentOf(v, names)); err != nil {
			return err
		}
	}
	return a.End()
}

type document struct {
	Name         string                 `json:"name"`
	Role         core.Role              `json:"role"`
	Alias        *string                `json:"alias"`
	Brands       []string               `json:"brands"`
	Keys         []keyDocument          `json:"keys"`
	MaxChats     *int                   `json:"max_chats"`
	Availability core.AvailabilityState `json:"availability"`
	ActiveChats  int                    `json:"active_chats"`
	DisabledAt   *string                `json:"disabled_at"`
}

type keyDocument struct {
	Fingerprint string  `json:"fingerprint"`
	Comment     string  `json:"comment"`
	LastUsedAt  *string `json:"last_used_at"`
}

func documentOf(v core.OperatorView, brands []string) document {
	d := document{
		Name: v.Name, Role: v.Role, Alias: output.OrNull(v.Alias), Brands: append([]string{}, brands...), Keys: []keyDocument{}, Availability: v.Availability,
		MaxChats: output.OrNull(v.MaxChats), ActiveChats: v.ActiveChats, DisabledAt: output.Time(v.DisabledAt),
	}
	for _, k := range v.Keys {
		d.Keys = append(d.Keys, keyDocument{k.Fingerprint, k.Comment, output.Time(k.LastUsedAt)})
	}
	return d
}
