package main

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tgdesk/core"
)

func newChat(c *cli) *cobra.Command {
	return group("chat", "List, show and export chats",
		"  tgdesk chat list --state pending\n  tgdesk chat show 12",
		newChatList(c), newChatShow(c), newChatExport(c))
}

// chatPage is how many rows or messages are read at once.
const chatPage = 200

// eachChat gives fn the chats of one state in the order of its list.
func eachChat(ctx context.Context, r core.Reader, state core.State, brand core.BrandID, fn func(core.ChatRow) error) error {
	q := core.RowQuery{State: state, Brand: brand, Limit: chatPage}
	for {
		rows, err := r.Rows(ctx, q)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := fn(row); err != nil {
				return err
			}
		}
		if len(rows) < chatPage {
			return nil
		}
		last := rows[len(rows)-1].Cursor()
		q.Cursor = &last
	}
}

// eachMessage gives fn the transcript of a chat, oldest first.
func eachMessage(ctx context.Context, r core.Reader, chat core.ChatID, fn func(core.Message) error) error {
	q := core.MessageQuery{Chat: chat, After: -1, Limit: chatPage} // ids are positive
	for {
		page, err := r.Messages(ctx, q)
		if err != nil {
			return err
		}
		for _, m := range page {
			if err := fn(m); err != nil {
				return err
			}
			q.After = m.ID
		}
		if len(page) < chatPage {
			return nil
		}
	}
}

// oneChat is the argument of verbs about one chat: its number, as in "12" or "#12".
func oneChat(cmd *cobra.Command, args []string) error {
	if err := oneArgument("chat number")(cmd, args); err != nil {
		return err
	}
	if chatNumber(args[0]) <= 0 {
		return misusef("%q is not the number of a chat. tgdesk chat list shows them.", args[0])
	}
	return nil
}

// chatNumber reads the number of a chat, 0 if it is none.
func chatNumber(s string) core.ChatID {
	n, err := strconv.ParseInt(strings.TrimPrefix(s, "#"), 10, 64)
	if err != nil {
		return 0
	}
	return core.ChatID(n)
}

// when is a time in a table.
func (c *cli) when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(c.zone).Format("2006-01-02 15:04")
}
