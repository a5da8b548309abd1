package main

import (
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/help"
	"tgdesk/tui/theme"
)

// addHelp and addCompletion take cobra's own commands, which print their
// usage and succeed when misused, and give them our exit statuses.
func addHelp(root *cobra.Command, c *cli) {
	root.SetHelpCommand(help.Command(c.helpTerminal, func(root *cobra.Command, words, hint string) error {
		return misusef("%w %s", unknownVerb(root, words), hint)
	}))
	root.InitDefaultHelpCmd()
}

// helpTerminal is what the manual's pages are shown on.
func (c *cli) helpTerminal() help.Terminal {
	out, ok := onTerminal(c.host.out)
	if !ok {
		return help.Terminal{}
	}
	width, _, err := term.GetSize(out.Fd())
	if err != nil {
		return help.Terminal{}
	}
	return help.Terminal{Width: width, Styled: theme.ProfileOf(c.lookup) >= theme.Basic}
}

func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	cmd, _, err := root.Find([]string{"completion"})
	if err != nil {
		return
	}
	cmd.Short = "Print a completion script for a shell"
	cmd.Example = "  source <(tgdesk completion bash)\n  tgdesk completion fish > ~/.config/fish/completions/tgdesk.fish"
	cmd.Args = noArguments
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return misusef("%s needs a shell: %s. Try: %s --help", cmd.CommandPath(), verbsOf(cmd), cmd.CommandPath())
	}
	for _, shell := range cmd.Commands() {
		shell.Args = noArguments
		shell.Example = "  tgdesk completion " + shell.Name()
	}
}

func unknownVerb(cmd *cobra.Command, verb string) error {
	hint := ""
	cmd.SuggestionsMinimumDistance = 2
	if close := cmd.SuggestionsFor(verb); len(close) > 0 {
		hint = " Did you mean " + strings.Join(close, " or ") + "?"
	}
	return misusef("%s has no verb %q.%s Try: %s --help", cmd.CommandPath(), verb, hint, cmd.CommandPath())
}

// verbsOf lists the verbs under cmd for a sentence.
func verbsOf(cmd *cobra.Command) string {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() && c.Name() != "help" {
			names = append(names, c.Name())
		}
	}
	return strings.Join(names, ", ")
}
