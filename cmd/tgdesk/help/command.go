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
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return completions(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			if len(args) == 1 {
				if page, ok := show(args[0], terminal()); ok {
					return write(cmd.OutOrStdout(), page)
				}
			}
			found, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknown(root, strings.Join(args, " "), ", or a topic of the manual: "+strings.Join(names(), ", ")+".")
			}
			found.InitDefaultHelpFlag()
			if err := found.Help(); err != nil || found != root {
				return err
			}
			return write(cmd.OutOrStdout(), list())
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
	for _, t := range Topics() {
		fmt.Fprintf(&b, "  %-12s %s\n", t.Name, t.Title)
	}
	b.WriteString("\nUse \"tgdesk help TOPIC\" to read one of them.\n")
	return b.String()
}

func names() []string {
	var out []string
	for _, t := range Topics() {
		out = append(out, t.Name)
	}
	return out
}

func completions() []string {
	var out []string
	for _, t := range Topics() {
		out = append(out, cobra.CompletionWithDesc(t.Name, t.Title))
	}
	return out
}

func write(w io.Writer, text string) error {
	_, err := io.WriteString(w, text)
	return err
}
