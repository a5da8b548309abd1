package root

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/help"
	"tgdesk/tui/theme"
)

// newHelp replaces cobra's own command, which prints its usage and succeeds when
// misused, by one that knows the manual too.
func newHelp(env *cli.Env) *cobra.Command {
	terminal := func() help.Terminal {
		if _, ok := cli.Terminal(env.Out); !ok {
			return help.Terminal{}
		}
		return help.Terminal{Width: env.Terminals().Size[0], Styled: theme.ProfileOf(env.Lookup) >= theme.Basic}
	}
	return help.Command(terminal, func(root *cobra.Command, words, hint string) error {
		return cli.Usagef("%w%s", cli.UnknownVerb(root, words), hint)
	})
}

// adaptCompletion gives cobra's own command our texts and exit statuses.
func adaptCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	cmd, _, err := root.Find([]string{"completion"})
	if err != nil {
		return
	}
	cmd.Short = "Print a completion script for a shell"
	cmd.Example = "  source <(tgdesk completion bash)\n  tgdesk completion fish > ~/.config/fish/completions/tgdesk.fish"
	cmd.Args = cli.NoArguments
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return cli.Usagef("%s needs a shell: %s. Try: %s --help", cmd.CommandPath(), cli.Verbs(cmd), cmd.CommandPath())
	}
	for _, shell := range cmd.Commands() {
		shell.Args = cli.NoArguments
		shell.Example = "  tgdesk completion " + shell.Name()
	}
}

func newVersion(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  tgdesk version",
		RunE: func(*cobra.Command, []string) error {
			return env.Printf("%s\n", versionText())
		},
	}
}

func addVersionFlag(root *cobra.Command) {
	root.Version = versionText()
	root.SetVersionTemplate("{{.Version}}\n")
	root.Flags().Bool("version", false, "print the version")
}

func versionText() string {
	return fmt.Sprintf("tgdesk %s (%s, %s/%s)", cli.Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
