package help

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/tui/markdown"
)

// Terminal is what a page is shown on.
type Terminal struct {
	Width  int  // in cells; 0 where standard output is no terminal
	Styled bool // it shows colours, and the user wants them
}

// Command is the verb help: without an argument it lists verbs and topics,
// else it prints the page of a topic or explains a verb. What is neither goes
// to unknown, with a hint for the end of the sentence.
func Command(terminal func() Terminal, unknown func(root *cobra.Command, words, hint string) error) *cobra.Command {
	return &cobra.Command{
		Use:   "help [TOPIC | VERB…]",
		Short: "Show a page of the manual, or explain a verb",
		Long: `Show a page of the manual, or explain a verb. Without an argument it lists
the verbs and the topics of the manual.`,
		Example: "  tgdesk help keys\n  tgdesk help brand add",
		Args:    cobra.ArbitraryArgs,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var topics []string
			for _, p := range Pages() {
				topics = append(topics, cobra.CompletionWithDesc(p.Name, p.Title))
			}
			return topics, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			if len(args) == 1 {
				if page, ok := show(args[0], terminal()); ok {
					_, err := io.WriteString(cmd.OutOrStdout(), page)
					return err
				}
			}
			found, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				var topics []string
				for _, p := range Pages() {
					topics = append(topics, p.Name)
				}
				return unknown(root, strings.Join(args, " "), ", or a topic of the manual: "+strings.Join(topics, ", ")+".")
			}
			found.InitDefaultHelpFlag()
			if err := found.Help(); err != nil || found != root {
				return err
			}
			_, err = io.WriteString(cmd.OutOrStdout(), list())
			return err
		},
	}
}

func show(topic string, t Terminal) (page string, ok bool) {
	styles := markdown.Plain()
	if t.Styled {
		styles = markdown.ANSI()
	}
	if t.Width == 0 {
		t.Width = 80
	}
	return Render(topic, t.Width, styles)
}

// list names the topics below the verbs.
func list() string {
	var b strings.Builder
	b.WriteString("\nManual:\n")
	for _, p := range Pages() {
		fmt.Fprintf(&b, "  %-12s %s\n", p.Name, p.Title)
	}
	b.WriteString("\nUse \"tgdesk help TOPIC\" to read one of them.\n")
	return b.String()
}
