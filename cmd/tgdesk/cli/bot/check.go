package bot

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core/chatbot/flow"
	"tgdesk/core/clean"
)

// document is what check prints with --json. Fields may be added; none may be renamed,
// removed or change its meaning.
type document struct {
	OK     bool            `json:"ok"` // the flow can be used
	Steps  int             `json:"steps"`
	Faults []faultDocument `json:"faults"`
}

type faultDocument struct {
	Line    *int   `json:"line"` // null: of the file as a whole, as is column
	Column  *int   `json:"column"`
	Warning bool   `json:"warning"`
	ID      string `json:"id"`
	Text    string `json:"text"`
}

func newCheck(env *cli.Env) *cobra.Command {
	return env.WithJSON(&cobra.Command{
		Use:   "check FILE",
		Short: "Say what is wrong with a flow",
		Long: `Say what is wrong with a flow, with the line of each fault. It fails where a brand
could not use the flow; warnings do not count. - is standard input. See tgdesk help
chatbots for the format.`,
		Example: "  tgdesk bot check welcome.toml\n  tgdesk bot check welcome.toml --json | jq '.faults[].line'",
		Args:    cli.OneArgument("file"),
		RunE: func(_ *cobra.Command, args []string) error {
			loaded, faults, err := load(env, args[0])
			if err != nil {
				return err
			}
			if env.AsJSON {
				if err := printJSON(env, loaded, faults); err != nil {
					return err
				}
			} else {
				printFaults(env, args[0], faults)
			}
			if loaded == nil {
				return unusable(args[0], faults)
			}
			if env.AsJSON {
				return nil
			}
			return env.Printf("%s can be used: %s in %s.\n", nameOf(args[0]), output.Plural(loaded.Steps(), "step", "steps"), strings.Join(loaded.Languages(), " and "))
		},
	})
}

func load(env *cli.Env, path string) (*flow.Flow, []flow.Fault, error) {
	source, err := env.ReadFlow(path)
	if err != nil {
		return nil, nil, err
	}
	loaded, faults := flow.Load(source.Text, source.Files)
	return loaded, faults, nil
}

// nameOf is how a file is named before a line of it.
func nameOf(path string) string {
	if path == "-" {
		return "standard input"
	}
	return output.Argument(path)
}

// printFaults prints a line for each fault, which editors know as a place in a file.
func printFaults(env *cli.Env, path string, faults []flow.Fault) {
	for _, f := range faults {
		place, warning := nameOf(path), ""
		if f.Line > 0 {
			place += fmt.Sprintf(":%d", f.Line)
		}
		if f.Warning {
			warning = "warning: "
		}
		env.Say("%s: %s%s\n", place, warning, output.OneLine(env.Words().Problem(f.Problem)))
	}
}

// unusable is that a flow has faults, which were printed.
func unusable(path string, faults []flow.Fault) error {
	n := 0
	for _, f := range faults {
		if !f.Warning {
			n++
		}
	}
	return cli.Failf("%s cannot be used: it has %s.", clean.Line(nameOf(path)), output.Plural(n, "fault", "faults"))
}

func printJSON(env *cli.Env, loaded *flow.Flow, faults []flow.Fault) error {
	d := document{OK: loaded != nil, Faults: []faultDocument{}}
	if loaded != nil {
		d.Steps = loaded.Steps()
	}
	for _, f := range faults {
		d.Faults = append(d.Faults, faultDocument{output.OrNull(f.Line), output.OrNull(f.Column), f.Warning, f.Problem.Parts()[0].ID, env.Words().Problem(f.Problem)})
	}
	return env.Output().PrintJSON(d)
}
