// Package bot holds the commands that check a chatbot's flow and talk with it, which need
// no desk, and the one about the secret of a webhook.
//
// It must not decide what a flow may be or what it answers: core/chatbot/flow does.
package bot

import (
	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core/chatbot/flow"
)

// New returns the command bot, which lacks NewSecret.
func New(env *cli.Env) *cobra.Command {
	return cli.Group("bot", "Check a chatbot's flow, talk with it, and read the secret of a webhook",
		"  tgdesk bot example > welcome.toml\n  tgdesk bot check welcome.toml\n  tgdesk bot try welcome.toml",
		newCheck(env), env.OnMachine(newTry(env)), newExample(env))
}

func newExample(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "example",
		Short: "Print a flow to begin with",
		Long: `Print a flow in English and Japanese that greets, helps with orders and hands over to
people. See tgdesk help chatbots for what stands in it.`,
		Example: "  tgdesk bot example > welcome.toml",
		RunE:    func(*cobra.Command, []string) error { return env.Printf("%s", flow.Example().Text) },
	}
}
