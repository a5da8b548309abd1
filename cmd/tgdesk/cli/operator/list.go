package operator

import (
	"cmp"
	"context"
	"slices"
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
	return env.WithJSON(env.Reads(&cobra.Command{
		Use:     "list",
		Short:   "List the operators with their roles, brands and keys",
		Long:    "List the operators. In a desk that runs, only admins may.",
		Example: "  tgdesk operator list\n  tgdesk operator list --json | jq -r '.operators[] | select(.keys == []) | .name'",
	}, func(ctx context.Context, r core.Reader, _ []string) error {
		if err := env.RequireAdmin(ctx); err != nil {
			return err
		}
		rows, err := readOperators(ctx, env, r)
		if err != nil {
			return err
		}
		return operators(env).Print(env.Output(), env.AsJSON, rows)
	}))
}

// row is an operator with the names of the brands that they work for; nil is all.
type row struct {
	core.OperatorView
	brands []string
}

// readOperators reads them from the desk that runs, which knows more, or the folder.
func readOperators(ctx context.Context, env *cli.Env, r core.Reader) (rows []row, err error) {
	var views []core.OperatorView
	if env.Running != nil {
		views, err = env.Running.Desk.ListOperators(ctx)
	} else {
		views, err = desk.ReadOperators(ctx, r)
	}
	for _, v := range views {
		names, err := brandNames(ctx, r, v.Operator)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{v, names})
	}
	return rows, err
}

func newShow(env *cli.Env) *cobra.Command {
	return env.WithJSON(env.Reads(&cobra.Command{
		Use:               "show NAME",
		Short:             "Show one operator",
		Long:              "Show one operator. In a desk that runs, only admins may, and everybody themselves.",
		Example:           "  tgdesk operator show ann\n  tgdesk operator show ann --json",
		Args:              oneOperator,
		ValidArgsFunction: completeOperators(env),
	}, func(ctx context.Context, r core.Reader, args []string) error {
		if err := env.RequireAdmin(ctx); err != nil && !strings.EqualFold(env.Running.Operator.Name, args[0]) {
			return err
		}
		o, err := core.FindOperator(ctx, r, args[0])
		if err != nil {
			return err
		}
		rows, err := readOperators(ctx, env, r)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rows, func(v row) bool { return v.ID == o.ID })
		if i < 0 {
			return core.NewError(core.CodeNotFound, "operator_removed")
		}
		return show(env, rows[i])
	}))
}

func show(env *cli.Env, v row) error {
	if env.AsJSON {
		return env.Output().PrintJSON(map[string]any{"operator": documentOf(v)})
	}
	lines := [][2]string{
		{"Role", string(v.Role)}, {"Alias", v.Alias}, {"Brands", brandText(v.brands)}, {"Capacity", capacity(v)}, {"Time zone", v.Screen.Zone},
		{"Theme", v.Screen.Theme}, {"Bell", v.Screen.Bell}, {"Away after", v.Screen.AwayAfter}, {"Added", env.FormatTime(v.CreatedAt)}, {"Last seen", env.FormatTime(v.LastSeenAt)},
		{"Disabled", env.FormatTime(v.DisabledAt)},
	}
	env.Say("%s\n", clean.Line(v.Name))
	for _, l := range lines {
		env.Say("%-10s  %s\n", l[0], cmp.Or(string(clean.Line(l[1])), "-"))
	}
	for _, k := range v.Keys {
		env.Say("%-10s  %s, last used %s\n", "Key", keyText(k), env.FormatTime(k.LastUsedAt))
	}
	return nil
}

// capacity is how many chats an operator holds, and may.
func capacity(v row) string {
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

func operators(env *cli.Env) output.List[row] {
	return output.List[row]{
		Name: "operators", Document: func(v row) (any, error) { return documentOf(v), nil },
		Empty: "No operators yet.",
		Columns: []output.Column{
			{Title: "NAME", Max: 30}, {Title: "ROLE"}, {Title: "BRANDS", Max: 40}, {Title: "CHATS", Right: true}, {Title: "KEYS", Right: true}, {Title: "LAST SEEN"}, {Title: "STATE"},
		},
		Cells: func(v row) []string {
			state := string(v.Availability)
			if !v.DisabledAt.IsZero() {
				state = "disabled"
			}
			return []string{v.Name, string(v.Role), brandText(v.brands), capacity(v), strconv.Itoa(len(v.Keys)), env.FormatTime(v.LastSeenAt), state}
		},
	}
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

func documentOf(v row) document {
	d := document{
		Name: v.Name, Role: v.Role, Alias: output.OrNull(v.Alias), Brands: append([]string{}, v.brands...), Keys: []keyDocument{}, Availability: v.Availability,
		MaxChats: output.OrNull(v.MaxChats), ActiveChats: v.ActiveChats, DisabledAt: output.Time(v.DisabledAt),
	}
	for _, k := range v.Keys {
		d.Keys = append(d.Keys, keyDocument{k.Fingerprint, k.Comment, output.Time(k.LastUsedAt)})
	}
	return d
}
