package main

import (
	"github.com/spf13/cobra"

	"tgdesk/core"
	"tgdesk/core/clean"
)

func newBrandToken(c *cli) *cobra.Command {
	var token *tokenFile
	cmd := &cobra.Command{
		Use:   "token NAME --token-file FILE",
		Short: "Replace a brand's token by a new one of the same bot",
		Long: `Give a brand a new token, as after /revoke at @BotFather. It must belong to the
same bot; chats, queued replies and waiting updates stay.`,
		Example:           "  tgdesk brand token acme --token-file token.txt",
		Args:              oneBrand,
		ValidArgsFunction: c.brandNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := token.given(cmd); err != nil {
				return err
			}
			text, err := token.read(c.in)
			if err != nil {
				return err
			}
			return c.changing(cmd, args[0], func(ch change) error { return c.brandToken(ch, text) })
		},
	}
	token = addTokenFile(cmd)
	return cmd
}

func (c *cli) brandToken(ch change, token string) error {
	who, err := ch.desk.AuthenticateFor(ch.ctx, ch.brand.ID, token)
	if err != nil {
		return err
	}
	if _, err := ch.desk.ReplaceToken(ch.ctx, ch.by, ch.brand.ID, core.Token(token), who.Bot); err != nil {
		return err
	}
	return c.out.printf("%s has a new token of %s.\n", clean.Line(ch.brand.Name), botName(who.Bot))
}
