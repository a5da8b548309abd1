package doctor

import (
	"context"
	"fmt"
	"time"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/store"
)

// checkEngine looks at what the desk's engine leaves behind: deadlines, replies
// and times.
func checkEngine(ctx context.Context, env *cli.Env, db *store.DB) []finding {
	deskRuns, err := env.DeskRuns()
	if err != nil {
		return []finding{problem("desk", "", "%s", cli.ErrorText(err))}
	}
	found := []finding{checkDeadlines(ctx, db)}
	found = append(found, checkReplies(ctx, db, deskRuns)...)
	return append(found, checkClock(ctx, env)...)
}

// pageSize is how many rows are read at once.
const pageSize = 200

// checkDeadlines compares the deadline of every open chat with the limit of its
// brand.
func checkDeadlines(ctx context.Context, db *store.DB) finding {
	const check = "deadlines"
	brands, err := db.Brands(ctx)
	if err != nil {
		return problem(check, "", "%s", cli.ErrorText(err))
	}
	limits := map[core.BrandID]core.Limits{}
	for _, b := range brands {
		limits[b.ID] = b.Limits
	}
	open, wrong := 0, []core.Chat(nil)
	for after, full := core.ChatID(0), true; full; {
		page, err := db.OpenChatsFrom(ctx, after, pageSize)
		if err != nil {
			return problem(check, "", "%s", cli.ErrorText(err))
		}
		for _, chat := range page {
			after = chat.ID
			if !chat.Deadline(limits[chat.BrandID]).Equal(chat.DeadlineAt) && stillWrong(ctx, db, chat.ID) {
				wrong = append(wrong, chat)
			}
		}
		open += len(page)
		full = len(page) == pageSize
	}
	if len(wrong) > 0 {
		name := "NAME"
		if b, err := db.Brand(ctx, wrong[0].BrandID); err == nil {
			name = output.ShellQuote(b.Name)
		}
		return problem(check, fmt.Sprintf("Set a limit of the brand to what it is, which sets all its deadlines: tgdesk brand set %s --answer-limit …", name),
			"wrong for %s, such as chat %d", output.Plural(len(wrong), "open chat", "open chats"), wrong[0].ID)
	}
	return ok(check, "right for %s", output.Plural(open, "open chat", "open chats"))
}

// stillWrong reads again: a limit may have been changed between the two reads.
func stillWrong(ctx context.Context, db *store.DB, id core.ChatID) bool {
	chat, err := db.Chat(ctx, id)
	if err != nil {
		return false
	}
	b, err := db.Brand(ctx, chat.BrandID)
	return err == nil && !chat.Deadline(b.Limits).Equal(chat.DeadlineAt)
}

// checkReplies looks for replies that somebody has to look at.
func checkReplies(ctx context.Context, db *store.DB, deskRuns bool) (found []finding) {
	const check = "replies"
	doubtful, err := db.UnsettledReplies(ctx)
	if err != nil {
		return []finding{problem(check, "", "%s", cli.ErrorText(err))}
	}
	for _, r := range doubtful {
		n := output.Plural(r.Count, "reply", "replies")
		switch {
		case r.Delivery == core.DeliveryUnknown:
			found = append(found, warning(check, "Look at the chat: R sends a reply again, and nothing else does.",
				"%s of open chats may or may not have arrived, such as in chat %d", n, r.Chat))
		case r.Delivery == core.DeliveryFailed:
			found = append(found, warning(check, "Look at the chat: it says why, and R sends a reply again.",
				"%s of open chats failed, such as in chat %d", n, r.Chat))
		case r.Delivery == core.DeliverySending && !deskRuns:
			found = append(found, warning(check, "The next start marks it unknown, because nobody can know whether it arrived.",
				"%s under way when the desk stopped, such as in chat %d", n, r.Chat))
		case r.Delivery == core.DeliveryQueued && !deskRuns:
			found = append(found, warning(check, "Start the desk: tgdesk", "%s to be sent when the desk runs, such as in chat %d", n, r.Chat))
		}
	}
	if len(found) == 0 {
		found = append(found, ok(check, "none of an open chat failed or is unknown"))
	}
	return found
}

// checkClock looks for messages from the future: deadlines go by the clock,
// and one that was set back keeps them from coming.
func checkClock(ctx context.Context, env *cli.Env) []finding {
	contents, err := store.ContentsOf(ctx, env.DeskDir())
	if err != nil || contents.Newest.IsZero() {
		return nil // examineContent has said what is wrong
	}
	const tolerance = 5 * time.Minute // how far Telegram's clock may be ahead of ours
	now := env.Clock().Now()
	if contents.Newest.Sub(now) > tolerance {
		return []finding{problem("clock", "Set this machine's clock, or let it follow a time server: deadlines go by it.",
			"it says %s, but the newest message is of %s", env.FormatTime(now), env.FormatTime(contents.Newest))}
	}
	return []finding{ok("clock", "it says %s", env.FormatTime(now))}
}
