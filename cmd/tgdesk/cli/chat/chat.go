// Package chat holds the commands that list, show and export chats, write in them and
// attach files, hand them from one operator to another, change their tags and set them
// aside.
//
// It must not decide what may be done with a chat: that is core's.
package chat

import (
	"context"

	"github.com/spf13/cobra"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/export"
	"tgdesk/core"
)

// New returns the command chat.
func New(env *cli.Env) *cobra.Command {
	return cli.Group("chat", "List, show and answer chats, and hand them over",
		"  tgdesk chat list --state pending\n  tgdesk chat show 12\n  tgdesk chat pickup 12",
		append(newActs(env), newEnd(env), newRead(env), newList(env), newShow(env), newExport(env), newReply(env), newNote(env), newTransfer(env), newAssign(env), newInvite(env),
			newAttach(env), newTag(env), newUntag(env), newSnooze(env), newWake(env))...)
}

// oneChat is the argument of commands about one chat: its number.
var oneChat = cli.OneNumber("chat", "tgdesk chat list")

// chatAnd is the arguments of commands about a chat that take its number and more: at least
// one, and at most that many unless it is 0.
func chatAnd(more string, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < 2 || most > 0 && len(args) > 1+most {
			return cli.Usagef("%s takes the number of a chat and %s. Try: %s --help", cmd.CommandPath(), more, cmd.CommandPath())
		}
		return oneChat(cmd, args[:1])
	}
}

// checkChosen checks the tag and the source that flags choose chats by, and returns the tag as
// it is stored.
func checkChosen(env *cli.Env, tag, source string) (_ string, err error) {
	if tag != "" {
		if tag, err = core.CheckTag(tag); err != nil {
			return "", cli.RefusedFlag(env.Words(), "tag", err)
		}
	}
	if source != "" {
		err = cli.RefusedFlag(env.Words(), "source", core.CheckPayload(source))
	}
	return tag, err
}

// readChat gives fn the chat of that number.
func readChat(ctx context.Context, env *cli.Env, number string, fn func(core.Reader, core.ChatRow) error) error {
	return env.Read(func(r core.Reader) error {
		row, err := r.Row(ctx, cli.Number[core.ChatID](number))
		if err != nil {
			return err
		}
		return fn(r, row)
	})
}

// exporter describes chats to whoever calls.
func exporter(ctx context.Context, env *cli.Env, r core.Reader) (export.Exporter, error) {
	x := export.Exporter{Zone: env.Zone, Now: env.Clock().Now(), MediaDir: env.MediaDir(), Words: env.Words(), Marks: map[core.ChatID]core.ReadMark{}}
	op, err := env.CallerOf(ctx, r)
	if err != nil || op == 0 {
		return x, err
	}
	marks, err := r.ReadMarks(ctx, op)
	for _, m := range marks {
		x.Marks[m.Chat] = m
	}
	return x, err
}
