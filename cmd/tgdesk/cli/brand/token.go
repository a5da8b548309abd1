package brand

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core/clean"
)

func newToken(env *cli.Env) *cobra.Command {
	var file tokenFile
	cmd := &cobra.Command{
		Use:   "token NAME --token-file FILE",
		Short: "Replace a brand's token by a new one of the same bot",
		Long: `Give a brand a new token, as after /revoke at @BotFather. It must belong to the
same bot; chats, queued replies and waiting updates stay.`,
		Example:           "  tgdesk brand token acme --token-file token.txt",
		Args:              oneBrand,
		ValidArgsFunction: env.CompleteBrands,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := file.require(cmd); err != nil {
				return err
			}
			token, err := file.read(cmd.Context(), env)
			if err != nil {
				return err
			}
			return changeBrand(env, cmd, args[0], func(ch change) error {
				who, err := ch.desk.AuthenticateFor(ch.ctx, ch.by, ch.brand.ID, token)
				if err != nil {
					return err
				}
				if _, err := ch.desk.ReplaceToken(ch.ctx, ch.by, ch.brand.ID, token, who.Bot, false); err != nil {
					return err
				}
				return env.Printf("%s has a new token of %s.\n", clean.Line(ch.brand.Name), cli.BotText(who.Bot))
			})
		},
	}
	file.addFlag(cmd)
	return cmd
}

// maxTokenFile is the most bytes that a file with a token may have: a token
// has fewer than 100, and the rest can only be space around it.
const maxTokenFile = 4096

// tokenFile is where a token comes from: never from an argument, which
// others could see in the list of processes.
type tokenFile struct{ path string }

func (t *tokenFile) addFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&t.path, "token-file", "", "file with the token that @BotFather gave, or - for standard input")
}

func (t *tokenFile) isStdin() bool { return t.path == "-" }

// require refuses a command line without the flag.
func (t *tokenFile) require(cmd *cobra.Command) error {
	if t.path == "" {
		return cli.Usagef("%s needs --token-file FILE, or --token-file - for standard input.", cmd.CommandPath())
	}
	return nil
}

// read returns the token without the space around it. At a terminal it asks for
// it. Errors name the file and hold none of its content.
func (t *tokenFile) read(ctx context.Context, env *cli.Env) (token string, err error) {
	name := "standard input"
	if t.isStdin() && env.Terminals().In {
		token, err = env.Ask(ctx, cli.Question{Text: "The bot's token (not shown while you type): ", Hidden: true, Most: maxTokenFile + 1})
	} else {
		token, name, err = env.ReadInput(t.path, "token", maxTokenFile)
	}
	switch {
	case err != nil:
		return "", err
	case len(token) > maxTokenFile:
		return "", cli.Failf("%s is too long to be a token.", name)
	}
	if token = strings.TrimSpace(token); token == "" {
		return "", errors.New("there is no token in " + name)
	}
	return token, nil
}
