package main

import (
	"context"

	"github.com/spf13/cobra"

	"tgdesk/core"
)

func newChatShow(c *cli) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "show ID",
		Short:   "Show a chat with its transcript",
		Example: "  tgdesk chat show 12\n  tgdesk chat show 12 --json",
		Args:    oneChat,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			return c.readChat(ctx, args[0], func(r core.Reader, row core.ChatRow) error {
				if asJSON {
					return c.writeChatJSON(ctx, c.out, r, row)
				}
				return c.writeChatText(ctx, c.out, r, row)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

// readChat gives fn the chat of that number.
func (c *cli) readChat(ctx context.Context, number string, fn func(core.Reader, core.ChatRow) error) error {
	return c.reading(ctx, func(r core.Reader) error {
		row, err := r.Row(ctx, chatNumber(number))
		if err != nil {
			return err
		}
		return fn(r, row)
	})
}
